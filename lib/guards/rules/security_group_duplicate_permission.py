"""The same permission twice in one security group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..permissions import INLINE, SEPARATE, Permission, inline_permissions, separate_permissions
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for group in document.of(*INLINE):
        for permission, count in Counter(inline_permissions(document, group)).items():
            if count > 1:
                yield Hit(group.address, f"{permission} is permitted {count} times")
    seen: set[tuple[str, Permission]] = set()
    for rule in document.of(*SEPARATE):
        owner = document.find(rule.get("security_group_id"), *INLINE)
        name = owner.address if owner else str(rule.get("security_group_id"))
        for permission in separate_permissions(document, rule):
            if (name, permission) in seen:
                yield Hit(rule.address, f"{permission} is permitted by another rule of {name} already")
            seen.add((name, permission))


RULE = Rule(
    id="security-group-duplicate-permission",
    severity=Severity.ERROR,
    title="the same permission twice in one security group",
    why="A description does not make it another one: validate and plan pass, AWS refuses with InvalidPermission.",
    remedy="Keep one of them.",
    items=("D1#9",),
    examine=_check,
)
