"""Values as TOML and as Python writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lib.model import Model


def plain(value: Any) -> Any:
    """The value in what TOML has: text, numbers, lists, tables; None stays."""
    if isinstance(value, Model):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def toml(value: Any) -> str:
    """The value as TOML; None has no form there.

    Raises:
        ValueError: It is None.
    """
    if value is None:
        raise ValueError("TOML has no None")
    if isinstance(value, Mapping):
        inner = ", ".join(f"{toml_key(key)} = {toml(item)}" for key, item in value.items() if item is not None)
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(toml(item) for item in value)}]"
    if isinstance(value, str) and '"' in value and not re.search(r"['\\\x00-\x1f]", value):
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)


def toml_key(key: str) -> str:
    """The key, in quotes where TOML needs them."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def toml_path(path: tuple[str, ...]) -> str:
    """The keys of a table's header."""
    return ".".join(map(toml_key, path))


def toml_tables(path: tuple[str, ...], value: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a table with a header, and of the tables in it; what is None is left out."""
    inner = {key: one for key, one in value.items() if one and isinstance(one, Mapping)}
    own = {key: one for key, one in value.items() if one is not None and key not in inner}
    if own or not inner:
        yield f"[{toml_path(path)}]"
    yield from (f"{toml_key(key)} = {toml(one)}" for key, one in own.items())
    for key, one in inner.items():
        yield from toml_tables((*path, key), one)


def python(value: Any) -> str:
    """The value as Python writes it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{python(key)}: {python(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return f"({', '.join(map(python, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, list):
        return f"[{', '.join(map(python, value))}]"
    return repr(value).replace("'", '"')
