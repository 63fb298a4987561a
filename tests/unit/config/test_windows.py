from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from lib.config.windows import DailyWindow, WeeklyWindow, overlap, start_and_length

DAY, WEEK = 24 * 60, 7 * 24 * 60
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

moments = st.integers(0, DAY - 1)
moments_of_a_week = st.integers(0, WEEK - 1)
lengths = st.integers(30, DAY - 1)


def time(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def daily(start: int, length: int) -> str:
    return f"{time(start)}-{time(start + length)}"


def weekly(start: int, length: int) -> str:
    end = (start + length) % WEEK
    return f"{DAYS[start // DAY]}:{time(start)}-{DAYS[end // DAY]}:{time(end)}"


def minutes(starts: range, length: int) -> set[int]:
    return {minute % WEEK for start in starts for minute in range(start, start + length)}


@given(moments, lengths, moments_of_a_week, lengths)
@settings(deadline=None, max_examples=300)
def test_windows_overlap_if_they_have_a_minute_in_common(at: int, length: int, again: int, lasting: int) -> None:
    every_day, once_a_week = daily(at, length), weekly(again, lasting)
    assert start_and_length(every_day) == (at, length)
    assert start_and_length(once_a_week) == (again, lasting)
    common = minutes(range(at, at + WEEK, DAY), length) & minutes(range(again, again + 1), lasting)
    assert overlap(every_day, once_a_week) is bool(common)


@pytest.mark.parametrize(
    ("form", "window"),
    [
        (DailyWindow, "02:00-02:30"),
        (DailyWindow, "23:45-00:15"),
        (WeeklyWindow, "sun:23:45-mon:00:15"),
        (WeeklyWindow, "sat:00:00-sat:23:59"),
    ],
)
def test_a_window_is_taken(form: Any, window: str) -> None:
    assert TypeAdapter(form).validate_python(window) == window


@pytest.mark.parametrize(
    ("form", "window", "says"),
    [
        (DailyWindow, "2:00-3:00", "no daily window"),
        (DailyWindow, "24:00-01:00", "no daily window"),
        (DailyWindow, "02:00-02:29", "which is 29 minutes"),
        (DailyWindow, "02:00-02:00", "which is 0 minutes"),
        (WeeklyWindow, "02:00-03:00", "no weekly window"),
        (WeeklyWindow, "Sun:04:00-Sun:05:00", "no weekly window"),
        (WeeklyWindow, "sun:04:00-sun:04:10", "which is 10 minutes"),
        (WeeklyWindow, "sun:04:00-mon:04:00", "which is 1440 minutes"),
    ],
)
def test_a_window_that_rds_refuses_is_refused(form: Any, window: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        TypeAdapter(form).validate_python(window)
