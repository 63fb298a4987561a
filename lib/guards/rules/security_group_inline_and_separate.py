"""Inline and separate rules on one security group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..permissions import DIRECTIONS, INLINE, SEPARATE, direction_of
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    separate: dict[str, set[str]] = defaultdict(set)
    for rule in document.of(*SEPARATE):
        group = document.find(rule.get("security_group_id"), *INLINE)
        if group:
            separate[group.address].add(direction_of(rule))
    for group in document.of(*INLINE):
        for direction in DIRECTIONS:
            # An empty list counts: it says that there shall be no rules.
            if direction in separate[group.address] and group.get(direction) is not None:
                yield Hit(group.address, f"{direction!r} is written in the group and in separate rules")


RULE = Rule(
    id="security-group-inline-and-separate",
    severity=Severity.ERROR,
    title="inline and separate rules on one security group",
    why="Each of the two removes what the other made: the second plan is never empty.",
    remedy="Write all rules inline where the group is self-contained, all separately where groups refer to each other.",
    items=("D0#1", "D2#3", "D3#1"),
    examine=_check,
)
