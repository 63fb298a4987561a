"""What Route 53 checks, and when it finds it healthy."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Annotated, Final, Literal

from pydantic import Field, field_validator, model_validator

from ..aws_facts import MINIMUM_HEALTH_CHECKER_REGIONS
from ..model import Distinct, Model, refuse
from .dns_names import CheckerRegion, PublicHost
from .scalars import Region

MAX_CHILDREN: Final = 255


class _HealthCheck(Model):
    """What every kind of health check has."""

    disabled: bool = False
    """Whether Route 53 stops to check; what is checked then counts as healthy."""

    inverted: bool = False
    """Whether healthy counts as unhealthy and the other way round."""


class EndpointCheck(Model):
    """How an HTTPS endpoint is checked."""

    port: int = Field(default=443, ge=1, le=65535)
    """The port."""

    path: str = Field(default="/", max_length=255, pattern=r"^/\S*$")
    """What is asked for; healthy is an answer with a status of 200 to 399."""

    search_string: str | None = Field(default=None, min_length=1, max_length=255)
    """What the first 5120 bytes of the answer must hold, case and all; None for any answer."""

    interval_seconds: Literal[10, 30] = 30
    """Seconds between two requests of one checker; cannot be changed later, and 10 costs more."""

    failure_threshold: int = Field(default=3, ge=1, le=10)
    """Requests in a row that have to fail, or to succeed, before the status changes."""

    measure_latency: bool = False
    """Whether latencies are measured and shown; cannot be changed later, and costs more."""

    regions: Distinct[CheckerRegion] = ()
    """Where checkers ask from, three regions or more; empty for all."""

    enable_sni: bool = True
    """Whether the host's name is sent in the TLS handshake; most servers need it to find their certificate."""

    @field_validator("regions")
    @classmethod
    def _enough(cls, regions: tuple[str, ...]) -> tuple[str, ...]:
        """None or at least three."""
        if 0 < len(regions) < MINIMUM_HEALTH_CHECKER_REGIONS:
            raise refuse(
                "a health check needs checkers in more regions",
                got=", ".join(regions),
                expected=f"{MINIMUM_HEALTH_CHECKER_REGIONS} regions or more, or none for all",
                remedy="name more, or leave them out",
            )
        return regions


class HttpsHealthCheck(EndpointCheck, _HealthCheck):
    """Asks a public endpoint over HTTPS; its certificate is not verified."""

    kind: Literal["https"] = "https"
    """Tells the kinds apart."""

    fqdn: PublicHost
    """The endpoint's name: resolved at each request, and sent as host name."""

    ip_address: IPv4Address | None = None
    """The endpoint's address, where its name is not to be resolved; a public one."""

    @field_validator("ip_address")
    @classmethod
    def _public(cls, address: IPv4Address | None) -> IPv4Address | None:
        """Public: no checker reaches another."""
        if address and not address.is_global:
            raise refuse(
                "Route 53 refuses to check an address that is not public",
                got=address,
                expected="a public IPv4 address",
                remedy="check a private target by a CloudWatch alarm: kind alarm",
            )
        return address


class CalculatedHealthCheck(_HealthCheck):
    """Is healthy while enough other health checks are."""

    kind: Literal["calculated"] = "calculated"
    """Tells the kinds apart."""

    children: Distinct[str] = Field(min_length=1, max_length=MAX_CHILDREN)
    """The ids of the other health checks."""

    healthy_threshold: int = Field(default=1, ge=1, le=MAX_CHILDREN)
    """How many of them have to be healthy."""

    @model_validator(mode="after")
    def _attainable(self) -> CalculatedHealthCheck:
        """No more children have to be healthy than there are."""
        counted = not any("#{" in child for child in self.children)
        if counted and self.healthy_threshold > len(self.children):
            raise refuse(
                "the health check could never be healthy",
                got=f"healthy_threshold = {self.healthy_threshold} of {len(self.children)} children",
                expected=f"at most {len(self.children)}",
                remedy="lower the threshold or add children",
            )
        return self


class AlarmHealthCheck(_HealthCheck):
    """Is healthy while a CloudWatch alarm is not in alarm: for what no checker reaches.

    The alarm watches a metric of standard resolution with one of the plain statistics (no percentiles), in this
    account.
    """

    kind: Literal["alarm"] = "alarm"
    """Tells the kinds apart."""

    alarm_name: str = Field(min_length=1, max_length=256)
    """The alarm's name."""

    alarm_region: Region
    """The alarm's region."""

    insufficient_data: Literal["Healthy", "Unhealthy", "LastKnownStatus"] = "LastKnownStatus"
    """The status while the alarm has not enough data; the last known one is healthy at first."""

    read_again_on: dict[str, str] = Field(default_factory=dict)
    """Settings of the alarm, such as its threshold: Route 53 evaluates a copy of it, read again when one changes."""


HealthCheckConfig = Annotated[HttpsHealthCheck | CalculatedHealthCheck | AlarmHealthCheck, Field(discriminator="kind")]
