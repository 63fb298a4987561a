"""Profiles: every key is a setting, every profile a valid environment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from lib.errors import ConfigurationError
from lib.profiles import PROFILES, Profile
from lib.settings import TapSettings

NOWHERE = Path("no-such-folder")


def test_there_is_a_table_for_each_profile() -> None:
    assert set(PROFILES) == set(get_args(Profile))


def undecided(one: Any, other: Any, where: str = "") -> list[str]:
    """What only one of two profiles decides; who decides that there is no table decides all that is in it."""
    if not (isinstance(one, Mapping) and isinstance(other, Mapping)):
        return []
    inside = [undecided(one[key], other[key], f"{where}.{key}") for key in one if key in other]
    return [f"{where}.{key}" for key in set(one) ^ set(other)] + [path for found in inside for path in found]


@pytest.mark.parametrize("profile", PROFILES)
def test_all_profiles_decide_the_same_settings(profile: Profile) -> None:
    assert undecided(PROFILES[profile], PROFILES["prod"]) == []


def test_a_setting_that_one_profile_leaves_open_would_be_found() -> None:
    assert undecided({"a": {"b": 1}, "c": None}, {"a": {}, "c": {"d": 1}}) == [".a.b"]
    assert undecided({"a": 1}, {}) == undecided({}, {"a": 1}) == [".a"]


def test_a_key_that_is_no_setting_would_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROFILES, "dev", {"network": {"nta": 1}, "backup": {"plans": {"daily": {"rule": 1}}}})
    with pytest.raises(ConfigurationError) as caught:
        TapSettings.load("x", root=NOWHERE, environ={}, profile="dev")
    assert {problem.where for problem in caught.value.problems} >= {"network.nta", "backup.plans.daily.rule"}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_is_a_valid_environment(profile: Profile) -> None:
    made = TapSettings(profile=profile)
    assert made.network.zone_count == PROFILES[profile]["network"]["zone_count"]
    assert made.network.flow_logs.retention_days == PROFILES[profile]["network"]["flow_logs"]["retention_days"]
    assert made.secondary.network.nat == made.network.nat


def test_production_survives_a_lost_zone_and_a_mistaken_destroy() -> None:
    made = TapSettings(profile="prod")
    assert made.network.nat == "per_zone"
    assert made.network.zone_count == 3
    assert made.network.flow_logs.force_destroy is False
    assert made.key.deletion_window_days == 30
