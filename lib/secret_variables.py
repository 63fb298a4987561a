"""Which Terraform variables an environment takes secrets from, and which of them nobody has set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .errors import ConfigurationError, Problem
from .settings import TapSettings


def require_secrets(settings: TapSettings, environ: Mapping[str, str]) -> None:
    """Refuses settings that take a secret from a variable that is not set, before anything is made.

    Args:
        settings: The environment's settings.
        environ: The environment variables.

    Raises:
        ConfigurationError: One or more are not set.
    """
    problems = [
        _missing(where, variable, environ)
        for where, variable in _variables(settings)
        if not environ.get(f"TF_VAR_{variable}")
    ]
    if problems:
        raise ConfigurationError(problems)


def _variables(settings: TapSettings) -> Iterator[tuple[str, str]]:
    """Each setting that names a variable, and the variable."""
    credentials = settings.database.credentials
    if settings.features.database and credentials.password_source == "variable":  # noqa: S105  # where it comes from
        yield "database.credentials", credentials.password_variable
    for purpose, secret in settings.secrets.items():
        if secret.variable:
            yield f"secrets.{purpose}", secret.variable
    for path, parameter in settings.parameters.entries.items():
        if parameter.variable:
            yield f"parameters.entries.{path}", parameter.variable


def _missing(where: str, variable: str, environ: Mapping[str, str]) -> Problem:
    # The name without Terraform's prefix is what many pipelines call it.
    plain = variable.upper()
    value = f'"${plain}"' if environ.get(plain) else "..."
    return Problem(
        where,
        f"takes a secret from TF_VAR_{variable}, which is not set",
        expected="a value, which reaches neither the JSON nor the state",
        remedy=f"export TF_VAR_{variable}={value}",
    )
