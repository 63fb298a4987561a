"""Which traffic of a VPC is recorded, where, and for how long."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ..model import Model
from .retention import RetentionDays


class FlowLogsConfig(Model):
    """Which traffic is recorded, where, and for how long."""

    enabled: bool = True
    """Whether the VPC's traffic is recorded."""

    destination: Literal["cloudwatch", "s3"] = "cloudwatch"
    """Where records go: a log group, or a bucket."""

    traffic: Literal["ALL", "ACCEPT", "REJECT"] = "ALL"
    """Which traffic is recorded."""

    aggregation_seconds: Literal[60, 600] = 600
    """The longest time that one record sums up."""

    retention_days: RetentionDays = 365
    """Days that records are kept."""

    record_format: str | None = Field(default=None, examples=["${version} ${srcaddr}"])
    """Fields of a record, such as ``${version} ${srcaddr}``; None for AWS's default format."""

    force_destroy: bool = False
    """Whether the bucket can be destroyed with records in it."""
