"""A runtime that is deprecated."""

from __future__ import annotations

from collections.abc import Iterator

from ...aws_facts import LAMBDA_RUNTIME_DEPRECATED
from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..runtimes import creation_ends
from ..values import literal


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for function in document.of("aws_lambda_function"):
        runtime = literal(function.get("runtime"))
        deprecated = LAMBDA_RUNTIME_DEPRECATED.get(runtime)
        ends = creation_ends(runtime)
        if deprecated and deprecated <= context.today and (ends is None or ends > context.today):
            yield Hit(function.address, f"the runtime {runtime} is deprecated since {deprecated}")


RULE = Rule(
    id="lambda-runtime-deprecated",
    severity=Severity.WARNING,
    title="a deprecated runtime",
    why="It gets no security patches, and soon no function can be created with it.",
    remedy="Take a runtime in support, such as python3.13 or nodejs22.x.",
    examine=_check,
)
