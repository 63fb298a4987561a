"""Queues: what SQS takes, and dead letters that outlive messages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.queue import LONGEST_RETENTION_SECONDS, QueueConfig
from lib.model import problems_of


def test_it_keeps_messages_four_days_and_has_no_dead_letters_by_default() -> None:
    made = QueueConfig()
    assert made.retention_seconds == 345_600
    assert made.max_receive_count is None
    assert made.dead_letter_retention_seconds == LONGEST_RETENTION_SECONDS == 1_209_600


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("retention_seconds", 59),
        ("retention_seconds", 1_209_601),
        ("visibility_timeout_seconds", -1),
        ("visibility_timeout_seconds", 43_201),
        ("receive_wait_seconds", 21),
        ("max_receive_count", 0),
        ("max_receive_count", 1001),
        ("dead_letter_retention_seconds", 59),
        ("key_reuse_seconds", 59),
        ("key_reuse_seconds", 86_401),
    ],
)
def test_a_value_that_sqs_refuses_is_refused(field: str, value: int) -> None:
    with pytest.raises(ValidationError) as caught:
        QueueConfig.model_validate({field: value})
    assert [problem.where for problem in problems_of(caught.value)] == [field]


retentions = st.integers(60, LONGEST_RETENTION_SECONDS)


@given(retentions, retentions, st.none() | st.integers(1, 1000))
@settings(deadline=None)
def test_dead_letters_outlive_messages_where_there_are_any(kept: int, dead: int, receives: int | None) -> None:
    given_values: dict[str, Any] = {
        "retention_seconds": kept,
        "dead_letter_retention_seconds": dead,
        "max_receive_count": receives,
    }
    if receives is None or dead > kept:
        assert QueueConfig.model_validate(given_values).retention_seconds == kept
        return
    with pytest.raises(ValidationError) as caught:
        QueueConfig.model_validate(given_values)
    (problem,) = problems_of(caught.value)
    assert problem.expected == f"dead_letter_retention_seconds above {kept}"
