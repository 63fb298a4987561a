"""What messages say of values: their beginning where they are long, and nothing of what may be a secret."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .guards.secrets import is_secret_name, without_credentials

# Settings whose values no message repeats: they name where a secret is, and get the secret itself by mistake.
_NEAR_SECRETS = re.compile(
    r"(variable|secret_arn|(^|\.)value)$|(^|\.)(entries|extra_connection_attributes|secrets)\.[^.]+$"
)


def shown(value: Any, written: Callable[[Any], str] = str) -> str:
    """A value in a message: its beginning, where it is long.

    Args:
        value: The value.
        written: How it is written, such as `repr`.
    """
    try:
        text = written(value)
    except (RecursionError, ValueError):  # ValueError: a number with more digits than Python writes
        return f"a value of type {type(value).__name__} that cannot be shown"
    return text if len(text) <= 120 else f"{text[:117]}..."


def told(where: str, value: Any) -> str:
    """What a message may say of a value: messages end up in logs.

    Args:
        where: The path of the setting.
        value: What it was given.
    """
    return str(_told(where, value))


def _told(where: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _told(f"{where}.{key}", inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_told(where, inner) for inner in value]
    if not isinstance(value, str):
        return value
    return _counted(value) if value and _is_near_secrets(where) else without_credentials(value)


def without_secrets(got: str, where: str, value: Any) -> str:
    """What a validator says that it got, of a value; a count where it repeats what no message does.

    Args:
        got: The validator's words.
        where: The path of the setting.
        value: What it was given.
    """
    # What holds of all settings together speaks of none of them.
    hidden = where and any(text in got for text in _hidden_texts(where, value))
    return _counted(got) if hidden else without_credentials(got)


def _hidden_texts(where: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _hidden_texts(f"{where}.{key}", inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _hidden_texts(where, inner)
    elif isinstance(value, str) and value.strip() and _is_near_secrets(where):
        yield value.strip()


def _is_near_secrets(where: str) -> bool:
    return bool(_NEAR_SECRETS.search(where)) or any(map(is_secret_name, where.split(".")))


def _counted(text: str) -> str:
    return f"a text of {len(text)} characters"
