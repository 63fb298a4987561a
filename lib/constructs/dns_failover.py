"""One name that leads to two targets by their health, weights or latency, and away from an old system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Protocol

from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct
from pydantic import ValidationError

from ..arguments import checked
from ..config.dns_failover import DnsFailoverConfig, DnsTarget, WeightedMigrationConfig, routing_problems
from ..config.dns_record import (
    AliasConfig,
    DnsRecordConfig,
    FailoverRouting,
    LatencyRouting,
    SimpleRouting,
    WeightedRouting,
)
from ..config.health_check import CalculatedHealthCheck, HttpsHealthCheck
from ..errors import ConfigurationError, Problem
from ..model import problems_of
from ..naming import Names, slug
from .dns_record import DnsRecord, HostedZoneLike, whole_name
from .health_check import HealthCheck

Role = Literal["primary", "secondary"]


class AliasTarget(Protocol):
    """What an alias can stand for, such as a load balancer."""

    @property
    def dns_name(self) -> str:
        """Its DNS name."""
        ...

    @property
    def zone_id(self) -> str:
        """The hosted zone of that name."""
        ...


@checked
class DnsFailover(Construct):
    """One name that leads to two targets by their health, weights or latency, and away from an old system.

    Each target has a health check, and an alias looks at the health of its load balancer as well. With one target
    only, the name simply leads there.

    A migration nests two sets, since Route 53 takes one routing policy for each name: the name is a weighted pair of
    the old system and of an inner name, and the inner name has the routing. Move the weights until the new system has
    everything, then take `old` away and leave the migration's block: a name cannot change between a weighted and a
    failover set without a gap in which it does not exist.

    Attributes:
        checks: The health checks by target: ``primary``, ``secondary``, ``old``.
        combined: The calculated check that says if either target is healthy; None where not both are checked.
        records: The records: ``primary`` and ``secondary``, and in a migration ``new`` and ``old``.

    Source: Amazon Route 53 Developer Guide, "Active-active and active-passive failover", "How health checks work in
    complex Amazon Route 53 configurations".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        zone: HostedZoneLike,
        primary: DnsTarget,
        secondary: DnsTarget | None = None,
        alarm_topic_arns: Sequence[str] = (),
        global_provider: AwsProvider | None = None,
        config: DnsFailoverConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the health checks and records.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            zone: The zone of the name.
            primary: The target that is led to first.
            secondary: The other; None where there is one target only.
            alarm_topic_arns: SNS topics in us-east-1 that are told when a health check fails and is well again.
            global_provider: Makes the alarms; a provider for us-east-1, needed where `provider` is for another region.
            config: The name, and how its traffic is spread.
            names: Makes the names of the health checks and alarms.
            provider: The provider that makes everything else.

        Raises:
            ConfigurationError: The targets cannot be routed to as configured.
        """
        super().__init__(scope, construct_id)
        self.config = config = config or DnsFailoverConfig()
        self._zone = zone
        self._checking: dict[str, Any] = {
            "alarm_topic_arns": alarm_topic_arns,
            "global_provider": global_provider,
            "names": names,
            "provider": provider,
        }
        _refuse(self.node.path, list(routing_problems(config, primary, secondary)))
        self.checks: dict[str, HealthCheck] = {}
        self.combined: HealthCheck | None = None
        self.records: dict[str, DnsRecord] = {}
        for role, target in {"primary": primary, "secondary": secondary}.items():
            if target:
                self._check(role, target, fallback=True)
        if config.combined_check and len(self.checks) > 1:
            children = tuple(check.id for check in self.checks.values())
            self.combined = self._make_check("combined", CalculatedHealthCheck(children=children))
        self._route("primary", primary, secondary is None)
        if secondary:
            self._route("secondary", secondary, alone=False)
        if config.migration:
            self._migrate(config.migration)

    @property
    def fqdn(self) -> str:
        """The whole name, as a literal."""
        return whole_name(self.config.name, self._zone.domain)

    @staticmethod
    def to(target: AliasTarget, *, region: str | None = None) -> DnsTarget:
        """A target out of a load balancer, or anything else that an alias can stand for.

        Args:
            target: It, such as an `aws_lb`.
            region: The region that it is in; needed for latency routing.
        """
        return DnsTarget(dns_name=target.dns_name, zone_id=target.zone_id, region=region)

    def _check(self, role: str, target: DnsTarget, *, fallback: bool) -> None:
        config = target.health_check
        if not config and fallback and self.config.health_check:
            address = target.address
            try:
                config = HttpsHealthCheck(
                    fqdn=self.fqdn if address else target.dns_name,
                    ip_address=address,
                    **dict(self.config.health_check),
                )
            except ValidationError as error:
                raise ConfigurationError(problems_of(error, f"{self.node.path}.{role}")) from error
        if config:
            self.checks[role] = self._make_check(role, config)

    def _make_check(self, role: str, config: Any) -> HealthCheck:
        purpose = f"{slug(self.fqdn)}-{role}"
        return HealthCheck(self, f"{role.capitalize()}Check", purpose=purpose, config=config, **self._checking)

    def _route(self, role: Role, target: DnsTarget, alone: bool) -> None:
        self._record(
            role,
            name=self.config.routed_name,
            routing=SimpleRouting() if alone else self._routing(role, target),
            health_check_id=None if alone else self._check_id(role),
            **self._content(target, target.record_type),
        )

    def _routing(self, role: Role, target: DnsTarget) -> FailoverRouting | WeightedRouting | LatencyRouting:
        if self.config.routing == "failover":
            return FailoverRouting(role="PRIMARY" if role == "primary" else "SECONDARY")
        if self.config.routing == "latency":
            return LatencyRouting.model_validate({"region": target.region})
        share = self.config.secondary_percent
        return WeightedRouting(weight=share if role == "secondary" else 100 - share, set_identifier=role)

    def _migrate(self, migration: WeightedMigrationConfig) -> None:
        kind = migration.record_type
        self._record(
            "new",
            name=self.config.name,
            type=kind,
            routing=WeightedRouting(weight=migration.new_percent, set_identifier="new"),
            **self._standing_for_inner(kind),
        )
        if migration.old:
            self._check("old", migration.old, fallback=False)
            self._record(
                "old",
                name=self.config.name,
                routing=WeightedRouting(weight=100 - migration.new_percent, set_identifier="old"),
                health_check_id=self._check_id("old"),
                **self._content(migration.old, kind),
            )

    def _standing_for_inner(self, kind: str) -> dict[str, Any]:
        # Through the record: Route 53 refuses an alias of one that is not there yet.
        inner = self.records["primary"].fqdn
        if kind == "A":
            return {"alias": AliasConfig(dns_name=inner, zone_id=self._zone.zone_id)}
        healthy = self.combined or self.checks.get("primary")
        return {
            "values": (inner,),
            "ttl_seconds": self.config.ttl_seconds,
            "health_check_id": healthy.id if healthy else None,
        }

    def _content(self, target: DnsTarget, kind: str) -> dict[str, Any]:
        if kind == "A" and target.zone_id:
            return {"type": kind, "alias": AliasConfig(dns_name=target.dns_name, zone_id=target.zone_id)}
        return {"type": kind, "values": (target.dns_name,), "ttl_seconds": self.config.ttl_seconds}

    def _check_id(self, role: str) -> str | None:
        return self.checks[role].id if role in self.checks else None

    def _record(self, role: str, **fields: Any) -> None:
        self.records[role] = DnsRecord(
            self,
            role.capitalize(),
            zone=self._zone,
            config=DnsRecordConfig(**fields),
            provider=self._checking["provider"],
        )


def _refuse(path: str, problems: Sequence[Problem]) -> None:
    if problems:
        raise ConfigurationError(
            Problem(f"{path}.{one.where}", one.what, one.got, one.expected, one.remedy) for one in problems
        )
