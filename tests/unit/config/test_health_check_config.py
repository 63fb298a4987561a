"""Health checks: three kinds, each with the limits of Route 53's API."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.session import Session
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from lib.aws_facts import HEALTH_CHECKER_REGIONS, MINIMUM_HEALTH_CHECKER_REGIONS
from lib.config.health_check import (
    AlarmHealthCheck,
    CalculatedHealthCheck,
    EndpointCheck,
    HealthCheckConfig,
    HttpsHealthCheck,
)
from lib.errors import Problem
from lib.model import problems_of

API = Session().get_service_model("route53")
CONFIG: TypeAdapter[Any] = TypeAdapter(HealthCheckConfig)
HTTPS = {"kind": "https", "fqdn": "app.corp.net"}
ALARM = {"kind": "alarm", "alarm_name": "down", "alarm_region": "eu-west-1"}


def refusals(data: dict[str, Any]) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        CONFIG.validate_python(data)
    return list(problems_of(caught.value))


def test_checkers_stand_where_the_api_says() -> None:
    assert sorted(API.shape_for("HealthCheckRegion").enum) == list(HEALTH_CHECKER_REGIONS)
    assert API.shape_for("HealthCheckRegionList").metadata["min"] == MINIMUM_HEALTH_CHECKER_REGIONS


@pytest.mark.parametrize(("shape", "field"), [("FailureThreshold", "failure_threshold"), ("Port", "port")])
def test_limits_are_those_of_the_api(shape: str, field: str) -> None:
    limits = API.shape_for(shape).metadata
    for good in (limits["min"], limits["max"]):
        assert getattr(CONFIG.validate_python({**HTTPS, field: good}), field) == good
    for bad in (limits["min"] - 1, limits["max"] + 1):
        assert refusals({**HTTPS, field: bad})[0].where == f"https.{field}"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (HTTPS, HttpsHealthCheck),
        ({"kind": "calculated", "children": ["a"]}, CalculatedHealthCheck),
        (ALARM, AlarmHealthCheck),
    ],
)
def test_the_kind_tells_what_else_there_is(data: dict[str, Any], kind: type[Any]) -> None:
    made = CONFIG.validate_python(data)
    assert isinstance(made, kind)
    assert (made.disabled, made.inverted) == (False, False)


def test_an_endpoint_is_asked_with_sni_from_everywhere_every_30_seconds() -> None:
    made = EndpointCheck()
    assert (made.port, made.path, made.interval_seconds, made.failure_threshold) == (443, "/", 30, 3)
    assert (made.enable_sni, made.measure_latency, made.regions, made.search_string) == (True, False, (), None)


@pytest.mark.parametrize(
    "field",
    [
        {"path": "health"},
        {"path": "/a b"},
        {"path": f"/{'a' * 255}"},
        {"search_string": ""},
        {"search_string": "a" * 256},
        {"interval_seconds": 20},
        {"regions": ["us-east-1", "us-east-1", "us-west-1"]},
        {"regions": ["us-east-1", "us-west-1", "eu-central-1"]},
        {"fqdn": "app.internal"},
        {"ip_address": "app.corp.net"},
        {"children": ["a"]},
    ],
)
def test_what_is_no_check_of_an_endpoint_is_refused(field: dict[str, Any]) -> None:
    (problem,) = refusals({**HTTPS, **field})
    assert problem.where.startswith(f"https.{next(iter(field))}")


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "192.168.1.1", "169.254.1.1"])
def test_an_address_that_no_checker_reaches_is_refused(address: str) -> None:
    (problem,) = refusals({**HTTPS, "ip_address": address})
    assert problem.got == address
    assert "alarm" in problem.remedy
    assert CONFIG.validate_python({**HTTPS, "ip_address": "52.95.110.1"})


@given(st.lists(st.sampled_from(HEALTH_CHECKER_REGIONS), unique=True))
@settings(deadline=None)
def test_none_or_at_least_three_regions(regions: list[str]) -> None:
    if len(regions) in (1, 2):
        (problem,) = refusals({**HTTPS, "regions": regions})
        assert problem.what == "a health check needs checkers in more regions"
    else:
        assert CONFIG.validate_python({**HTTPS, "regions": regions}).regions == tuple(regions)


@given(count=st.integers(1, 6), threshold=st.integers(1, 8))
@settings(deadline=None)
def test_no_more_children_have_to_be_healthy_than_there_are(count: int, threshold: int) -> None:
    children = [f"${{check.{number}}}" for number in range(count)]
    data = {"kind": "calculated", "children": children, "healthy_threshold": threshold}
    if threshold <= count:
        assert CONFIG.validate_python(data).healthy_threshold == threshold
    else:
        assert refusals(data)[0].what == "the health check could never be healthy"


def test_a_list_that_is_known_at_deploy_time_only_is_not_counted() -> None:
    data = {"kind": "calculated", "children": ["#{TfToken[TOKEN.1]}"], "healthy_threshold": 5}
    assert CONFIG.validate_python(data).healthy_threshold == 5


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "calculated", "children": []},
        {"kind": "calculated", "children": ["a", "a"]},
        {"kind": "calculated", "children": ["a"], "healthy_threshold": 0},
        {**ALARM, "alarm_name": ""},
        {**ALARM, "alarm_region": "europe"},
        {**ALARM, "insufficient_data": "healthy"},
        {"kind": "http", "fqdn": "app.corp.net"},
    ],
)
def test_what_is_no_health_check_is_refused(data: dict[str, Any]) -> None:
    assert len(refusals(data)) == 1


def test_what_an_alarm_without_data_means_is_what_the_api_knows() -> None:
    for status in API.shape_for("InsufficientDataHealthStatus").enum:
        assert CONFIG.validate_python({**ALARM, "insufficient_data": status}).insufficient_data == status
