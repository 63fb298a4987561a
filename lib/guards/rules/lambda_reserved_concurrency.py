"""Concurrency reserved for one function."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import number


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for function in document.of("aws_lambda_function"):
        reserved = number(function.get("reserved_concurrent_executions"))
        # Zero stops the function, -1 reserves nothing.
        if reserved and reserved > 0:
            yield Hit(function.address, f"{reserved:g} concurrent executions are reserved")


RULE = Rule(
    id="lambda-reserved-concurrency",
    severity=Severity.WARNING,
    title="reserved concurrency",
    why="An account must keep 100 unreserved executions, a new one has 10 in all: AWS may refuse the function.",
    remedy="Leave reserved_concurrent_executions out, unless the function must be kept from starving others.",
    items=("D2#12",),
    examine=_check,
)
