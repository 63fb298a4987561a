"""Which zones a network spans, and that a zone keeps its slot."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.aws_facts import ZONE_LETTERS, zone_names
from lib.config.zones import Zone, indexed_zones, literal_zones
from lib.errors import ConfigurationError, Problem


def refused(region: str, count: int, named: tuple[str, ...] | None, slots: int = 6) -> Problem:
    with pytest.raises(ConfigurationError) as caught:
        literal_zones(region, count, named, slots)
    (problem,) = caught.value.problems
    return problem


def test_the_first_zones_of_the_table_are_taken() -> None:
    assert literal_zones("us-east-1", 2, None, 6) == (Zone("a", 0, "us-east-1a"), Zone("b", 1, "us-east-1b"))


def test_a_gap_in_the_letters_is_a_gap_in_the_slots() -> None:
    assert [zone.slot for zone in literal_zones("ap-northeast-1", 3, None, 6)] == [0, 2, 3]
    assert [zone.key for zone in literal_zones("ca-central-1", 3, None, 6)] == ["a", "b", "d"]


@pytest.mark.parametrize("region", sorted(ZONE_LETTERS))
def test_every_zone_of_every_region_fits_the_default_slots(region: str) -> None:
    names = zone_names(region)
    assert [zone.name for zone in literal_zones(region, len(names), None, 6)] == list(names)


@given(st.permutations("abcdef"), st.integers(2, 6))
@settings(deadline=None)
def test_adding_removing_and_reordering_zones_moves_no_zone(letters: list[str], count: int) -> None:
    named = [f"us-east-1{letter}" for letter in letters]
    everything = {zone.name: zone for zone in literal_zones("us-east-1", 6, None, 6)}
    chosen = literal_zones("us-east-1", 2, named[:count], 6)
    assert [zone.name for zone in chosen] == named[:count]
    assert all(everything[zone.name] == zone for zone in chosen)


def test_more_zones_than_the_region_has_are_refused_with_those_it_has() -> None:
    problem = refused("us-west-2", 5, None)
    assert (problem.where, problem.got) == ("zone_count", "zone_count = 5")
    assert problem.expected == "at most 4: us-west-2a, us-west-2b, us-west-2c, us-west-2d"


def test_a_region_whose_zones_are_not_known_needs_them_named() -> None:
    problem = refused("us-west-1", 2, None)
    assert problem.got == "us-west-1"
    assert "availability_zones" in problem.remedy
    named = ("us-west-1b", "us-west-1c")
    assert [zone.slot for zone in literal_zones("us-west-1", 2, named, 6)] == [1, 2]


@pytest.mark.parametrize(
    "name",
    ["us-east-2a", "us-east-1", "us-east-1ab", "us-east-1A", "us-east-11", "us-east-1é", "us-west-2-lax-1a", "a", ""],
)
def test_a_name_that_is_no_zone_of_the_region_is_refused(name: str) -> None:
    problem = refused("us-east-1", 2, ("us-east-1a", name))
    assert (problem.where, problem.got) == ("availability_zones", name)
    assert problem.expected == "a name such as us-east-1a"


def test_a_zone_without_a_slot_is_refused_with_the_slots_it_needs() -> None:
    problem = refused("us-east-1", 2, ("us-east-1a", "us-east-1f"), slots=5)
    assert (problem.where, problem.got, problem.expected) == ("zone_slots", "zone_slots = 5", "at least 6")
    assert len(literal_zones("us-east-1", 2, ("us-east-1a", "us-east-1f"), 6)) == 2


def test_zones_that_aws_is_asked_for_are_known_by_index() -> None:
    assert indexed_zones(2, 6) == (Zone("0", 0, None), Zone("1", 1, None))


def test_as_many_zones_as_slots_are_the_most() -> None:
    assert len(indexed_zones(4, 4)) == 4
    with pytest.raises(ConfigurationError) as caught:
        indexed_zones(5, 4)
    (problem,) = caught.value.problems
    assert (problem.where, problem.expected) == ("zone_slots", "at least 5")
