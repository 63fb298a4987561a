from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.target_group import TargetGroupConfig, TargetHealthCheckConfig
from lib.errors import ConfigurationError
from lib.model import problems_of


def test_a_group_is_for_addresses_over_tls_by_default() -> None:
    made = TargetGroupConfig()
    assert (made.type, made.protocol, made.port, made.matcher) == ("ip", "HTTPS", 443, "200")
    assert made.deregistration_delay_seconds == 60


def test_the_status_that_counts_depends_on_the_version() -> None:
    assert TargetGroupConfig(protocol_version="GRPC").matcher == "0"
    given = TargetHealthCheckConfig(matcher="0-5")
    assert TargetGroupConfig(protocol_version="GRPC", health_check=given).matcher == "0-5"


def test_the_identity_has_what_cannot_be_changed_and_nothing_else() -> None:
    made = TargetGroupConfig()
    assert made.identity == TargetGroupConfig(deregistration_delay_seconds=0).identity
    changed = ({"port": 80}, {"protocol": "HTTP"}, {"protocol_version": "HTTP2"}, {"type": "instance"})
    others = {TargetGroupConfig.model_validate(each).identity for each in changed}
    assert made.identity not in others
    assert len(others) == 4
    assert TargetGroupConfig(type="lambda").identity == TargetGroupConfig(type="lambda", port=80).identity


@given(st.integers(2, 120), st.integers(5, 300))
def test_a_check_ends_before_the_next_begins(timeout: int, interval: int) -> None:
    given = {"timeout_seconds": timeout, "interval_seconds": interval}
    if timeout < interval:
        assert TargetHealthCheckConfig.model_validate(given).timeout_seconds == timeout
    else:
        with pytest.raises(ValidationError, match="before the one before it has ended"):
            TargetHealthCheckConfig.model_validate(given)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"health_check": {"enabled": False}}, "only a function can do without health checks"),
        ({"multi_value_headers": True}, "only a function gets several values"),
        ({"type": "lambda", "stickiness_seconds": 60}, "neither stickiness nor a slow start"),
        ({"type": "lambda", "slow_start_seconds": 60}, "neither stickiness nor a slow start"),
        ({"type": "lambda", "protocol_version": "GRPC"}, "called in one way only"),
        ({"slow_start_seconds": 29}, "30 to 900"),
        ({"slow_start_seconds": 30, "algorithm": "weighted_random"}, "take turns"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TargetGroupConfig.model_validate(given)
    (problem,) = problems_of(caught.value)
    assert told in problem.what
    assert problem.expected
    assert problem.remedy


def test_all_contradictions_are_told_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        TargetGroupConfig.model_validate({"type": "lambda", "stickiness_seconds": 1, "protocol_version": "HTTP2"})
    (fault,) = caught.value.errors()
    assert isinstance(fault["ctx"]["error"], ConfigurationError)
    assert len(fault["ctx"]["error"].problems) == 2


@pytest.mark.parametrize(
    "given",
    [
        {"type": "lambda", "health_check": {"enabled": False}, "multi_value_headers": True},
        {"slow_start_seconds": 30},
        {"slow_start_seconds": 0, "algorithm": "least_outstanding_requests"},
        {"health_check": {"matcher": "200-299,301", "path": "/a?b=c"}},
    ],
)
def test_what_fits_together_is_taken(given: dict[str, Any]) -> None:
    assert TargetGroupConfig.model_validate(given)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("port", 0),
        ("deregistration_delay_seconds", 3601),
        ("deregistration_delay_seconds", "30s"),
        ("slow_start_seconds", 901),
        ("stickiness_seconds", 604_801),
        ("health_check", {"path": "health"}),
        ("health_check", {"matcher": "2xx"}),
        ("health_check", {"healthy_threshold": 1}),
    ],
)
def test_a_value_that_aws_refuses_is_refused(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        TargetGroupConfig.model_validate({field: value})
    assert [problem.where.split(".")[0] for problem in problems_of(caught.value)] == [field]
