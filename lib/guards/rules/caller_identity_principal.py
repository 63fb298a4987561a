"""Whoever deploys, as a principal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import blocks, parsed, strings, walk

_CALLER: Final = re.compile(r"\$\{\s*data\.aws_caller_identity\.[\w-]+\.(?:arn|user_id)\s*\}")


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for resource in document.resources:
        for name, value, _ in walk(resource.body):
            if name == "principal_arn" and isinstance(value, str) and _CALLER.search(value):
                yield Hit(resource.address, "principal_arn is whoever deploys")
            elif isinstance(value, str) and "aws_caller_identity" in value and _is_principal(parsed(value)):
                yield Hit(resource.address, f"a principal in {name} is whoever deploys")
    for source in document.of("data.aws_iam_policy_document"):
        for principals in source.blocks("statement", "principals"):
            if any(map(_CALLER.search, strings(principals.get("identifiers")))):
                yield Hit(source.address, "a principal is whoever deploys")


def _is_principal(policy: object) -> bool:
    for statement in blocks(policy.get("Statement") if isinstance(policy, dict) else None):
        for _, value, _ in walk(statement.get("Principal")):
            if isinstance(value, str) and _CALLER.search(value):
                return True
    return False


RULE = Rule(
    id="caller-identity-principal",
    severity=Severity.ERROR,
    title="whoever deploys as a principal",
    why="The next one to deploy changes the policy, and locks the last one out.",
    remedy="Name the role that deploys, or the account's root and let IAM decide.",
    examine=_check,
)
