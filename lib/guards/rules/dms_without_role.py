"""DMS resources that do not wait for the role they need."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import strings


def _check(document: Document, context: Context) -> Iterator[Hit]:
    role = next((each for each in document.of("aws_iam_role") if each.get("name") == "dms-vpc-role"), None)
    attachments = document.attached("aws_iam_role_policy_attachment", "role", role) if role else []
    needed = {attachment.address for attachment in attachments}
    for group in document.of("aws_dms_replication_subnet_group") if needed else ():
        if not needed.intersection(strings(group.get("depends_on"))):
            yield Hit(group.address, f"it does not wait for {min(needed)}")


RULE = Rule(
    id="dms-without-role",
    severity=Severity.ERROR,
    title="a DMS subnet group that does not wait for dms-vpc-role",
    why="DMS looks the role up by name, so Terraform sees no reference: the first deployment fails, the second works.",
    remedy="Put the attachment of the role's policy into depends_on.",
    items=("D2#6",),
    examine=_check,
)
