"""Tables of settings: merged leaf by leaf, searched by path."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.merging import Table, holds, look_up, merged, nested

keys = st.text("abc.", min_size=1, max_size=2)
tables = st.dictionaries(keys, st.recursive(st.integers(), lambda inner: st.dictionaries(keys, inner, max_size=3)))


def paths(table: Table) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for key, value in table.items():
        found.append((key,))
        found += [(key, *rest) for rest in paths(value)] if isinstance(value, dict) else []
    return found


@pytest.mark.parametrize(
    ("below", "above", "expected"),
    [
        ({}, {}, {}),
        ({"a": 1}, {}, {"a": 1}),
        ({"a": 1}, {"a": 2}, {"a": 2}),
        ({"a": {"x": 1, "y": 1}}, {"a": {"y": 2, "z": 2}}, {"a": {"x": 1, "y": 2, "z": 2}}),
        ({"a": {"x": 1}}, {"a": 2}, {"a": 2}),
        ({"a": 1}, {"a": {"x": 2}}, {"a": {"x": 2}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": {"x": 1}}, {"a": None}, {"a": None}),
    ],
)
def test_the_upper_table_wins_leaf_by_leaf(below: Table, above: Table, expected: Table) -> None:
    assert merged(below, above) == expected


@given(tables, tables)
@settings(deadline=None, max_examples=50)
def test_merging_keeps_all_of_the_upper_table_and_changes_neither(below: Table, above: Table) -> None:
    before = copy.deepcopy((below, above))
    made = merged(below, above)
    assert merged(made, above) == made
    assert set(made) == {*below, *above}
    assert all(holds(made, path) for path in paths(above))
    assert (below, above) == before


@pytest.mark.parametrize(("path", "expected"), [(["a"], {"a": 1}), (("a", "b", "c"), {"a": {"b": {"c": 1}}})])
def test_nested(path: Sequence[str], expected: Table) -> None:
    assert nested(path, 1) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (["a"], True),
        (["a", "b"], True),
        (["a", "c"], False),
        (["x"], False),
        (["l", 0], True),
        (["a", "b", "deeper"], True),
        ([], True),
    ],
)
def test_holds(path: Sequence[str | int], expected: bool) -> None:
    assert holds({"a": {"b": 1}, "l": [1]}, path) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a", {"b": 1}),
        ("a.b", 1),
        ("a.b.deeper", 1),
        ("a.c", None),
        ("x", None),
        ("i.ecr.api", {"dns": True}),
        ("i.ecr.api.dns", True),
        ("i.ecr.dkr", None),
        ("i.ecr", None),
        ("1", "one"),
        ("n", None),
    ],
)
def test_look_up_follows_a_dotted_path_through_keys_that_have_dots_themselves(path: str, expected: Any) -> None:
    table = {"a": {"b": 1}, "i": {"ecr.api": {"dns": True}}, 1: "one", "n": None}
    assert look_up(table, path) == expected


def test_look_up_tries_each_way_that_a_path_can_be_read() -> None:
    assert look_up({"a": {"x": 1}, "a.b": {"c": 2}}, "a.b.c") == 2
