from __future__ import annotations

from lib.failover.data import data_lines
from lib.failover.deployment import Deployment

from .conftest import AWAY, HOME, FakeAws

SECRETS = (f"arn:aws:secretsmanager:{HOME}:123456789012:secret:shop/a-x", f"arn:x:secretsmanager:{HOME}:1:secret:b")


def full(deployment: Deployment) -> Deployment:
    given = {"table_name": "orders", "parameters_path": "/shop/dev", "secret_arns": SECRETS}
    return deployment.model_copy(update=given)


def test_without_anything_there_is_nothing_to_tell(aws: FakeAws, deployment: Deployment) -> None:
    assert list(data_lines(aws, deployment, AWAY)) == []


def test_each_copy_is_looked_at_in_its_region(aws: FakeAws, deployment: Deployment) -> None:
    replicas = [{"RegionName": HOME, "ReplicaStatus": "ACTIVE"}]
    aws.say("dynamodb", "describe_table", {"Table": {"TableStatus": "ACTIVE", "Replicas": replicas}})
    late = [{"Region": AWAY, "Status": "Failed"}, {"Region": "eu-west-1", "Status": "InSync"}]
    aws.say("secretsmanager", "describe_secret", {"Name": "a", "ReplicationStatus": late}, {"Name": "b"})
    aws.say("ssm", "get_parameters_by_path", {"Parameters": [{}] * 10, "NextToken": "x"}, {"Parameters": [{}]})
    assert list(data_lines(aws, full(deployment), AWAY)) == [
        "table orders: ACTIVE, replicas: us-east-1 ACTIVE",
        "secret a: not replicated: us-west-2 Failed",
        "secrets: all 2 are there",
        "parameters under /shop/dev: 11",
    ]
    assert {region for _, region, _, _ in aws.calls} == {AWAY}
    asked = [arguments["SecretId"] for _, arguments in aws.called("describe_secret")]
    assert asked == [name.replace(HOME, AWAY) for name in SECRETS]


def test_what_does_not_answer_keeps_the_rest_from_nothing(aws: FakeAws, deployment: Deployment) -> None:
    aws.say("dynamodb", "describe_table", {"Table": {"TableStatus": "ACTIVE"}})
    table, secrets, parameters = data_lines(aws, full(deployment), HOME)
    assert table == "table orders: ACTIVE, replicas: none"
    assert secrets.startswith("not to be read: secretsmanager in us-east-1")
    assert parameters.startswith("not to be read: ssm in us-east-1")
