"""Profiles: every key is a setting, every profile a valid environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from lib.profiles import PROFILES, Profile
from lib.settings import TapSettings


def keys_that_are_no_fields(table: Mapping[str, Any], model: type[BaseModel], where: str) -> list[str]:
    wrong = []
    for key, value in table.items():
        field = model.model_fields.get(key)
        inner = field.annotation if field else None
        if field is None:
            wrong.append(f"{where}.{key}")
        elif isinstance(value, Mapping):
            assert isinstance(inner, type)
            assert issubclass(inner, BaseModel)
            wrong += keys_that_are_no_fields(value, inner, f"{where}.{key}")
    return wrong


def test_there_is_a_table_for_each_profile() -> None:
    assert set(PROFILES) == set(get_args(Profile))


@pytest.mark.parametrize("profile", PROFILES)
def test_every_key_is_a_field(profile: Profile) -> None:
    assert keys_that_are_no_fields(PROFILES[profile], TapSettings, profile) == []


def test_a_key_that_is_no_field_would_be_found() -> None:
    assert keys_that_are_no_fields({"network": {"nta": 1}, "x": 1}, TapSettings, "p") == ["p.network.nta", "p.x"]


def test_all_profiles_decide_the_same_settings() -> None:
    def shape(table: Mapping[str, Any]) -> dict[str, Any]:
        return {key: shape(value) if isinstance(value, Mapping) else None for key, value in table.items()}

    assert shape(PROFILES["dev"]) == shape(PROFILES["test"]) == shape(PROFILES["prod"])


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
