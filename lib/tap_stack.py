"""One environment over its regions. Reads like a table of contents: what is made is in the constructs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cdktf import TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from .arguments import checked
from .aws_facts import GLOBAL_REGION
from .backend import use_s3_backend
from .composition.compute_tier import ComputeTier
from .composition.data_tier import DataTier
from .composition.global_region import GlobalRegion
from .composition.migration_functions import MigrationFunctions
from .composition.observation import Observed, observe
from .composition.program_parameters import program_parameters
from .composition.regional import Regional
from .composition.stack_outputs import (
    compute_outputs,
    data_outputs,
    dns_outputs,
    environment_outputs,
    migration_outputs,
    regional_outputs,
)
from .constructs.cross_region_role import CrossRegionRole
from .constructs.dms_endpoint import DatabaseTarget
from .constructs.dns_failover import DnsFailover
from .constructs.dns_record import HostedZoneLike
from .constructs.event_replication import EventReplication
from .constructs.hosted_zone import HostedZone
from .constructs.migration import Migration
from .constructs.monitoring import Monitoring
from .constructs.parameters import Parameters
from .constructs.peering import Peering
from .model import refuse
from .ordering import order
from .outputs import Output
from .provider import add_provider, require_versions
from .settings import TapSettings
from .synth_guard import guard


@checked
class TapStack(TerraformStack):
    """One environment of the project, over one or two regions.

    Attributes:
        settings: What it is made of.
        primary: Its primary region.
        secondary: Its secondary region; None where it has one region only.
        peering: Connects the two networks; None where there is one, or they are not to be connected.
        replication: Passes events from one region to the other; None where there is one, or no events.
        data: What it remembers.
        compute: What runs in each region, the primary one first.
        migration: What migrates an old database into this one; None without it.
        parameters: What tells programs of each region what there is.
        zone: The zone of its domain; None without a domain.
        failover: The name that leads to its load balancers; None without a zone.
        monitoring: What watches each region, the primary one first; empty without it.
        role: What programs that work in both regions run under.

    Example:
        ```python
        TapStack(app, "payments-dev", environment_suffix="dev", aws_region="eu-central-1")
        ```
    """

    def __init__(
        self,
        scope: Construct,
        stack_id: str,
        environment_suffix: str | None = None,
        state_bucket: str | None = None,
        state_bucket_region: str | None = None,
        aws_region: str | None = None,
        default_tags: Mapping[str, Any] | None = None,
        *,
        settings: TapSettings | None = None,
    ) -> None:
        """Composes the environment.

        Args:
            scope: The app.
            stack_id: The stack's name; the folder of its JSON.
            environment_suffix: Which environment; part of every name. ``test`` where nothing says it.
            state_bucket: The bucket of Terraform's state.
            state_bucket_region: That bucket's region; the primary region by default.
            aws_region: The primary region.
            default_tags: Further tags for every resource, as a table or as ``{"tags": table}``.
            settings: Everything, instead of the arguments before it.

        Raises:
            ConfigurationError: Anything is wrong with the arguments or what they are completed from; see
                `TapSettings.load`.
        """
        given = {
            "environment_suffix": environment_suffix,
            "aws_region": aws_region,
            "state": _unless_empty(bucket=state_bucket, region=state_bucket_region),
            "tags": _unless_empty(extra=_tags(default_tags)),
        }
        self.settings = _either(stack_id, settings, _unless_empty(**given))
        super().__init__(scope, stack_id)
        guard(self, suffix=self.settings.environment_suffix)
        order(self)
        self._keep_state()
        self.primary = self._make_primary()
        self.secondary = self._make_secondary()
        self.peering = self._connect()
        self.replication = self._replicate_events()
        self.data = DataTier(self, "Data", settings=self.settings, primary=self.primary, secondary=self.secondary)
        self._global: GlobalRegion | None = None
        self.zone = self._make_zone()
        self.compute = [self._run_in(region) for region in self.regions]
        self.migration = self._migrate()
        self.migration_functions = self._help_migrate()
        self.parameters = [self._tell_programs(region) for region in self.regions]
        self.role = self._make_role()
        self.failover = self._lead_name()
        self.monitoring = self._observe() if self.settings.features.monitoring else []
        self._give_out()

    @property
    def regions(self) -> list[Regional]:
        """The primary region and, where there is one, the secondary."""
        return [self.primary, *([self.secondary] if self.secondary else [])]

    @property
    def _is_peered(self) -> bool:
        return self.settings.peering and self.settings.secondary_aws_region is not None

    def _keep_state(self) -> None:
        settings = self.settings
        require_versions(self, settings.provider)
        use_s3_backend(
            self,
            bucket=settings.state_bucket,
            key=settings.state_key,
            region=settings.state_region,
            lockfile=settings.state.lockfile,
            lock_table=settings.state.lock_table,
            kms_key_id=settings.state.kms_key_id,
            path_style=settings.provider.emulated,
        )

    def _provide(self, region: str, alias: str | None) -> AwsProvider:
        return add_provider(
            self,
            region,
            alias=alias,
            tags=self.settings.default_tags,
            config=self.settings.provider,
        )

    def _make_primary(self) -> Regional:
        settings = self.settings
        return Regional(
            self,
            "Primary",
            settings=settings,
            network=settings.network,
            peer_cidrs=[str(settings.secondary.network.cidr)] if self._is_peered else [],
            names=settings.names,
            provider=self._provide(settings.aws_region, alias=None),
        )

    def _make_secondary(self) -> Regional | None:
        settings = self.settings
        if settings.secondary_aws_region is None:
            return None
        return Regional(
            self,
            "Secondary",
            settings=settings,
            network=settings.secondary.network,
            peer_cidrs=[str(settings.network.cidr)] if self._is_peered else [],
            names=settings.names.in_region(settings.secondary_aws_region),
            provider=self._provide(settings.secondary_aws_region, alias="secondary"),
        )

    def _connect(self) -> Peering | None:
        if self.secondary is None or not self.settings.peering:
            return None
        return Peering(self, "Peering", requester=self.primary.network, accepter=self.secondary.network)

    def _replicate_events(self) -> EventReplication | None:
        if self.primary.bus is None or self.secondary is None or self.secondary.bus is None:
            return None
        return EventReplication(
            self,
            "Replication",
            primary=self.primary.bus,
            secondary=self.secondary.bus,
            config=self.settings.events.replication,
        )

    def _run_in(self, region: Regional) -> ComputeTier:
        return ComputeTier(
            self,
            f"{region.node.id}Compute",
            settings=self.settings,
            region=region,
            data=self.data,
            zone=self.zone if self.settings.dns.zone == "existing" else None,
            is_primary=region is self.primary,
        )

    def _migrate(self) -> Migration | None:
        database = self.data.database
        if database is None or not self.settings.features.migration:
            return None
        config = self.settings.database
        speaks_mysql = config.engine == "aurora-mysql"
        migration = Migration(
            self,
            "Migration",
            network=self.primary.network,
            key=self.primary.key,
            target=DatabaseTarget(
                engine="aurora" if speaks_mysql else "aurora-postgresql",
                database_name=None if speaks_mysql else config.database_name,
                secret_arn=database.connection.secret.arn,
                secret_key_arn=self.primary.key.arn,
                security_group=database.primary.security_group,
                port=database.port,
            ),
            topic=self.primary.alarms.warning,
            config=self.settings.migration,
            names=self.primary.names,
            provider=self.primary.provider,
        )
        database.allow_from("migration", migration.security_group)
        return migration

    def _help_migrate(self) -> MigrationFunctions | None:
        if self.migration is None or self.data.database is None:
            return None
        return MigrationFunctions(
            self,
            "MigrationFunctions",
            settings=self.settings,
            region=self.primary,
            database=self.data.database,
            migration=self.migration,
            zone=self.zone,
        )

    def _tell_programs(self, region: Regional) -> Parameters:
        return Parameters(
            self,
            f"{region.node.id}Parameters",
            config=self.settings.parameters.with_values(program_parameters(region, self.data)),
            key=region.key,
            names=region.names,
            provider=region.provider,
        )

    def _make_role(self) -> CrossRegionRole:
        data = self.data
        return CrossRegionRole(
            self,
            "CrossRegionRole",
            services=["lambda"],
            buses=[region.bus for region in self.regions if region.bus],
            parameters=self.parameters,
            secrets=list(data.secrets.values()),
            keys=[region.key for region in self.regions] if data.secrets else [],
            statements=data.table.write_statements() if data.table else [],
            names=self.primary.names,
            provider=self.primary.provider,
        )

    def _make_zone(self) -> HostedZoneLike | None:
        settings = self.settings
        if settings.route53_domain is None:
            return None
        if settings.dns.zone == "existing":
            return self._find_zone(settings.route53_domain, settings.dns.zone_id)
        is_private = settings.dns.zone == "private"
        there = None if is_private else self._global_region()
        return HostedZone(
            self,
            "Zone",
            domain=settings.route53_domain,
            networks=[region.network for region in self.regions] if is_private else [],
            key=there.key if there else None,
            alarm_topic_arns=[there.alarms.critical.arn] if there else [],
            global_provider=there.provider if there else None,
            config=settings.dns.hosted_zone,
            names=self.primary.names,
            provider=self.primary.provider,
        )

    def _lead_name(self) -> DnsFailover | None:
        doors = [tier.front_door for tier in self.compute if tier.front_door]
        if self.zone is None or not doors:
            return None
        is_public = all(door.is_public for door in doors)
        there = self._global_region() if is_public else None
        targets = [
            DnsFailover.to(door.balancer, region=region.names.region)
            for door, region in zip(doors, self.regions, strict=True)
        ]
        return DnsFailover(
            self,
            "Failover",
            zone=self.zone,
            primary=targets[0],
            secondary=targets[1] if len(targets) > 1 else None,
            alarm_topic_arns=[there.alarms.critical.arn] if there else [],
            global_provider=there.provider if there else None,
            config=self.settings.failover_with(is_public=is_public),
            names=self.primary.names,
            provider=self.primary.provider,
        )

    def _observe(self) -> list[Monitoring]:
        return [
            observe(
                self,
                settings=self.settings,
                region=region,
                others=[other.names.region for other in self.regions if other is not region],
                seen=Observed(
                    data=self.data,
                    compute=tier,
                    migration=self.migration if region is self.primary else None,
                    functions=self.migration_functions if region is self.primary else None,
                    failover=self.failover if region is self.primary else None,
                ),
            )
            for region, tier in zip(self.regions, self.compute, strict=True)
        ]

    def _find_zone(self, domain: str, zone_id: str | None) -> HostedZoneLike:
        if zone_id:
            return HostedZone.from_existing(zone_id, domain)
        return HostedZone.look_up(self, "Zone", domain=domain, provider=self.primary.provider)

    def _global_region(self) -> Regional | GlobalRegion:
        """One of the environment's regions if it is us-east-1, or else what has to be there."""
        for region in self.regions:
            if region.names.region == GLOBAL_REGION:
                return region
        if self._global is None:
            self._global = GlobalRegion(
                self,
                "Global",
                settings=self.settings,
                names=self.settings.names.in_region(GLOBAL_REGION),
                provider=self._provide(GLOBAL_REGION, alias="global"),
            )
        return self._global

    def _give_out(self) -> None:
        outputs = dict(environment_outputs(self.settings))
        outputs |= regional_outputs(self.primary, "", "primary")
        if self.secondary:
            outputs |= regional_outputs(self.secondary, "secondary_", "secondary")
        if self.peering:
            outputs["vpc_peering_connection_id"] = Output(
                self.peering.accepter.id, "What connects the networks of the two regions"
            )
        outputs |= data_outputs(self.data)
        for prefix, tier in zip(("", "secondary_"), self.compute, strict=False):
            outputs |= compute_outputs(tier, prefix)
        if self.migration_functions:
            outputs |= migration_outputs(self.migration_functions)
        if self.zone and self.failover:
            outputs |= dns_outputs(self.zone, self.failover)
        outputs["parameters_path"] = Output(self.parameters[0].path, "What the names of parameters begin with")
        # On the stack itself an output keeps its id as its name; inside a construct it would gain a path and a hash.
        for name, output in outputs.items():
            TerraformOutput(
                self,
                name,
                value=output.value,
                description=output.description,
                sensitive=output.sensitive or None,
            )


def _unless_empty(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _tags(default_tags: Mapping[str, Any] | None) -> dict[str, str]:
    """The tags themselves, of either form."""
    given = dict(default_tags or {})
    inner = given.get("tags")
    return dict(inner) if isinstance(inner, Mapping) else given


def _either(stack_id: str, settings: TapSettings | None, arguments: dict[str, Any]) -> TapSettings:
    if settings is None:
        return TapSettings.load(**arguments)
    if arguments:
        raise refuse(
            "settings were given, and arguments beside them",
            got=", ".join(arguments),
            expected="one or the other",
            remedy="put the arguments into the settings",
            where=stack_id,
        )
    return settings
