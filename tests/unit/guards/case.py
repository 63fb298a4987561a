"""The form of a case: configurations near the boundary of one rule, on both sides of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lib.guards.rule import Context

TODAY = date(2026, 11, 22)

Tree = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """Violating and compliant configurations of one rule.

    Attributes:
        bad: Configurations with exactly one finding of the rule, and none of another.
        good: Configurations without any finding.
        context: What the rule needs to know besides.
    """

    bad: tuple[Tree, ...]
    good: tuple[Tree, ...]
    context: Context = field(default_factory=lambda: Context(TODAY, Path(__file__).parent))


def resources(**kinds: Mapping[str, Any]) -> Tree:
    """A configuration of resources by type and name."""
    return {"resource": {kind: dict(named) for kind, named in kinds.items()}}


def policy(*statements: Mapping[str, Any]) -> str:
    """A policy as JSON text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(principal: object, *actions: str, on: object = "*") -> Tree:
    """A statement that allows."""
    return {"Effect": "Allow", "Principal": principal, "Action": list(actions), "Resource": on}


def service(name: str) -> dict[str, str]:
    """A service as a principal."""
    return {"Service": f"{name}.amazonaws.com"}


ROOT = allow({"AWS": "arn:aws:iam::123456789012:root"}, "kms:*")
