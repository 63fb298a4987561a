from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.alarm import AlarmConfig, PercentAlarmConfig
from lib.config.monitoring import MonitoringConfig
from lib.monitoring.composite import AlarmRule, is_on, joined
from lib.monitoring.description import Alarm, Metric, graph_of


@given(minutes=st.integers(1, 1440), count=st.integers(1, 2000))
def test_an_alarm_looks_back_a_day_or_by_the_hour_seven(minutes: int, count: int) -> None:
    period = minutes * 60
    most = 7 * 86_400 if minutes >= 60 else 86_400
    if period * count <= most:
        assert AlarmConfig(period_seconds=period, evaluation_periods=count).evaluation_periods == count
    else:
        with pytest.raises(ValidationError, match="does not look back so far"):
            AlarmConfig(period_seconds=period, evaluation_periods=count)


@given(looked_at=st.integers(1, 20), passing=st.integers(1, 20))
def test_no_more_values_pass_than_are_looked_at(looked_at: int, passing: int) -> None:
    if passing <= looked_at:
        assert AlarmConfig(evaluation_periods=looked_at, datapoints_to_alarm=passing)
    else:
        with pytest.raises(ValidationError, match="more values would have to pass"):
            AlarmConfig(evaluation_periods=looked_at, datapoints_to_alarm=passing)


@pytest.mark.parametrize("wrong", [{"period_seconds": 90}, {"threshold": -1}, {"severity": "info"}])
def test_what_cloudwatch_would_refuse_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AlarmConfig.model_validate(wrong)


@pytest.mark.parametrize("threshold", [0, 100])
def test_a_share_that_is_always_or_never_passed_is_refused(threshold: float) -> None:
    with pytest.raises(ValidationError):
        PercentAlarmConfig(threshold=threshold)


def test_what_is_left_out_of_an_alarm_keeps_its_own_default() -> None:
    config = MonitoringConfig.model_validate({"load_balancer": {"latency_p99_seconds": {"threshold": 5}}})
    assert config.load_balancer.latency_p99_seconds.threshold == 5
    assert config.load_balancer.latency_p99_seconds.datapoints_to_alarm == 7
    assert config.load_balancer.target_5xx_count.severity == "critical"


@given(names=st.lists(st.text("abc-", min_size=1, max_size=20), min_size=1, max_size=30))
def test_a_rule_knows_its_length(names: list[str]) -> None:
    rule = joined([is_on(name, name) for name in names], "OR")
    assert rule.length == len(rule.text)
    assert rule.children == set(names)
    assert rule.elements == len(names) + (2 if len(names) > 1 else 0)
    both: AlarmRule = joined([rule, rule], "AND")
    assert both.length == len(both.text)


def test_a_graph_shows_the_threshold_in_the_unit_of_the_metric() -> None:
    alarm = Alarm(
        key="free",
        what="Little is free",
        reading=Metric("AWS/X", "Free", {}, "Minimum"),
        comparison="<",
        config=AlarmConfig(threshold=2),
        missing="missing",
        scale=1024,
    )
    assert graph_of(alarm).limits == {"alarm < 2048": 2048}
