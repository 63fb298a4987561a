"""When an alarm goes off."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field, model_validator

from ..model import Model, refuse

Severity = Literal["critical", "warning"]

# Source: Amazon CloudWatch API reference, "PutMetricAlarm" (Period). Checked 2026-11-22.
HOUR_SECONDS: Final = 3600
LONGEST_SECONDS: Final = 7 * 86_400
LONGEST_OF_SHORT_PERIODS_SECONDS: Final = 86_400


class AlarmConfig(Model):
    """When an alarm goes off, and who hears of it."""

    enabled: bool = True
    """Whether there is the alarm."""

    threshold: float = Field(default=0, ge=0)
    """What its metric may not pass; in the unit of the alarm's name."""

    period_seconds: int = Field(default=60, ge=60, le=86_400, multiple_of=60)
    """Seconds over which its metric is summed up to one value."""

    evaluation_periods: int = Field(default=5, ge=1)
    """How many of the last values are looked at; together one day, or seven where a period is an hour or longer."""

    datapoints_to_alarm: int | None = Field(default=None, ge=1)
    """How many of them have to pass the threshold; None for all."""

    severity: Severity = "warning"
    """Which topic is told."""

    @model_validator(mode="after")
    def _looks_back_no_further_than_aws(self) -> AlarmConfig:
        """CloudWatch looks back for a day, or for seven by the hour."""
        long = self.period_seconds >= HOUR_SECONDS
        most = LONGEST_SECONDS if long else LONGEST_OF_SHORT_PERIODS_SECONDS
        if self.period_seconds * self.evaluation_periods > most:
            raise refuse(
                "CloudWatch does not look back so far",
                got=f"period_seconds = {self.period_seconds}, evaluation_periods = {self.evaluation_periods}",
                expected=f"a product of at most {most}",
                remedy="lower evaluation_periods" if long else "lower evaluation_periods, or look at whole hours",
            )
        return self

    @model_validator(mode="after")
    def _can_go_off(self) -> AlarmConfig:
        """No more values can pass than are looked at."""
        if self.datapoints_to_alarm and self.datapoints_to_alarm > self.evaluation_periods:
            raise refuse(
                "more values would have to pass than are looked at",
                got=f"datapoints_to_alarm = {self.datapoints_to_alarm}, evaluation_periods = {self.evaluation_periods}",
                expected=f"datapoints_to_alarm of at most {self.evaluation_periods}",
                remedy="lower datapoints_to_alarm, or raise evaluation_periods",
            )
        return self


class PercentAlarmConfig(AlarmConfig):
    """When an alarm on a share goes off, and who hears of it."""

    threshold: float = Field(default=90, gt=0, lt=100)
    """What its metric may not pass, in percent."""
