"""How a secret is kept, and where its value comes from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from ..model import Model, refuse
from .scalars import VariableName


def _accepted_window(days: int) -> int:
    """No recovery at all, or the week to a month that Secrets Manager has."""
    if days != 0 and not 7 <= days <= 30:
        raise refuse(
            "Secrets Manager has no such recovery window",
            got=f"{days} days",
            expected="0, or 7 to 30",
            remedy="take 7" if days < 7 else "take 30",
        )
    return days


class SecretConfig(Model):
    """How a secret is kept, and where its value comes from."""

    value: Literal["generated", "variable", "elsewhere"] = "generated"
    """``generated`` in AWS, from a Terraform ``variable``, or put there ``elsewhere``, out of Terraform's sight."""

    variable: VariableName | None = None
    """The Terraform variable that holds the value, given in ``TF_VAR_<name>`` when it is written."""

    version: int = Field(default=1, ge=1)
    """Raise it to have a new value written."""

    length: int = Field(default=32, ge=8, le=4096)
    """Characters of a generated value."""

    exclude_punctuation: bool = True
    """Whether a generated value keeps to letters and digits."""

    description: str = Field(default="", max_length=2048)
    """What it is for."""

    recovery_days: Annotated[int, AfterValidator(_accepted_window)] = 30
    """Days during which a deleted secret can be brought back: 7 to 30, or 0 to delete it at once."""

    @model_validator(mode="after")
    def _one_source(self) -> SecretConfig:
        """A variable is named if, and only if, the value comes from one."""
        if (self.value == "variable") != (self.variable is not None):
            raise refuse(
                "a variable is named if, and only if, the value comes from one",
                got=f"value = {self.value}, variable = {self.variable}",
                expected='value = "variable" and the name of a variable, or neither',
                remedy='set value = "variable"' if self.variable else "name the variable",
                where="variable",
            )
        return self
