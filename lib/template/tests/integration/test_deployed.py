"""What is deployed does what it is for: on the emulator of `make deploy-local`, or with TAP_INTEGRATION=aws on AWS."""

from __future__ import annotations

from uuid import uuid4


def test_an_order_that_is_put_is_found(deployed):
    table, key = deployed.outputs["orders_table"], {"id": {"S": f"test-{uuid4()}"}}
    dynamodb = deployed.client("dynamodb")
    dynamodb.put_item(TableName=table, Item={**key, "item": {"S": "book"}})
    found = dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
    assert found["item"] == {"S": "book"}
    dynamodb.delete_item(TableName=table, Key=key)


def test_orders_can_be_brought_back(deployed):
    found = deployed.client("dynamodb").describe_continuous_backups(TableName=deployed.outputs["orders_table"])
    recovery = found["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"


def test_a_change_can_be_told(deployed):
    told = deployed.client("sns").publish(TopicArn=deployed.outputs["changes_topic_arn"], Message="test")
    assert told["MessageId"]
