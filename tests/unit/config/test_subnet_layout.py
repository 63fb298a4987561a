"""Where subnets lie: apart, inside the VPC, and never moved by what is added later."""

from __future__ import annotations

import re
from ipaddress import IPv4Network
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lib.config.subnet_layout import (
    LARGEST_PREFIX_LENGTH,
    SMALLEST_PREFIX_LENGTH,
    TIERS,
    Tier,
    default_prefix_lengths,
    lay_out,
)
from lib.errors import ConfigurationError

lengths = st.integers(LARGEST_PREFIX_LENGTH, SMALLEST_PREFIX_LENGTH)
slot_counts = st.integers(2, 26)
given_lengths = st.dictionaries(st.sampled_from(TIERS), lengths)


@st.composite
def vpcs(draw: st.DrawFn) -> IPv4Network:
    length = draw(lengths)
    block = draw(st.sampled_from(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "255.255.0.0/16"]))
    address = int(IPv4Network(block).network_address) | draw(st.integers(0, 2**16 - 1))
    return IPv4Network((address, length), strict=False)


@st.composite
def fitting(draw: st.DrawFn) -> tuple[IPv4Network, dict[Tier, int], int]:
    vpc = draw(vpcs().filter(lambda vpc: vpc.prefixlen <= 20))
    slots = draw(slot_counts)
    # Four tiers, none of which takes more than a quarter of the VPC.
    smallest = vpc.prefixlen + 2 + (slots - 1).bit_length()
    return vpc, {tier: draw(st.integers(smallest, SMALLEST_PREFIX_LENGTH)) for tier in TIERS}, slots


def refusal(vpc: IPv4Network, prefix_lengths: dict[Tier, int], slots: int) -> str:
    with pytest.raises(ConfigurationError) as caught:
        lay_out(vpc, prefix_lengths, slots)
    (problem,) = caught.value.problems
    assert problem.got == f"{vpc.num_addresses} addresses"
    assert problem.what.startswith(f"{vpc} is too small")
    return problem.expected


@given(fitting())
@example((IPv4Network("10.0.0.0/16"), {}, 6))
@example((IPv4Network("255.255.0.0/16"), {"private": 18, "intra": 28}, 2))
@settings(deadline=None)
def test_subnets_are_apart_inside_the_vpc_and_of_the_size_asked_for(
    case: tuple[IPv4Network, dict[Tier, int], int],
) -> None:
    vpc, prefix_lengths, slots = case
    layout = lay_out(vpc, prefix_lengths, slots)
    assert set(layout) == set(TIERS)
    for tier, subnets in layout.items():
        assert len(subnets) == slots
        assert {subnet.prefixlen for subnet in subnets} == {prefix_lengths.get(tier, default_prefix_lengths(vpc)[tier])}
    every = sorted(subnet for subnets in layout.values() for subnet in subnets)
    assert all(subnet.subnet_of(vpc) for subnet in every)
    assert not any(one.overlaps(other) for one, other in pairwise(every))


@given(vpcs(), given_lengths, slot_counts)
@settings(deadline=None)
def test_a_vpc_is_refused_only_where_its_subnets_need_more_than_it_has(
    vpc: IPv4Network, prefix_lengths: dict[Tier, int], slots: int
) -> None:
    wanted = {**default_prefix_lengths(vpc), **prefix_lengths}
    needed = slots * sum(2 ** (32 - length) for length in wanted.values())
    if needed > vpc.num_addresses:
        refusal(vpc, prefix_lengths, slots)
    else:
        assert (
            sum(subnet.num_addresses for subnets in lay_out(vpc, wanted, slots).values() for subnet in subnets)
            == needed
        )


@given(vpcs(), given_lengths, slot_counts)
@example(IPv4Network("10.0.0.0/16"), {}, 26)
@example(IPv4Network("10.0.0.0/24"), {}, 12)
@example(IPv4Network("10.0.0.0/24"), {}, 14)
@example(IPv4Network("10.0.0.0/28"), {}, 26)
@example(IPv4Network("10.0.1.0/24"), {"private": 16}, 2)
@example(IPv4Network("255.255.255.0/28"), {}, 6)
@settings(deadline=None)
def test_what_is_suggested_for_a_vpc_that_is_too_small_does_fit(
    vpc: IPv4Network, prefix_lengths: dict[Tier, int], slots: int
) -> None:
    try:
        lay_out(vpc, prefix_lengths, slots)
    except ConfigurationError as error:
        expected = error.problems[0].expected
    else:
        return
    if larger := re.fullmatch(r"a /(\d+) or larger", expected):
        suggested = int(larger[1])
        assert LARGEST_PREFIX_LENGTH <= suggested < vpc.prefixlen
        for length in range(LARGEST_PREFIX_LENGTH, suggested + 1):
            lay_out(vpc.supernet(new_prefix=length), prefix_lengths, slots)
        for length in range(suggested + 1, vpc.prefixlen):
            refusal(vpc.supernet(new_prefix=length), prefix_lengths, slots)
    elif fewer := re.fullmatch(r"at most (\d+) zone_slots", expected):
        assert 2 <= int(fewer[1]) < slots
        lay_out(vpc, prefix_lengths, int(fewer[1]))
        refusal(vpc, prefix_lengths, int(fewer[1]) + 1)
    else:
        assert expected == "smaller subnets"
        refusal(vpc, prefix_lengths, 2)


@given(fitting())
@settings(deadline=None)
def test_the_order_in_which_lengths_are_given_makes_no_difference(
    case: tuple[IPv4Network, dict[Tier, int], int],
) -> None:
    vpc, prefix_lengths, slots = case
    assert lay_out(vpc, prefix_lengths, slots) == lay_out(vpc, dict(reversed(prefix_lengths.items())), slots)


@given(fitting(), st.integers(2, 26))
@settings(deadline=None)
def test_in_the_first_tier_more_slots_move_no_subnet(
    case: tuple[IPv4Network, dict[Tier, int], int], fewer: int
) -> None:
    vpc, prefix_lengths, slots = case
    fewer = min(fewer, slots)
    first = min(TIERS, key=lambda tier: (prefix_lengths[tier], TIERS.index(tier)))
    assert lay_out(vpc, prefix_lengths, slots)[first][:fewer] == lay_out(vpc, prefix_lengths, fewer)[first]


@given(st.integers(LARGEST_PREFIX_LENGTH, 23), st.integers(2, 6), st.booleans())
@settings(deadline=None)
def test_a_length_that_is_the_default_moves_nothing(length: int, slots: int, all_given: bool) -> None:
    vpc = IPv4Network((0x0A000000, length))
    defaults = default_prefix_lengths(vpc)
    assert lay_out(vpc, {}, slots) == lay_out(vpc, defaults if all_given else {"public": defaults["public"]}, slots)


# Moved subnets are replaced ones: this is a contract with networks that exist.
def test_the_default_network_lies_where_it_always_did() -> None:
    layout = lay_out(IPv4Network("10.0.0.0/16"), {}, 6)
    assert [str(subnet) for subnet in layout["private"]] == [f"10.0.{16 * zone}.0/20" for zone in range(6)]
    assert [str(subnet) for subnet in layout["public"]] == [f"10.0.{96 + zone}.0/24" for zone in range(6)]
    assert [str(subnet) for subnet in layout["database"]] == [f"10.0.{102 + zone}.0/24" for zone in range(6)]
    assert [str(subnet) for subnet in layout["intra"]] == [f"10.0.{108 + zone}.0/24" for zone in range(6)]


def test_a_tier_of_larger_subnets_lies_first_so_that_all_are_aligned() -> None:
    layout = lay_out(IPv4Network("10.0.0.0/16"), {"intra": 19, "private": 22}, 3)
    assert str(layout["intra"][0]) == "10.0.0.0/19"
    assert str(layout["private"][0]) == "10.0.96.0/22"


@pytest.mark.parametrize(
    ("vpc", "private", "other"), [("10.0.0.0/16", 20, 24), ("10.0.0.0/20", 24, 28), ("10.0.0.0/24", 28, 28)]
)
def test_default_prefix_lengths(vpc: str, private: int, other: int) -> None:
    made = default_prefix_lengths(IPv4Network(vpc))
    assert made == {"private": private, "public": other, "database": other, "intra": other}


def test_every_vpc_down_to_a_23_has_room_for_the_default_slots() -> None:
    for length in range(LARGEST_PREFIX_LENGTH, 24):
        assert lay_out(IPv4Network((0x0A000000, length)), {}, 6)["private"]
    assert refusal(IPv4Network("10.0.0.0/24"), {}, 6) == "a /23 or larger"
