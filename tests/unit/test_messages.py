"""A secret in the wrong place is refused without being repeated: messages end up in the logs of pipelines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lib.errors import ConfigurationError
from lib.merging import nested
from lib.settings import TapSettings

SECRET = "hunter2-correct-horse-9"
ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE"

# By the path of the setting.
MISPLACED: dict[str, Any] = {
    "database.password": SECRET,
    "database.master_password": SECRET,
    "database.credentials": SECRET,
    "database.credentials.password": SECRET,
    "database.credentials.password_source": SECRET,
    "database.credentials.password_variable": f"{SECRET}!",
    "secrets.partner": SECRET,
    "secrets.partner.value": SECRET,
    "secrets.partner.variable": f"{SECRET}!",
    "secrets.partner.password": SECRET,
    "parameters.entries.web": SECRET,
    "parameters.entries.web.variable": f"{SECRET}!",
    "parameters.entries.web.value": f"{SECRET}{{{{x",
    "parameters.entries.api-token.value": SECRET,
    "parameters.entries.names.value": [SECRET, f"{SECRET},x"],
    "parameters.entries.padded.variable": f" {SECRET}! ",
    "migration.source.password": SECRET,
    "migration.source.secret_arn": SECRET,
    "migration.source.connection": {"extra_connection_attributes": {"password": SECRET}},
    "migration.source.connection.extra_connection_attributes.encryption": f"{SECRET};",
    "alarms.critical.urls.incidents": f"https://user:{SECRET}@events.company.net/aws",
    "provider.secret_key": SECRET,
    "provider.token": SECRET,
    "provider.access": ACCESS_KEY,
    "provider": {"credentials": {"user": "me", "password": SECRET}, "keys": [ACCESS_KEY]},
    "service.containers.api.secrets.DB": SECRET,
    "service.containers.api.secrets": {"DB_PASSWORD": SECRET},
    "features": {"password": SECRET},
    "tags": {"token": [SECRET]},
}


@pytest.mark.parametrize("path", MISPLACED)
def test_a_misplaced_secret_is_refused_and_not_repeated(path: str, tmp_path: Path) -> None:
    given = nested(path.split("."), MISPLACED[path])
    with pytest.raises(ConfigurationError) as caught:
        TapSettings.load("dev", root=tmp_path, environ={}, **given)
    message = f"{caught.value}{caught.value!r}"
    assert SECRET not in message
    assert ACCESS_KEY not in message


def test_what_is_no_secret_is_shown(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="got:      no region"):
        TapSettings.load("dev", root=tmp_path, environ={"AWS_REGION": "no region"})
    urls = {"x": "https://me:secret@events.company.net/ aws"}
    with pytest.raises(ConfigurationError, match=r"got:      https://events\.company\.net/ aws"):
        TapSettings.load("dev", root=tmp_path, environ={}, alarms={"critical": {"urls": urls}})
