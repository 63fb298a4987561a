"""The steps of the migration's runbook: each is valid, and moves or takes away no more than it says."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import pytest

import lib

# isort: split
from cdktf import Testing

from lib.merging import merged
from lib.settings import TapSettings
from lib.testing.synthesized import Synthesized
from tests.pages import blocks, read

(PAGE,) = blocks("docs/migrate.md", "toml")
MIGRATING: dict[str, Any] = merged(tomllib.loads(read("environments/full.toml")), tomllib.loads(PAGE.text))


def with_percent(percent: int) -> dict[str, Any]:
    return merged(MIGRATING, {"dns": {"failover": {"migration": {"new_percent": percent}}}})


def synthesized(settings: dict[str, Any]) -> Synthesized:
    return Synthesized.of(lib.TapStack(Testing.app(), "shop", settings=TapSettings.model_validate(settings)))


def weights(stack: Synthesized) -> dict[str, int]:
    """What each record of the name gets, by its set identifier."""
    found = stack.resources("aws_route53_record").values()
    return {
        one["set_identifier"]: one["weighted_routing_policy"]["weight"]
        for one in found
        if one["name"] == "pay.payments.corp.net" and "weighted_routing_policy" in one
    }


def without_weights(stack: Synthesized) -> str:
    return re.sub(r'"weight": \d+', "", json.dumps(stack.json["resource"]))


def test_a_step_of_the_traffic_changes_two_weights_and_nothing_else() -> None:
    before, after = synthesized(with_percent(0)), synthesized(with_percent(10))
    assert (weights(before), weights(after)) == ({"new": 0, "old": 100}, {"new": 10, "old": 90})
    assert without_weights(before) == without_weights(after)


@pytest.mark.parametrize("percent", [0, 10, 50, 100])
def test_every_step_is_valid(percent: int) -> None:
    TapSettings.model_validate(with_percent(percent))


def test_the_way_back_is_a_record_that_the_name_has() -> None:
    ((record,),) = (one["records"] for one in MIGRATING["rollbacks"].values())
    assert record["name"] == TapSettings.model_validate(MIGRATING).host_name
    assert record["old"] in weights(synthesized(MIGRATING))


def test_afterwards_each_part_can_be_taken_out() -> None:
    settings = with_percent(100)
    for part in ("validations", "rollbacks"):
        settings = {key: value for key, value in settings.items() if key != part}
        TapSettings.model_validate(settings)
    del settings["dns"]["failover"]["migration"]
    TapSettings.model_validate(settings)
    TapSettings.model_validate(merged(settings, {"features": {"migration": False}}))
