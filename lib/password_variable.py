"""The database's master password, where the caller gives it: looked for before anything is made."""

from __future__ import annotations

from collections.abc import Mapping

from .model import refuse
from .settings import TapSettings


def require_password(settings: TapSettings, environ: Mapping[str, str]) -> None:
    """Refuses settings that take the password from a Terraform variable that is not set.

    Args:
        settings: The environment's settings.
        environ: The environment variables.

    Raises:
        ConfigurationError: It is not set.
    """
    credentials = settings.database.credentials
    if not settings.features.database or credentials.is_generated:
        return
    variable = f"TF_VAR_{credentials.password_variable}"
    if environ.get(variable):
        return
    # What many pipelines call it, and Terraform does not read.
    value = '"$DB_PASSWORD"' if environ.get("DB_PASSWORD") else "..."
    raise refuse(
        f"comes from {variable}, which is not set",
        expected="the password, at every plan and deployment; it reaches neither the JSON nor the state",
        remedy=f"export {variable}={value}",
        where="database.credentials",
    )
