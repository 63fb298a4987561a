"""Which rules over synthesized JSON keep to an item: the rules say which items they come from."""

from __future__ import annotations

from ..rules import RULES


def rules_of(item_id: str) -> tuple[str, ...]:
    """The ids of the rules that come from an item, sorted.

    Args:
        item_id: The item's id, such as ``D1#9``.
    """
    return tuple(sorted(rule.id for rule in RULES if item_id in rule.items))
