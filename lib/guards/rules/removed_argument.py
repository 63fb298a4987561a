"""An argument that the 6.x provider no longer has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule

# Resource, argument -> what to write.
_REMOVED: Final = {
    ("aws_eip", "vpc"): 'domain = "vpc"',
    ("aws_eks_addon", "resolve_conflicts"): "resolve_conflicts_on_create and resolve_conflicts_on_update",
    ("aws_flow_log", "log_group_name"): "log_destination with the ARN of the log group",
}


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for (kind, argument), instead in _REMOVED.items():
        for resource in document.of(kind):
            if resource.get(argument) is not None:
                yield Hit(resource.address, f"{argument} is gone from the 6.x provider", f"Write {instead}.")


RULE = Rule(
    id="removed-argument",
    severity=Severity.WARNING,
    title="an argument that the 6.x provider no longer has",
    why="5.x calls it deprecated, 6.x refuses the configuration.",
    remedy="Write what took its place.",
    items=("D2#10", "D3#3b", "D4#1"),
    examine=_check,
)
