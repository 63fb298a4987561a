"""An ECS cluster on Fargate, measured, whose commands in containers are recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.ecs_cluster import (
    EcsCluster as AwsEcsCluster,
)
from cdktf_cdktf_provider_aws.ecs_cluster import (
    EcsClusterConfiguration,
    EcsClusterConfigurationExecuteCommandConfiguration,
    EcsClusterConfigurationExecuteCommandConfigurationLogConfiguration,
    EcsClusterSetting,
)
from cdktf_cdktf_provider_aws.ecs_cluster_capacity_providers import EcsClusterCapacityProviders
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.ecs_cluster import EcsClusterConfig
from ..iam import Statement
from ..naming import Names
from .encryption_key import KeyLike
from .location import locate


class ClusterLike(Protocol):
    """Any ECS cluster with Fargate's capacity providers."""

    @property
    def name(self) -> str:
        """The cluster's name."""
        ...

    @property
    def arn(self) -> str:
        """The cluster's ARN."""
        ...

    @property
    def command_statements(self) -> Sequence[Statement]:
        """What a task's role needs for commands to be recorded."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingCluster:
    """A cluster made elsewhere.

    Attributes:
        name: Its name.
        arn: Its ARN.
        command_statements: What a task's role needs for commands to be recorded where the cluster says.
    """

    name: str
    arn: str
    command_statements: Sequence[Statement] = ()


@checked
class EcsCluster(Construct):
    """An ECS cluster on Fargate, measured, whose commands in containers are recorded.

    What people type into containers goes encrypted with the key through Session Manager, and into the log group.

    Attributes:
        cluster: The cluster.
        command_log: The record of commands.

    Source: Amazon ECS Developer Guide, "Monitor Amazon ECS containers with ECS Exec".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key: KeyLike,
        purpose: str = "services",
        config: EcsClusterConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the cluster.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            key: Encrypts commands and their record; its policy admits ``logs``.
            purpose: What it is for; part of its name.
            config: How it is watched.
            names: Makes the names.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        config = config or EcsClusterConfig()
        where = locate(self, provider, names)
        self._key = key
        self.command_log = CloudwatchLogGroup(
            self,
            "CommandLog",
            name=where.names.path(f"{purpose}-commands"),
            retention_in_days=config.retention_days,
            kms_key_id=key.arn,
            provider=provider,
        )
        logs = EcsClusterConfigurationExecuteCommandConfigurationLogConfiguration(
            cloud_watch_encryption_enabled=True, cloud_watch_log_group_name=self.command_log.name
        )
        self.cluster = AwsEcsCluster(
            self,
            "Cluster",
            name=where.names.regional(purpose),
            setting=[EcsClusterSetting(name="containerInsights", value=config.container_insights)],
            configuration=EcsClusterConfiguration(
                execute_command_configuration=EcsClusterConfigurationExecuteCommandConfiguration(
                    kms_key_id=key.arn, logging="OVERRIDE", log_configuration=logs
                )
            ),
            tags={"Name": where.names.regional(purpose)},
            provider=provider,
        )
        EcsClusterCapacityProviders(
            self,
            "CapacityProviders",
            cluster_name=self.cluster.name,
            capacity_providers=["FARGATE", "FARGATE_SPOT"],
            provider=provider,
        )

    @property
    def name(self) -> str:
        """The cluster's name."""
        return self.cluster.name

    @property
    def arn(self) -> str:
        """The cluster's ARN."""
        return self.cluster.arn

    @property
    def command_statements(self) -> Sequence[Statement]:
        """What a task's role needs for commands to be recorded."""
        return (
            Statement(sid="DecryptCommands", actions=["kms:Decrypt"], resources=[self._key.arn]),
            # No resource can be named: the agent looks for its group among all.
            Statement(sid="FindCommandLog", actions=["logs:DescribeLogGroups"], resources=["*"]),
            Statement(
                sid="RecordCommands",
                actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                resources=[f"{self.command_log.arn}:*"],
            ),
        )

    @staticmethod
    def from_existing(name: str, arn: str, *, command_statements: Sequence[Statement] = ()) -> ExistingCluster:
        """A cluster made elsewhere, to be given where a cluster is wanted.

        Args:
            name: Its name.
            arn: Its ARN.
            command_statements: What a task's role needs for commands to be recorded where the cluster says.
        """
        return ExistingCluster(name=name, arn=arn, command_statements=command_statements)
