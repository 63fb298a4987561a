"""A migration of databases with AWS DMS: the replication instance, the source, and what is migrated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..errors import ConfigurationError, Problem
from ..model import Distinct, Model, like, refuse
from .dms_endpoint import MigrationSourceConfig, MigrationTargetConfig
from .dms_task import MigrationTaskConfig
from .subnet_layout import Tier
from .windows import WeeklyWindow

# Source: AWS DMS User Guide, "AWS DMS event categories and event messages for SNS notifications"; the names are those
# of DescribeEventCategories. Checked 2026-11-22.
InstanceEvent = Literal[
    "configuration change", "creation", "deletion", "failover", "failure", "low storage", "maintenance"
]
TaskEvent = Literal["configuration change", "creation", "deletion", "failure", "state change"]

InstanceClass = Annotated[
    str,
    like(
        r"dms\.[a-z][a-z0-9-]*\.(micro|small|medium|large|[0-9]*xlarge)",
        "such as dms.t3.medium or dms.r6i.large",
        "is no class of replication instances",
    ),
]
EngineVersion = Annotated[str, like(r"[0-9]+\.[0-9]+\.[0-9]+", "such as 3.6.1", "is no version of DMS")]
TaskName = Annotated[
    str,
    like(
        r"[a-z0-9]+(-[a-z0-9]+)*",
        "lower-case letters and digits, with single hyphens inside, such as orders",
        "is no name of a task",
    ),
]


class ReplicationInstanceConfig(Model):
    """What a replication instance is like; it never has a public address."""

    instance_class: InstanceClass = "dms.t3.medium"
    """Its size; the T classes are for trials and small loads."""

    storage_gb: int = Field(default=50, ge=5, le=6144)
    """Its storage, for logs and for transactions that do not fit into memory; can grow, and never shrink."""

    multi_az: bool = False
    """Whether a standby in another zone takes over when it fails."""

    engine_version: EngineVersion | None = None
    """Its version of DMS; None for AWS's current one, which a version named here ceases to be within two years."""

    allow_major_version_upgrade: bool = False
    """Whether a change of `engine_version` may be one of the major version."""

    auto_minor_version_upgrade: bool = True
    """Whether AWS upgrades it within its version, in the maintenance window."""

    maintenance_window: WeeklyWindow | None = None
    """When AWS may maintain it, in UTC, such as ``sun:04:00-sun:05:00``; None lets AWS choose."""

    apply_immediately: bool = False
    """Whether changes interrupt it at once, and do not wait for the maintenance window."""

    @model_validator(mode="after")
    def _upgrade_to_something(self) -> ReplicationInstanceConfig:
        """A major version can be upgraded to by naming it only."""
        if self.allow_major_version_upgrade and not self.engine_version:
            raise refuse(
                "nothing is upgraded without a version to upgrade to",
                got="allow_major_version_upgrade = true",
                expected="engine_version beside it",
                remedy="name the version, or remove it",
            )
        return self


class MigrationConfig(Model):
    """A replication instance, the database it reads from, and what it migrates."""

    tier: Tier = "private"
    """The subnets that it stands in."""

    secrets_manager: Literal["endpoint", "internet"] = "endpoint"
    """How it reaches Secrets Manager: by an interface endpoint of the network (``endpoints.interfaces`` has
    ``secretsmanager``), or by NAT. It reads its credentials there, and hangs where it cannot."""

    instance: ReplicationInstanceConfig = ReplicationInstanceConfig()
    """The replication instance."""

    target: MigrationTargetConfig = MigrationTargetConfig()
    """How it connects to the database that is migrated into."""

    source: MigrationSourceConfig | None = None
    """The database that is migrated from; without one there is the instance and the target, and no task."""

    tasks: dict[TaskName, MigrationTaskConfig] = Field(default_factory=dict)
    """What is migrated, each task by a name of yours."""

    instance_events: Distinct[InstanceEvent] = ("failure", "failover", "low storage")
    """Events of the instance that the topic is told of, where one is given."""

    task_events: Distinct[TaskEvent] = ("failure",)
    """Events of its tasks that the topic is told of."""

    @model_validator(mode="after")
    def _coherent(self) -> MigrationConfig:
        """Tasks have a source, and the instance a way to Secrets Manager."""
        problems = list(self._problems())
        if problems:
            raise ConfigurationError(problems)
        return self

    def _problems(self) -> Iterator[Problem]:
        if self.tasks and not self.source:
            yield Problem(
                "tasks",
                "there is nothing to migrate from",
                got=", ".join(self.tasks),
                expected="a source",
                remedy="describe the source, or remove the tasks",
            )
        if self.secrets_manager == "internet" and self.tier != "private":
            yield Problem(
                "secrets_manager",
                f"an instance without a public address has no way to the internet from the {self.tier} tier",
                got="internet",
                expected='tier = "private", or secrets_manager = "endpoint"',
                remedy="change one of the two",
            )
