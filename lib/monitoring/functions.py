"""What is watched of a Lambda function.

Source: AWS Lambda Developer Guide, "Types of metrics for Lambda functions".
"""

from __future__ import annotations

from collections.abc import Iterator

from ..config.monitoring import FunctionAlarms
from .description import Alarm, Graph, Metric, Missing


def alarms(subject: str, name: str, timeout_seconds: int, config: FunctionAlarms) -> Iterator[Alarm]:
    """Its alarms.

    Args:
        subject: What it is called.
        name: Its name.
        timeout_seconds: Seconds after which an execution is ended.
        config: When they go off.
    """
    # Without invocations there are no values.
    quiet: Missing = "notBreaching"
    yield Alarm(
        key="errors",
        what=f"Executions of {subject} fail",
        reading=_of("Errors", name, "Sum"),
        config=config.errors_count,
        missing=quiet,
    )
    yield Alarm(
        key="throttles",
        what=f"Invocations of {subject} are turned away",
        reading=_of("Throttles", name, "Sum"),
        config=config.throttles_count,
        missing=quiet,
    )
    yield Alarm(
        key="duration",
        what=f"Executions of {subject} come near their timeout of {timeout_seconds} s",
        reading=_of("Duration", name, "Maximum"),
        config=config.duration_percent,
        missing=quiet,
        scale=timeout_seconds * 1000 / 100,  # a share of the timeout, in milliseconds
    )


def graphs(name: str) -> Iterator[Graph]:
    """What else is worth seeing of it."""
    readings = {"invocations": _of("Invocations", name, "Sum")}
    yield Graph(title="Invocations", readings=readings)


def _of(metric: str, name: str, statistic: str) -> Metric:
    return Metric("AWS/Lambda", metric, {"FunctionName": name}, statistic)
