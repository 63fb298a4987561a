"""A password that the caller gives is asked for before anything is made."""

from __future__ import annotations

from typing import Any

import pytest

from lib.errors import ConfigurationError
from lib.password_variable import require_password
from lib.settings import TapSettings

ASKED: dict[str, Any] = {"credentials": {"password_source": "variable"}}


@pytest.mark.parametrize(
    "settings",
    [{}, {"database": ASKED, "features": {"database": False}}],
)
def test_it_is_not_asked_for_where_none_is_needed(settings: dict[str, Any]) -> None:
    require_password(TapSettings(**settings), {})


def test_it_may_be_in_terraforms_variable() -> None:
    require_password(TapSettings.model_validate({"database": ASKED}), {"TF_VAR_db_password": "x"})


@pytest.mark.parametrize(
    ("environ", "remedy"),
    [({}, "export TF_VAR_db_password=..."), ({"DB_PASSWORD": "hidden"}, 'export TF_VAR_db_password="$DB_PASSWORD"')],
)
def test_without_it_nothing_is_made_and_it_is_never_shown(environ: dict[str, str], remedy: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        require_password(TapSettings.model_validate({"database": ASKED}), environ)
    assert remedy in str(caught.value)
    assert "hidden" not in str(caught.value)
