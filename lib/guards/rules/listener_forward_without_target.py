"""A listener that forwards to nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import is_empty

_ACTIONS: Final = (
    ("aws_lb_listener", "default_action"),
    ("aws_alb_listener", "default_action"),
    ("aws_lb_listener_rule", "action"),
    ("aws_alb_listener_rule", "action"),
)


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for kind, block in _ACTIONS:
        for listener in document.of(kind):
            for action in listener.blocks(block):
                targets = (action.get("target_group_arn"), action.get("forward"))
                if action.get("type") == "forward" and all(map(is_empty, targets)):
                    yield Hit(listener.address, f"a block {block!r} forwards without a target group")


RULE = Rule(
    id="listener-forward-without-target",
    severity=Severity.ERROR,
    title="a listener that forwards to nowhere",
    why="A dict in place of the action's class keeps its type and loses target_group_arn; the plan fails.",
    remedy="Use LbListenerDefaultAction, or write target_group_arn or forward.",
    items=("D0#6",),
    examine=_check,
)
