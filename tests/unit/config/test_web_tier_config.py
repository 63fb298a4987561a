"""Web tiers, and how many servers there are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.scaling import CapacityConfig
from lib.config.web_tier import WebTierConfig
from lib.model import problems_of


def told(given: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        WebTierConfig.model_validate(given)
    return [problem.where for problem in problems_of(caught.value)]


@given(st.integers(0, 20), st.integers(1, 20), st.none() | st.integers(0, 20))
def test_there_are_as_many_as_the_bounds_allow(minimum: int, maximum: int, initial: int | None) -> None:
    given = {"minimum": minimum, "maximum": maximum, "initial": initial}
    first = minimum if initial is None else initial
    if minimum <= first <= maximum:
        assert CapacityConfig.model_validate(given).at_first == first
    else:
        with pytest.raises(ValidationError, match="not in order"):
            CapacityConfig.model_validate(given)


@pytest.mark.parametrize(
    ("cpu", "requests", "scaled"), [(60, None, True), (None, 100, True), (None, None, False), (60, 100, True)]
)
def test_any_target_scales(cpu: int | None, requests: int | None, scaled: bool) -> None:
    assert CapacityConfig(cpu_target_percent=cpu, requests_per_target=requests).is_scaled is scaled


@pytest.mark.parametrize(
    ("instance_type", "architecture"),
    [
        ("t3.small", "x86_64"),
        ("t4g.small", "arm64"),
        ("m7gd.large", "arm64"),
        ("c7gn.large", "arm64"),
        ("im4gn.large", "arm64"),
        ("a1.large", "arm64"),
        ("g4dn.xlarge", "x86_64"),
        ("g5g.xlarge", "arm64"),
        ("g6.xlarge", "x86_64"),
        ("m7i-flex.large", "x86_64"),
    ],
)
def test_the_image_fits_the_processor(instance_type: str, architecture: str) -> None:
    made = WebTierConfig(instance_types=(instance_type,))
    assert made.architecture == architecture
    assert made.image == f"resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}"


def test_the_image_can_be_named() -> None:
    assert WebTierConfig(image_id="ami-0123456789abcdef0").image == "ami-0123456789abcdef0"
    assert WebTierConfig(image_parameter="/images/web").image == "resolve:ssm:/images/web"


@pytest.mark.parametrize(
    ("given", "mixed", "spot"),
    [
        ({}, False, False),
        ({"instance_types": ["t3.small", "t3a.small"]}, True, False),
        ({"on_demand_percent": 0}, True, True),
    ],
)
def test_several_types_or_spot_instances_make_a_mixed_group(given: dict[str, Any], mixed: bool, spot: bool) -> None:
    made = WebTierConfig.model_validate(given)
    assert (made.is_mixed, made.has_spot) == (mixed, spot)


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"instance_types": ["m7g.large", "m7i.large"]}, "instance_types"),
        ({"image_id": "ami-0123456789abcdef0", "image_parameter": "/x"}, "image_id"),
        ({"user_data": "x" * 16_385}, "user_data"),
        ({"user_data": "é" * 8193}, "user_data"),
        ({"healthy_percent_minimum": 100, "healthy_percent_maximum": 100}, "healthy_percent_maximum"),
        ({"healthy_percent_minimum": 50, "healthy_percent_maximum": 200}, "healthy_percent_maximum"),
        ({"instance_types": []}, "instance_types"),
        ({"instance_types": ["small"]}, "instance_types.0"),
        ({"image_id": "al2023"}, "image_id"),
        ({"maximum_lifetime_days": 366}, "maximum_lifetime_days"),
        ({"on_demand_percent": 101}, "on_demand_percent"),
        ({"termination_policies": ["Random"]}, "termination_policies.0"),
    ],
)
def test_what_aws_refuses_is_refused(given: dict[str, Any], where: str) -> None:
    assert told(given)[0] == where


@pytest.mark.parametrize(
    "given",
    [
        {"user_data": "x" * 16_384},
        {"healthy_percent_minimum": 90, "healthy_percent_maximum": 100},
        {"healthy_percent_minimum": 100, "healthy_percent_maximum": 200},
        {"maximum_lifetime_days": None},
    ],
)
def test_what_is_at_the_bound_is_taken(given: dict[str, Any]) -> None:
    assert WebTierConfig.model_validate(given)
