"""A runtime in which no function can be created any more."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..runtimes import creation_ends
from ..values import literal


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for function in document.of("aws_lambda_function"):
        runtime = literal(function.get("runtime"))
        ends = creation_ends(runtime)
        if ends and ends <= context.today:
            yield Hit(function.address, f"no function can be created with the runtime {runtime} since {ends}")


RULE = Rule(
    id="lambda-runtime-ended",
    severity=Severity.ERROR,
    title="a runtime in which no function can be created",
    why="The provider may accept it; AWS refuses the function.",
    remedy="Take a runtime in support, such as python3.13 or nodejs22.x.",
    examine=_check,
)
