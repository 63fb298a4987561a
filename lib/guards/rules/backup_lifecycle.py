"""A backup that is deleted before cold storage lets it go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import number

_COLD_DAYS: Final = 90
_BLOCKS: Final = (("rule", "lifecycle"), ("rule", "copy_action", "lifecycle"))


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for plan in document.of("aws_backup_plan"):
        for path in _BLOCKS:
            for lifecycle in plan.blocks(*path):
                cold, gone = number(lifecycle.get("cold_storage_after")), number(lifecycle.get("delete_after"))
                if cold is not None and gone is not None and gone < cold + _COLD_DAYS:
                    yield Hit(plan.address, f"delete_after {gone:g} with cold_storage_after {cold:g}")


RULE = Rule(
    id="backup-lifecycle",
    severity=Severity.ERROR,
    title="a backup deleted before cold storage lets it go",
    why="Cold storage keeps for 90 days: AWS refuses the plan.",
    remedy="Delete 90 days after the move to cold storage, or later.",
    examine=_check,
)
