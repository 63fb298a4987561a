"""What `Monitoring` asks of the things that it watches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ..config.target_group import TargetType


class HasName(Protocol):
    """Anything that metrics know by its name: a table, a queue, a cluster, a log group."""

    @property
    def name(self) -> str:
        """Its name."""
        ...


class HasArnSuffix(Protocol):
    """Anything that metrics know by the end of its ARN: a load balancer."""

    @property
    def arn_suffix(self) -> str:
        """The end of its ARN."""
        ...


class MeasuredGroup(HasArnSuffix, Protocol):
    """A target group."""

    @property
    def target_type(self) -> TargetType:
        """What its targets are."""
        ...


class MeasuredDatabase(Protocol):
    """An Aurora cluster."""

    @property
    def identifier(self) -> str:
        """Its identifier."""
        ...

    @property
    def is_secondary(self) -> bool:
        """Whether it has its data from another region's."""
        ...


class MeasuredFunction(HasName, Protocol):
    """A Lambda function."""

    @property
    def timeout_seconds(self) -> int:
        """Seconds after which an execution is ended."""
        ...


class MeasuredMigration(Protocol):
    """A replication instance of DMS and its tasks."""

    @property
    def instance_id(self) -> str:
        """The instance's name."""
        ...

    @property
    def task_ids(self) -> Mapping[str, str]:
        """The ends of the ARNs of its tasks, by name."""
        ...


class MeasuredService(HasName, Protocol):
    """An ECS service."""

    @property
    def cluster_name(self) -> str:
        """The name of the cluster that it runs in."""
        ...
