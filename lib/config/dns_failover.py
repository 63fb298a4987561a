"""How the traffic of one name is spread over two targets, and led away from an old system."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..errors import Problem
from ..model import Model, like, refuse
from .dns_names import HOST_PATTERN, RECORD_LABEL, RecordName, ZoneId, is_token
from .health_check import EndpointCheck, HealthCheckConfig
from .scalars import Region

TargetName = Annotated[
    str,
    like(rf".*[$#]\{{.*|{HOST_PATTERN}", "a DNS name or an IPv4 address, such as app.corp.net", "is no target"),
]


class DnsTarget(Model):
    """What a name leads to: a load balancer, another host, or an address."""

    dns_name: TargetName
    """The load balancer's DNS name, another host's, or an IPv4 address."""

    zone_id: ZoneId | None = None
    """The load balancer's hosted zone, its attribute ``zone_id``: the record is an alias. None for other targets."""

    region: Region | None = None
    """The region that it is in; needed for latency routing."""

    health_check: HealthCheckConfig | None = None
    """How Route 53 checks it; None for what the configuration says. A private target is checked by an alarm."""

    @property
    def address(self) -> IPv4Address | None:
        """The address, where it is one."""
        try:
            return IPv4Address(self.dns_name)
        except ValueError:
            return None

    @property
    def record_type(self) -> Literal["A", "CNAME"]:
        """The type of the record that leads to it."""
        return "A" if self.zone_id or self.address else "CNAME"


class WeightedMigrationConfig(Model):
    """How traffic is led from an old system to this one, step by step.

    The name becomes a weighted set of two records, old and new. The new one stands for an inner name that has the
    routing of the configuration, since Route 53 takes one routing policy for each name.
    """

    old: DnsTarget | None = None
    """The old system; None once it is gone, which takes its record away and leaves the others in place."""

    new_percent: int = Field(default=0, ge=0, le=100)
    """The share of answers that lead to this system; the rest leads to the old one."""

    record_type: Literal["A", "CNAME"] = "A"
    """The type of both records: ``CNAME`` where the old system is a host name. A change later leaves a gap."""

    inner_label: Annotated[str, like(RECORD_LABEL, "one label of a name, such as new", "is no label")] = "new"
    """Label of the inner name, put before the name: ``new.app`` for ``app``."""

    @model_validator(mode="after")
    def _expressible(self) -> WeightedMigrationConfig:
        """The old system can be written as a record of the type."""
        if self.old is None:
            return self
        if self.record_type == "A" and self.old.record_type != "A":
            raise refuse(
                "a host name is no value of an A record",
                got=f"{self.old.dns_name} without zone_id",
                expected="a load balancer with its zone_id, or an IPv4 address",
                remedy='set record_type = "CNAME"',
            )
        if self.record_type == "CNAME" and self.old.address:
            raise refuse(
                "an address is no value of a CNAME record",
                got=self.old.dns_name,
                expected="a host name",
                remedy='set record_type = "A"',
            )
        return self


class DnsFailoverConfig(Model):
    """How the traffic of one name is spread over two targets, and led away from an old system."""

    name: RecordName = ""
    """The name within the zone, such as ``app``; empty for the zone's own."""

    routing: Literal["failover", "weighted", "latency"] = "failover"
    """Failover leads to the secondary while the primary is unhealthy; weighted and latency lead to both."""

    secondary_percent: int = Field(default=50, ge=0, le=100)
    """With weighted routing, the share of answers that lead to the secondary."""

    health_check: EndpointCheck | None = EndpointCheck()
    """How targets are checked over HTTPS; None for no check but the health of an alias's target."""

    combined_check: bool = True
    """Whether a calculated check says if either target is healthy, where both are checked."""

    ttl_seconds: int = Field(default=60, ge=0, le=86400)
    """Seconds that resolvers keep a record that is no alias."""

    migration: WeightedMigrationConfig | None = Field(
        default=None, examples=[{"old": {"dns_name": "198.51.100.7"}, "new_percent": 10}]
    )
    """The old system that traffic is led away from; None where there never was one."""

    @property
    def routed_name(self) -> str:
        """The name that has the routing: the inner one during a migration."""
        if not self.migration:
            return self.name
        return ".".join(filter(None, (self.migration.inner_label, self.name)))

    @model_validator(mode="after")
    def _nameable(self) -> DnsFailoverConfig:
        """The name is a literal, in a migration no wildcard, and where it is the zone's own no CNAME."""
        if is_token(self.name):
            raise refuse(
                "the name is known at deploy time only",
                got=self.name,
                expected="a literal name within the zone, such as app",
                remedy="write it down",
            )
        if self.migration and self.name.startswith("*"):
            raise refuse(
                "a wildcard has no inner name",
                got=f"{self.name}, with a migration",
                expected="a name such as app",
                remedy="migrate name by name",
            )
        if not self.name and self.migration and self.migration.record_type == "CNAME":
            raise refuse(
                "a zone's own name cannot be a CNAME",
                got='migration.record_type = "CNAME" without a name',
                expected='record_type = "A", or a name within the zone',
                remedy="give a name, or the old system's address or load balancer",
            )
        return self


def routing_problems(config: DnsFailoverConfig, primary: DnsTarget, secondary: DnsTarget | None) -> Iterator[Problem]:
    """Why the targets cannot be routed to as configured; nothing where they can."""
    both = [target for target in (primary, secondary) if target]
    types = {target.record_type for target in both}
    if len(types) > 1:
        yield Problem(
            "secondary",
            "both targets have to be led to by the same type of record",
            got=", ".join(f"{target.dns_name} ({target.record_type})" for target in both),
            expected="two load balancers or addresses (A), or two host names (CNAME)",
            remedy="give a load balancer's zone_id, or take two targets of one kind",
        )
    if "CNAME" in types and not config.routed_name:
        yield Problem(
            "primary",
            "a zone's own name cannot be a CNAME",
            got=primary.dns_name,
            expected="load balancers with their zone_id, or addresses",
            remedy="give the zone_id, or a name within the zone",
        )
    if "CNAME" in types and config.migration and config.migration.record_type == "A":
        yield Problem(
            "migration.record_type",
            "an A record cannot stand for an inner name that is a CNAME",
            got='"A", with host names as targets',
            expected='"CNAME"',
            remedy="set it",
        )
    yield from _policy_problems(config, primary, secondary)


def _policy_problems(config: DnsFailoverConfig, primary: DnsTarget, secondary: DnsTarget | None) -> Iterator[Problem]:
    if secondary is None:
        return
    regions = {primary.region, secondary.region}
    if config.routing == "latency" and (None in regions or len(regions) == 1):
        yield Problem(
            "routing",
            "latency routing goes by the regions of the targets",
            got=f"{primary.region} and {secondary.region}",
            expected="two regions",
            remedy="give each target its region",
        )
    checked = primary.zone_id or primary.health_check or config.health_check
    if config.routing == "failover" and not checked:
        yield Problem(
            "health_check",
            "without a health check nothing ever fails over",
            got="none, for a target that is no load balancer",
            expected="a health check",
            remedy="give the primary target or the configuration one",
        )
