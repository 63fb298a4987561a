"""Every policy in a stack's JSON, with ARNs of the right form for what is only known once it is deployed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from lib.guards.document import Document, Resource

ACCOUNT: Final = "123456789012"
_HERE: Final = f"us-east-1:{ACCOUNT}"

# What a reference to a resource becomes; {} is its name. A type that is not here fails the test that meets it.
_ARNS: Final = {
    "aws_backup_vault": f"arn:aws:backup:{_HERE}:backup-vault:{{}}",
    "aws_cloudwatch_event_bus": f"arn:aws:events:{_HERE}:event-bus/{{}}",
    "aws_cloudwatch_event_rule": f"arn:aws:events:{_HERE}:rule/bus/{{}}",
    "aws_cloudwatch_log_group": f"arn:aws:logs:{_HERE}:log-group:{{}}",
    "aws_dms_replication_task": f"arn:aws:dms:{_HERE}:task:ABCDEFGH",
    "aws_dynamodb_table": f"arn:aws:dynamodb:{_HERE}:table/{{}}",
    "aws_dynamodb_table_replica": f"arn:aws:dynamodb:{_HERE}:table/replica",
    "aws_ecr_repository": f"arn:aws:ecr:{_HERE}:repository/{{}}",
    "aws_iam_openid_connect_provider": f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC",
    "aws_iam_role": f"arn:aws:iam::{ACCOUNT}:role/{{}}",
    "aws_kms_key": f"arn:aws:kms:{_HERE}:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "aws_rds_cluster": f"arn:aws:rds:{_HERE}:cluster:{{}}",
    "aws_route53_zone": "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
    "aws_s3_bucket": "arn:aws:s3:::{}",
    "aws_secretsmanager_secret": f"arn:aws:secretsmanager:{_HERE}:secret:{{}}-AbCdEf",
    "aws_sns_topic": f"arn:aws:sns:{_HERE}:{{}}",
    "aws_sqs_queue": f"arn:aws:sqs:{_HERE}:{{}}",
    "aws_ssm_parameter": f"arn:aws:ssm:{_HERE}:parameter{{}}",
}
# Attributes that are no ARN.
_OTHERS: Final = {"account_id": ACCOUNT, "zone_id": "Z0123456789ABCDEFGHIJ"}
_OIDC_ISSUER: Final = "oidc.eks.us-east-1.amazonaws.com/id/ABC"
_NAMES: Final = ("bucket", "cluster_identifier", "name")

_REFERENCE: Final = re.compile(r"\$\{([^{}]*)\}")
_SIMPLE: Final = re.compile(r"((?:data\.)?\w+\.[\w-]+)\.(\w+)")

# Where policies stand: the type, the argument, and what the policy is of where it says so by `*`, or not at all.
_PLACES: Final = (
    ("aws_iam_role_policy", "policy", ""),
    ("aws_iam_policy", "policy", ""),
    ("aws_vpc_endpoint", "policy", ""),
    ("aws_sns_topic_policy", "policy", ""),
    ("aws_sqs_queue_policy", "policy", ""),
    ("aws_s3_bucket_policy", "policy", ""),
    ("aws_cloudwatch_event_bus_policy", "policy", ""),
    ("aws_cloudwatch_log_resource_policy", "policy_document", ""),
    ("aws_iam_role", "assume_role_policy", "aws_iam_role"),
    ("aws_kms_key", "policy", "aws_kms_key"),
    ("aws_secretsmanager_secret_policy", "policy", "aws_secretsmanager_secret"),
    ("aws_backup_vault_policy", "policy", "aws_backup_vault"),
    ("aws_ecr_repository_policy", "policy", "aws_ecr_repository"),
)


class Policy(NamedTuple):
    """A policy as AWS will get it.

    Attributes:
        address: The resource that has it.
        kind: The type of that resource.
        document: The policy.
    """

    address: str
    kind: str
    document: dict[str, Any]

    @property
    def statements(self) -> list[dict[str, Any]]:
        """Its statements."""
        found: list[dict[str, Any]] = self.document["Statement"]
        return found


def policies_of(tree: Mapping[str, Any]) -> Iterator[Policy]:
    """The policies of one stack.

    Raises:
        AssertionError: One stands where nobody looks, or refers to something that has no form here.
    """
    document, known = Document(tree), tree.get("locals", {})
    looked_at = set()
    for kind, argument, owner in _PLACES:
        for resource in document.of(kind):
            text = resource.get(argument)
            if text:
                looked_at.add(text)
                filled = json.loads(_REFERENCE.sub(lambda found: _value(found[1], document, known), text))
                yield Policy(resource.address, kind, _of_its_own(filled, owner))
    for resource in document.resources:
        overlooked = [text for text in resource.body.values() if isinstance(text, str) and '"Statement"' in text]
        assert set(overlooked) <= looked_at, f"{resource.address} has a policy that nobody looks at"


def _of_its_own(policy: dict[str, Any], owner: str) -> dict[str, Any]:
    """In a policy that belongs to one thing, `*` or no resource is that thing."""
    if owner:
        own = _ARNS[owner].format("own")
        policy["Statement"] = [
            {**statement, "Resource": own} if statement.get("Resource", "*") == "*" else statement
            for statement in policy["Statement"]
        ]
    return policy


def _value(expression: str, document: Document, known: Mapping[str, Any]) -> str:
    if expression.startswith("local."):
        inner = str(known[expression.removeprefix("local.")])
        if "oidc" in inner:
            return _OIDC_ISSUER
        # Of a function only what it is made from matters: the rest keeps the form.
        found = _SIMPLE.search(inner)
        assert found, f"nobody knows what {inner} is"
        return _value(found[0], document, known)
    found = _SIMPLE.fullmatch(expression)
    assert found, f"nobody knows what {expression} is"
    address, attribute = found.groups()
    if attribute in _OTHERS:
        return _OTHERS[attribute]
    resource = document.at(address)
    assert resource, f"{address} is not there"
    if attribute == "name":
        return _name(resource)
    assert attribute.endswith("arn"), f"nobody knows what {expression} is"
    assert resource.kind in _ARNS, f"nobody knows what an ARN of {resource.kind} looks like"
    return _ARNS[resource.kind].format(_name(resource))


def _name(resource: Resource) -> str:
    return next((str(resource.get(name)) for name in _NAMES if resource.get(name)), "made-by-aws")
