from __future__ import annotations

from datetime import datetime
from typing import Any

from .registry import Aws, check, refused, tags


def _endpoint(aws: Aws, kind: str) -> str:
    made = aws.client("dms").create_endpoint(
        EndpointIdentifier=aws.name("endpoint"), EndpointType=kind, EngineName="postgres"
    )
    found: str = made["Endpoint"]["EndpointArn"]
    return found


def _instance(aws: Aws) -> dict[str, Any]:
    dms, name = aws.client("dms"), aws.name("instance")
    dms.create_replication_instance(
        ReplicationInstanceIdentifier=name, ReplicationInstanceClass="dms.t3.medium", AllocatedStorage=20
    )
    mine = [{"Name": "replication-instance-id", "Values": [name]}]
    (found,) = dms.describe_replication_instances(Filters=mine)["ReplicationInstances"]
    return dict(found)


def _names(answer: dict[str, Any]) -> list[str]:
    return [tag["Value"] for tag in answer["TagList"]]


@check("dms.plain_answers")
def plain_answers(aws: Aws) -> None:
    """Only an SDK stricter than boto3 minds the nulls, so the answer is read as it is."""
    times: list[Any] = []
    dms = aws.client("dms")
    dms.meta.events.register(
        "after-call.dms.DescribeReplicationInstances", lambda http_response, **_: times.append(http_response.text)
    )
    assert isinstance(_instance(aws)["InstanceCreateTime"], datetime)
    assert "null" not in times[0]
    assert '"InstanceCreateTime": "' not in times[0]


@check("dms.subnet_group")
def subnet_group(aws: Aws) -> None:
    dms, name = aws.client("dms"), aws.name("group")
    dms.create_replication_subnet_group(
        ReplicationSubnetGroupIdentifier=name,
        ReplicationSubnetGroupDescription="x",
        SubnetIds=["subnet-a", "subnet-b"],
        Tags=tags(Name="x"),
    )
    mine = [{"Name": "replication-subnet-group-id", "Values": [name]}]
    (found,) = dms.describe_replication_subnet_groups(Filters=mine)["ReplicationSubnetGroups"]
    assert [subnet["SubnetIdentifier"] for subnet in found["Subnets"]] == ["subnet-a", "subnet-b"]
    arn = f"arn:aws:dms:us-east-1:123456789012:subgrp:{name}"
    assert _names(dms.list_tags_for_resource(ResourceArn=arn)) == ["x"]


@check("dms.replication_instance")
def replication_instance(aws: Aws) -> None:
    found = _instance(aws)
    assert found["ReplicationSubnetGroup"]["ReplicationSubnetGroupIdentifier"] == "default"
    assert (found["NetworkType"], found["AvailabilityZone"]) == ("IPV4", "us-east-1a")


@check("dms.replication_task")
def replication_task(aws: Aws) -> None:
    dms, name = aws.client("dms"), aws.name("task")
    dms.create_replication_task(
        ReplicationTaskIdentifier=name,
        SourceEndpointArn=_endpoint(aws, "source"),
        TargetEndpointArn=_endpoint(aws, "target"),
        ReplicationInstanceArn=_instance(aws)["ReplicationInstanceArn"],
        MigrationType="full-load",
        TableMappings="{}",
    )
    mine = [{"Name": "replication-task-id", "Values": [name]}]
    (found,) = dms.describe_replication_tasks(Filters=mine)["ReplicationTasks"]
    assert found["Status"] == "ready"


@check("dms.certificate")
def certificate(aws: Aws) -> None:
    dms, name = aws.client("dms"), aws.name("certificate")
    arn = dms.import_certificate(CertificateIdentifier=name, CertificatePem="pem", Tags=tags(Name="x"))["Certificate"][
        "CertificateArn"
    ]
    for filters in ([], [{"Name": "certificate-id", "Values": [name]}]):
        (found,) = dms.describe_certificates(Filters=filters)["Certificates"]
        assert found["CertificatePem"] == "pem"
    assert dms.describe_certificates(Filters=[{"Name": "certificate-id", "Values": ["other"]}])["Certificates"] == []
    assert _names(dms.list_tags_for_resource(ResourceArn=arn)) == ["x"]
    dms.delete_certificate(CertificateArn=arn)
    refused("ResourceNotFoundFault", dms.delete_certificate, CertificateArn=arn)


@check("dms.event_subscription")
def event_subscription(aws: Aws) -> None:
    dms, name = aws.client("dms"), aws.name("subscription")
    topic = "arn:aws:sns:us-east-1:123456789012:t"
    dms.create_event_subscription(SubscriptionName=name, SnsTopicArn=topic, EventCategories=["failure"])
    for asked in ({}, {"SubscriptionName": name}):
        (found,) = dms.describe_event_subscriptions(**asked)["EventSubscriptionsList"]
        assert (found["SnsTopicArn"], found["EventCategoriesList"]) == (topic, ["failure"])
    dms.delete_event_subscription(SubscriptionName=name)
    refused("ResourceNotFoundFault", dms.describe_event_subscriptions, SubscriptionName=name)
