"""Database Migration Service."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from moto.dms import models
from moto.dms.exceptions import ResourceNotFoundFault
from moto.dms.responses import DatabaseMigrationServiceResponse

from .answers import body, seconds_now
from .registry import Function, Patch, kept

# Stand-ins: moto knows nothing of a subnet's VPC here.
VPC = "vpc-12345"
ZONE = {"Name": "us-east-1a"}

plain_answers = Patch("dms.plain_answers", "every DMS resource: times as numbers and no null fields")


@plain_answers.wraps(models.Endpoint, "to_dict")
@plain_answers.wraps(models.FakeReplicationTask, "to_dict")
@plain_answers.wraps(models.FakeReplicationInstance, "to_dict")
@plain_answers.wraps(models.FakeConnection, "to_dict")
def _plainly(original: Function, self: Any) -> Any:
    return _plain(original(self))


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(_seconds(key, item)) for key, item in value.items() if item is not None}
    return value


def _seconds(key: str, value: Any) -> Any:
    if not (isinstance(value, str) and key.endswith(("Date", "Time"))):
        return value
    return datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp()


subnet_group = Patch(
    "dms.subnet_group", "aws_dms_replication_subnet_group reads back the subnets that it named, and its tags by its ARN"
)


@subnet_group.replaces(models.FakeReplicationSubnetGroup, "to_dict")
def _describe_subnet_group(self: Any) -> dict[str, Any]:
    return _subnet_group(self.replication_subnet_group_identifier, self.description, self.subnetIds or [])


def _subnet_group(name: str, description: str, subnet_ids: list[str]) -> dict[str, Any]:
    subnets = [
        {"SubnetIdentifier": subnet, "SubnetAvailabilityZone": ZONE, "SubnetStatus": "Active"} for subnet in subnet_ids
    ]
    return {
        "ReplicationSubnetGroupIdentifier": name,
        "ReplicationSubnetGroupDescription": description,
        "VpcId": VPC,
        "SubnetGroupStatus": "Complete",
        "Subnets": subnets,
        "SupportedNetworkTypes": ["IPV4"],
    }


@subnet_group.wraps(models.DatabaseMigrationServiceBackend)
def _create_replication_subnet_group(
    original: Function,
    self: Any,
    replication_subnet_group_identifier: str,
    replication_subnet_group_description: str,
    subnet_ids: list[str],
    tags: list[dict[str, str]] | None = None,
) -> Any:
    name = replication_subnet_group_identifier
    group = original(self, name, replication_subnet_group_description, subnet_ids)
    group.subnetIds = subnet_ids
    _tag(self, _arn(self, "subgrp", name), tags)
    return group


replication_instance = Patch("dms.replication_instance", "aws_dms_replication_instance reads fields that AWS computes")


@replication_instance.wraps(models.FakeReplicationInstance, "to_dict")
def _describe_instance(original: Function, self: Any) -> dict[str, Any]:
    return {
        "ReplicationSubnetGroup": _subnet_group("default", "default", ["subnet-12345"]),
        "AvailabilityZone": ZONE["Name"],
        "PreferredMaintenanceWindow": "sun:10:30-sun:14:30",
        "NetworkType": "IPV4",
        **original(self),
    }


replication_task = Patch("dms.replication_task", 'aws_dms_replication_task waits for "ready", which moto never reaches')


@replication_task.wraps(DatabaseMigrationServiceResponse)
def _create_replication_task(original: Function, self: Any) -> str:
    answer: str = original(self)
    arn = json.loads(answer)["ReplicationTask"]["ReplicationTaskArn"]
    self.dms_backend.replication_tasks[arn].status = "ready"
    return answer


certificate = Patch("dms.certificate", "aws_dms_certificate: moto has none")


@certificate.replaces(DatabaseMigrationServiceResponse)
def _import_certificate(self: Any) -> str:
    given = body(self)
    name = given["CertificateIdentifier"]
    arn = _arn(self.dms_backend, "cert", name)
    _certificates(self)[name] = {
        "CertificateIdentifier": name,
        "CertificatePem": given.get("CertificatePem"),
        "CertificateArn": arn,
        "CertificateCreationDate": seconds_now(),
        "CertificateOwner": self.current_account,
    }
    _tag(self.dms_backend, arn, given.get("Tags"))
    return json.dumps({"Certificate": _certificates(self)[name]})


@certificate.replaces(DatabaseMigrationServiceResponse)
def _describe_certificates(self: Any) -> str:
    wanted = {value for item in body(self).get("Filters", []) for value in item["Values"]}
    found = [
        item
        for item in _certificates(self).values()
        if not wanted or wanted & {item["CertificateIdentifier"], item["CertificateArn"]}
    ]
    return json.dumps({"Certificates": found})


@certificate.replaces(DatabaseMigrationServiceResponse)
def _delete_certificate(self: Any) -> str:
    name = body(self)["CertificateArn"].rpartition(":")[2]
    if name not in _certificates(self):
        raise ResourceNotFoundFault(f"Certificate {name} not found.")
    return json.dumps({"Certificate": _certificates(self).pop(name)})


def _certificates(self: Any) -> dict[Any, Any]:
    return kept(self.dms_backend, "certificate")


event_subscription = Patch("dms.event_subscription", "aws_dms_event_subscription: moto has none")


@event_subscription.replaces(DatabaseMigrationServiceResponse)
def _create_event_subscription(self: Any) -> str:
    given = body(self)
    name = given["SubscriptionName"]
    _subscriptions(self)[name] = {
        "CustomerAwsId": self.current_account,
        "CustSubscriptionId": name,
        "SnsTopicArn": given["SnsTopicArn"],
        "Status": "active",
        "SubscriptionCreationTime": "2026-01-01",
        "SourceType": given.get("SourceType"),
        "SourceIdsList": given.get("SourceIds", []),
        "EventCategoriesList": given.get("EventCategories", []),
        "Enabled": given.get("Enabled", True),
    }
    _tag(self.dms_backend, _arn(self.dms_backend, "es", name), given.get("Tags"))
    return json.dumps({"EventSubscription": _subscriptions(self)[name]})


@event_subscription.replaces(DatabaseMigrationServiceResponse)
def _describe_event_subscriptions(self: Any) -> str:
    named = body(self).get("SubscriptionName")
    found = [_asked_subscription(self)] if named else list(_subscriptions(self).values())
    return json.dumps({"EventSubscriptionsList": found})


@event_subscription.replaces(DatabaseMigrationServiceResponse)
def _delete_event_subscription(self: Any) -> str:
    deleted = _asked_subscription(self)
    del _subscriptions(self)[deleted["CustSubscriptionId"]]
    return json.dumps({"EventSubscription": deleted})


def _subscriptions(self: Any) -> dict[Any, Any]:
    return kept(self.dms_backend, "event_subscription")


def _asked_subscription(self: Any) -> dict[str, Any]:
    name = body(self)["SubscriptionName"]
    if name not in _subscriptions(self):
        raise ResourceNotFoundFault(f"Event subscription {name} not found.")
    found: dict[str, Any] = _subscriptions(self)[name]
    return found


def _arn(backend: Any, kind: str, name: str) -> str:
    return f"arn:aws:dms:{backend.region_name}:{backend.account_id}:{kind}:{name}"


def _tag(backend: Any, arn: str, tags: list[dict[str, str]] | None) -> None:
    if tags:
        backend.tagger.tag_resource(arn, tags)
