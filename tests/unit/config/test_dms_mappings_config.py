"""Table mappings: the JSON that DMS expects, and rules that make sense."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.dms_mappings import TableMappingsConfig, TableSelectionConfig, TableTransformationConfig
from lib.errors import Problem
from lib.model import Model, problems_of

EVERYTHING = {"all": {"schema_name": "public"}}


def rules(**given: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(TableMappingsConfig.model_validate(given).to_json())["rules"]
    return found


def refused(model: type[Model], given: dict[str, Any]) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(given)
    return list(problems_of(caught.value))


def test_a_selection_is_spelled_as_dms_expects() -> None:
    assert rules(
        selections={
            "orders": {"schema_name": "public", "table_name": "orders", "load_order": 2},
            "views": {"schema_name": "public", "kind": "view", "action": "exclude"},
        }
    ) == [
        {
            "rule-id": "1",
            "rule-name": "orders",
            "rule-type": "selection",
            "rule-action": "include",
            "object-locator": {"schema-name": "public", "table-name": "orders"},
            "load-order": 2,
            "filters": [],
        },
        {
            "rule-id": "2",
            "rule-name": "views",
            "rule-type": "selection",
            "rule-action": "exclude",
            "object-locator": {"schema-name": "public", "table-name": "%", "table-type": "view"},
            "filters": [],
        },
    ]


def test_a_transformation_is_spelled_as_dms_expects() -> None:
    found = rules(
        selections=EVERYTHING,
        transformations={
            "lower": {"target": "schema", "action": "convert-lowercase", "schema_name": "%"},
            "new": {
                "target": "column",
                "action": "replace-prefix",
                "schema_name": "public",
                "table_name": "orders",
                "column_name": "old_%",
                "value": "new_",
                "old_value": "old_",
            },
        },
    )
    assert found[1:] == [
        {
            "rule-id": "2",
            "rule-name": "lower",
            "rule-type": "transformation",
            "rule-target": "schema",
            "rule-action": "convert-lowercase",
            "object-locator": {"schema-name": "%"},
        },
        {
            "rule-id": "3",
            "rule-name": "new",
            "rule-type": "transformation",
            "rule-target": "column",
            "rule-action": "replace-prefix",
            "object-locator": {"schema-name": "public", "table-name": "orders", "column-name": "old_%"},
            "value": "new_",
            "old-value": "old_",
        },
    ]


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), unique=True, min_size=1, max_size=12), st.data())
def test_ids_are_unique_numbers_and_names_are_kept(names: list[str], data: st.DataObject) -> None:
    split = data.draw(st.integers(1, len(names)))
    found = rules(
        selections={name: {"schema_name": "s"} for name in names[:split]},
        transformations={
            name: {"target": "schema", "action": "convert-uppercase", "schema_name": "%"} for name in names[split:]
        },
    )
    assert [rule["rule-name"] for rule in found] == names
    assert [rule["rule-id"] for rule in found] == [str(number) for number in range(1, len(names) + 1)]


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"selections": {}}, "selections"),
        ({"selections": {"none": {"schema_name": "s", "action": "exclude"}}}, "selections"),
        ({"selections": {"a b": {"schema_name": "s"}}}, "selections.a b"),
        (
            {
                "selections": EVERYTHING,
                "transformations": {
                    "all": {"target": "schema", "action": "convert-lowercase", "schema_name": "%"},
                },
            },
            "transformations",
        ),
    ],
)
def test_mappings_that_select_nothing_or_name_a_rule_twice_are_refused(given: dict[str, Any], where: str) -> None:
    assert [problem.where for problem in refused(TableMappingsConfig, given)] == [where]


@pytest.mark.parametrize("names", [{"schema_name": "%"}, {"schema_name": "public", "table_name": "o%"}])
def test_explicit_wants_exact_names(names: dict[str, str]) -> None:
    (problem,) = refused(TableSelectionConfig, {"action": "explicit", **names})
    assert "%" in problem.got


def test_explicit_takes_exact_names() -> None:
    made = {"one": {"schema_name": "public", "table_name": "orders", "action": "explicit"}}
    assert rules(selections=made)[0]["rule-action"] == "explicit"


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"target": "table", "action": "rename"}, ["table_name", "value"]),
        ({"target": "column", "action": "convert-lowercase"}, ["table_name", "column_name"]),
        ({"target": "schema", "action": "rename", "value": "x", "table_name": "t"}, ["table_name"]),
        ({"target": "table", "action": "add-prefix", "table_name": "t", "value": "x", "old_value": "y"}, ["old_value"]),
        ({"target": "table", "action": "replace-suffix", "table_name": "t", "value": "x"}, ["old_value"]),
        ({"target": "table", "action": "convert-uppercase", "table_name": "t", "value": "x"}, ["value"]),
        ({"target": "table", "action": "remove-column", "table_name": "t"}, ["target"]),
    ],
)
def test_a_transformation_names_what_it_needs_and_nothing_else(given: dict[str, Any], faults: list[str]) -> None:
    found = refused(TableTransformationConfig, {"schema_name": "s", **given})
    assert [problem.where for problem in found] == faults
