"""What a DMS task migrates and how: its mappings, and its settings in the JSON that DMS expects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, Literal

from pydantic import Field, model_validator

from ..errors import ConfigurationError, Problem
from ..model import Model, refuse
from .dms_mappings import TableMappingsConfig

MigrationType = Literal["full-load", "cdc", "full-load-and-cdc"]
LogComponent = Literal[
    "ADDONS",
    "COMMON",
    "COMMUNICATION",
    "DATA_STRUCTURE",
    "FILE_FACTORY",
    "FILE_TRANSFER",
    "IO",
    "METADATA_MANAGER",
    "PERFORMANCE",
    "REST_SERVER",
    "SORTER",
    "SOURCE_CAPTURE",
    "SOURCE_UNLOAD",
    "TABLES_MANAGER",
    "TARGET_APPLY",
    "TARGET_LOAD",
    "TASK_MANAGER",
    "TRANSFORMATION",
    "VALIDATOR_EXT",
]
LogSeverity = Literal["ERROR", "WARNING", "INFO", "DEFAULT", "DEBUG", "DETAILED_DEBUG"]
RecordErrorPolicy = Literal["IGNORE_RECORD", "LOG_ERROR", "SUSPEND_TABLE", "STOP_TASK"]

# What Security Hub wants to be logged of every task. Source: AWS Security Hub User Guide, DMS.7 and DMS.8.
_LOGGED: Final[tuple[LogComponent, ...]] = ("SOURCE_CAPTURE", "SOURCE_UNLOAD", "TARGET_APPLY", "TARGET_LOAD")


class FullLoadConfig(Model):
    """How the tables are copied."""

    target_tables: Literal["DO_NOTHING", "TRUNCATE_BEFORE_LOAD", "DROP_AND_CREATE"] = Field(
        default="DO_NOTHING", serialization_alias="TargetTablePrepMode"
    )
    """What is done with tables that the target has already; only ``DO_NOTHING`` keeps their rows."""

    keys_after_load: bool = Field(default=False, serialization_alias="CreatePkAfterFullLoad")
    """Whether primary keys and unique indexes are made after the rows are copied."""

    parallel_tables: int = Field(default=8, ge=1, le=49, serialization_alias="MaxFullLoadSubTasks")
    """Tables that are copied at the same time."""

    open_transactions_seconds: int = Field(default=600, ge=0, serialization_alias="TransactionConsistencyTimeout")
    """Seconds to wait for transactions that are open when the task starts."""

    rows_per_commit: int = Field(default=10_000, ge=1, le=50_000, serialization_alias="CommitRate")
    """Rows that are transferred together."""

    stop_before_changes: bool = Field(default=False, serialization_alias="StopTaskCachedChangesNotApplied")
    """Whether the task stops when the rows are copied, before changes made meanwhile are applied."""

    stop_after_changes: bool = Field(default=False, serialization_alias="StopTaskCachedChangesApplied")
    """Whether the task stops when these are applied."""


class LobConfig(Model):
    """How large objects are copied."""

    mode: Literal["limited", "full", "none"] = "limited"
    """Up to `max_kb` and cut off there, whole and slowly in pieces, or not at all."""

    max_kb: int = Field(default=32, ge=1, le=102_400)
    """The most that is copied of one, in KB, in mode ``limited``."""

    chunk_kb: int = Field(default=64, ge=1, le=1024)
    """The size of a piece, in KB, in mode ``full``; AWS recommends 64."""


class LoggingConfig(Model):
    """What a task writes to CloudWatch Logs, into a log group that DMS makes for the replication instance."""

    enabled: bool = True
    """Whether it writes."""

    severities: dict[LogComponent, LogSeverity] = Field(default_factory=dict)
    """How much each component writes; capture, unload, apply and load are named with ``DEFAULT`` anyway."""


class ValidationConfig(Model):
    """Whether rows are compared after they were copied; tables need a primary key or a unique index."""

    enabled: bool = Field(default=True, serialization_alias="EnableValidation")
    """Whether they are."""

    threads: int = Field(default=5, ge=1, serialization_alias="ThreadCount")
    """Comparisons at the same time."""

    partition_rows: int = Field(default=10_000, ge=1, serialization_alias="PartitionSize")
    """Rows that are read together."""

    max_failures: int = Field(default=10_000, ge=1, serialization_alias="FailureMaxCount")
    """Failures after which the task compares no more."""

    max_table_failures: int = Field(default=1_000, ge=1, serialization_alias="TableFailureMaxCount")
    """Failures after which a table is compared no more."""

    collation_aware: bool = Field(default=False, serialization_alias="HandleCollationDiff")
    """Whether different collations of columns are taken into account (PostgreSQL, SQL Server)."""

    skip_large_objects: bool = Field(default=False, serialization_alias="SkipLobColumns")
    """Whether large objects are left out."""


class ErrorsConfig(Model):
    """What an error leads to."""

    data: RecordErrorPolicy = Field(default="LOG_ERROR", serialization_alias="DataErrorPolicy")
    """A row that cannot be processed."""

    truncation: RecordErrorPolicy = Field(default="LOG_ERROR", serialization_alias="DataTruncationErrorPolicy")
    """A value that is cut off."""

    table: Literal["SUSPEND_TABLE", "STOP_TASK"] = Field(
        default="SUSPEND_TABLE", serialization_alias="TableErrorPolicy"
    )
    """A table that cannot be processed."""

    apply_delete: RecordErrorPolicy = Field(default="IGNORE_RECORD", serialization_alias="ApplyErrorDeletePolicy")
    """A row to delete that the target lacks."""

    apply_insert: Literal[RecordErrorPolicy, "INSERT_RECORD"] = Field(
        default="LOG_ERROR", serialization_alias="ApplyErrorInsertPolicy"
    )
    """A row to insert that the target has already; ``INSERT_RECORD`` updates it."""

    apply_update: Literal[RecordErrorPolicy, "UPDATE_RECORD"] = Field(
        default="LOG_ERROR", serialization_alias="ApplyErrorUpdatePolicy"
    )
    """A row to update that the target lacks; ``UPDATE_RECORD`` inserts it."""

    restarts: int = Field(default=-1, ge=-1, serialization_alias="RecoverableErrorCount")
    """Restarts after an error of the surroundings; -1 for any number."""

    restart_seconds: int = Field(default=5, ge=1, serialization_alias="RecoverableErrorInterval")
    """Seconds before the first restart; later ones take longer."""

    fail_without_tables: bool = Field(default=True, serialization_alias="FailOnNoTablesCaptured")
    """Whether a task fails when its mappings select no table."""


class ChangesConfig(Model):
    """How changes are applied to the target."""

    batches: bool = False
    """Whether changes are applied in batches, which is faster, and keeps to no order within a batch."""

    batch_min_seconds: int = Field(default=1, ge=1, serialization_alias="BatchApplyTimeoutMin")
    """The least time between two batches."""

    batch_max_seconds: int = Field(default=30, ge=1, serialization_alias="BatchApplyTimeoutMax")
    """The most time between two batches."""

    batch_memory_mb: int = Field(default=500, ge=1, serialization_alias="BatchApplyMemoryLimit")
    """The most memory for a batch."""

    transaction_min_changes: int = Field(default=1_000, ge=1, serialization_alias="MinTransactionSize")
    """The least changes in a transaction on the target."""

    commit_seconds: int = Field(default=1, ge=1, serialization_alias="CommitTimeout")
    """The most time that transactions are collected for that."""

    memory_mb: int = Field(default=1_024, ge=1, serialization_alias="MemoryLimitTotal")
    """The most memory for transactions before they are written to disk."""

    memory_seconds: int = Field(default=60, ge=1, serialization_alias="MemoryKeepTime")
    """The most time that they stay in memory before that."""

    cached_statements: int = Field(default=50, ge=1, le=200, serialization_alias="StatementCacheSize")
    """Prepared statements that are kept."""

    handle_dropped_tables: bool = True
    """Whether a table that is dropped is dropped on the target."""

    handle_truncated_tables: bool = True
    """Whether a table that is emptied is emptied on the target."""

    handle_altered_tables: bool = True
    """Whether a table that is altered is altered on the target."""

    @model_validator(mode="after")
    def _minimum_first(self) -> ChangesConfig:
        """The least time between two batches is not above the most."""
        if self.batch_min_seconds > self.batch_max_seconds:
            raise refuse(
                "the least time is above the most",
                got=f"batch_min_seconds = {self.batch_min_seconds}, batch_max_seconds = {self.batch_max_seconds}",
                expected="batch_min_seconds <= batch_max_seconds",
                remedy="exchange them",
            )
        return self


class MigrationTaskSettingsConfig(Model):
    """How a task works. All that stands here is given to DMS; whatever else it has is left to it."""

    full_load: FullLoadConfig = FullLoadConfig()
    """How the tables are copied."""

    large_objects: LobConfig = LobConfig()
    """How large objects are copied."""

    logging: LoggingConfig = LoggingConfig()
    """What is logged."""

    validation: ValidationConfig = ValidationConfig()
    """Whether the rows are compared."""

    errors: ErrorsConfig = ErrorsConfig()
    """What an error leads to."""

    changes: ChangesConfig = ChangesConfig()
    """How changes are applied."""

    def to_json(self) -> str:
        """The settings as DMS spells them.

        DMS completes them, and the provider compares only what stands here; so nothing is written that DMS answers
        with another value, such as the size of a piece in a mode that has none.
        """
        changes = self.changes
        return json.dumps(
            {
                "TargetMetadata": {**_large_objects(self.large_objects), "BatchApplyEnabled": changes.batches},
                "FullLoadSettings": _spelled(self.full_load),
                "Logging": _logging(self.logging),
                "ValidationSettings": _spelled(self.validation)
                if self.validation.enabled
                else {"EnableValidation": False},
                "ErrorBehavior": _spelled(self.errors),
                "ChangeProcessingTuning": _spelled(changes),
                "ChangeProcessingDdlHandlingPolicy": {
                    "HandleSourceTableDropped": changes.handle_dropped_tables,
                    "HandleSourceTableTruncated": changes.handle_truncated_tables,
                    "HandleSourceTableAltered": changes.handle_altered_tables,
                },
            }
        )


class MigrationTaskConfig(Model):
    """What is migrated, and how."""

    migration_type: MigrationType = "full-load-and-cdc"
    """Copy the tables, replicate their changes (`cdc`), or both; changes need the source's log, see `source`."""

    mappings: TableMappingsConfig
    """Which tables, and what becomes of their names."""

    settings: MigrationTaskSettingsConfig = MigrationTaskSettingsConfig()
    """How the task works."""

    start: bool = False
    """Whether Terraform starts it. False leaves that to a person, after the connections were tested.

    To change a task that runs, Terraform stops it, and starts it again only where this is true.
    """

    cdc_start_position: str | None = Field(default=None, min_length=1)
    """Where in the source's log to begin (a checkpoint, LSN, SCN or binlog position), with `cdc` alone."""

    @model_validator(mode="after")
    def _coherent(self) -> MigrationTaskConfig:
        """A start position is for `cdc` alone, stopping after the copy for `full-load-and-cdc`, and in one way."""
        problems = list(self._problems())
        if problems:
            raise ConfigurationError(problems)
        return self

    def _problems(self) -> Iterator[Problem]:
        if self.cdc_start_position and self.migration_type != "cdc":
            yield Problem(
                "cdc_start_position",
                "only a task that replicates and nothing else begins at a position of the log",
                got=f"migration_type = {self.migration_type}",
                expected="migration_type = cdc",
                remedy="remove one of the two",
            )
        load = self.settings.full_load
        stops = [name for name in ("stop_before_changes", "stop_after_changes") if getattr(load, name)]
        if stops and self.migration_type != "full-load-and-cdc":
            yield Problem(
                "settings.full_load",
                f"a task of type {self.migration_type} has no such moment to stop at",
                got=", ".join(stops),
                expected="migration_type = full-load-and-cdc",
                remedy="remove it",
            )
        elif len(stops) > 1:
            yield Problem("settings.full_load", "a task stops once", got=" and ".join(stops), remedy="choose one")


def _spelled(section: Model) -> dict[str, Any]:
    """The fields that DMS has under a name of its own."""
    return {
        str(field.serialization_alias): getattr(section, name)
        for name, field in type(section).model_fields.items()
        if field.serialization_alias
    }


def _large_objects(config: LobConfig) -> dict[str, Any]:
    settings = {
        "SupportLobs": config.mode != "none",
        "FullLobMode": config.mode == "full",
        "LimitedSizeLobMode": config.mode == "limited",
    }
    sizes = {"limited": {"LobMaxSize": config.max_kb}, "full": {"LobChunkSize": config.chunk_kb}}
    return {**settings, **sizes.get(config.mode, {})}


def _logging(config: LoggingConfig) -> dict[str, Any]:
    if not config.enabled:
        return {"EnableLogging": False}
    severities: dict[LogComponent, LogSeverity] = {**dict.fromkeys(_LOGGED, "DEFAULT"), **config.severities}
    return {
        "EnableLogging": True,
        "LogComponents": [
            {"Id": component, "Severity": f"LOGGER_SEVERITY_{severity}"} for component, severity in severities.items()
        ],
    }
