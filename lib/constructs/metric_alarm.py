"""CloudWatch alarms out of their descriptions: every metric alarm of the library is made here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import (
    CloudwatchMetricAlarm,
    CloudwatchMetricAlarmMetricQuery,
    CloudwatchMetricAlarmMetricQueryMetric,
)
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..monitoring.description import Alarm, Comparison, Metric, Query

_OPERATORS: Final[dict[Comparison, str]] = {
    ">": "GreaterThanThreshold",
    ">=": "GreaterThanOrEqualToThreshold",
    "<": "LessThanThreshold",
    "<=": "LessThanOrEqualToThreshold",
}


def make_alarm(
    scope: Construct,
    construct_id: str,
    alarm: Alarm,
    *,
    name: str,
    topic_arns: Sequence[str],
    tells_end: bool = True,
    tags: Mapping[str, str] | None = None,
    provider: AwsProvider | None,
) -> CloudwatchMetricAlarm:
    """Makes an alarm.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id there.
        alarm: What it looks at, and when it goes off.
        name: Its name.
        topic_arns: Who is told, in its region.
        tells_end: Whether they are told of its end too.
        tags: Its tags.
        provider: The provider of its region.
    """
    return CloudwatchMetricAlarm(
        scope,
        construct_id,
        alarm_name=name,
        alarm_description=alarm.what,
        comparison_operator=_OPERATORS[alarm.comparison],
        threshold=alarm.threshold,
        evaluation_periods=alarm.config.evaluation_periods,
        datapoints_to_alarm=alarm.config.datapoints_to_alarm,
        treat_missing_data=alarm.missing,
        alarm_actions=list(topic_arns),
        ok_actions=list(topic_arns) if tells_end else None,
        tags=dict(tags) if tags else None,
        provider=provider,
        **_reading(alarm),
    )


def _reading(alarm: Alarm) -> dict[str, Any]:
    reading, period = alarm.reading, alarm.config.period_seconds
    if isinstance(reading, Query):
        return {"metric_query": _queries(alarm.what, reading, period)}
    is_percentile = reading.statistic.startswith("p")
    return {
        "namespace": reading.namespace,
        "metric_name": reading.name,
        "dimensions": dict(reading.dimensions),
        "period": period,
        "extended_statistic" if is_percentile else "statistic": reading.statistic,
        # A percentile of a few requests says nothing.
        "evaluate_low_sample_count_percentiles": "ignore" if is_percentile else None,
    }


def _queries(label: str, query: Query, period: int) -> list[CloudwatchMetricAlarmMetricQuery]:
    watched = CloudwatchMetricAlarmMetricQuery(
        id="watched",
        expression=query.expression,
        label=label,
        return_data=True,
        # A formula has the period of its metrics.
        period=None if query.metrics else period,
    )
    parts = [
        CloudwatchMetricAlarmMetricQuery(id=name, return_data=False, metric=_part(metric, period))
        for name, metric in query.metrics.items()
    ]
    return [watched, *parts]


def _part(metric: Metric, period: int) -> CloudwatchMetricAlarmMetricQueryMetric:
    return CloudwatchMetricAlarmMetricQueryMetric(
        namespace=metric.namespace,
        metric_name=metric.name,
        dimensions=dict(metric.dimensions),
        period=period,
        stat=metric.statistic,
    )
