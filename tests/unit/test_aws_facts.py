"""Facts about AWS: well formed, and held against a second source where there is one."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lib.aws_facts import (
    DMS_CREATION_ENDS,
    EKS_STANDARD_SUPPORT_ENDS,
    LAMBDA_CREATION_ENDS,
    LAMBDA_CREATION_ENDS_FOR_DEPRECATED_UNTIL,
    LAMBDA_RUNTIME_DEPRECATED,
    LOG_RETENTION_DAYS,
    MINIMUM_TERRAFORM,
    REGION_PATTERN,
    SUPPORTED_PROVIDER_VERSIONS,
    ZONE_LETTERS,
    partition_of,
    zone_names,
)


@pytest.fixture(scope="module")
def recorded() -> dict[str, list[Any]]:
    """moto's own zones by region; imported here, since all of its EC2 comes along."""
    from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend

    zones: dict[str, list[Any]] = RegionsAndZonesBackend.zones
    return zones


@pytest.mark.parametrize("region", sorted(ZONE_LETTERS))
def test_a_region_has_two_or_more_zones_in_order(region: str) -> None:
    letters = ZONE_LETTERS[region]
    assert re.fullmatch(REGION_PATTERN, region)
    assert re.fullmatch(r"[a-z]{2,6}", letters)
    assert list(letters) == sorted(set(letters))


@pytest.mark.parametrize("region", sorted(ZONE_LETTERS))
def test_moto_recorded_the_same_zones(region: str, recorded: dict[str, list[Any]]) -> None:
    assert zone_names(region) == tuple(zone.name for zone in recorded[region])


def test_only_the_region_whose_zones_differ_by_account_is_left_out(recorded: dict[str, list[Any]]) -> None:
    assert set(recorded) - set(ZONE_LETTERS) == {"us-west-1"}


def test_the_table_is_in_order() -> None:
    assert list(ZONE_LETTERS) == sorted(ZONE_LETTERS)


def test_an_unknown_region_has_no_zones() -> None:
    assert zone_names("us-west-1") == ()
    assert zone_names("") == ()


@pytest.mark.parametrize("region", ["us-east-1", "us-gov-west-1", "ap-southeast-7"])
def test_the_region_pattern_takes(region: str) -> None:
    assert re.fullmatch(REGION_PATTERN, region)


@pytest.mark.parametrize("text", ["", "us-east", "us-east-1a", "US-EAST-1", "us-east-1\n", "useast1", "us-east-\u0661"])
def test_the_region_pattern_refuses(text: str) -> None:
    assert not re.fullmatch(REGION_PATTERN, text)


def test_retention_days_are_those_of_cloudwatch_logs() -> None:
    assert list(LOG_RETENTION_DAYS) == sorted(set(LOG_RETENTION_DAYS))
    assert len(LOG_RETENTION_DAYS) == 22
    assert {1, 7, 14, 30, 60, 90, 365, 731, 1827, 3653} <= set(LOG_RETENTION_DAYS)
    # The whole years, each as many days as the service counts for it.
    assert all(days in LOG_RETENTION_DAYS for days in (1096, 2192, 2557, 2922, 3288))


def test_versions_are_well_formed() -> None:
    assert re.fullmatch(r">= \d+\.\d+\.\d+, < \d+\.\d+\.\d+", SUPPORTED_PROVIDER_VERSIONS)
    assert re.fullmatch(r"\d+\.\d+", MINIMUM_TERRAFORM)


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("us-east-1", "aws"),
        ("ca-central-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("cn-northwest-1", "aws-cn"),
        ("us-gov-east-1", "aws-us-gov"),
        ("us-gov-west-1", "aws-us-gov"),
    ],
)
def test_partition(region: str, partition: str) -> None:
    assert partition_of(region) == partition


def test_kubernetes_versions_end_in_the_order_in_which_they_came() -> None:
    versions = list(EKS_STANDARD_SUPPORT_ENDS)
    assert versions == [f"1.{minor}" for minor in range(29, 29 + len(versions))]
    ends = list(EKS_STANDARD_SUPPORT_ENDS.values())
    assert ends == sorted(ends)
    assert all((end.month, end.day) != (2, 29) for end in ends), "a year later must be a date"


def test_versions_of_dms_are_complete() -> None:
    assert all(re.fullmatch(r"3\.\d+\.\d+", version) for version in DMS_CREATION_ENDS)


def test_runtimes_are_deprecated_before_they_cannot_be_created() -> None:
    assert list(LAMBDA_RUNTIME_DEPRECATED) == sorted(LAMBDA_RUNTIME_DEPRECATED, key=_natural)
    assert LAMBDA_CREATION_ENDS_FOR_DEPRECATED_UNTIL < LAMBDA_CREATION_ENDS


def _natural(name: str) -> list[object]:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
