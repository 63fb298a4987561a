"""A DynamoDB table with a replica in another region, and what its readers and writers may do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.appautoscaling_policy import (
    AppautoscalingPolicy,
    AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration,
    AppautoscalingPolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecification,
)
from cdktf_cdktf_provider_aws.appautoscaling_target import AppautoscalingTarget
from cdktf_cdktf_provider_aws.dynamodb_table import (
    DynamodbTable,
    DynamodbTableAttribute,
    DynamodbTableGlobalSecondaryIndex,
    DynamodbTableGlobalSecondaryIndexOnDemandThroughput,
    DynamodbTableLocalSecondaryIndex,
    DynamodbTableOnDemandThroughput,
    DynamodbTablePointInTimeRecovery,
    DynamodbTableServerSideEncryption,
    DynamodbTableTtl,
)
from cdktf_cdktf_provider_aws.dynamodb_table_replica import DynamodbTableReplicaA
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..aws_facts import partition_of
from ..config.dynamodb import DynamodbConfig, GlobalIndexConfig, TableCapacityConfig
from ..errors import ConfigurationError, Problem
from ..iam import Statement
from ..naming import Names, slug
from .encryption_key import KeyLike
from .location import locate

_READ: Final = (
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
)
_WRITE: Final = (
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:DescribeTable",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
)
_KEY_READ: Final = ("kms:Decrypt", "kms:DescribeKey")
_KEY_WRITE: Final = (*_KEY_READ, "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")


class TableLike(Protocol):
    """Any table that a role can be given access to."""

    def read_statements(self) -> list[Statement]:
        """What a reader may do."""
        ...

    def write_statements(self) -> list[Statement]:
        """What a writer may do."""
        ...


@dataclass(frozen=True, slots=True)
class ExistingTable:
    """A table, by what policies have to say of it.

    Attributes:
        purpose: What it holds; part of the statements' ids.
        arns: The ARNs of it and of its replicas.
        regions: Their regions.
        indexes: The names of its indexes.
        key_arns: The keys of it and of its replicas; empty where AWS owns them.
    """

    purpose: str
    arns: Sequence[str]
    regions: Sequence[str]
    indexes: Sequence[str] = ()
    key_arns: Sequence[str] = ()

    def read_statements(self) -> list[Statement]:
        """What a reader of items may do, in every region: with the table, its indexes and its keys."""
        indexes = [f"{arn}/index/{index}" for arn in self.arns for index in self.indexes]
        return self._statements("Read", _READ, [*self.arns, *indexes], _KEY_READ)

    def write_statements(self) -> list[Statement]:
        """What a writer of items may do, in every region: with the table and its keys."""
        return self._statements("Write", _WRITE, self.arns, _KEY_WRITE)

    def _statements(
        self, verb: str, actions: Sequence[str], resources: Sequence[str], key_actions: Sequence[str]
    ) -> list[Statement]:
        sid = verb + "".join(word.capitalize() for word in slug(self.purpose).split("-"))
        items = Statement(sid=sid, actions=actions, resources=resources)
        keys = Statement(
            sid=f"{sid}Key",
            actions=key_actions,
            resources=self.key_arns,
            conditions={
                "StringEquals": {"kms:ViaService": [f"dynamodb.{region}.amazonaws.com" for region in self.regions]}
            },
        )
        return [items, keys] if self.key_arns else [items]


@checked
@dataclass(frozen=True, slots=True)
class TableReplica:
    """Where a table has its replica.

    Attributes:
        provider: The provider of the replica's region.
        key: Encrypts the replica.
    """

    provider: AwsProvider
    key: KeyLike


@checked
class DynamodbGlobal(Construct):
    """A DynamoDB table, encrypted, recoverable and protected, with a replica in another region where one is wanted.

    The replica is a resource of its own: it has its own protection, its tags and its recovery, a new key replaces it
    and not the table, and with provisioned billing it comes after the scaling of writes, without which DynamoDB
    refuses it. DynamoDB carries billing, capacity, scaling, indexes, stream and expiry over to it.

    A table that a replica was made from cannot be deleted within a day of that. Readers in both regions see what was
    written in the other within about a second; the last writer of an item wins.

    Attributes:
        table: The table.
        replica: Its replica; None without one.
        scaling: With provisioned billing the scaling policies, by ``Read`` or ``Write``, followed by ``-<index>``.

    Source: Amazon DynamoDB Developer Guide, "Global tables: how it works", "DynamoDB global tables security", "Managing
    throughput capacity automatically with DynamoDB auto scaling".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        purpose: str,
        key: KeyLike,
        config: DynamodbConfig,
        replica: TableReplica | None = None,
        name: str | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the table.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            purpose: What it holds, such as ``orders``; part of its name.
            key: Encrypts it. Whoever deploys has to be allowed to use it, and the replica's.
            config: What it is keyed by, and how much it takes.
            replica: Where it has its replica; None for nowhere.
            name: Its name, where it has to be one of your own choice; the replica has the same.
            names: Makes its name.
            provider: The provider of its region.

        Raises:
            ConfigurationError: The replica is in the table's region, or the stream is not what a replica needs.
        """
        super().__init__(scope, construct_id)
        where = locate(self, provider, names)
        replica_region = locate(self, replica.provider, None).region if replica else ""
        _refuse(self.node.path, config, where.region, replica_region)
        self._provider = provider
        self.table = self._make_table(name or where.names.regional(purpose, "dynamodb_table"), key, config, replica)
        self.scaling: dict[str, AppautoscalingPolicy] = (
            dict(self._scale(config)) if config.billing == "provisioned" else {}
        )
        self.replica = self._replicate(replica, config) if replica else None
        self._access = ExistingTable(
            purpose,
            arns=[self.table.arn, *([self.replica.arn] if self.replica else [])],
            regions=[where.region, *([replica_region] if replica else [])],
            indexes=[*config.global_indexes, *config.local_indexes],
            key_arns=[key.arn, *([replica.key.arn] if replica else [])],
        )

    @property
    def name(self) -> str:
        """The table's name, the same in each region."""
        return self.table.name

    @property
    def arn(self) -> str:
        """The table's ARN."""
        return self.table.arn

    @property
    def stream_arn(self) -> str:
        """The ARN of the table's stream; the replica has its own."""
        return self.table.stream_arn

    def read_statements(self) -> list[Statement]:
        """What a reader of items may do, in every region: with the table, its indexes and its keys."""
        return self._access.read_statements()

    def write_statements(self) -> list[Statement]:
        """What a writer of items may do, in every region: with the table and its keys."""
        return self._access.write_statements()

    @staticmethod
    def from_existing(
        name: str,
        *,
        account_id: str,
        regions: Sequence[str],
        indexes: Sequence[str] = (),
        key_arns: Sequence[str] = (),
    ) -> ExistingTable:
        """A table made elsewhere, to be given where one is wanted.

        Args:
            name: Its name.
            account_id: Its account.
            regions: Its region and those of its replicas.
            indexes: The names of its indexes.
            key_arns: The keys of it and of its replicas.
        """
        arns = [f"arn:{partition_of(region)}:dynamodb:{region}:{account_id}:table/{name}" for region in regions]
        return ExistingTable(name, arns, regions, indexes, key_arns)

    def _make_table(
        self, name: str, key: KeyLike, config: DynamodbConfig, replica: TableReplica | None
    ) -> DynamodbTable:
        stream = "NEW_AND_OLD_IMAGES" if replica else config.stream
        read, write = _capacity(config.read_capacity), _capacity(config.write_capacity)
        provisioned = config.billing == "provisioned"
        limits = _limits(config)
        return DynamodbTable(
            self,
            "Table",
            name=name,
            billing_mode="PROVISIONED" if provisioned else "PAY_PER_REQUEST",
            read_capacity=read.min_units if provisioned else None,
            write_capacity=write.min_units if provisioned else None,
            on_demand_throughput=DynamodbTableOnDemandThroughput(**limits) if limits else None,
            hash_key=config.hash_key,
            range_key=config.range_key,
            attribute=[DynamodbTableAttribute(name=each, type=kind) for each, kind in config.attributes.items()],
            global_secondary_index=[
                _global_index(index_name, index, config) for index_name, index in config.global_indexes.items()
            ],
            local_secondary_index=[
                DynamodbTableLocalSecondaryIndex(
                    name=index_name,
                    range_key=index.range_key,
                    projection_type=index.projection,
                    non_key_attributes=list(index.included_attributes) or None,
                )
                for index_name, index in config.local_indexes.items()
            ],
            stream_enabled=stream is not None,
            stream_view_type=stream,
            # The provider takes a block that is left out for no change: to turn it off it has to be there.
            ttl=DynamodbTableTtl(attribute_name=config.ttl_attribute, enabled=config.ttl_attribute is not None),
            server_side_encryption=DynamodbTableServerSideEncryption(enabled=True, kms_key_arn=key.arn),
            point_in_time_recovery=DynamodbTablePointInTimeRecovery(
                enabled=config.recovery_days is not None, recovery_period_in_days=config.recovery_days
            ),
            deletion_protection_enabled=config.deletion_protection,
            table_class=config.table_class,
            tags=config.tags or None,
            lifecycle=_lifecycle(config, replicated=replica is not None),
            provider=self._provider,
        )

    def _scale(self, config: DynamodbConfig) -> Iterator[tuple[str, AppautoscalingPolicy]]:
        table = f"table/{self.table.name}"
        yield "Read", self._follow("Read", "table", table, _capacity(config.read_capacity))
        yield "Write", self._follow("Write", "table", table, _capacity(config.write_capacity))
        for name, index in config.global_indexes.items():
            read = _capacity(index.read_capacity or config.read_capacity)
            write = _capacity(index.write_capacity or config.write_capacity)
            yield f"Read-{name}", self._follow(f"Read-{name}", "index", f"{table}/index/{name}", read)
            yield f"Write-{name}", self._follow(f"Write-{name}", "index", f"{table}/index/{name}", write)

    def _follow(
        self, construct_id: str, kind: str, resource: str, capacity: TableCapacityConfig
    ) -> AppautoscalingPolicy:
        way = construct_id.partition("-")[0]
        target = AppautoscalingTarget(
            self,
            f"Target-{construct_id}",
            service_namespace="dynamodb",
            resource_id=resource,
            scalable_dimension=f"dynamodb:{kind}:{way}CapacityUnits",
            min_capacity=capacity.min_units,
            max_capacity=capacity.max_units,
            provider=self._provider,
        )
        return AppautoscalingPolicy(
            self,
            f"Scaling-{construct_id}",
            name=f"{way.lower()}-utilization",
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            resource_id=target.resource_id,
            scalable_dimension=target.scalable_dimension,
            target_tracking_scaling_policy_configuration=AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration(
                target_value=capacity.target_percent,
                predefined_metric_specification=(
                    AppautoscalingPolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecification(
                        predefined_metric_type=f"DynamoDB{way}CapacityUtilization"
                    )
                ),
            ),
            provider=self._provider,
        )

    def _replicate(self, replica: TableReplica, config: DynamodbConfig) -> DynamodbTableReplicaA:
        return DynamodbTableReplicaA(
            self,
            "Replica",
            global_table_arn=self.table.arn,
            kms_key_arn=replica.key.arn,
            point_in_time_recovery=config.recovery_days is not None,
            deletion_protection_enabled=config.deletion_protection,
            tags=config.tags or None,
            # DynamoDB takes a replica of a provisioned table once its writes scale.
            depends_on=[policy for way, policy in self.scaling.items() if way.startswith("Write")] or None,
            provider=replica.provider,
        )


def _refuse(path: str, config: DynamodbConfig, region: str, replica_region: str) -> None:
    problems = []
    if replica_region == region:
        problems.append(
            Problem(path, "a replica is in another region than its table", region, remedy="give another provider")
        )
    if replica_region and config.stream not in (None, "NEW_AND_OLD_IMAGES"):
        problems.append(
            Problem(
                path,
                "DynamoDB replicates from the stream, which has to tell of both images",
                f"stream = {config.stream}",
                "NEW_AND_OLD_IMAGES, or none",
                "leave stream out",
            )
        )
    if problems:
        raise ConfigurationError(problems)


def _capacity(config: TableCapacityConfig | None) -> TableCapacityConfig:
    return config or TableCapacityConfig()


def _limits(config: DynamodbConfig) -> Mapping[str, int]:
    given = {"max_read_request_units": config.max_read_units, "max_write_request_units": config.max_write_units}
    return {name: units for name, units in given.items() if units is not None}


def _global_index(name: str, index: GlobalIndexConfig, config: DynamodbConfig) -> DynamodbTableGlobalSecondaryIndex:
    provisioned = config.billing == "provisioned"
    limits = _limits(config)
    return DynamodbTableGlobalSecondaryIndex(
        name=name,
        hash_key=index.hash_key,
        range_key=index.range_key,
        projection_type=index.projection,
        non_key_attributes=list(index.included_attributes) or None,
        read_capacity=_capacity(index.read_capacity or config.read_capacity).min_units if provisioned else None,
        write_capacity=_capacity(index.write_capacity or config.write_capacity).min_units if provisioned else None,
        on_demand_throughput=DynamodbTableGlobalSecondaryIndexOnDemandThroughput(**limits) if limits else None,
    )


def _lifecycle(config: DynamodbConfig, *, replicated: bool) -> TerraformResourceLifecycle | None:
    """What others change: the replica's own resource, and the scaling."""
    ignored = ["replica"] if replicated else []
    if config.billing == "provisioned":
        ignored += ["read_capacity", "write_capacity"]
        ignored += ["global_secondary_index"] if config.global_indexes and config.ignore_index_changes else []
    return TerraformResourceLifecycle(ignore_changes=ignored) if ignored else None
