"""What a network may look like, and what is refused before AWS would."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.network import NetworkConfig
from lib.config.subnet_layout import TIERS, Tier
from lib.errors import Problem
from lib.model import problems_of


def refused(**fields: Any) -> Problem:
    with pytest.raises(ValidationError) as caught:
        NetworkConfig(**fields)
    (problem,) = problems_of(caught.value)
    return problem


def test_the_defaults() -> None:
    made = NetworkConfig()
    assert made.cidr == IPv4Network("10.0.0.0/16")
    assert (made.zone_count, made.zone_slots, made.nat, made.tiers) == (3, 6, "single", TIERS)
    assert made.prefix_lengths == {"private": 20, "public": 24, "database": 24, "intra": 24}
    assert made.flow_logs.enabled
    assert made.endpoints.gateways == ("s3", "dynamodb")


@pytest.mark.parametrize(("nat", "count"), [("none", 0), ("single", 1), ("per_zone", None)])
def test_the_count_of_nat_gateways(nat: str, count: int | None) -> None:
    assert NetworkConfig.model_validate({"nat": nat}).nat_count == count


def test_a_given_prefix_length_replaces_that_tiers_default_alone() -> None:
    made = NetworkConfig(subnet_prefix_lengths={"public": 26})
    assert made.prefix_lengths == {"private": 20, "public": 26, "database": 24, "intra": 24}
    assert {subnet.prefixlen for subnet in made.layout["public"]} == {26}


@given(st.lists(st.sampled_from(TIERS), unique=True), st.integers(2, 6), st.integers(16, 22))
@settings(deadline=None)
def test_neither_zones_nor_tiers_that_are_added_move_a_subnet(tiers: list[Tier], zones: int, length: int) -> None:
    cidr = IPv4Network((0x0A000000, length))
    few = NetworkConfig(cidr=cidr, zone_count=2, tiers=tuple(tiers), nat="none")
    many = NetworkConfig(cidr=cidr, zone_count=zones, nat="per_zone")
    assert few.layout == many.layout
    region = "us-east-1"
    assert many.zones(region)[:2] == few.zones(region)


@pytest.mark.parametrize("cidr", ["10.0.0.0/15", "10.0.0.0/29", "0.0.0.0/0", "10.0.0.1/32"])
def test_a_vpc_of_a_size_that_aws_does_not_make_is_refused(cidr: str) -> None:
    problem = refused(cidr=cidr)
    assert problem.what == "AWS makes VPCs and subnets from /16 to /28"
    assert problem.got == f"/{cidr.split('/')[1]}"


@pytest.mark.parametrize("length", [15, 29])
def test_a_subnet_of_a_size_that_aws_does_not_make_is_refused(length: int) -> None:
    assert refused(subnet_prefix_lengths={"intra": length}).got == f"/16, /{length}"


@pytest.mark.parametrize("cidr", ["10.0.0.5/16", "10.0.0.0/33", "ten", "2001:db8::/32", ""])
def test_text_that_is_no_network_is_refused(cidr: str) -> None:
    problem = refused(cidr=cidr)
    assert (problem.where, problem.got) == ("cidr", cidr)


def test_a_vpc_too_small_for_its_subnets_is_refused_with_a_size_that_fits() -> None:
    problem = refused(cidr="10.0.0.0/26")
    assert problem.expected == "a /23 or larger"
    assert NetworkConfig(cidr=IPv4Network("10.0.0.0/23")).layout


@pytest.mark.parametrize("nat", ["single", "per_zone"])
@pytest.mark.parametrize("tiers", [("public",), ("private",), ("database", "intra"), ()])
def test_nat_needs_a_tier_to_stand_in_and_one_to_serve(nat: str, tiers: tuple[Tier, ...]) -> None:
    problem = refused(nat=nat, tiers=tiers)
    assert problem.what.startswith(f"nat = {nat} needs a public tier")
    assert NetworkConfig(nat="none", tiers=tiers).tiers == tiers


@pytest.mark.parametrize(
    "fields",
    [
        {"nat": "none", "nat_allocation_ids": ["eipalloc-1"]},
        {"nat": "single", "nat_allocation_ids": ["eipalloc-1", "eipalloc-2"]},
        {"nat": "per_zone", "nat_allocation_ids": ["eipalloc-1", "eipalloc-2"]},
        {
            "nat": "per_zone",
            "availability_zones": ["us-east-1a", "us-east-1b"],
            "nat_allocation_ids": ["eipalloc-1", "eipalloc-2", "eipalloc-3"],
        },
    ],
)
def test_there_is_one_elastic_ip_for_each_gateway_or_none_at_all(fields: dict[str, Any]) -> None:
    problem = refused(**fields)
    assert problem.got == f"{len(fields['nat_allocation_ids'])} nat_allocation_ids"


@pytest.mark.parametrize(
    "fields",
    [
        {"nat": "single", "nat_allocation_ids": ["eipalloc-1"]},
        {"nat": "per_zone", "nat_allocation_ids": ["eipalloc-1", "eipalloc-2", "eipalloc-3"]},
        {
            "nat": "per_zone",
            "availability_zones": ["us-east-1a", "us-east-1b"],
            "nat_allocation_ids": ["eipalloc-1", "eipalloc-2"],
        },
    ],
)
def test_as_many_elastic_ips_as_gateways_are_taken(fields: dict[str, Any]) -> None:
    assert len(NetworkConfig(**fields).nat_allocation_ids) == len(fields["nat_allocation_ids"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone_count", 1),
        ("zone_count", 7),
        ("zone_slots", 1),
        ("zone_slots", 27),
        ("availability_zones", ["us-east-1a"]),
        ("nat", "all"),
        ("zone_source", "file"),
        ("tiers", ["web"]),
        ("zones", 3),
    ],
)
def test_a_value_out_of_bounds_is_refused(field: str, value: Any) -> None:
    assert refused(**{field: value}).where.split(".")[0] == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("availability_zones", ["us-east-1a", "us-east-1b", "us-east-1a"]),
        ("excluded_zone_ids", ["use1-az3", "use1-az3"]),
        ("tiers", ["public", "private", "public"]),
        ("nat_allocation_ids", ["eipalloc-1", "eipalloc-1"]),
    ],
)
def test_what_would_be_made_twice_is_refused(field: str, value: list[str]) -> None:
    problem = refused(**{field: value})
    assert (problem.where, problem.what) == (field, "each may be named once only")


def test_zones_come_from_the_table_from_their_names_or_from_aws() -> None:
    region = "us-east-1"
    assert [zone.name for zone in NetworkConfig(zone_count=2).zones(region)] == ["us-east-1a", "us-east-1b"]
    named = NetworkConfig(availability_zones=("us-east-1c", "us-east-1f"), zone_source="aws")
    assert [zone.name for zone in named.zones(region)] == ["us-east-1c", "us-east-1f"]
    assert [zone.name for zone in NetworkConfig(zone_count=2, zone_source="aws").zones("xx-new-1")] == [None, None]


def test_several_faults_of_a_network_are_told_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        NetworkConfig.model_validate({"cidr": "10.0.0.0/8", "tiers": ["intra"], "nat_allocation_ids": ["a", "b"]})
    assert len(list(problems_of(caught.value))) == 3
