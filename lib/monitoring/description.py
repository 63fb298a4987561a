"""What an alarm looks at and when it goes off, described without any construct."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from ..config.alarm import AlarmConfig

Comparison = Literal[">", ">=", "<", "<="]
Missing = Literal["breaching", "notBreaching", "ignore", "missing"]

MIB: Final = 1024**2
GIB: Final = 1024**3

# An alarm draws on so many metrics at most. Source: Amazon CloudWatch User Guide, "Using math expressions with
# CloudWatch metrics".
MOST_METRICS: Final = 10


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of one thing.

    Attributes:
        namespace: Whose metric it is, such as ``AWS/Lambda``.
        name: Its name.
        dimensions: What it is a metric of; all that the metric is published with, since CloudWatch adds up none.
        statistic: How its values of one period are summed up: ``Sum``, ``Maximum``, ``p99``.
    """

    namespace: str
    name: str
    dimensions: Mapping[str, str]
    statistic: str


@dataclass(frozen=True, slots=True)
class Query:
    """What is computed of metrics, or asked of CloudWatch Metrics Insights.

    Attributes:
        expression: The formula, or the question.
        metrics: The metrics of the formula by the names that they have in it; empty for a question.
    """

    expression: str
    metrics: Mapping[str, Metric] = field(default_factory=dict)


Reading = Metric | Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm.

    Attributes:
        key: What it is about, such as ``errors``; part of its construct id and its name.
        what: What is wrong while it is in alarm.
        reading: What it looks at.
        comparison: How that compares with the threshold in an alarm.
        config: When it goes off.
        missing: What a period without values means.
        scale: What the threshold is multiplied by to have the metric's unit.
    """

    key: str
    what: str
    reading: Reading
    comparison: Comparison = ">"
    config: AlarmConfig
    missing: Missing
    scale: float = 1

    @property
    def threshold(self) -> float:
        """The threshold, in the metric's unit."""
        return self.config.threshold * self.scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A graph of a dashboard.

    Attributes:
        title: What it shows.
        readings: Its lines, by what they are called.
        period_seconds: Seconds that one point stands for.
        limits: Thresholds, by what passing them means.
        alarm_arn: An alarm whose metric and threshold it shows, in place of lines.
        region: Where the metrics are; None for the dashboard's region.
    """

    title: str
    readings: Mapping[str, Reading] = field(default_factory=dict)
    period_seconds: int = 60
    limits: Mapping[str, float] = field(default_factory=dict)
    alarm_arn: str | None = None
    region: str | None = None


def graph_of(alarm: Alarm) -> Graph:
    """What an alarm looks at, with its threshold."""
    return Graph(
        title=alarm.what,
        readings={alarm.key: alarm.reading},
        period_seconds=alarm.config.period_seconds,
        limits={f"alarm {alarm.comparison} {alarm.threshold:g}": alarm.threshold},
    )
