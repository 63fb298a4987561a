"""The attributes of a table are those of its keys; the rest is what DynamoDB would refuse late."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.dynamodb import DynamodbConfig, TableCapacityConfig
from lib.errors import Problem
from lib.model import problems_of

names = st.sampled_from(["a", "b", "c", "d", "e"])


def config(**given: Any) -> DynamodbConfig:
    return DynamodbConfig.model_validate({"hash_key": "id", "attributes": {"id": "S"}, **given})


def problems(**given: Any) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        config(**given)
    return list(problems_of(caught.value))


def test_it_is_on_demand_recoverable_and_protected_by_default() -> None:
    made = config()
    assert (made.billing, made.recovery_days, made.deletion_protection) == ("on_demand", 35, True)
    assert (made.stream, made.ttl_attribute, made.table_class) == (None, None, "STANDARD")
    assert (made.max_read_units, made.read_capacity) == (None, None)


@given(
    keys=st.tuples(names, st.none() | names),
    global_keys=st.lists(st.tuples(names, st.none() | names), max_size=3),
    declared=st.sets(names, min_size=1),
)
@settings(deadline=None)
def test_exactly_the_attributes_of_keys_are_declared(
    keys: tuple[str, str | None], global_keys: list[tuple[str, str | None]], declared: set[str]
) -> None:
    pairs = [keys, *global_keys]
    used = {name for pair in pairs for name in pair if name}
    given = {
        "hash_key": keys[0],
        "range_key": keys[1],
        "attributes": dict.fromkeys(declared, "S"),
        "global_indexes": {
            f"index-{number}": {"hash_key": pair[0], "range_key": pair[1]} for number, pair in enumerate(global_keys)
        },
    }
    if declared == used and all(first != second for first, second in pairs):
        assert DynamodbConfig.model_validate(given).key_attributes == used
        return
    with pytest.raises(ValidationError) as caught:
        DynamodbConfig.model_validate(given)
    found = {(problem.where, problem.got) for problem in problems_of(caught.value)}
    expected = {("attributes", ", ".join(sorted(lot))) for lot in (used - declared, declared - used) if lot}
    places = ["", *(f"global_indexes.index-{number}." for number in range(len(global_keys)))]
    expected |= {
        (f"{place}range_key", first) for place, (first, second) in zip(places, pairs, strict=True) if first == second
    }
    assert found == expected


def test_everything_wrong_is_told_at_once() -> None:
    found = problems(
        range_key="at",
        attributes={"id": "S", "colour": "S"},
        max_read_units=0,
        read_capacity={},
        global_indexes={"by-state": {"hash_key": "state", "write_capacity": {}}},
    )
    assert [(problem.where, problem.got) for problem in found] == [
        ("attributes", "at, state"),
        ("attributes", "colour"),
        ("read_capacity", "billing = on_demand"),
        ("global_indexes.by-state.write_capacity", "billing = on_demand"),
        ("max_read_units", "0"),
    ]


def test_limits_are_for_on_demand() -> None:
    found = problems(billing="provisioned", max_read_units=10, max_write_units=-1)
    assert [(problem.where, problem.expected) for problem in found] == [
        ("max_read_units", "billing = on_demand"),
        ("max_write_units", "billing = on_demand"),
    ]
    assert config(max_read_units=10, max_write_units=-1).max_write_units == -1


def test_local_indexes_need_a_range_key_and_sort_otherwise() -> None:
    local = {"by-time": {"range_key": "at"}}
    [found] = problems(attributes={"id": "S", "at": "N"}, local_indexes=local)
    assert found.where == "local_indexes"
    [found] = problems(range_key="at", attributes={"id": "S", "at": "N"}, local_indexes={"by-id": {"range_key": "id"}})
    assert (found.where, found.got) == ("local_indexes.by-id.range_key", "id")


def test_two_indexes_have_two_names() -> None:
    [found] = problems(
        range_key="at",
        attributes={"id": "S", "at": "N", "to": "S"},
        local_indexes={"other": {"range_key": "to"}},
        global_indexes={"other": {"hash_key": "to"}},
    )
    assert (found.where, found.got) == ("global_indexes", "other")


def test_an_index_includes_attributes_where_it_says_so() -> None:
    for index in ({"projection": "INCLUDE"}, {"included_attributes": ["total"]}):
        with pytest.raises(ValidationError, match="projection INCLUDE"):
            config(attributes={"id": "S", "x": "S"}, global_indexes={"all": {"hash_key": "x", **index}})


@pytest.mark.parametrize(("each", "refused"), [(50, False), (51, True)])
def test_a_hundred_attributes_are_included_at_most(each: int, refused: bool) -> None:
    attributes = {"id": "S", "x": "S", "at": "N"}
    included = {"projection": "INCLUDE", "included_attributes": [f"a{number}" for number in range(each)]}
    given: dict[str, Any] = {
        "range_key": "at",
        "attributes": attributes,
        "global_indexes": {"other": {"hash_key": "x", **included}},
        "local_indexes": {"same": {"range_key": "x", **included}},
    }
    if refused:
        assert [problem.got for problem in problems(**given)] == ["102"]
    else:
        assert config(**given).global_indexes


@pytest.mark.parametrize(("kind", "most"), [("global_indexes", 20), ("local_indexes", 5)])
def test_there_are_so_many_indexes_at_most(kind: str, most: int) -> None:
    index = {"range_key": "at"} if kind == "local_indexes" else {"hash_key": "at"}
    given = {"range_key": "to", "attributes": {"id": "S", "at": "N", "to": "S"}}
    full = {f"index-{number}": index for number in range(most)}
    assert config(**given, **{kind: full})
    assert [problem.where for problem in problems(**given, **{kind: {**full, "more": index}})] == [kind]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recovery_days", 0),
        ("recovery_days", 36),
        ("max_write_units", -2),
        ("stream", "ALL"),
        ("billing", "free"),
        ("table_class", "COLD"),
        ("attributes", {"id": "STRING"}),
        ("global_indexes", {"x": {"hash_key": "id"}}),
        ("hash_key", ""),
    ],
)
def test_what_dynamodb_refuses_is_refused(field: str, value: Any) -> None:
    assert problems(**{field: value})[0].where.startswith(field)


@given(st.integers(-2, 200), st.integers(-2, 200), st.integers(0, 100))
@settings(deadline=None)
def test_a_capacity_is_in_order(least: int, most: int, target: int) -> None:
    given = {"min_units": least, "max_units": most, "target_percent": target}
    if 1 <= least <= most and 20 <= target <= 90:
        assert TableCapacityConfig.model_validate(given).model_dump() == given
    else:
        with pytest.raises(ValidationError):
            TableCapacityConfig.model_validate(given)
