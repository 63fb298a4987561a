"""Inline and separate routes on one route table."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    kinds = ("aws_route_table", "aws_default_route_table")
    routes = (document.find(route.get("route_table_id"), *kinds) for route in document.of("aws_route"))
    separate = {table.address for table in routes if table}
    for table in document.of(*kinds):
        if table.address in separate and table.get("route") is not None:
            yield Hit(table.address, "routes are written in the table and as resources of their own")


RULE = Rule(
    id="route-table-inline-and-separate",
    severity=Severity.ERROR,
    title="inline and separate routes on one route table",
    why="Each of the two removes what the other made: the second plan is never empty.",
    remedy="Write all routes of the table inline, or all as resources of their own.",
    items=("D0#2",),
    examine=_check,
)
