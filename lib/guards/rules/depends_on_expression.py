"""An order of deployment given as an expression."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import has_token, strings


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for block in (*document.resources, *document.data, *document.outputs, *document.modules):
        for name in strings(block.get("depends_on")):
            if has_token(name):
                yield Hit(block.address, f"depends_on holds {name!r}")


RULE = Rule(
    id="depends-on-expression",
    severity=Severity.ERROR,
    title="an expression in depends_on",
    why="Terraform takes addresses there and answers `Invalid expression`; TerraformOutput always writes expressions.",
    remedy='Write the address, such as "aws_vpc.main"; leave depends_on out of outputs.',
    items=("D2#15", "D3#3b"),
    examine=_check,
)
