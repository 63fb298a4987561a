"""A deregistration delay that is no number of seconds."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import has_token, number


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for group in document.of("aws_lb_target_group", "aws_alb_target_group"):
        delay = document.resolve(group.get("deregistration_delay"))
        if delay is None or has_token(delay):
            continue
        seconds = number(delay)
        if seconds is None or not 0 <= seconds <= 3600:
            yield Hit(group.address, f"deregistration_delay is {delay!r}")


RULE = Rule(
    id="deregistration-delay",
    severity=Severity.ERROR,
    title="a deregistration delay that is no number of seconds",
    why="validate refuses it.",
    remedy="Write seconds from 0 to 3600, without a unit.",
    items=("D4#3",),
    examine=_check,
)
