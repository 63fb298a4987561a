"""The windows of time in which RDS backs a database up and maintains it, in UTC."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator

from ..model import like, refuse

SHORTEST_MINUTES: Final = 30
_HOUR_MINUTES: Final = 60
_DAY_MINUTES: Final = 24 * _HOUR_MINUTES
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_DAY: Final = f"({'|'.join(_DAYS)})"


def start_and_length(window: str) -> tuple[int, int]:
    """When in its day or week a window begins, and how long it lasts, both in minutes.

    Args:
        window: Such as ``02:00-03:00``, which is every day, or ``sun:04:00-sun:05:00``, which is once a week.
    """
    begin, end = (_minutes(moment) for moment in window.split("-"))
    period = _DAY_MINUTES if window[0].isdigit() else len(_DAYS) * _DAY_MINUTES
    return begin, (end - begin) % period


def overlap(daily: str, weekly: str) -> bool:
    """Whether a daily and a weekly window ever have a minute in common."""
    (backup, backup_length), (maintenance, maintenance_length) = start_and_length(daily), start_and_length(weekly)
    # The daily one comes every day: only the time of day counts.
    return (maintenance - backup) % _DAY_MINUTES < backup_length or (
        backup - maintenance
    ) % _DAY_MINUTES < maintenance_length


def _minutes(moment: str) -> int:
    *day, hours, minutes = moment.split(":")
    return sum(_DAYS.index(name) for name in day) * _DAY_MINUTES + int(hours) * _HOUR_MINUTES + int(minutes)


def _of_a_length(window: str) -> str:
    """At least half an hour, and less than a day."""
    length = start_and_length(window)[1]
    if not SHORTEST_MINUTES <= length < _DAY_MINUTES:
        raise refuse(
            "RDS wants half an hour at least, and less than a day",
            got=f"{window}, which is {length} minutes",
            expected=f"{SHORTEST_MINUTES} to {_DAY_MINUTES - 1} minutes",
            remedy="move its end",
        )
    return window


DailyWindow = Annotated[
    str,
    like(f"{_TIME}-{_TIME}", "hh:mm-hh:mm in UTC, such as 02:00-03:00", "is no daily window"),
    AfterValidator(_of_a_length),
]

WeeklyWindow = Annotated[
    str,
    like(
        f"{_DAY}:{_TIME}-{_DAY}:{_TIME}",
        "ddd:hh:mm-ddd:hh:mm in UTC, such as sun:04:00-sun:05:00",
        "is no weekly window",
    ),
    AfterValidator(_of_a_length),
]
