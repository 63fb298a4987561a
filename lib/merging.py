"""Nested tables of settings, merged and searched; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Table = dict[str, Any]


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> Table:
    """Both tables as one; where both have a key, tables are merged and anything else is taken from `above`."""
    result = dict(below)
    for key, value in above.items():
        held = result.get(key)
        both = isinstance(held, Mapping) and isinstance(value, Mapping)
        result[key] = merged(held, value) if both else value  # type: ignore[arg-type]  # both are mappings
    return result


def nested(path: Sequence[str], value: Any) -> Table:
    """A table that holds the value under the path and nothing else."""
    for key in reversed(path):
        value = {key: value}
    return dict(value)


def holds(table: Mapping[str, Any], path: Sequence[str | int]) -> bool:
    """Whether the table has something under the path, or a value on the way to it."""
    here: Any = table
    for key in path:
        if not isinstance(here, Mapping):
            return True
        if key not in here:
            return False
        here = here[key]
    return True


def look_up(table: Any, path: str) -> Any:
    """What is under a dotted path, or the value on the way to it that is no table; None for nothing.

    A key may have dots itself, such as ``ecr.api``.
    """
    if not isinstance(table, Mapping):
        return table
    if (found := _look_up_text(table, path)) is not None:
        return found
    return _look_up_text({str(key): value for key, value in table.items() if not isinstance(key, str)}, path)


def _look_up_text(table: Mapping[Any, Any], path: str) -> Any:
    if path in table:
        return table[path]
    ends = (place for place, character in enumerate(path) if character == ".")
    inner = (look_up(table[path[:end]], path[end + 1 :]) for end in ends if path[:end] in table)
    return next((found for found in inner if found is not None), None)
