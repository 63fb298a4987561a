"""Database Migration Service: what is completed by AWS, and what changes in place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from moto.dms import models
from moto.dms.exceptions import InvalidResourceStateFault, ResourceNotFoundFault
from moto.dms.responses import DatabaseMigrationServiceResponse

from .answers import body
from .registry import Function, Patch, kept

# What DMS completes a task's settings with. Source: AWS DMS User Guide, "Saving task settings".
_COMPONENTS = (
    "TRANSFORMATION", "SOURCE_UNLOAD", "IO", "TARGET_LOAD", "PERFORMANCE", "SOURCE_CAPTURE", "SORTER", "REST_SERVER",
    "VALIDATOR_EXT", "TARGET_APPLY", "TASK_MANAGER", "TABLES_MANAGER", "METADATA_MANAGER", "FILE_FACTORY", "COMMON",
    "ADDONS", "DATA_STRUCTURE", "COMMUNICATION", "FILE_TRANSFER",
)  # fmt: skip
_SETTINGS: dict[str, Any] = {
    "TargetMetadata": {
        "TargetSchema": "",
        "SupportLobs": True,
        "FullLobMode": False,
        "LobChunkSize": 0,
        "LimitedSizeLobMode": True,
        "LobMaxSize": 32,
        "InlineLobMaxSize": 0,
        "BatchApplyEnabled": False,
        "TaskRecoveryTableEnabled": False,
    },
    "FullLoadSettings": {"TargetTablePrepMode": "DROP_AND_CREATE", "CommitRate": 10000, "MaxFullLoadSubTasks": 8},
    "Logging": {"EnableLogging": False, "EnableLogContext": False},
    "ControlTablesSettings": {"historyTimeslotInMinutes": 5, "HistoryTimeslotInMinutes": 5, "ControlSchema": ""},
    "StreamBufferSettings": {"StreamBufferCount": 3, "StreamBufferSizeInMB": 8, "CtrlStreamBufferSizeInMB": 5},
    "ChangeProcessingTuning": {"BatchApplyPreserveTransaction": True, "BatchSplitSize": 0, "RecoveryTimeout": -1},
    "ErrorBehavior": {"DataErrorEscalationCount": 0, "EventErrorPolicy": "IGNORE", "RecoverableErrorThrottling": True},
    "ValidationSettings": {"EnableValidation": False, "ValidationMode": "ROW_LEVEL", "ValidationOnly": False},
    "BeforeImageSettings": None,
    "CharacterSetSettings": None,
    "LoopbackPreventionSettings": None,
    "PostProcessingRules": None,
}

task_settings = Patch(
    "dms.task_settings", "aws_dms_replication_task compares its settings with what DMS has completed them to"
)


@task_settings.wraps(models.FakeReplicationTask, "__init__")
def _init_task(original: Function, self: Any, *args: Any, **given: Any) -> None:
    original(self, *args, **given)
    self.replication_task_settings = _completed(self, self.replication_task_settings)


def _completed(task: Any, given: str | None) -> str:
    settings = _merged(_SETTINGS, json.loads(given or "{}"))
    logging = settings["Logging"]
    severities = {one["Id"]: one["Severity"] for one in logging.get("LogComponents", [])}
    logging["LogComponents"] = [
        {"Id": component, "Severity": severities.get(component, "LOGGER_SEVERITY_DEFAULT")} for component in _COMPONENTS
    ]
    on = logging["EnableLogging"]
    logging["CloudWatchLogGroup"] = f"dms-tasks-{task.replication_instance_arn.rpartition(':')[2]}" if on else None
    logging["CloudWatchLogStream"] = f"dms-task-{task.id}" if on else None
    return json.dumps(settings)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = {key: value for key, value in above.items() if isinstance(value, dict) and isinstance(below.get(key), dict)}
    return {**below, **above, **{key: _merged(below[key], value) for key, value in both.items()}}


changes = Patch(
    "dms.changes", "endpoints, tasks, subnet groups and event subscriptions are changed in place, which moto cannot do"
)

# Parameter of ModifyEndpoint -> attribute of moto's endpoint.
_ENDPOINT = {
    "EndpointType": "endpoint_type",
    "EngineName": "engine_name",
    "DatabaseName": "database_name",
    "ExtraConnectionAttributes": "extra_connection_attributes",
    "CertificateArn": "certificate_arn",
    "SslMode": "ssl_mode",
}
# The same of parameters that are tables: what is not named stays, unless `ExactSettings` is given.
_ENDPOINT_SETTINGS = {
    "PostgreSQLSettings": "postgre_sql_settings",
    "MySQLSettings": "my_sql_settings",
    "OracleSettings": "oracle_settings",
    "MicrosoftSQLServerSettings": "microsoft_sql_server_settings",
}
_TASK = {"MigrationType": "migration_type", "TableMappings": "table_mappings"}


@changes.replaces(DatabaseMigrationServiceResponse)
def _modify_endpoint(self: Any) -> str:
    given = body(self)
    endpoints = self.dms_backend.endpoints.values()
    found = next((one for one in endpoints if one.endpoint_arn == given["EndpointArn"]), None)
    if not found:
        raise ResourceNotFoundFault("Endpoint could not be found.")
    _change(found, given, _ENDPOINT)
    for parameter, attribute in _ENDPOINT_SETTINGS.items():
        if parameter in given:
            before = {} if given.get("ExactSettings") else getattr(found, attribute) or {}
            setattr(found, attribute, _merged(before, given[parameter]))
    return json.dumps({"Endpoint": found.to_dict()})


@changes.replaces(DatabaseMigrationServiceResponse)
def _modify_replication_task(self: Any) -> str:
    given = body(self)
    task = self.dms_backend.replication_tasks.get(given["ReplicationTaskArn"])
    if not task:
        raise ResourceNotFoundFault("Replication task could not be found.")
    if task.status == "running":
        raise InvalidResourceStateFault("Replication task is running")
    _change(task, given, _TASK)
    if "ReplicationTaskSettings" in given:
        task.replication_task_settings = _completed(task, given["ReplicationTaskSettings"])
    return json.dumps({"ReplicationTask": task.to_dict()})


@changes.replaces(DatabaseMigrationServiceResponse)
def _modify_replication_subnet_group(self: Any) -> str:
    given = body(self)
    name = given["ReplicationSubnetGroupIdentifier"]
    group = self.dms_backend.replication_subnet_groups.get(name)
    if not group:
        raise ResourceNotFoundFault("Replication subnet group could not be found.")
    _change(group, given, {"ReplicationSubnetGroupDescription": "description", "SubnetIds": "subnetIds"})
    return json.dumps({"ReplicationSubnetGroup": group.to_dict()})


@changes.replaces(DatabaseMigrationServiceResponse)
def _modify_event_subscription(self: Any) -> str:
    given = body(self)
    found = kept(self.dms_backend, "event_subscription").get(given["SubscriptionName"])
    if not found:
        raise ResourceNotFoundFault(f"Event subscription {given['SubscriptionName']} not found.")
    renamed = {"EventCategories": "EventCategoriesList"}
    for key in ("SnsTopicArn", "SourceType", "EventCategories", "Enabled"):
        if key in given:
            found[renamed.get(key, key)] = given[key]
    return json.dumps({"EventSubscription": found})


def _change(target: Any, given: Mapping[str, Any], attributes: Mapping[str, str]) -> None:
    for parameter, attribute in attributes.items():
        if parameter in given:
            setattr(target, attribute, given[parameter])


tags = Patch("dms.tags", "what DMS has can be tagged anew: moto can only tag it at its making")


@tags.replaces(DatabaseMigrationServiceResponse)
def _add_tags_to_resource(self: Any) -> str:
    given = body(self)
    self.dms_backend.tagger.tag_resource(given["ResourceArn"], given["Tags"])
    return "{}"


@tags.replaces(DatabaseMigrationServiceResponse)
def _remove_tags_from_resource(self: Any) -> str:
    given = body(self)
    self.dms_backend.tagger.untag_resource_using_names(given["ResourceArn"], given["TagKeys"])
    return "{}"
