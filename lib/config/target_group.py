"""Where a load balancer sends requests, and how it finds out whether that still answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..errors import ConfigurationError, Problem
from ..model import Model, like, refuse

TargetType = Literal["ip", "instance", "lambda"]

Path = Annotated[str, like(r"/\S{0,1023}", "a path that begins with a slash, such as /health", "is no path")]
Matcher = Annotated[
    str,
    like(
        r"\d{1,3}(-\d{1,3})?(,\d{1,3}(-\d{1,3})?)*",
        "codes and ranges of them, such as 200-299,301",
        "is no list of status codes",
    ),
]


class TargetHealthCheckConfig(Model):
    """How a balancer finds out whether a target answers."""

    enabled: bool = True
    """Whether it looks at all; only a function can do without."""

    path: Path = "/"
    """What it asks for; with gRPC a method, such as ``/grpc.health.v1.Health/Check``."""

    matcher: Matcher | None = None
    """Status codes of an answer that counts; None for 200, and with gRPC for 0."""

    port: int | None = Field(default=None, ge=1, le=65535)
    """Where it asks; None for the port that requests go to."""

    interval_seconds: int = Field(default=30, ge=5, le=300)
    """Seconds between two checks."""

    timeout_seconds: int = Field(default=5, ge=2, le=120)
    """Seconds without an answer that count as none."""

    healthy_threshold: int = Field(default=3, ge=2, le=10)
    """Successes in a row after which a target gets requests."""

    unhealthy_threshold: int = Field(default=3, ge=2, le=10)
    """Failures in a row after which it gets no more."""

    @model_validator(mode="after")
    def _waits_less_than_it_pauses(self) -> TargetHealthCheckConfig:
        """The timeout is shorter than the interval."""
        if self.timeout_seconds >= self.interval_seconds:
            raise refuse(
                "a check would begin before the one before it has ended",
                got=f"timeout_seconds = {self.timeout_seconds}, interval_seconds = {self.interval_seconds}",
                expected="a timeout below the interval",
                remedy="raise the interval or lower the timeout",
                where="",
            )
        return self


class TargetGroupConfig(Model):
    """Where a balancer sends requests."""

    type: TargetType = "ip"
    """What the targets are: addresses (Fargate tasks), instances, or one function."""

    protocol: Literal["HTTPS", "HTTP"] = "HTTPS"
    """How the balancer talks to them; with HTTPS any certificate will do, it is not verified. None for a function."""

    port: int = Field(default=443, ge=1, le=65535)
    """Where they listen; of no meaning for a function."""

    protocol_version: Literal["HTTP1", "HTTP2", "GRPC"] = "HTTP1"
    """The version in which requests are passed on."""

    health_check: TargetHealthCheckConfig = TargetHealthCheckConfig()
    """How it is found out whether they answer."""

    deregistration_delay_seconds: int = Field(default=60, ge=0, le=3600)
    """Seconds that a target which goes has for the requests it still holds."""

    slow_start_seconds: int = Field(default=0, ge=0, le=900)
    """Seconds over which a new target gets its full share, from 30; 0 gives it the share at once."""

    stickiness_seconds: int | None = Field(default=None, ge=1, le=604_800)
    """Seconds for which a client comes back to the same target, by a cookie; None for any target."""

    algorithm: Literal["round_robin", "least_outstanding_requests", "weighted_random"] = "round_robin"
    """Which target gets the next request."""

    cross_zone: bool = True
    """Whether requests go to targets in other zones than the one that they came in by."""

    multi_value_headers: bool = False
    """Whether a function gets several values of one header or parameter as a list."""

    @property
    def matcher(self) -> str:
        """Status codes of an answer that counts."""
        return self.health_check.matcher or ("0" if self.protocol_version == "GRPC" else "200")

    @property
    def identity(self) -> str:
        """What cannot be changed without replacing the group."""
        return "/".join((self.type, *(() if self.type == "lambda" else self._immutable)))

    @property
    def _immutable(self) -> tuple[str, ...]:
        return self.protocol, str(self.port), self.protocol_version

    @model_validator(mode="after")
    def _coherent(self) -> TargetGroupConfig:
        """Only a function goes unchecked or gets lists; it has no stickiness, slow start, or version of a protocol."""
        problems = [Problem("", *told) for broken, *told in self._contradictions() if broken]
        if problems:
            raise ConfigurationError(problems)
        return self

    def _contradictions(self) -> list[tuple[bool, str, str, str, str]]:
        function = self.type == "lambda"
        return [
            (
                not function and not self.health_check.enabled,
                "only a function can do without health checks",
                f"type = {self.type}, health_check.enabled = false",
                "health checks",
                "leave health_check.enabled out",
            ),
            (
                not function and self.multi_value_headers,
                "only a function gets several values of a header as a list",
                f"type = {self.type}, multi_value_headers = true",
                'type = "lambda"',
                "leave multi_value_headers out",
            ),
            (
                function and (self.stickiness_seconds is not None or self.slow_start_seconds > 0),
                "a function has neither stickiness nor a slow start",
                f"stickiness_seconds = {self.stickiness_seconds}, slow_start_seconds = {self.slow_start_seconds}",
                "neither of them",
                "leave them out",
            ),
            (
                function and self.protocol_version != "HTTP1",
                "a function is called in one way only",
                f"protocol_version = {self.protocol_version}",
                "HTTP1",
                "leave protocol_version out",
            ),
            (
                0 < self.slow_start_seconds < 30,
                "a slow start takes 30 to 900 seconds",
                str(self.slow_start_seconds),
                "0, or 30 to 900",
                "raise it, or set it to 0",
            ),
            (
                self.slow_start_seconds > 0 and self.algorithm != "round_robin",
                "a slow start needs targets that take turns",
                f"algorithm = {self.algorithm}",
                "round_robin",
                "leave one of the two out",
            ),
        ]
