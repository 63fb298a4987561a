"""What a region's network looks like."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Literal

from pydantic import Field, model_validator

from ..errors import ConfigurationError, Problem
from ..model import Distinct, Model
from .encryption_key import EncryptionKeyConfig
from .flow_logs import FlowLogsConfig
from .subnet_layout import (
    LARGEST_PREFIX_LENGTH,
    SMALLEST_PREFIX_LENGTH,
    TIERS,
    Layout,
    Tier,
    default_prefix_lengths,
    lay_out,
)
from .vpc_endpoints import VpcEndpointsConfig
from .zones import Zone, indexed_zones, literal_zones


class NetworkConfig(Model):
    """What a region's network looks like."""

    cidr: IPv4Network = IPv4Network("10.0.0.0/16")
    """Addresses of the VPC, a /16 to a /28; those of peered networks must not overlap."""

    zone_count: int = Field(default=3, ge=2, le=6)
    """How many Availability Zones it spans."""

    availability_zones: Distinct[str] | None = Field(default=None, min_length=2)
    """The zones by name; None for the first `zone_count` of the region."""

    zone_source: Literal["table", "aws"] = "table"
    """Where unnamed zones come from: the library's table (literals), or AWS at deploy time (a data source)."""

    excluded_zone_ids: Distinct[str] = ()
    """With zone_source ``aws``, zones to leave out, by id (``use1-az3``), which is the same in every account."""

    zone_slots: int = Field(default=6, ge=2, le=26)
    """Subnets each tier has room for; changing it moves subnets, adding a zone within it does not."""

    tiers: Distinct[Tier] = TIERS
    """Which tiers there are: public (internet), private (out through NAT), database and intra (neither)."""

    subnet_prefix_lengths: dict[Tier, int] = Field(default_factory=dict, examples=[{"private": 20}])
    """Prefix length of one subnet of a tier; by default the VPC's plus 4 for private and plus 8 for the others."""

    subnet_tags: dict[Tier, dict[str, str]] = Field(
        default_factory=dict, examples=[{"private": {"karpenter.sh/discovery": "payments"}}]
    )
    """Further tags for the subnets of a tier."""

    nat: Literal["none", "single", "per_zone"] = "single"
    """NAT gateways: none, one for all zones, or one in each (a lost zone then takes no other's way out)."""

    nat_allocation_ids: Distinct[str] = ()
    """Elastic IPs to use for NAT, one a gateway; by default they are made."""

    endpoints: VpcEndpointsConfig = VpcEndpointsConfig()
    """VPC endpoints."""

    flow_logs: FlowLogsConfig = FlowLogsConfig()
    """Flow logs."""

    key: EncryptionKeyConfig = EncryptionKeyConfig()
    """The key of the flow logs, where none is handed in."""

    @property
    def prefix_lengths(self) -> dict[Tier, int]:
        """The prefix length of one subnet of each tier."""
        return {**default_prefix_lengths(self.cidr), **self.subnet_prefix_lengths}

    @property
    def layout(self) -> Layout:
        """Where the subnets lie."""
        return lay_out(self.cidr, self.subnet_prefix_lengths, self.zone_slots)

    def zones(self, region: str) -> tuple[Zone, ...]:
        """The zones in a region; raises ConfigurationError where it has not as many."""
        if self.availability_zones or self.zone_source == "table":
            return literal_zones(region, self.zone_count, self.availability_zones, self.zone_slots)
        return indexed_zones(self.zone_count, self.zone_slots)

    @property
    def nat_count(self) -> int | None:
        """How many NAT gateways there are; None for one a zone."""
        return {"none": 0, "single": 1, "per_zone": None}[self.nat]

    @model_validator(mode="after")
    def _coherent(self) -> NetworkConfig:
        """Its subnets fit its addresses, from /16 to /28 each; NAT has a public and a private tier to stand between."""
        problems = [*self._size_problems(), *self._nat_problems()]
        if problems:
            raise ConfigurationError(problems)
        return self

    def _size_problems(self) -> Iterator[Problem]:
        lengths = (self.cidr.prefixlen, *self.subnet_prefix_lengths.values())
        if all(LARGEST_PREFIX_LENGTH <= length <= SMALLEST_PREFIX_LENGTH for length in lengths):
            try:
                lay_out(self.cidr, self.prefix_lengths, self.zone_slots)
            except ConfigurationError as error:
                yield from error.problems
            return
        yield Problem(
            "",
            "AWS makes VPCs and subnets from /16 to /28",
            got=", ".join(f"/{length}" for length in lengths),
            remedy="choose prefix lengths in that range",
        )

    def _nat_problems(self) -> Iterator[Problem]:
        if self.nat != "none" and not {"public", "private"} <= set(self.tiers):
            yield Problem(
                "",
                f"nat = {self.nat} needs a public tier to stand in and a private one to serve",
                got=f"tiers = {', '.join(self.tiers)}",
                remedy='add the tiers or set nat = "none"',
            )
        zones = len(self.availability_zones) if self.availability_zones else self.zone_count
        wanted = zones if self.nat_count is None else self.nat_count
        if self.nat_allocation_ids and len(self.nat_allocation_ids) != wanted:
            yield Problem(
                "",
                f"nat = {self.nat} has {wanted} gateways",
                got=f"{len(self.nat_allocation_ids)} nat_allocation_ids",
                expected=str(wanted),
                remedy="give one Elastic IP for each gateway, or none at all",
            )
