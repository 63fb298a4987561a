"""An Aurora database over two regions, or in one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from cdktf_cdktf_provider_aws.rds_global_cluster import RdsGlobalCluster
from constructs import Construct

from ..arguments import checked
from ..config.aurora import AuroraConfig, AuroraInstanceConfig, Engine
from ..errors import ConfigurationError, Problem
from ..model import refuse
from .aurora_cluster import AuroraCluster, Placement
from .master_secret import MasterSecret
from .security_group import SecurityGroupRef
from .write_only_secret import SecretReplica, WriteOnlySecret

RegionRole = Literal["primary", "secondary"]

# How Secrets Manager, and what reads its database secrets, call the engines.
_ENGINES: Final[dict[Engine, str]] = {"aurora-postgresql": "postgres", "aurora-mysql": "mysql"}


@checked
class AuroraGlobal(Construct):
    """An Aurora database over two regions, or in one.

    With a secondary placement there is a global database with a cluster in each region; without one there is one
    regional cluster. Connections are encrypted, always. Nobody can connect until `allow_from` says so. Terraform
    knows no password: see `MasterSecret`. What AWS refuses in a global database, such as backtrack, a master
    password that RDS manages and credentials of the secondary's own, is not there; an earlier state is restored from
    the backups, to any second.

    Switching over and failing over are no operations of Terraform: call `SwitchoverGlobalCluster`, or
    `FailoverGlobalCluster` when the primary region is lost. The global endpoint follows. The next plan is empty, for
    what AWS exchanges is ignored: `primary` goes on naming the cluster of the region that was primary when it was
    made. Switch back before you raise the version of the password or destroy the database, for both are done there.

    A second region is chosen at the start. The provider takes no existing cluster into a global database, and says
    so when it is asked to: a regional database gets a second region as a new one, restored from a snapshot.

    Attributes:
        global_cluster: The global database; None in one region.
        primary: The cluster of the primary region.
        secondary: The cluster of the secondary region; None in one region.
        clusters: All clusters.
        credentials: The master user and password, in a secret that is there before the database.
        connection: All that a client needs, in a secret that is written after the database: ``engine``, ``host``,
            ``port``, ``dbname``, ``username``, ``password``, and ``reader_host`` for the readers of the primary region.

    Source: Amazon Aurora User Guide, "Using Amazon Aurora Global Database"; provider documentation of
    `aws_rds_global_cluster`.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        primary: Placement,
        secondary: Placement | None = None,
        purpose: str = "aurora",
        config: AuroraConfig | None = None,
    ) -> None:
        """Makes the database.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            primary: Where it is written.
            secondary: The other region that has its data; None for one region.
            purpose: What it is for, such as ``orders``; part of its names.
            config: What it looks like.

        Raises:
            ConfigurationError: The regions are one, a network has no database tier, or the database cannot be global.
        """
        super().__init__(scope, construct_id)
        self.config = config = config or AuroraConfig()
        self._purpose = purpose
        self._where = primary.network.location
        if secondary:
            self._refuse_what_is_not_global(primary, secondary)
        replicas = [SecretReplica(secondary.network.location.region, secondary.key)] if secondary else []
        self.credentials = MasterSecret(
            self,
            "Credentials",
            purpose=purpose,
            key=primary.key,
            replicas=replicas,
            config=config.credentials,
            names=self._where.names,
            provider=self._where.provider,
        )
        self.global_cluster = self._make_global_cluster() if secondary else None
        self.primary = self._make_cluster("Primary", primary, config.instances)
        self.secondary = (
            self._make_cluster("Secondary", secondary, config.effective_secondary_instances, follows=self.primary)
            if secondary
            else None
        )
        self.clusters = [self.primary, *([self.secondary] if self.secondary else [])]
        self.connection = self._describe_connection(primary, replicas)

    @property
    def endpoint(self) -> str:
        """The host name of the writer; in a global database the one that follows it to the other region."""
        return self.global_cluster.endpoint if self.global_cluster else self.primary.endpoint

    @property
    def reader_endpoint(self) -> str:
        """The host name of the primary region's readers."""
        return self.primary.reader_endpoint

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self.primary.port

    def cluster_in(self, region: str) -> AuroraCluster | None:
        """Its cluster of a region; None where it has none."""
        return next((each for each in self.clusters if each.placement.network.location.region == region), None)

    def allow_from(self, name: str, peer: SecurityGroupRef | str, *, region: RegionRole = "primary") -> None:
        """Lets a client connect in a region.

        Args:
            name: What the client is, such as ``web``; the construct id of its rule.
            peer: Its security group in that region, or its addresses in CIDR notation.
            region: In which region.

        Raises:
            ConfigurationError: The name or the peer is there already, or the database has no such region.
        """
        cluster = self.primary if region == "primary" else self.secondary
        if cluster is None:
            raise refuse(
                f"'{name}' cannot connect in the secondary region: there is none",
                expected="a database over two regions",
                remedy="give it a secondary placement, or leave the client out",
                where=self.node.path,
            )
        cluster.allow_from(name, peer)

    def _refuse_what_is_not_global(self, primary: Placement, secondary: Placement) -> None:
        problems = [
            Problem(f"{self.node.path}.{found.where}", found.what, found.got, found.expected, found.remedy)
            for found in self.config.global_problems()
        ]
        if primary.network.location.region == secondary.network.location.region:
            problems.append(
                Problem(
                    self.node.path,
                    "the clusters of a global database stand in different regions",
                    got=primary.network.location.region,
                    expected="another region for the secondary",
                    remedy="place it elsewhere, or leave it out",
                )
            )
        if problems:
            raise ConfigurationError(problems)

    def _make_global_cluster(self) -> RdsGlobalCluster:
        return RdsGlobalCluster(
            self,
            "GlobalCluster",
            global_cluster_identifier=self._where.names.regional(self._purpose, "db_cluster"),
            engine=self.config.engine,
            engine_version=self.config.version,
            database_name=self.config.database_name,
            storage_encrypted=True,
            deletion_protection=self.config.deletion_protection,
            provider=self._where.provider,
        )

    def _make_cluster(
        self,
        construct_id: str,
        placement: Placement,
        instances: Mapping[str, AuroraInstanceConfig],
        follows: AuroraCluster | None = None,
    ) -> AuroraCluster:
        return AuroraCluster(
            self,
            construct_id,
            placement=placement,
            purpose=self._purpose,
            config=self.config,
            instances=instances,
            credentials=None if follows else self.credentials,
            global_cluster=self.global_cluster,
            follows=follows,
        )

    def _describe_connection(self, primary: Placement, replicas: list[SecretReplica]) -> WriteOnlySecret:
        writer = self.global_cluster or self.primary.cluster
        return WriteOnlySecret(
            self,
            "Connection",
            purpose=f"{self._purpose}-connection",
            description=f"{self._where.names.prefix}: how to connect to {self._purpose}",
            content={
                "engine": f'"{_ENGINES[self.config.engine]}"',
                "host": f"{writer.fqn}.endpoint",
                "reader_host": f"{self.primary.cluster.fqn}.reader_endpoint",
                "port": str(self.port),
                "dbname": f'"{self.config.database_name}"',
                "username": f'"{self.credentials.username}"',
                "password": self.credentials.password_expression,
            },
            version=self.config.credentials.version,
            key=primary.key,
            replicas=replicas,
            # A cluster that is replaced has other host names.
            replaced_with=[f"{writer.terraform_resource_type}.{writer.friendly_unique_id}.arn"],
            recovery_window_days=self.config.credentials.recovery_window_days,
            names=self._where.names,
            provider=self._where.provider,
        )
