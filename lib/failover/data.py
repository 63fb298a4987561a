"""What programs of a region find there beside the database: the table, secrets and parameters."""

from __future__ import annotations

from collections.abc import Iterator

from .aws import Aws, AwsError, pages
from .deployment import Deployment


def data_lines(aws: Aws, deployment: Deployment, region: str) -> Iterator[str]:
    """How a region's copies stand, a line each; nothing is read but descriptions.

    Args:
        aws: Who is asked.
        deployment: The environment.
        region: The region.

    Yields:
        The lines.
    """
    parts = (_table(aws, deployment, region), _secrets(aws, deployment, region), _parameters(aws, deployment, region))
    for part in parts:
        try:
            yield from part
        except AwsError as error:
            yield f"not to be read: {error}"


def _table(aws: Aws, deployment: Deployment, region: str) -> Iterator[str]:
    if deployment.table_name is None:
        return
    table = aws.ask("dynamodb", region, "describe_table", TableName=deployment.table_name)["Table"]
    others = [f"{each['RegionName']} {each['ReplicaStatus']}" for each in table.get("Replicas", [])]
    yield f"table {deployment.table_name}: {table['TableStatus']}, replicas: {', '.join(others) or 'none'}"


def _secrets(aws: Aws, deployment: Deployment, region: str) -> Iterator[str]:
    if not deployment.secret_arns:
        return
    for arn in deployment.secret_arns:
        here = arn.replace(f":{deployment.aws_region}:", f":{region}:")
        secret = aws.ask("secretsmanager", region, "describe_secret", SecretId=here)
        late = [each for each in secret.get("ReplicationStatus", []) if each["Status"] != "InSync"]
        if late:
            behind = ", ".join(f"{each['Region']} {each['Status']}" for each in late)
            yield f"secret {secret['Name']}: not replicated: {behind}"
    yield f"secrets: all {len(deployment.secret_arns)} are there"


def _parameters(aws: Aws, deployment: Deployment, region: str) -> Iterator[str]:
    if deployment.parameters_path is None:
        return
    found = pages(
        aws,
        "ssm",
        region,
        "get_parameters_by_path",
        ("NextToken", "NextToken"),
        Path=deployment.parameters_path,
        Recursive=True,
    )
    yield f"parameters under {deployment.parameters_path}: {sum(len(page['Parameters']) for page in found)}"
