"""What a role of the document may do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .document import Document, Resource
from .policy import Policy, policy_of
from .values import strings

# Managed policies that are known to grant nothing but logs, traces and network interfaces.
_HARMLESS: Final = frozenset({
    "AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole", "AWSXRayDaemonWriteAccess",
    "CloudWatchLambdaInsightsExecutionRolePolicy",
})  # fmt: skip


def is_denied(document: Document, role: Resource, action: str) -> bool:
    """Whether a role surely lacks a permission: every policy it has is known, and none grants it."""
    for policy in _policies(document, role):
        if policy is None or any(statement.allows(action) for statement in policy):
            return False
    return True


def _policies(document: Document, role: Resource) -> Iterator[Policy | None]:
    for inline in role.blocks("inline_policy"):
        yield policy_of(document, inline.get("policy"))
    for attached in document.attached("aws_iam_role_policy", "role", role):
        yield policy_of(document, attached.get("policy"))
    arns = strings(role.get("managed_policy_arns"))
    for attachment in document.attached("aws_iam_role_policy_attachment", "role", role):
        arns += strings(attachment.get("policy_arn"))
    for each in document.of("aws_iam_policy_attachment", "aws_iam_role_policy_attachments_exclusive"):
        arns += strings(each.get("policy_arn")) + strings(each.get("policy_arns"))
    for arn in arns:
        if arn.rsplit("/", 1)[-1] not in _HARMLESS:
            managed = document.find(arn, "aws_iam_policy")
            yield policy_of(document, managed.get("policy")) if managed else None
