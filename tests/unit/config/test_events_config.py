"""Buses, rules and replication: what EventBridge takes."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lib.config.events import EventBusConfig, EventReplicationConfig, EventRuleConfig
from lib.model import Model, problems_of


def test_a_bus_is_archived_and_its_own_accounts_by_default() -> None:
    made = EventBusConfig()
    assert (made.archive_days, made.log_retention_days, made.accounts) == (30, None, ())


def test_a_rule_matches_and_tries_as_long_as_eventbridge_can_by_default() -> None:
    made = EventRuleConfig()
    assert (made.enabled, made.maximum_age_seconds, made.maximum_retries) == (True, 86_400, 185)


def test_events_go_both_ways_by_default() -> None:
    assert EventReplicationConfig().replicate == "both"


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (EventBusConfig, "archive_days", 0),
        (EventBusConfig, "log_retention_days", 45),
        (EventBusConfig, "accounts", ["12345678901"]),
        (EventBusConfig, "accounts", ["123456789012", "123456789012"]),
        (EventRuleConfig, "maximum_age_seconds", 59),
        (EventRuleConfig, "maximum_age_seconds", 86_401),
        (EventRuleConfig, "maximum_retries", 186),
        (EventRuleConfig, "maximum_retries", -1),
        (EventRuleConfig, "description", "x" * 513),
        (EventReplicationConfig, "replicate", "to_primary"),
    ],
)
def test_a_value_that_eventbridge_refuses_is_refused(model: type[Model], field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate({field: value})
    assert {problem.where.split(".")[0] for problem in problems_of(caught.value)} == {field}
