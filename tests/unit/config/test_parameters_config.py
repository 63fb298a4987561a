"""Parameters: one value each, as Parameter Store takes it, and no secret in clear."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.parameters import LONGEST_VALUE, ParameterConfig, ParametersConfig
from lib.errors import Problem
from lib.model import Model, problems_of


def problem_of(model: type[Model], **given_values: Any) -> Problem:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(given_values)
    (problem,) = problems_of(caught.value)
    return problem


def test_a_list_is_kept_as_text_and_a_secret_has_none() -> None:
    assert ParameterConfig(value="info").text == "info"
    assert ParameterConfig(value=("a", "b")).text == "a,b"
    assert ParameterConfig(variable="api_token").text is None


def test_it_has_either_a_value_or_a_secret() -> None:
    assert problem_of(ParameterConfig).got == "neither"
    assert problem_of(ParameterConfig, value="x", variable="y").got == "both"


@pytest.mark.parametrize("items", [("a,b",), ("a", "")])
def test_an_item_of_a_list_is_one_item(items: tuple[str, ...]) -> None:
    problem = problem_of(ParameterConfig, value=items)
    assert (problem.where, problem.remedy) == ("value", "give value as text")


@given(st.sampled_from(sorted(LONGEST_VALUE)), st.integers(0, 9000), st.sampled_from(["a", "\u00e4"]))
@settings(deadline=None)
def test_it_holds_as_many_bytes_as_its_tier(tier: str, count: int, character: str) -> None:
    size = count * len(character.encode())
    given_values = {"value": character * count, "tier": tier}
    if 0 < size <= LONGEST_VALUE[tier]:
        assert ParameterConfig.model_validate(given_values).text == character * count
    else:
        assert problem_of(ParameterConfig, **given_values).got == f"{size} bytes"


def test_double_braces_are_refused() -> None:
    assert "double braces" in problem_of(ParameterConfig, value="{{ssm:other}}").what


@pytest.mark.parametrize("name", ["count", "providers", "1st", "with space", ""])
def test_a_variable_has_a_name_that_terraform_takes(name: str) -> None:
    assert problem_of(ParameterConfig, variable=name).where == "variable"


@pytest.mark.parametrize("path", ["a", "web/log-level", "a.b_c/D", "/".join("abcdefghijklm")])
def test_a_path_that_parameter_store_has_is_taken(path: str) -> None:
    assert list(ParametersConfig(entries={path: ParameterConfig(value="x")}).entries) == [path]


@pytest.mark.parametrize("path", ["", "/a", "a/", "a//b", "a b", "a--b", "/".join("abcdefghijklmn"), "a" * 201])
def test_any_other_path_is_refused(path: str) -> None:
    assert problem_of(ParametersConfig, entries={path: {"value": "x"}}).what == "is no parameter"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("db/password", "hunter2hunter2"),
        ("partner_api_key", "0f8d9a"),
        ("web/anything", "AKIAIOSFODNN7EXAMPLE"),
        ("auth/token", ("one-part", "another")),
    ],
)
def test_a_secret_in_clear_is_refused_without_being_shown(path: str, value: Any) -> None:
    problem = problem_of(ParametersConfig, entries={path: {"value": value}})
    assert problem.where == f"entries.{path}.value"
    assert not any(part in str(problem) for part in ([value] if isinstance(value, str) else value))


@pytest.mark.parametrize(("path", "value"), [("db/secret-arn", "arn:aws:x"), ("db/password", "${var.x}")])
def test_what_only_points_to_a_secret_is_taken(path: str, value: str) -> None:
    assert ParametersConfig(entries={path: ParameterConfig(value=value)}).entries[path].value == value
