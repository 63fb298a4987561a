"""An alarm in a region that does not have its metric."""

from __future__ import annotations

from collections.abc import Iterator

from ...aws_facts import METRICS_IN_US_EAST_1
from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for alarm in document.of("aws_cloudwatch_metric_alarm"):
        region = document.region_of(alarm)
        namespace = alarm.get("namespace")
        if namespace in METRICS_IN_US_EAST_1 and region and region != "us-east-1":
            yield Hit(alarm.address, f"metrics of {namespace} are in us-east-1, the alarm is in {region}")


RULE = Rule(
    id="global-metric-region",
    severity=Severity.ERROR,
    title="an alarm in a region that does not have its metric",
    why="It is created without a word, and stays without data for ever.",
    remedy="Make the alarm, and the topic it speaks to, with a provider for us-east-1.",
    examine=_check,
)
