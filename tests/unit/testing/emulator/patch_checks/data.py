from __future__ import annotations

import json
from typing import Any

from .registry import Aws, check


@check("dynamodb.replicas")
def replicas(aws: Aws) -> None:
    here, there = aws.client("dynamodb"), aws.client("dynamodb", "eu-west-1")
    name = aws.name("table")
    here.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    here.update_table(TableName=name, DeletionProtectionEnabled=False)
    here.update_table(TableName=name, ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}])
    assert _replicas(here, name) == {"eu-west-1": "ACTIVE"}
    assert _replicas(there, name) == {"us-east-1": "ACTIVE"}
    assert there.describe_table(TableName=name)["Table"]["TableArn"].split(":")[3] == "eu-west-1"

    key = "arn:aws:kms:eu-west-1:123456789012:key/x"
    update = {"Update": {"RegionName": "eu-west-1", "KMSMasterKeyId": key}}
    here.update_table(TableName=name, ReplicaUpdates=[update])
    assert there.describe_table(TableName=name)["Table"]["SSEDescription"]["KMSMasterKeyArn"] == key

    here.update_table(
        TableName=name, ReplicaUpdates=[{"Delete": {"RegionName": "eu-west-1"}}], DeletionProtectionEnabled=True
    )
    assert _replicas(here, name) == {}
    assert here.describe_table(TableName=name)["Table"]["DeletionProtectionEnabled"]
    assert name not in there.list_tables()["TableNames"]


def _replicas(client: Any, name: str) -> dict[str, str]:
    found = client.describe_table(TableName=name)["Table"].get("Replicas", [])
    return {replica["RegionName"]: replica["ReplicaStatus"] for replica in found}


@check("sqs.redrive_allow_policy")
def redrive_allow_policy(aws: Aws) -> None:
    sqs = aws.client("sqs")
    queue = sqs.create_queue(QueueName=aws.name("queue"))["QueueUrl"]
    policy = json.dumps({"redrivePermission": "denyAll"})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedriveAllowPolicy": policy, "DelaySeconds": "5"})
    for asked in (["RedriveAllowPolicy"], ["All"]):
        found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=asked)["Attributes"]
        assert found["RedriveAllowPolicy"] == policy
    assert found["DelaySeconds"] == "5"
    only_delay = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["DelaySeconds"])["Attributes"]
    assert only_delay == {"DelaySeconds": "5"}


@check("sqs.redrive_policy")
def redrive_policy(aws: Aws) -> None:
    sqs = aws.client("sqs")
    dead_letters = sqs.create_queue(QueueName=aws.name("queue"))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead_letters, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    compact = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5}, separators=(",", ":"))
    queue = sqs.create_queue(QueueName=aws.name("queue"), Attributes={"RedrivePolicy": compact})["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["RedrivePolicy"])["Attributes"]
    assert found["RedrivePolicy"] == compact


@check("secretsmanager.replica_key")
def replica_key(aws: Aws) -> None:
    secrets, key = aws.client("secretsmanager"), "arn:aws:kms:eu-west-1:123456789012:key/x"
    regions = [{"Region": "eu-west-1", "KmsKeyId": key}, {"Region": "eu-west-2"}]
    name = aws.name("secret")
    secrets.create_secret(Name=name, SecretString="x", AddReplicaRegions=regions)
    found = secrets.describe_secret(SecretId=name)["ReplicationStatus"]
    assert [replica["KmsKeyId"] for replica in found] == [key, "alias/aws/secretsmanager"]
