"""How long CloudWatch Logs keeps what it is given."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..aws_facts import LOG_RETENTION_DAYS
from ..model import refuse


def accepted_retention(days: int) -> int:
    """The days, if CloudWatch Logs accepts them as a retention period; raises ConfigurationError otherwise."""
    if days not in LOG_RETENTION_DAYS:
        longer = next((allowed for allowed in LOG_RETENTION_DAYS if allowed >= days), LOG_RETENTION_DAYS[-1])
        raise refuse(
            "CloudWatch Logs has no such retention period",
            got=f"{days} days",
            expected=f"one of {', '.join(map(str, LOG_RETENTION_DAYS))}",
            remedy=f"take {longer}",
        )
    return days


RetentionDays = Annotated[int, AfterValidator(accepted_retention)]
