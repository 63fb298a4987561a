"""An alarm that nobody hears of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document, Resource
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import is_empty, literal, walk

_ALARMS: Final = ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm")
_ACTIONS: Final = ("alarm_actions", "ok_actions", "insufficient_data_actions")


def _check(document: Document, context: Context) -> Iterator[Hit]:
    silent = [alarm for alarm in document.of(*_ALARMS) if _is_silent(alarm)]
    if not silent:
        return
    said = [(each.address, text) for each in document.resources for text in _texts(each)]
    for alarm in silent:
        name = literal(alarm.get("alarm_name"))
        # By a health check as it is; in a composite alarm's rule with quotes or without.
        written = (f'"{name}"', f"({name})") if name else ()
        read = any(
            address != alarm.address
            and (alarm.address in text or (name and text == name) or any(form in text for form in written))
            for address, text in said
        )
        if not read:
            yield Hit(alarm.address, "it goes off and does nothing")


def _is_silent(alarm: Resource) -> bool:
    enabled = alarm.get("actions_enabled")
    return enabled in (False, "false") or all(is_empty(alarm.get(action)) for action in _ACTIONS)


def _texts(resource: Resource) -> Iterator[str]:
    # A dashboard shows an alarm to whoever looks; nobody hears of it.
    if resource.kind != "aws_cloudwatch_dashboard":
        yield from (value for _, value, _ in walk(dict(resource.body)) if isinstance(value, str))


RULE = Rule(
    id="alarm-without-action",
    severity=Severity.WARNING,
    title="an alarm that nobody hears of",
    why="It goes off in the console only: nobody is told, and nothing else looks at its state.",
    remedy="Give alarm_actions a topic that somebody reads, or let a composite alarm look at it.",
    examine=_check,
)
