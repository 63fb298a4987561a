"""Every documented correction, what is true of it, and what this library does about it."""

from __future__ import annotations

import difflib
from typing import Final

from . import d0, d1, d2, d3, d4
from .contradictions import CONTRADICTIONS
from .enforcement import rules_of
from .item import Contradiction, Document, Item, SeenBy, Verdict

DOCUMENTS: Final[tuple[Document, ...]] = tuple(module.DOCUMENT for module in (d0, d1, d2, d3, d4))
ITEMS: Final[tuple[Item, ...]] = (*d0.ITEMS, *d1.ITEMS, *d2.ITEMS, *d3.ITEMS, *d4.ITEMS)

_BY_ID: Final = {item.id.lower(): item for item in ITEMS}
_NEAREST: Final = 3

__all__ = [
    "CONTRADICTIONS",
    "DOCUMENTS",
    "ITEMS",
    "Contradiction",
    "Document",
    "Item",
    "SeenBy",
    "Verdict",
    "find",
    "nearest",
    "rules_of",
]


def find(item_id: str) -> Item | None:
    """The entry of that id, in capitals or not; None where there is none."""
    return _BY_ID.get(item_id.strip().lower())


def nearest(item_id: str) -> tuple[str, ...]:
    """The ids that look most like one that there is none of, the best first.

    Args:
        item_id: What was asked for.
    """
    found = difflib.get_close_matches(item_id.strip().lower(), _BY_ID, n=_NEAREST, cutoff=0.0)
    return tuple(_BY_ID[key].id for key in found)
