"""A security group that lets out everything, to anyone, by a rule of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..permissions import SEPARATE, separate_permissions
from ..rule import Context, Hit, Rule

_ANYONE: Final = ("0.0.0.0/0", "::/0")


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for rule in document.of(*SEPARATE):
        for permission in separate_permissions(document, rule):
            if (permission.direction, permission.protocol) == ("egress", "-1") and permission.peer in _ANYONE:
                yield Hit(rule.address, f"it permits {permission}")


RULE = Rule(
    id="security-group-open-egress",
    severity=Severity.WARNING,
    title="everything is let out to anyone",
    why="What breaks in can send what it finds anywhere. Checkov sees this in a group's own blocks, not in a rule.",
    remedy="Name the ports and peers that are needed, such as 443.",
    examine=_check,
)
