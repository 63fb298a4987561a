"""Policies of a role listed exclusively, and attached one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import strings

_PAIRS: Final = (
    ("managed_policy_arns", "aws_iam_role_policy_attachment"),
    ("inline_policy", "aws_iam_role_policy"),
)


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for role in document.of("aws_iam_role"):
        for argument, kind in _PAIRS:
            if role.get(argument) is not None and document.attached(kind, "role", role):
                yield Hit(role.address, f"{argument} is set, and {kind} attaches others")
    for listed in document.of("aws_iam_role_policy_attachments_exclusive"):
        owner = document.find(listed.get("role_name"), "aws_iam_role")
        arns = strings(listed.get("policy_arns"))
        for attachment in document.attached("aws_iam_role_policy_attachment", "role", owner) if owner else ():
            if attachment.get("policy_arn") not in arns:
                yield Hit(attachment.address, f"{listed.address} does not list its policy")


RULE = Rule(
    id="iam-exclusive-and-attached",
    severity=Severity.ERROR,
    title="exclusive and attached policies on one role",
    why="What is listed exclusively removes what is attached: every other apply leaves the role without it.",
    remedy="Use attachments alone, or list every policy.",
    examine=_check,
)
