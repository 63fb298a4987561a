"""Parameters of an environment: what its programs read at run time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..guards.secrets import is_secret_value
from ..model import Model, like, refuse
from .scalars import VariableName

# Source: AWS Systems Manager API Reference, PutParameter. Checked 2026-11-22.
LONGEST_VALUE = {"Standard": 4096, "Advanced": 8192, "Intelligent-Tiering": 8192}

ParameterPath = Annotated[
    str,
    # Fifteen levels in all, of which project and suffix take two.
    like(
        r"(?!.*--)[a-zA-Z0-9_.-]{1,200}(/[a-zA-Z0-9_.-]{1,200}){0,12}",
        "1 to 13 names of letters, digits, dots, hyphens and underscores, with slashes between, such as web/log-level",
        "is no parameter",
    ),
]


class ParameterConfig(Model):
    """One parameter: a text or a list that anybody may see, or a secret that stands nowhere in Terraform."""

    value: str | tuple[str, ...] | None = None
    """Its value: text for a String, a list for a StringList; no secret."""

    variable: VariableName | None = None
    """The Terraform variable that holds the value of a SecureString, given in ``TF_VAR_<name>`` when it is written."""

    version: int = Field(default=1, ge=1)
    """Raise it to have the variable's value written again."""

    description: str = Field(default="", max_length=1024)
    """What it is for."""

    tier: Literal["Standard", "Advanced", "Intelligent-Tiering"] = "Standard"
    """Advanced ones hold 8 KB and cost money; an advanced one cannot go back without being made anew."""

    @property
    def text(self) -> str | None:
        """Its value as AWS keeps it; None for a secret."""
        return ",".join(self.value) if isinstance(self.value, tuple) else self.value

    @model_validator(mode="after")
    def _one_value_that_aws_takes(self) -> ParameterConfig:
        """Either a value or a secret; not empty, not too long, without double braces."""
        if (self.value is None) == (self.variable is None):
            raise refuse(
                "a parameter has either a value or a secret",
                got="neither" if self.value is None else "both",
                expected="value, or variable for a secret",
                remedy="give one of them",
            )
        if isinstance(self.value, tuple) and any("," in item or not item for item in self.value):
            raise refuse(
                "an item of a list can neither hold a comma nor be empty",
                got=", ".join(map(repr, self.value)),
                expected="items without commas",
                remedy="give value as text",
                where="value",
            )
        text = self.text
        if text is not None and not 0 < len(text.encode()) <= LONGEST_VALUE[self.tier]:
            raise refuse(
                f"a {self.tier} parameter cannot hold this much",
                got=f"{len(text.encode())} bytes",
                expected=f"1 to {LONGEST_VALUE[self.tier]} bytes",
                remedy='shorten it, or set tier = "Advanced"' if text else "leave the parameter out",
                where="value",
            )
        if text is not None and "{{" in text:
            raise refuse(
                "AWS refuses double braces in a parameter",
                got=text,
                expected="a value without {{",
                remedy="write the reference out",
                where="value",
            )
        return self


class ParametersConfig(Model):
    """The parameters of an environment, by the path below ``/<project>/<suffix>/``."""

    entries: dict[ParameterPath, ParameterConfig] = Field(
        default_factory=dict,
        examples=[{"web/log-level": {"value": "info"}, "web/api-token": {"variable": "api_token"}}],
    )
    """Each parameter by its path, such as ``web/log-level``."""

    @model_validator(mode="after")
    def _no_secret_in_clear(self) -> ParametersConfig:
        """A value that is a secret by its name or its form would stand in the stack's JSON and in its state."""
        for path, entry in self.entries.items():
            if entry.text is not None and is_secret_value(path.replace("/", "_"), entry.text):
                raise refuse(
                    "a secret would stand in clear in the stack's JSON and in its state",
                    got=f"a value of {len(entry.text)} characters",
                    expected="variable, the name of a Terraform variable",
                    remedy="name a variable instead, and give its TF_VAR_... when it is written",
                    where=f"entries.{path}.value",
                )
        return self

    def with_values(self, values: Mapping[str, str]) -> ParametersConfig:
        """The same with further parameters; one that is there already stays as it is.

        Args:
            values: Texts by path; they may be tokens.
        """
        made = {path: ParameterConfig(value=value) for path, value in values.items()}
        return ParametersConfig(entries={**made, **self.entries})
