"""DynamoDB."""

from __future__ import annotations

import copy
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler, DynamoResult

from .registry import Function, Patch

replicas = Patch(
    "dynamodb.replicas", "aws_dynamodb_table with replica blocks waits until each region describes the others as ACTIVE"
)


@replicas.wraps(DynamoHandler)
def _update_table(original: Function, self: Any) -> Any:
    updates = self.body.get("ReplicaUpdates")
    if not updates:
        return original(self)
    table = self.dynamodb_backend.get_table(self.body["TableName"])
    for update in updates:
        for operation, wanted in update.items():
            tables = dynamodb_backends[self.current_account][wanted["RegionName"]].tables
            if operation == "Delete":
                _replicas(table).pop(wanted["RegionName"], None)
                tables.pop(table.name, None)
            else:
                _put_replica(table, tables, wanted)
    only_replicas = set(self.body) == {"TableName", "ReplicaUpdates"}
    return DynamoResult(table.describe()) if only_replicas else original(self)


def _replicas(table: Any) -> dict[str, dict[str, Any]]:
    """By region, the table's own included; the copies share it."""
    own = _region(table)
    found: dict[str, dict[str, Any]] = vars(table).setdefault(
        "replicas_by_region", {own: {"RegionName": own, "ReplicaStatus": "ACTIVE"}}
    )
    return found


def _region(table: Any) -> str:
    return str(table.table_arn.split(":")[3])


def _put_replica(table: Any, tables: dict[str, Any], wanted: dict[str, Any]) -> None:
    region = wanted["RegionName"]
    if region not in _replicas(table):
        _replicas(table)[region] = {"RegionName": region, "ReplicaStatus": "ACTIVE"}
        tables[table.name] = _copy_for(region, table)
    key = wanted.get("KMSMasterKeyId")
    if key:
        _replicas(table)[region]["KMSMasterKeyId"] = key
        encryption = copy.deepcopy(table.sse_specification) or {"Enabled": True, "SSEType": "KMS"}
        tables[table.name].sse_specification = {**encryption, "KMSMasterKeyId": key, "KMSMasterKeyArn": key}


def _copy_for(region: str, table: Any) -> Any:
    replica = copy.copy(table)
    replica.table_arn = table.table_arn.replace(_region(table), region)
    replica.continuous_backups = copy.deepcopy(table.continuous_backups)  # each replica has its own recovery setting
    replica.deletion_protection_enabled = False
    return replica


@replicas.wraps(Table)
def _describe(original: Function, self: Any, base_key: str = "TableDescription") -> dict[str, Any]:
    description: dict[str, Any] = original(self, base_key)
    if "replicas_by_region" in vars(self):
        others = [replica for region, replica in _replicas(self).items() if region != _region(self)]
        description[base_key].update(Replicas=others, GlobalTableVersion="2019.11.21")
    return description


on_demand_throughput = Patch(
    "dynamodb.on_demand_throughput", "aws_dynamodb_table reads back the limits of the table and of its indexes"
)


@on_demand_throughput.wraps(DynamoHandler, "create_table")
def _limit_new_table(original: Function, self: Any) -> Any:
    answer = original(self)
    table = self.dynamodb_backend.get_table(self.body["TableName"])
    _limit(table, "", self.body)
    for index in self.body.get("GlobalSecondaryIndexes") or []:
        _limit(table, index["IndexName"], index)
    return answer


@on_demand_throughput.wraps(DynamoHandler, "update_table")
def _limit_table(original: Function, self: Any) -> Any:
    answer = original(self)
    table = self.dynamodb_backend.get_table(self.body["TableName"])
    _limit(table, "", self.body)
    for update in self.body.get("GlobalSecondaryIndexUpdates") or []:
        for index in update.values():
            _limit(table, index["IndexName"], index)
    return answer


@on_demand_throughput.wraps(Table, "describe")
def _describe_limits(original: Function, self: Any, base_key: str = "TableDescription") -> dict[str, Any]:
    description: dict[str, Any] = original(self, base_key)
    found = _limits(self)
    for limited, name in [
        (description[base_key], ""),
        *((index, index["IndexName"]) for index in description[base_key].get("GlobalSecondaryIndexes") or []),
    ]:
        if found.get(name):
            limited["OnDemandThroughput"] = found[name]
    return description


def _limits(table: Any) -> dict[str, dict[str, int]]:
    """By index; the table's own under the empty name."""
    found: dict[str, dict[str, int]] = vars(table).setdefault("on_demand_limits", {})
    return found


def _limit(table: Any, name: str, given: dict[str, Any]) -> None:
    both = {**_limits(table).get(name, {}), **given.get("OnDemandThroughput", {})}
    _limits(table)[name] = {key: units for key, units in both.items() if units != -1}


encryption_changes = Patch(
    "dynamodb.encryption_changes", "aws_dynamodb_table changes the key of a table that is there and reads it back"
)


@encryption_changes.wraps(DynamoHandler, "update_table")
def _encrypt_table(original: Function, self: Any) -> Any:
    table = self.dynamodb_backend.get_table(self.body["TableName"])
    if wanted := self.body.get("SSESpecification"):
        # Disabled means the key of AWS itself, which a description does not name.
        table.sse_specification = {"SSEType": "KMS", **wanted} if wanted.get("Enabled") else None
    return original(self)


tags_on_one_page = Patch(
    "dynamodb.tags_on_one_page", "aws_dynamodb_table_replica reads the first page of tags only, of which moto gives ten"
)


@tags_on_one_page.replaces(DynamoHandler)
def _list_tags_of_resource(self: Any) -> Any:
    return DynamoResult({"Tags": self.dynamodb_backend.list_tags_of_resource(self.body["ResourceArn"])})


table_class = Patch("dynamodb.table_class", "aws_dynamodb_table reads its class back, also once changed")


@table_class.wraps(DynamoHandler, "create_table")
@table_class.wraps(DynamoHandler, "update_table")
def _keep_table_class(original: Function, self: Any) -> Any:
    wanted = self.body.get("TableClass")
    answer = original(self)
    if wanted:
        self.dynamodb_backend.get_table(self.body["TableName"]).table_class = wanted
    return answer


@table_class.wraps(Table, "describe")
def _describe_table_class(original: Function, self: Any, base_key: str = "TableDescription") -> dict[str, Any]:
    description: dict[str, Any] = original(self, base_key)
    description[base_key]["TableClassSummary"] = {"TableClass": vars(self).get("table_class", "STANDARD")}
    return description
