"""What several services' patches read from a request or put into an answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote


def body(response: Any) -> dict[str, Any]:
    """The request's JSON."""
    found: dict[str, Any] = json.loads(response.body or "{}")
    return found


def in_path(response: Any, *names: str) -> tuple[str, ...]:
    """Parts of the request's path, by their names in AWS's model of the operation."""
    return tuple(unquote(response.uri_match[name]) for name in names)


def in_query(response: Any, name: str) -> str | None:
    """The first value of a parameter in the request's query."""
    values = response.querystring.get(name)
    return values[0] if values else None


def only(source: dict[str, Any], *names: str) -> dict[str, Any]:
    """The named entries of a mapping, those that it has."""
    return {name: source[name] for name in names if name in source}


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def seconds_now() -> float:
    """This moment as most JSON protocols want it."""
    return now().timestamp()
