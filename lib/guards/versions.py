"""What a constraint such as ``>= 1.10, < 2.0`` says about versions of Terraform."""

from __future__ import annotations

import re
from typing import Final

from .values import numbers_of

_PART: Final = re.compile(r"\s*+(=|!=|>=|<=|>|<|~>)?\s*+([0-9]+(?:\.[0-9]+)*)(?:-[0-9A-Za-z.-]+)?\s*")


def lowest_admitted(constraint: str) -> tuple[int, ...]:
    """The lowest version that a constraint admits; empty when it sets no lower bound."""
    bounds = [version for sign, version in _parts(constraint) if sign in ("=", ">=", ">", "~>")]
    return max(bounds, default=())


def excludes_from(constraint: str, version: tuple[int, ...]) -> bool:
    """Whether a constraint admits nothing from a version on."""
    return any(_ends_before(sign, bound, version) for sign, bound in _parts(constraint))


def _ends_before(sign: str, bound: tuple[int, ...], version: tuple[int, ...]) -> bool:
    if sign == "<":
        return _whole(bound) <= _whole(version)
    if sign in ("=", "<="):
        return _whole(bound) < _whole(version)
    # All but the last number stay as they are: ~> 1.9.0 admits 1.9.x, ~> 1.9 every 1.x from there on.
    return sign == "~>" and len(bound) > 1 and _whole((*bound[:-2], bound[-2] + 1)) <= _whole(version)


def _whole(version: tuple[int, ...]) -> tuple[int, ...]:
    """The version with what it leaves out: 1.10 is 1.10.0."""
    return (*version, 0, 0)[: max(3, len(version))]


def _parts(constraint: str) -> list[tuple[str, tuple[int, ...]]]:
    matches = (_PART.fullmatch(part) for part in constraint.split(","))
    return [(match[1] or "=", numbers_of(match[2])) for match in matches if match]
