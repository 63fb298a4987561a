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


@check("dynamodb.on_demand_throughput")
def on_demand_throughput(aws: Aws) -> None:
    dynamodb, name = aws.client("dynamodb"), aws.name("table")
    keys = [{"AttributeName": "id", "KeyType": "HASH"}]
    index = {"IndexName": "all", "KeySchema": keys, "Projection": {"ProjectionType": "ALL"}}
    limited = {"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 20}
    dynamodb.create_table(
        TableName=name,
        KeySchema=keys,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        OnDemandThroughput=limited,
        GlobalSecondaryIndexes=[{**index, "OnDemandThroughput": limited}],
    )
    assert _limits(dynamodb, name) == (limited, limited)
    dynamodb.update_table(
        TableName=name,
        OnDemandThroughput={"MaxReadRequestUnits": 30, "MaxWriteRequestUnits": -1},
        GlobalSecondaryIndexUpdates=[
            {"Update": {"IndexName": "all", "OnDemandThroughput": {"MaxReadRequestUnits": 5}}}
        ],
    )
    assert _limits(dynamodb, name) == ({"MaxReadRequestUnits": 30}, {**limited, "MaxReadRequestUnits": 5})


def _limits(client: Any, name: str) -> tuple[dict[str, int], dict[str, int]]:
    table = client.describe_table(TableName=name)["Table"]
    return table["OnDemandThroughput"], table["GlobalSecondaryIndexes"][0]["OnDemandThroughput"]


@check("dynamodb.tags_on_one_page")
def tags_on_one_page(aws: Aws) -> None:
    dynamodb, name = aws.client("dynamodb"), aws.name("table")
    tags = [{"Key": f"tag-{number}", "Value": "x"} for number in range(50)]
    arn = dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        Tags=tags,
    )["TableDescription"]["TableArn"]
    assert dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"] == tags


@check("dynamodb.encryption_changes")
def encryption_changes(aws: Aws) -> None:
    dynamodb, name = aws.client("dynamodb"), aws.name("table")
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    key = "arn:aws:kms:us-east-1:123456789012:key/x"
    dynamodb.update_table(TableName=name, SSESpecification={"Enabled": True, "KMSMasterKeyId": key})
    described = dynamodb.describe_table(TableName=name)["Table"]["SSEDescription"]
    assert described == {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key}
    dynamodb.update_table(TableName=name, DeletionProtectionEnabled=False)
    assert dynamodb.describe_table(TableName=name)["Table"]["SSEDescription"]["KMSMasterKeyArn"] == key
    dynamodb.update_table(TableName=name, SSESpecification={"Enabled": False})
    assert "SSEDescription" not in dynamodb.describe_table(TableName=name)["Table"]


@check("sns.signature_version")
def signature_version(aws: Aws) -> None:
    sns = aws.client("sns")
    topic = sns.create_topic(Name=aws.name("topic"), Attributes={"SignatureVersion": "2"})["TopicArn"]
    assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["SignatureVersion"] == "2"
    plain = sns.create_topic(Name=aws.name("topic"))["TopicArn"]
    assert "SignatureVersion" not in sns.get_topic_attributes(TopicArn=plain)["Attributes"]


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


@check("sqs.policy_kept")
def policy_kept(aws: Aws) -> None:
    sqs = aws.client("sqs")
    queue = sqs.create_queue(QueueName=aws.name("queue"))["QueueUrl"]
    statement = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"DelaySeconds": "5"})
    found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])["Attributes"]
    assert json.loads(found["Policy"])["Statement"] == [statement]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": ""})
    assert "Policy" not in sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"]).get("Attributes", {})


@check("secretsmanager.replica_key")
def replica_key(aws: Aws) -> None:
    secrets, key = aws.client("secretsmanager"), "arn:aws:kms:us-west-2:123456789012:key/1"
    replicas = [{"Region": "us-west-2", "KmsKeyId": key}, {"Region": "eu-west-1"}]
    name = aws.name("secret")
    secrets.create_secret(Name=name, AddReplicaRegions=replicas)
    found = secrets.describe_secret(SecretId=name)["ReplicationStatus"]
    assert [each["KmsKeyId"] for each in found] == [key, "alias/aws/secretsmanager"]


@check("events.forwarded_event")
def forwarded_event(aws: Aws) -> None:
    """Two buses in two regions that send each other their own region's events: nothing goes back."""
    regions, bus, queue = ("us-east-1", "eu-west-1"), aws.name("bus"), aws.name("queue")
    for region in regions:
        aws.client("events", region).create_event_bus(Name=bus)
        aws.client("sqs", region).create_queue(QueueName=queue)
    for region, other in (regions, regions[::-1]):
        rules = {
            "send": ({"region": [region]}, f"arn:aws:events:{other}:123456789012:event-bus/{bus}"),
            "keep": ({"source": ["check"]}, f"arn:aws:sqs:{region}:123456789012:{queue}"),
        }
        for name, (pattern, arn) in rules.items():
            client = aws.client("events", region)
            client.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps(pattern))
            client.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": name, "Arn": arn}])
    entry = {"Source": "check", "DetailType": "check", "Detail": "{}", "Resources": ["r"], "EventBusName": bus}
    aws.client("events").put_events(Entries=[entry])
    for region in regions:
        sqs = aws.client("sqs", region)
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        (message,) = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
        event = json.loads(message["Body"])
        assert (event["region"], event["resources"]) == ("us-east-1", ["r"]), region


@check("dynamodb.table_class")
def table_class(aws: Aws) -> None:
    dynamodb = aws.client("dynamodb")

    def class_of(name: str) -> str:
        return str(dynamodb.describe_table(TableName=name)["Table"]["TableClassSummary"]["TableClass"])

    plain, seldom = aws.name("table"), aws.name("table")
    for name, settings in ((plain, {}), (seldom, {"TableClass": "STANDARD_INFREQUENT_ACCESS"})):
        dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            **settings,
        )
    assert (class_of(plain), class_of(seldom)) == ("STANDARD", "STANDARD_INFREQUENT_ACCESS")
    dynamodb.update_table(TableName=plain, TableClass="STANDARD_INFREQUENT_ACCESS")
    dynamodb.update_table(TableName=seldom, TableClass="STANDARD")
    dynamodb.update_table(TableName=seldom, DeletionProtectionEnabled=False)
    assert (class_of(plain), class_of(seldom)) == ("STANDARD_INFREQUENT_ACCESS", "STANDARD")
