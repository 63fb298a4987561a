"""What an Aurora database looks like, over one region or two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from ..aws_facts import (
    AURORA_ACU_STEP,
    AURORA_LARGEST_ACU,
    AURORA_VERSIONS,
    DATABASE_INSIGHTS_ADVANCED_DAYS,
    PERFORMANCE_INSIGHTS_DAYS,
)
from ..errors import ConfigurationError, Problem
from ..model import Distinct, Model, like, refuse
from .master_secret import MasterSecretConfig
from .retention import RetentionDays
from .windows import DailyWindow, WeeklyWindow, overlap

Engine = Literal["aurora-postgresql", "aurora-mysql"]
LogType = Literal["audit", "error", "general", "iam-db-auth-error", "instance", "postgresql", "slowquery"]

SERVERLESS: Final = "db.serverless"

_VERSIONS: Final[dict[Engine, tuple[str, str]]] = {
    "aurora-postgresql": (r"\d+\.\d+", "major and minor version, such as 17.7"),
    "aurora-mysql": (
        r"\d+\.\d+\.mysql_aurora\.\d+\.\d+\.\d+",
        "both versions in full, such as 8.0.mysql_aurora.3.10.4",
    ),
}
_PORTS: Final[dict[Engine, int]] = {"aurora-postgresql": 5432, "aurora-mysql": 3306}
_LOG_TYPES: Final[dict[Engine, tuple[LogType, ...]]] = {
    "aurora-postgresql": ("postgresql", "iam-db-auth-error", "instance"),
    "aurora-mysql": ("audit", "error", "slowquery", "general", "iam-db-auth-error", "instance"),
}
_DEFAULT_LOG_TYPES: Final[dict[Engine, tuple[LogType, ...]]] = {
    "aurora-postgresql": ("postgresql",),
    "aurora-mysql": ("audit", "error", "slowquery"),
}
# Encrypted connections only, whoever asks.
_TLS: Final[dict[Engine, dict[str, str]]] = {
    "aurora-postgresql": {"rds.force_ssl": "1"},
    "aurora-mysql": {"require_secure_transport": "ON"},
}
# What a task of DMS that follows changes needs of its source.
# Source: AWS DMS User Guide, "Using a PostgreSQL database as an AWS DMS source" and "Using a MySQL-compatible database
# as a source for AWS DMS".
_LOGICAL_REPLICATION: Final[dict[Engine, dict[str, str]]] = {
    "aurora-postgresql": {"rds.logical_replication": "1"},
    "aurora-mysql": {"binlog_format": "ROW", "binlog_row_image": "full", "binlog_checksum": "NONE"},
}
# What RDS answers with "is a reserved word used by the engine".
_RESERVED_USERS: Final[dict[Engine, frozenset[str]]] = {
    "aurora-postgresql": frozenset({"admin", "rdsadmin", "user"}),
    "aurora-mysql": frozenset({"rdsadmin"}),
}

InstanceClass = Annotated[
    str,
    like(
        r"db\.(serverless|[a-z][a-z0-9-]*\.[a-z0-9]+)",
        f"{SERVERLESS}, or a class such as db.r6g.large",
        "is no class of a database instance",
    ),
]

InstanceKey = Annotated[
    str,
    like(
        r"[a-z][a-z0-9]*(-[a-z0-9]+)*",
        "lower-case letters, digits and single hyphens inside, the first a letter",
        "is no name for an instance",
    ),
    Field(max_length=20),
]


def _in_steps(acu: float) -> float:
    """In steps of 0.5."""
    if acu % AURORA_ACU_STEP:
        raise refuse(
            "is between two capacities of Aurora Serverless",
            got=acu,
            expected=f"steps of {AURORA_ACU_STEP:g}",
            remedy=f"take {acu // AURORA_ACU_STEP * AURORA_ACU_STEP + AURORA_ACU_STEP:g}",
        )
    return acu


Capacity = Annotated[float, Field(ge=0, le=AURORA_LARGEST_ACU), AfterValidator(_in_steps)]


class AuroraInstanceConfig(Model):
    """One instance of a cluster."""

    instance_class: InstanceClass | None = None
    """Its class; None for the cluster's."""

    promotion_tier: int = Field(default=1, ge=0, le=15)
    """Who takes over when the writer fails: the lowest first. Serverless readers in 0 and 1 grow with the writer."""


class ServerlessConfig(Model):
    """Between which capacities serverless instances scale."""

    min_acu: Capacity = 1
    """Least capacity in ACU; 0 pauses idle instances.

    AWS recommends 8 for the primary of a global database, and 2 for counters of Performance Insights.
    """

    max_acu: Annotated[Capacity, Field(ge=1)] = 8
    """Greatest capacity in ACU."""

    seconds_until_auto_pause: int | None = Field(default=None, ge=300, le=86_400)
    """Seconds without a connection until an instance pauses, with min_acu 0; None for AWS's 300.

    The writer of a global database and one with logical replication never pause.
    """

    @model_validator(mode="after")
    def _in_order(self) -> ServerlessConfig:
        """The least is not above the greatest; only what can be 0 pauses."""
        if self.min_acu > self.max_acu:
            raise refuse(
                "the least capacity is above the greatest",
                got=f"min_acu = {self.min_acu:g}, max_acu = {self.max_acu:g}",
                expected=f"min_acu up to {self.max_acu:g}",
                remedy="exchange or correct them",
            )
        if self.seconds_until_auto_pause is not None and self.min_acu:
            raise refuse(
                "only an instance that can go down to 0 ACU pauses",
                got=f"seconds_until_auto_pause = {self.seconds_until_auto_pause}, min_acu = {self.min_acu:g}",
                expected="min_acu = 0 beside it",
                remedy="set min_acu to 0, or leave seconds_until_auto_pause out",
            )
        return self


class DatabaseInsightsConfig(Model):
    """What CloudWatch Database Insights, the successor of Performance Insights, records."""

    mode: Literal["off", "standard", "advanced"] = "standard"
    """``standard`` is free with 7 days; ``advanced`` adds execution plans, locks and fleets, and wants 465 days."""

    retention_days: int = 7
    """Days that its counters are kept: 7, a multiple of 31 up to 713, or 731."""

    @model_validator(mode="after")
    def _kept_long_enough(self) -> DatabaseInsightsConfig:
        """A period that there is, and one that the mode takes."""
        if self.retention_days not in PERFORMANCE_INSIGHTS_DAYS:
            longer = next((days for days in PERFORMANCE_INSIGHTS_DAYS if days >= self.retention_days), 731)
            raise refuse(
                "Performance Insights has no such retention period",
                got=f"{self.retention_days} days",
                expected="7, a multiple of 31 up to 713, or 731",
                remedy=f"take {longer}",
                where="retention_days",
            )
        if self.mode == "advanced" and self.retention_days < DATABASE_INSIGHTS_ADVANCED_DAYS:
            raise refuse(
                f"the advanced mode wants its counters kept for {DATABASE_INSIGHTS_ADVANCED_DAYS} days",
                got=f"{self.retention_days} days",
                expected=f"{DATABASE_INSIGHTS_ADVANCED_DAYS} or more",
                remedy=f"set retention_days to {DATABASE_INSIGHTS_ADVANCED_DAYS}, which costs no more in this mode",
                where="retention_days",
            )
        return self


class DatabaseParameterConfig(Model):
    """One parameter of a parameter group."""

    value: str
    """Its value."""

    apply: Literal["immediate", "pending-reboot"] = "immediate"
    """When a change takes effect; static parameters take ``pending-reboot`` only."""


class AuroraConfig(Model):
    """What an Aurora database looks like, over one region or two."""

    engine: Engine = "aurora-postgresql"
    """The engine; cannot be changed later."""

    engine_version: str | None = None
    """Its version in full; None for the long-term support release that the library knows. AWS never raises it."""

    allow_major_version_upgrade: bool = False
    """Whether a new major version may be applied to a regional cluster; a global database is upgraded as a whole."""

    database_name: str = Field(default="app", pattern=r"^[a-z][a-z0-9_]{0,62}$")
    """The database that is made at first; cannot be changed later."""

    port: int | None = Field(default=None, ge=1150, le=65535)
    """The port; None for the engine's own, 5432 or 3306."""

    instance_class: InstanceClass = SERVERLESS
    """The class of instances that have none of their own; a global database takes serverless, r and x classes."""

    instances: dict[InstanceKey, AuroraInstanceConfig] = Field(
        default={"a": AuroraInstanceConfig(promotion_tier=0), "b": AuroraInstanceConfig()}, min_length=1, max_length=15
    )
    """The instances by names of your own; that of the lowest promotion tier is made first and begins as the writer."""

    secondary_instances: dict[InstanceKey, AuroraInstanceConfig] | None = Field(
        default=None, min_length=1, max_length=15, examples=[{"a": {"promotion_tier": 0}}]
    )
    """The instances of the secondary region; None for the same as in the primary one."""

    serverless: ServerlessConfig = ServerlessConfig()
    """Between which capacities instances of the class ``db.serverless`` scale."""

    credentials: MasterSecretConfig = MasterSecretConfig()
    """The master user and where its password comes from."""

    iam_authentication: bool = True
    """Whether users of the database can sign in with IAM."""

    data_api: bool = False
    """Whether the database can be asked over HTTPS, through the RDS Data API; it answers at the writer only."""

    logical_replication: bool = False
    """Whether changes can be read from the logs, as DMS does; takes effect with a reboot."""

    cluster_parameters: dict[str, DatabaseParameterConfig] = Field(
        default_factory=dict, examples=[{"work_mem": {"value": "65536"}}]
    )
    """Further parameters of the clusters; they win over the library's, apart from the one that forces TLS."""

    instance_parameters: dict[str, DatabaseParameterConfig] = Field(default_factory=dict)
    """Parameters of the instances."""

    slow_query_milliseconds: int = Field(default=1000, ge=1, le=3_600_000)
    """From which duration on a statement is logged as a slow one."""

    log_exports: Distinct[LogType] | None = None
    """Which logs go to CloudWatch; None for ``postgresql``, or ``audit``, ``error`` and ``slowquery``."""

    log_retention_days: RetentionDays = 365
    """Days that logs are kept."""

    monitoring_interval_seconds: Literal[0, 1, 5, 10, 15, 30, 60] = 60
    """Seconds between two looks of Enhanced Monitoring at the operating system; 0 turns it off."""

    insights: DatabaseInsightsConfig = DatabaseInsightsConfig()
    """Database Insights."""

    backup_retention_days: int = Field(default=7, ge=1, le=35)
    """Days back to which the database can be restored, to any second; what there is instead of backtrack."""

    backup_window: DailyWindow = "02:00-03:00"
    """When backups are made, every day, in UTC."""

    maintenance_window: WeeklyWindow = "sun:04:00-sun:05:00"
    """When changes wait to be applied and AWS maintains the clusters, in UTC; apart from the backup window."""

    retain_automated_backups: bool = True
    """Whether automated backups outlive a deleted cluster for as long as they are kept."""

    final_snapshot: bool = True
    """Whether destroying the database leaves a snapshot, whose name is always the same: remove it before the next."""

    deletion_protection: bool = True
    """Whether AWS refuses to delete the database."""

    apply_immediately: bool = False
    """Whether changes are applied at once, with what that interrupts, or in the maintenance window."""

    @property
    def version(self) -> str:
        """The engine's version."""
        return self.engine_version or AURORA_VERSIONS[self.engine]

    @property
    def family(self) -> str:
        """The family of its parameter groups, such as ``aurora-postgresql17`` or ``aurora-mysql8.0``."""
        parts = self.version.split(".")
        return self.engine + (parts[0] if self.engine == "aurora-postgresql" else ".".join(parts[:2]))

    @property
    def effective_port(self) -> int:
        """The port."""
        return self.port or _PORTS[self.engine]

    @property
    def effective_log_exports(self) -> tuple[LogType, ...]:
        """Which logs go to CloudWatch."""
        return _DEFAULT_LOG_TYPES[self.engine] if self.log_exports is None else self.log_exports

    @property
    def effective_secondary_instances(self) -> Mapping[str, AuroraInstanceConfig]:
        """The instances of the secondary region."""
        return self.instances if self.secondary_instances is None else self.secondary_instances

    @property
    def effective_cluster_parameters(self) -> dict[str, DatabaseParameterConfig]:
        """The parameters of the clusters: the library's, and those that were given."""
        static = _TLS[self.engine] | (_LOGICAL_REPLICATION[self.engine] if self.logical_replication else {})
        # A static parameter is refused with "immediate"; a dynamic one takes both, and all apply to a new cluster.
        made = {name: DatabaseParameterConfig(value=value, apply="pending-reboot") for name, value in static.items()}
        made |= {name: DatabaseParameterConfig(value=value) for name, value in self._logging_parameters().items()}
        return made | self.cluster_parameters

    def class_of(self, instance: AuroraInstanceConfig) -> str:
        """The class of an instance."""
        return instance.instance_class or self.instance_class

    def is_serverless(self, instances: Mapping[str, AuroraInstanceConfig]) -> bool:
        """Whether one of the instances scales by itself."""
        return any(self.class_of(instance) == SERVERLESS for instance in instances.values())

    def global_problems(self) -> Iterator[Problem]:
        """What AWS refuses in a database over two regions, though one region takes it."""
        for field, instances in self._instances().items():
            for key, instance in instances.items():
                # Source: Amazon Aurora User Guide, "Configuration requirements of an Amazon Aurora global database".
                if not re.match(r"db\.(serverless$|[rx])", self.class_of(instance)):
                    yield Problem(
                        f"{field}.{key}.instance_class",
                        "a global database takes classes that are optimized for memory",
                        got=self.class_of(instance),
                        expected=f"{SERVERLESS}, or one of the r and x classes, such as db.r6g.large",
                        remedy="choose another class, or leave the secondary region out",
                    )

    def _logging_parameters(self) -> dict[str, str]:
        if self.engine == "aurora-postgresql":
            return {"log_min_duration_statement": str(self.slow_query_milliseconds), "log_statement": "ddl"}
        logging = {"slow_query_log": "1", "long_query_time": f"{self.slow_query_milliseconds / 1000:g}"}
        if "audit" in self.effective_log_exports:
            logging |= {"server_audit_logging": "1", "server_audit_events": "CONNECT,QUERY_DCL,QUERY_DDL"}
        return logging

    def _instances(self) -> dict[str, Mapping[str, AuroraInstanceConfig]]:
        return {"instances": self.instances, "secondary_instances": self.secondary_instances or {}}

    @model_validator(mode="after")
    def _coherent(self) -> AuroraConfig:
        """Version, logs and user suit the engine, the windows are apart, and the features suit the classes."""
        problems = [*self._engine_problems(), *self._parameter_problems(), *self._feature_problems()]
        if problems:
            raise ConfigurationError(problems)
        return self

    def _engine_problems(self) -> Iterator[Problem]:
        pattern, expected = _VERSIONS[self.engine]
        if not re.fullmatch(pattern, self.version):
            remedy = "write the version in full: a part of it would drift"
            yield Problem("engine_version", f"is no version of {self.engine}", self.version, expected, remedy)
        known = _LOG_TYPES[self.engine]
        if unknown := [name for name in self.effective_log_exports if name not in known]:
            yield Problem(
                "log_exports",
                f"{self.engine} has no such log",
                got=", ".join(unknown),
                expected=", ".join(known),
                remedy="remove it",
            )
        if self.credentials.username in _RESERVED_USERS[self.engine]:
            yield Problem(
                "credentials.username",
                f"{self.engine} reserves this name",
                got=self.credentials.username,
                expected="another one, such as dbadmin",
                remedy="choose another name",
            )

    def _parameter_problems(self) -> Iterator[Problem]:
        for field, given in {
            "cluster_parameters": self.cluster_parameters,
            "instance_parameters": self.instance_parameters,
        }.items():
            for name in _TLS[self.engine].keys() & given.keys():
                yield Problem(
                    f"{field}.{name}",
                    "the library sets it: connections are encrypted, always",
                    got=given[name].value,
                    expected="nothing here",
                    remedy="remove it",
                )

    def _feature_problems(self) -> Iterator[Problem]:
        if overlap(self.backup_window, self.maintenance_window):
            yield Problem(
                "maintenance_window",
                "RDS refuses windows that overlap",
                got=f"backup_window = {self.backup_window}, maintenance_window = {self.maintenance_window}",
                expected="windows with no minute in common",
                remedy="move one of them",
            )
        for field, instances in self._instances().items():
            for key, instance in instances.items():
                if self.data_api and self.class_of(instance).startswith("db.t"):
                    yield Problem(
                        f"{field}.{key}.instance_class",
                        "the Data API does not serve burstable classes",
                        got=self.class_of(instance),
                        expected=f"any but the t classes, such as {SERVERLESS}",
                        remedy="choose another class, or turn data_api off",
                    )
