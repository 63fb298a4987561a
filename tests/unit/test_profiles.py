"""Profiles: every key is a setting, every profile a valid environment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from lib.errors import ConfigurationError
from lib.profiles import PROFILES, Profile
from lib.settings import TapSettings
from scripts.reference import types

NOWHERE = Path("no-such-folder")


def test_there_is_a_table_for_each_profile() -> None:
    assert set(PROFILES) == set(get_args(Profile))


def undecided(one: Any, other: Any, annotation: Any, where: str = "") -> list[str]:
    """What only one of two profiles decides; who decides that there is no table decides all that is in it."""
    if not (isinstance(one, Mapping) and isinstance(other, Mapping)):
        return []
    by_name = types.inner_of(annotation)  # a profile may have names of its own
    (fields,) = [{}] if by_name else [model.model_fields for model in types.models_in(annotation)]
    found = [] if by_name else [f"{where}.{key}" for key in {*one} ^ {*other}]
    for key in {*one} & {*other}:
        found += undecided(one[key], other[key], by_name or fields[key].annotation, f"{where}.{key}")
    return found


@pytest.mark.parametrize("profile", PROFILES)
def test_all_profiles_decide_the_same_settings(profile: Profile) -> None:
    assert undecided(PROFILES[profile], PROFILES["prod"], TapSettings) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"network": {"nat": "none"}}, {"network": {}}, [".network.nat"]),
        ({"peering": True}, {}, [".peering"]),
        ({"vault": {"lock": None}}, {"vault": {"lock": {"mode": "governance"}}}, []),
        ({"secrets": {"a": {"length": 9}, "b": {}}}, {"secrets": {"a": {}}}, [".secrets.a.length"]),
    ],
)
def test_a_setting_that_one_profile_leaves_open_would_be_found(one: Any, other: Any, expected: list[str]) -> None:
    assert undecided(one, other, TapSettings) == undecided(other, one, TapSettings) == expected


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
