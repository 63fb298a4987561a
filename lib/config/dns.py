"""The DNS of an environment: its zone, and the name that leads to it."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from ..model import Model, refuse
from .dns_failover import DnsFailoverConfig
from .dns_names import ZoneId
from .hosted_zone import HostedZoneConfig


class DnsConfig(Model):
    """The DNS of an environment."""

    zone: Literal["public", "private", "existing"] = "public"
    """Whether its zone is made, public or for its networks only, or is there already."""

    zone_id: ZoneId | None = None
    """The existing zone; None for the public one of the domain."""

    hosted_zone: HostedZoneConfig = HostedZoneConfig()
    """The zone that is made."""

    failover: DnsFailoverConfig = DnsFailoverConfig()
    """The name that leads to the environment."""

    @model_validator(mode="after")
    def _one_zone(self) -> DnsConfig:
        """A zone that is made has no id beforehand."""
        if self.zone_id and self.zone != "existing":
            raise refuse(
                "a zone that is made has no id beforehand",
                got=f"zone = {self.zone}, zone_id = {self.zone_id}",
                expected='zone = "existing", or no zone_id',
                remedy="leave zone_id out to make a zone",
            )
        return self
