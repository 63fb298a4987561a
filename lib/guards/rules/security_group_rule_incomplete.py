"""A rule of a security group that lost its ports or its peers."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..permissions import DIRECTIONS, INLINE, PEERS
from ..rule import Context, Hit, Rule
from ..values import is_empty, is_true


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for group in document.of(*INLINE):
        for direction in DIRECTIONS:
            for rule in group.blocks(direction):
                if all(value is None for value in rule.values()):
                    continue  # The rule about empty blocks speaks of it.
                missing = [key for key in ("protocol", "from_port", "to_port") if rule.get(key) is None]
                if missing:
                    yield Hit(group.address, f"a rule under {direction!r} has no {' and no '.join(missing)}")
                elif not is_true(rule.get("self")) and all(is_empty(rule.get(peer)) for peer in PEERS):
                    yield Hit(group.address, f"a rule under {direction!r} names nobody whom it lets through")


RULE = Rule(
    id="security-group-rule-incomplete",
    severity=Severity.ERROR,
    title="a rule of a security group without ports or peers",
    why="A dict in place of the rule's class keeps its protocol and loses its ports and CIDR blocks.",
    remedy="Use SecurityGroupIngress and SecurityGroupEgress, or write all of protocol, from_port, to_port and a peer.",
    items=("D0#1",),
    examine=_check,
)
