"""An expression in the configuration of a backend."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import has_token, walk


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for backend in document.backends:
        for name, value, _ in walk(backend.body):
            if has_token(value):
                yield Hit(backend.address, f"{name} holds the expression {value}")


RULE = Rule(
    id="backend-token",
    severity=Severity.ERROR,
    title="an expression in a backend",
    why="Backends take literals: state goes to a file or bucket of that very name, `${...}` included.",
    remedy="Write the value, or leave it out and give it to `terraform init -backend-config`.",
    items=("D1#2",),
    examine=_check,
)
