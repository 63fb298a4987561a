"""An alias of a function that points at no version."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for alias in document.of("aws_lambda_alias"):
        if alias.get("function_version") == "$LATEST":
            yield Hit(alias.address, "function_version is $LATEST")


RULE = Rule(
    id="alias-on-latest",
    severity=Severity.WARNING,
    title="an alias on $LATEST",
    why="It moves with every upload: nothing can be rolled back or shifted gradually.",
    remedy="Set publish on the function and point the alias at its version.",
    examine=_check,
)
