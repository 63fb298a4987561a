"""CloudWatch."""

from __future__ import annotations

from typing import Any

from moto.cloudwatch.responses import CloudWatchResponse

from .registry import Patch

composite_alarm = Patch("cloudwatch.composite_alarm", "aws_cloudwatch_composite_alarm: stored as moto stores any alarm")


@composite_alarm.replaces(CloudWatchResponse)
def _put_composite_alarm(self: Any) -> Any:
    return self.put_metric_alarm()
