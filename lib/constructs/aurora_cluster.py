"""One region's Aurora cluster: the whole database, or the member of a global one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.db_parameter_group import DbParameterGroup, DbParameterGroupParameter
from cdktf_cdktf_provider_aws.db_subnet_group import DbSubnetGroup
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from cdktf_cdktf_provider_aws.rds_cluster import RdsCluster, RdsClusterServerlessv2ScalingConfiguration
from cdktf_cdktf_provider_aws.rds_cluster_instance import RdsClusterInstance
from cdktf_cdktf_provider_aws.rds_cluster_parameter_group import (
    RdsClusterParameterGroup,
    RdsClusterParameterGroupParameter,
)
from cdktf_cdktf_provider_aws.rds_global_cluster import RdsGlobalCluster
from constructs import Construct

from ..arguments import checked
from ..config.aurora import AuroraConfig, AuroraInstanceConfig
from ..config.security_group import Rule
from ..iam import from_source, service_trust
from ..model import refuse
from ..provider import write_only
from .encryption_key import KeyLike
from .location import locate
from .master_secret import MasterSecret
from .network import NetworkLike
from .security_group import SecurityGroup, SecurityGroupRef

_ZONES_NEEDED = 2


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a cluster stands.

    Attributes:
        network: Its network, which also says its region, provider and names; it has a database tier.
        key: Encrypts its data, logs and secrets; its policy admits ``logs``.
    """

    network: NetworkLike
    key: KeyLike


class AuroraCluster(Construct):
    """One region's Aurora cluster: the whole database, or the member of a global one.

    Its log groups are made before it, so that RDS finds them encrypted and with an end, and makes none of its own.
    Enhanced Monitoring writes to the group ``RDSOSMetrics`` of the account, which RDS makes and all databases share.

    Attributes:
        cluster: The cluster.
        instances: Its instances by the names they were given.
        security_group: Who may connect; see `allow_from`.
        subnet_group: Its subnets, those of the network's database tier.
        cluster_parameters: The parameters of the cluster.
        instance_parameters: The parameters of its instances.
        log_groups: Its log groups by the kind of log.
        monitoring_role: Lets Enhanced Monitoring write; None while that is off.
        port: The port it listens on.
        is_secondary: Whether it has its data from another region's.

    Source: Amazon Aurora User Guide.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        placement: Placement,
        purpose: str,
        config: AuroraConfig,
        instances: Mapping[str, AuroraInstanceConfig],
        credentials: MasterSecret | None = None,
        global_cluster: RdsGlobalCluster | None = None,
        follows: AuroraCluster | None = None,
    ) -> None:
        """Makes the cluster.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            placement: Where it stands.
            purpose: What it is for, such as ``orders``; part of its names.
            config: What it looks like.
            instances: Its instances by name.
            credentials: Its master user; None for a cluster that follows another and has that one's.
            global_cluster: The global database that it is a member of.
            follows: The cluster whose data it has.

        Raises:
            ConfigurationError: The network has no database tier over two zones.
        """
        super().__init__(scope, construct_id)
        write_only(self)
        where = placement.network.location
        self.placement = placement
        self.port = config.effective_port
        self._where = locate(self, where.provider, where.names)
        self._config = config
        self._purpose = purpose
        self.is_secondary = follows is not None
        self.subnet_group = self._spread()
        self.security_group = SecurityGroup(
            self,
            "SecurityGroup",
            vpc_id=placement.network.vpc_id,
            purpose=purpose,
            description=f"The clients of the database {purpose}",
            separate=True,  # clients are added later, by what is made after the database
            names=where.names,
            provider=where.provider,
        )
        self.cluster_parameters, self.instance_parameters = self._set_parameters()
        self.log_groups = {kind: self._make_log_group(kind) for kind in config.effective_log_exports}
        self.cluster = self._make_cluster(instances, credentials, global_cluster, follows)
        self.monitoring_role: IamRole | None = None
        permission: IamRolePolicyAttachment | None = None
        if config.monitoring_interval_seconds:
            self.monitoring_role, permission = self._monitor()
        self.instances = self._make_instances(instances, permission, writes=follows is None)

    @property
    def endpoint(self) -> str:
        """The host name of its writer; a cluster that follows answers there only once it has taken over."""
        return self.cluster.endpoint

    @property
    def reader_endpoint(self) -> str:
        """The host name that spreads connections over its readers."""
        return self.cluster.reader_endpoint

    @property
    def identifier(self) -> str:
        """What alarms and backups know it by, as a literal; unique in all regions, as global databases want it."""
        return self._where.names.account_wide(self._purpose, "db_cluster")

    def allow_from(self, name: str, peer: SecurityGroupRef | str) -> None:
        """Lets a client connect.

        Args:
            name: What the client is, such as ``web``; the construct id of its rule.
            peer: Its security group, or its addresses in CIDR notation.

        Raises:
            ConfigurationError: The name or the peer is there already.
        """
        family = "ipv6_cidr" if isinstance(peer, str) and ":" in peer else "cidr"
        peers = {family: peer} if isinstance(peer, str) else {"group_id": peer.id}
        self.security_group.allow(Rule.model_validate({"description": name, "from_port": self.port, **peers}))

    def _spread(self) -> DbSubnetGroup:
        subnets = self.placement.network.subnet_ids("database")
        if len(subnets) < _ZONES_NEEDED:
            raise refuse(
                "the network has no database tier over two zones, which Aurora asks for",
                got=f"{len(subnets)} database subnets",
                expected=f"{_ZONES_NEEDED} or more",
                remedy='add "database" to the tiers of the network',
                where=self.node.path,
            )
        return DbSubnetGroup(
            self,
            "SubnetGroup",
            name=self._where.names.regional(self._purpose),
            description=f"The database tier, for {self._purpose}",
            subnet_ids=subnets,
            provider=self._where.provider,
        )

    def _set_parameters(self) -> tuple[RdsClusterParameterGroup, DbParameterGroup]:
        # The family is part of the name: a new major version brings a group of its own before the old one goes.
        name = self._where.names.regional(f"{self._purpose}-{self._config.family}")
        replaced = TerraformResourceLifecycle(create_before_destroy=True)
        of_cluster = RdsClusterParameterGroup(
            self,
            "ClusterParameters",
            name=name,
            family=self._config.family,
            description=f"The clusters of {self._purpose}",
            parameter=[
                RdsClusterParameterGroupParameter(name=key, value=given.value, apply_method=given.apply)
                for key, given in sorted(self._config.effective_cluster_parameters.items())
            ],
            lifecycle=replaced,
            provider=self._where.provider,
        )
        of_instances = DbParameterGroup(
            self,
            "InstanceParameters",
            name=name,
            family=self._config.family,
            description=f"The instances of {self._purpose}",
            parameter=[
                DbParameterGroupParameter(name=key, value=given.value, apply_method=given.apply)
                for key, given in sorted(self._config.instance_parameters.items())
            ],
            lifecycle=replaced,
            provider=self._where.provider,
        )
        return of_cluster, of_instances

    def _make_log_group(self, kind: str) -> CloudwatchLogGroup:
        return CloudwatchLogGroup(
            self,
            f"Log-{kind}",
            name=f"/aws/rds/cluster/{self.identifier}/{kind}",
            retention_in_days=self._config.log_retention_days,
            kms_key_id=self.placement.key.arn,
            provider=self._where.provider,
        )

    def _make_cluster(
        self,
        instances: Mapping[str, AuroraInstanceConfig],
        credentials: MasterSecret | None,
        global_cluster: RdsGlobalCluster | None,
        follows: AuroraCluster | None,
    ) -> RdsCluster:
        config = self._config
        # A follower's data are those of the cluster that it follows.
        snapshot = config.final_snapshot and not follows
        insights = config.insights.mode != "off"
        return RdsCluster(
            self,
            "Cluster",
            cluster_identifier=self.identifier,
            engine=config.engine,
            engine_version=config.version,
            allow_major_version_upgrade=config.allow_major_version_upgrade,
            # RDS takes it together with a major upgrade only.
            db_instance_parameter_group_name=(
                self.instance_parameters.name if config.allow_major_version_upgrade else None
            ),
            # The global database makes it where there is one; a follower has it already.
            database_name=None if follows else config.database_name,
            port=self.port,
            master_username=credentials.username if credentials else None,
            master_password_wo=credentials.password if credentials else None,
            master_password_wo_version=credentials.version if credentials else None,
            global_cluster_identifier=global_cluster.id if global_cluster else None,
            # RDS signs the request for the encrypted copy with it.
            source_region=follows.placement.network.location.region if follows else None,
            storage_encrypted=True,
            kms_key_id=self.placement.key.arn,
            db_subnet_group_name=self.subnet_group.name,
            vpc_security_group_ids=[self.security_group.id],
            db_cluster_parameter_group_name=self.cluster_parameters.name,
            serverlessv2_scaling_configuration=(
                RdsClusterServerlessv2ScalingConfiguration(
                    min_capacity=config.serverless.min_acu,
                    max_capacity=config.serverless.max_acu,
                    seconds_until_auto_pause=config.serverless.seconds_until_auto_pause,
                )
                if config.is_serverless(instances)
                else None
            ),
            iam_database_authentication_enabled=config.iam_authentication,
            enable_http_endpoint=config.data_api,
            enabled_cloudwatch_logs_exports=list(self.log_groups) or None,
            database_insights_mode=config.insights.mode if insights else "standard",
            performance_insights_enabled=insights,
            performance_insights_kms_key_id=self.placement.key.arn if insights else None,
            performance_insights_retention_period=config.insights.retention_days if insights else None,
            backup_retention_period=config.backup_retention_days,
            preferred_backup_window=config.backup_window,
            preferred_maintenance_window=config.maintenance_window,
            delete_automated_backups=not config.retain_automated_backups,
            copy_tags_to_snapshot=True,
            deletion_protection=config.deletion_protection,
            skip_final_snapshot=not snapshot,
            final_snapshot_identifier=(
                self._where.names.account_wide(f"{self._purpose}-final", "default") if snapshot else None
            ),
            apply_immediately=config.apply_immediately,
            lifecycle=(
                # An upgrade of the global database changes the first; a switchover exchanges the second, and to
                # take that back would break the follower off. See the provider's pages of both types.
                TerraformResourceLifecycle(ignore_changes=["engine_version", "replication_source_identifier"])
                if global_cluster
                else None
            ),
            depends_on=[
                # RDS would make them itself, without key and end.
                *self.log_groups.values(),
                # A follower is refused while there is no writer yet, which is the first; the others come after it.
                *(list(follows.instances.values())[:1] if follows else ()),
            ]
            or None,
            provider=self._where.provider,
        )

    def _monitor(self) -> tuple[IamRole, IamRolePolicyAttachment]:
        role = IamRole(
            self,
            "MonitoringRole",
            name=self._where.names.account_wide(f"{self._purpose}-monitoring"),
            # Source: Amazon Aurora User Guide, "Setting up and enabling Enhanced Monitoring".
            assume_role_policy=service_trust(
                "monitoring.rds.amazonaws.com",
                from_source(self._where.account_id, self._where.arn("rds", "db:*")),
            ),
            provider=self._where.provider,
        )
        permission = IamRolePolicyAttachment(
            self,
            "MonitoringPolicy",
            role=role.name,
            policy_arn=f"arn:{self._where.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
            provider=self._where.provider,
        )
        return role, permission

    def _make_instances(
        self,
        instances: Mapping[str, AuroraInstanceConfig],
        permission: IamRolePolicyAttachment | None,
        *,
        writes: bool,
    ) -> dict[str, RdsClusterInstance]:
        waits: list[IamRolePolicyAttachment | RdsClusterInstance] = [permission] if permission else []
        made: dict[str, RdsClusterInstance] = {}
        for key in sorted(instances, key=lambda name: (instances[name].promotion_tier, name)):
            made[key] = self._make_instance(key, instances[key], waits)
            # Whichever instance is there first becomes the writer: the others of a cluster that writes come after.
            waits = [made[key]] if writes and len(made) == 1 else waits
        return made

    def _make_instance(
        self,
        key: str,
        instance: AuroraInstanceConfig,
        waits: Sequence[IamRolePolicyAttachment | RdsClusterInstance],
    ) -> RdsClusterInstance:
        config = self._config
        insights = config.insights.mode != "off"
        return RdsClusterInstance(
            self,
            f"Instance-{key}",
            identifier=self._where.names.regional(f"{self._purpose}-{key}", "db_instance"),
            cluster_identifier=self.cluster.id,
            engine=config.engine,
            instance_class=config.class_of(instance),
            promotion_tier=instance.promotion_tier,
            db_subnet_group_name=self.subnet_group.name,
            db_parameter_group_name=self.instance_parameters.name,
            publicly_accessible=False,
            # AWS advises against it for long-term support releases, and it has no effect in a global database. In a
            # regional one it would run ahead of the version that is written down here.
            auto_minor_version_upgrade=False,
            monitoring_interval=config.monitoring_interval_seconds,
            monitoring_role_arn=self.monitoring_role.arn if self.monitoring_role else None,
            # As in the cluster: Database Insights wants all instances alike.
            performance_insights_enabled=insights,
            performance_insights_kms_key_id=self.placement.key.arn if insights else None,
            performance_insights_retention_period=config.insights.retention_days if insights else None,
            copy_tags_to_snapshot=True,
            apply_immediately=config.apply_immediately,
            # RDS refuses a role that cannot write the metrics yet.
            depends_on=list(waits) or None,
            provider=self._where.provider,
        )
