"""A log group for a function that does not write to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import has_token, literal

_PREFIX: Final = "/aws/lambda/"


def _check(document: Document, context: Context) -> Iterator[Hit]:
    functions = tuple(document.of("aws_lambda_function"))
    names = {str(document.resolve(function.get("function_name"))) for function in functions}
    named = {
        str(document.resolve(logging.get("log_group")))
        for function in functions
        for logging in function.blocks("logging_config")
    }
    if not functions or any(map(has_token, names | named)):
        return
    for group in document.of("aws_cloudwatch_log_group"):
        name = literal(document.resolve(group.get("name")))
        if name.startswith(_PREFIX) and name not in named and name.removeprefix(_PREFIX) not in names:
            yield Hit(group.address, f"no function writes to {name}")


RULE = Rule(
    id="log-group-not-wired",
    severity=Severity.WARNING,
    title="a log group that its function does not use",
    why="The function makes a group of its own, without retention or key, and this one stays empty.",
    remedy="Name it after the function, or name it in the function's logging_config.",
    examine=_check,
)
