"""A nested block without content: what was meant for it was lost on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import walk

# Blocks that say something by being there.
_MARKERS: Final = frozenset({"filter", "timeouts", "//"})
_MARKER_KINDS: Final = (
    "aws_appflow_",
    "aws_bedrock",
    "aws_lexv2models_",
    "aws_quicksight_",
    "aws_vpclattice_",
    "aws_wafv2_",
)


def _check(document: Document, context: Context) -> Iterator[Hit]:
    aws = (each for each in document.providers if each.kind == "aws")
    for resource in (*document.resources, *document.data, *aws):
        if not resource.kind.removeprefix("data.").startswith("aws") or resource.kind.startswith(_MARKER_KINDS):
            continue
        for name, value, element in walk(resource.body):
            if element and isinstance(value, dict) and name not in _MARKERS and _is_lost(value):
                yield Hit(resource.address, f"a block {name!r} is empty: {_shown(value)}")


def _is_lost(block: Mapping[str, Any]) -> bool:
    return all(value is None for value in block.values())


def _shown(value: Mapping[str, Any]) -> str:
    return "no argument in it has a value" if value else "{}"


RULE = Rule(
    id="empty-block",
    severity=Severity.ERROR,
    title="a nested block without content",
    why="A dict in a list of blocks loses its keys between Python and Terraform; AWS then gets a default, or nothing.",
    remedy="Use the block's class of the provider bindings, or write its arguments.",
    items=("D0#2", "D1#6", "D2#13", "D3#6"),
    examine=_check,
)
