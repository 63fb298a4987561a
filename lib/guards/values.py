"""Reading values of JSON that anyone may have written: no shape is taken for granted."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_NUMBER: Final = re.compile(r"[0-9]{1,9}")


def blocks(value: object) -> Iterator[Mapping[str, Any]]:
    """The nested blocks of one name: Terraform takes a single object as well as a list of them."""
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        yield from (element for element in value if isinstance(element, dict))


def strings(value: object) -> list[str]:
    """The strings of a list; a string alone counts as a list of one."""
    if isinstance(value, str):
        return [value]
    return [element for element in value if isinstance(element, str)] if isinstance(value, list) else []


def has_token(value: object) -> bool:
    """Whether a string holds a Terraform expression, so that its value is not known yet."""
    return isinstance(value, str) and ("${" in value or "%{" in value)


def literal(value: object) -> str:
    """The text as it stands; empty when it is none or holds an expression."""
    return value if isinstance(value, str) and not has_token(value) else ""


def number(value: object) -> float | None:
    """The number, also one written as a string; None when it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def is_true(value: object) -> bool:
    """Whether it is true, also when written as a string, as Terraform takes it."""
    return value is True or value == "true"


def is_empty(value: object) -> bool:
    """Whether Terraform sees nothing there: null, or no characters, elements or keys."""
    return value is None or value in ("", [], {})


def parsed(text: object) -> Any:
    """What a JSON text says; None when it is no text, or none that can be read before Terraform filled it in."""
    if not isinstance(text, str):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def numbers_of(version: str) -> tuple[int, ...]:
    """The numbers of a version such as ``3.5.4``; empty when it is no version."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(_NUMBER.fullmatch(part) for part in parts) else ()


def walk(value: object) -> Iterator[tuple[str, object, bool]]:
    """Everything inside a value, without recursion, since depth is the writer's choice.

    Yields:
        The key under which it stands (that of the list, for an element), the value, whether it is an element.
    """
    waiting: list[tuple[str, object, bool]] = [("", value, False)]
    while waiting:
        key, current, element = waiting.pop()
        yield key, current, element
        if isinstance(current, dict):
            waiting.extend((str(name), inner, False) for name, inner in current.items())
        elif isinstance(current, list):
            waiting.extend((key, inner, True) for inner in current)
