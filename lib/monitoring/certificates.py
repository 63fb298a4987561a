"""What is watched of a certificate.

Source: AWS Certificate Manager User Guide, "Supported CloudWatch metrics", "Managed certificate renewal".
"""

from __future__ import annotations

from collections.abc import Iterator

from ..config.monitoring import CertificateAlarms
from .description import Alarm, Metric


def alarms(subject: str, arn: str, config: CertificateAlarms) -> Iterator[Alarm]:
    """Its alarms.

    Args:
        subject: What it is called.
        arn: Its ARN.
        config: When they go off.
    """
    yield Alarm(
        key="days-left",
        what=f"{subject} is about to expire",
        reading=Metric("AWS/CertificateManager", "DaysToExpiry", {"CertificateArn": arn}, "Minimum"),
        comparison="<=",
        config=config.days_left,
        missing="ignore",  # an expired certificate has no values any more, and stays in alarm
    )
