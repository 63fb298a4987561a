from __future__ import annotations

import json
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


def _task(aws: Aws, **given: Any) -> dict[str, Any]:
    made = aws.client("dms").create_replication_task(
        ReplicationTaskIdentifier=aws.name("task"),
        SourceEndpointArn=_endpoint(aws, "source"),
        TargetEndpointArn=_endpoint(aws, "target"),
        ReplicationInstanceArn=_instance(aws)["ReplicationInstanceArn"],
        MigrationType="full-load",
        TableMappings="{}",
        **given,
    )
    return dict(made["ReplicationTask"])


@check("dms.task_settings")
def task_settings(aws: Aws) -> None:
    given = {
        "Logging": {
            "EnableLogging": True,
            "LogComponents": [{"Id": "SORTER", "Severity": "LOGGER_SEVERITY_DEBUG"}],
        },
        "FullLoadSettings": {"CommitRate": 5},
    }
    completed = json.loads(_task(aws, ReplicationTaskSettings=json.dumps(given))["ReplicationTaskSettings"])
    assert completed["FullLoadSettings"] == {
        "TargetTablePrepMode": "DROP_AND_CREATE",
        "CommitRate": 5,
        "MaxFullLoadSubTasks": 8,
    }
    severities = {one["Id"]: one["Severity"] for one in completed["Logging"]["LogComponents"]}
    assert (severities["SORTER"], severities["IO"]) == ("LOGGER_SEVERITY_DEBUG", "LOGGER_SEVERITY_DEFAULT")
    assert completed["Logging"]["CloudWatchLogGroup"].startswith("dms-tasks-")
    assert json.loads(_task(aws)["ReplicationTaskSettings"])["Logging"]["CloudWatchLogGroup"] is None


@check("dms.changes")
def changes(aws: Aws) -> None:
    dms = aws.client("dms")
    source = _endpoint(aws, "source")
    endpoint = dms.modify_endpoint(EndpointArn=source, SslMode="require")["Endpoint"]
    assert (endpoint["SslMode"], endpoint["EngineName"]) == ("require", "postgres")
    dms.modify_endpoint(EndpointArn=source, PostgreSQLSettings={"ExecuteTimeout": 7, "MaxFileSize": 8})
    endpoint = dms.modify_endpoint(EndpointArn=source, PostgreSQLSettings={"MaxFileSize": 9})["Endpoint"]
    assert endpoint["PostgreSQLSettings"] == {"ExecuteTimeout": 7, "MaxFileSize": 9}
    endpoint = dms.modify_endpoint(EndpointArn=source, PostgreSQLSettings={"MaxFileSize": 9}, ExactSettings=True)
    assert endpoint["Endpoint"]["PostgreSQLSettings"] == {"MaxFileSize": 9}

    arn = _task(aws)["ReplicationTaskArn"]
    settings = json.dumps({"FullLoadSettings": {"CommitRate": 7}})
    task = dms.modify_replication_task(ReplicationTaskArn=arn, ReplicationTaskSettings=settings)["ReplicationTask"]
    assert json.loads(task["ReplicationTaskSettings"])["FullLoadSettings"]["CommitRate"] == 7
    task = dms.modify_replication_task(ReplicationTaskArn=arn, TableMappings='{"rules": []}')["ReplicationTask"]
    assert (task["TableMappings"], task["MigrationType"]) == ('{"rules": []}', "full-load")
    dms.start_replication_task(ReplicationTaskArn=arn, StartReplicationTaskType="start-replication")
    refused("InvalidResourceStateFault", dms.modify_replication_task, ReplicationTaskArn=arn)

    group, subscription, topic = aws.name("group"), aws.name("subscription"), "arn:aws:sns:us-east-1:123456789012:t"
    dms.create_replication_subnet_group(
        ReplicationSubnetGroupIdentifier=group, ReplicationSubnetGroupDescription="x", SubnetIds=["subnet-a"]
    )
    changed = dms.modify_replication_subnet_group(ReplicationSubnetGroupIdentifier=group, SubnetIds=["subnet-b"])
    assert changed["ReplicationSubnetGroup"]["Subnets"][0]["SubnetIdentifier"] == "subnet-b"
    dms.create_event_subscription(SubscriptionName=subscription, SnsTopicArn=topic, EventCategories=["failure"])
    found = dms.modify_event_subscription(SubscriptionName=subscription, EventCategories=["creation"])
    assert found["EventSubscription"]["EventCategoriesList"] == ["creation"]

    for modify, name in (
        (dms.modify_endpoint, "EndpointArn"),
        (dms.modify_replication_task, "ReplicationTaskArn"),
        (dms.modify_event_subscription, "SubscriptionName"),
    ):
        refused("ResourceNotFoundFault", modify, **{name: "none"})
    refused(
        "ResourceNotFoundFault",
        dms.modify_replication_subnet_group,
        ReplicationSubnetGroupIdentifier="none",
        SubnetIds=[],
    )


@check("dms.tags")
def tagged(aws: Aws) -> None:
    dms, arn = aws.client("dms"), _endpoint(aws, "source")
    dms.add_tags_to_resource(ResourceArn=arn, Tags=tags(Name="x", Team="y"))
    dms.remove_tags_from_resource(ResourceArn=arn, TagKeys=["Team"])
    assert _names(dms.list_tags_for_resource(ResourceArn=arn)) == ["x"]
