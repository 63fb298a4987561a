"""When servers and tasks are added and taken away."""

from __future__ import annotations

from pydantic import Field, model_validator

from ..model import Model, refuse


class CapacityConfig(Model):
    """Between how many, and when there are more or fewer."""

    minimum: int = Field(default=2, ge=0, le=5000)
    """How many there are at least; 2 survive the loss of a zone."""

    maximum: int = Field(default=6, ge=1, le=5000)
    """How many there are at most."""

    initial: int | None = Field(default=None, ge=0)
    """How many there are at first; None for the minimum. Terraform leaves the number alone where scaling decides."""

    cpu_target_percent: int | None = Field(default=60, ge=1, le=100)
    """The average CPU use that is aimed at; None where it does not count."""

    requests_per_target: int | None = Field(default=None, ge=1)
    """Requests in a minute that each is to get from the load balancer; None where they do not count."""

    @property
    def is_scaled(self) -> bool:
        """Whether scaling decides how many there are."""
        return self.cpu_target_percent is not None or self.requests_per_target is not None

    @property
    def at_first(self) -> int:
        """How many there are at first."""
        return self.minimum if self.initial is None else self.initial

    @model_validator(mode="after")
    def _in_order(self) -> CapacityConfig:
        """The minimum is not above the maximum, and the initial number lies between them."""
        if not self.minimum <= self.at_first <= self.maximum:
            raise refuse(
                "the numbers are not in order",
                got=f"minimum = {self.minimum}, initial = {self.at_first}, maximum = {self.maximum}",
                expected="minimum <= initial <= maximum",
                remedy="correct them",
            )
        return self
