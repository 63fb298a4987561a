"""Secrets: recovery windows that Secrets Manager has, and one source of the value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.secret import SecretConfig
from lib.model import problems_of


def test_a_value_of_32_letters_and_digits_is_generated_by_default() -> None:
    made = SecretConfig()
    assert (made.value, made.length, made.exclude_punctuation, made.recovery_days) == ("generated", 32, True, 30)


@given(st.integers(-5, 60))
@settings(deadline=None)
def test_a_recovery_window_is_none_or_a_week_to_a_month(days: int) -> None:
    if days == 0 or 7 <= days <= 30:
        assert SecretConfig(recovery_days=days).recovery_days == days
        return
    with pytest.raises(ValidationError) as caught:
        SecretConfig(recovery_days=days)
    (problem,) = problems_of(caught.value)
    assert SecretConfig(recovery_days=int(problem.remedy.removeprefix("take "))).recovery_days in (7, 30)


@pytest.mark.parametrize(
    ("given_values", "remedy"),
    [
        ({"value": "variable"}, "name the variable"),
        ({"variable": "api_token"}, 'set value = "variable"'),
        ({"value": "elsewhere", "variable": "api_token"}, 'set value = "variable"'),
    ],
)
def test_a_variable_is_named_if_and_only_if_the_value_comes_from_it(given_values: dict[str, Any], remedy: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SecretConfig.model_validate(given_values)
    (problem,) = problems_of(caught.value)
    assert (problem.where, problem.remedy) == ("variable", remedy)


def test_a_variable_can_be_the_source() -> None:
    assert SecretConfig(value="variable", variable="api_token").variable == "api_token"


@pytest.mark.parametrize(("field", "value"), [("length", 7), ("length", 4097), ("version", 0), ("value", "literal")])
def test_a_value_that_is_out_of_bounds_is_refused(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        SecretConfig.model_validate({field: value})
    assert [problem.where for problem in problems_of(caught.value)] == [field]
