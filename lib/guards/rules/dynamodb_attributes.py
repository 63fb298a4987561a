"""Attributes of a table that are not those of its keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import has_token

_INDEXES: Final = ("global_secondary_index", "local_secondary_index")


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for table in document.of("aws_dynamodb_table"):
        keyed = [table.body, *(index for name in _INDEXES for index in table.blocks(name))]
        keys = {str(block[key]) for block in keyed for key in ("hash_key", "range_key") if block.get(key)}
        declared = {str(attribute.get("name")) for attribute in table.blocks("attribute")}
        if not keys or table.get("dynamic") or any(map(has_token, keys | declared)):
            continue
        if missing := sorted(keys - declared):
            yield Hit(table.address, f"keys without an attribute: {', '.join(missing)}")
        if unused := sorted(declared - keys):
            yield Hit(table.address, f"attributes that are no key: {', '.join(unused)}")


RULE = Rule(
    id="dynamodb-attributes",
    severity=Severity.ERROR,
    title="attributes that are not those of the keys",
    why="DynamoDB takes the attributes of keys and no others: the plan fails.",
    remedy="Declare the attributes of the table's and indexes' keys.",
    examine=_check,
)
