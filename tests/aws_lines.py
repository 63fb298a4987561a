"""Command lines of AWS's own CLI, by the descriptions of AWS's API that boto3 brings: no such CLI is needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import botocore.session
from botocore import xform_name
from botocore.exceptions import UnknownServiceError

# What every command takes, with the number of words behind it.
_GLOBAL = {"--region": 1, "--query": 1, "--endpoint-url": 1, "--cli-binary-format": 1, "--output": 1}
# Commands that write what they get into a file, which is their last word.
_WITH_FILE = {("lambda", "invoke")}


class LineError(ValueError):
    """AWS's CLI would not take the line."""


class Call(NamedTuple):
    """One call of AWS's API.

    Attributes:
        service: The service, as boto3 calls it.
        operation: The method of its client, or the name of a waiter.
        arguments: What the method takes.
        is_wait: Whether it is a waiter.
    """

    service: str
    operation: str
    arguments: dict[str, Any]
    is_wait: bool = False

    def run(self, client: Any) -> Any:
        """Makes the call; what it answers, None for a waiter."""
        if self.is_wait:
            return client.get_waiter(self.operation).wait(**self.arguments)
        return getattr(client, self.operation)(**self.arguments)


def call_of(words: Sequence[str], *, whole: bool = True) -> Call:
    """The call that a command line makes.

    Args:
        words: The line, `aws` first.
        whole: Whether everything that AWS requires has to be there.

    Raises:
        LineError: There is no such service, operation, waiter or argument, or one is missing or of another type.
    """
    _, service, operation, *rest = words
    session = botocore.session.get_session()
    try:
        model = session.get_service_model(service)
    except UnknownServiceError as error:
        raise LineError(f"no service {service}") from error
    names = {xform_name(name, "-"): name for name in model.operation_names}
    waiter = ""
    if operation == "wait":
        waiters = session.get_waiter_model(service)
        found = {xform_name(name, "-"): name for name in waiters.waiter_names}
        waiter, *rest = rest
        if waiter not in found:
            raise LineError(f"{service} has no waiter {waiter}")
        operation = xform_name(waiters.get_waiter(found[waiter]).operation, "-")
    if operation not in names:
        raise LineError(f"{service} has no operation {operation}")
    shape = model.operation_model(names[operation]).input_shape
    members = shape.members if shape else {}
    if (service, operation) in _WITH_FILE and rest:
        rest = rest[:-1]
    given = _arguments(rest, {f"--{xform_name(name, '-')}": (name, member) for name, member in members.items()})
    if whole and (missing := set(shape.required_members if shape else ()) - set(given)):
        raise LineError(f"{service} {operation} lacks {', '.join(sorted(missing))}")
    return Call(service, (waiter or operation).replace("-", "_"), given, is_wait=bool(waiter))


def _arguments(words: Sequence[str], options: dict[str, tuple[str, Any]]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    rest = list(words)
    while rest:
        option = rest.pop(0)
        behind = [rest.pop(0) for _ in range(_behind(rest))]
        if option in _GLOBAL:
            if len(behind) != _GLOBAL[option]:
                raise LineError(f"{option} takes one word")
            continue
        positive = option.replace("--no-", "--", 1)
        if option not in options and positive not in options:
            raise LineError(f"no argument {option}")
        name, member = options.get(option) or options[positive]
        given[name] = _value(option, member, behind, negated=option not in options)
    return given


def _behind(rest: Sequence[str]) -> int:
    return next((index for index, word in enumerate(rest) if word.startswith("--")), len(rest))


def _value(option: str, member: Any, words: Sequence[str], *, negated: bool) -> Any:
    if member.type_name == "boolean":
        if words:
            raise LineError(f"{option} takes no value")
        return not negated
    if negated or not words or (member.type_name != "list" and len(words) != 1):
        raise LineError(f"{option} takes a value")
    if member.type_name == "list":
        return list(words)
    if member.type_name == "structure":
        return _shorthand(words[0])
    if member.type_name in ("integer", "long"):
        return int(words[0])
    return words[0]


def _shorthand(text: str) -> dict[str, Any]:
    """`One=true,Other=x`, or JSON."""
    if text.startswith("{"):
        found: dict[str, Any] = json.loads(text)
        return found
    pairs = (pair.split("=", 1) for pair in text.split(","))
    return {key: {"true": True, "false": False}.get(value, value) for key, value in pairs}
