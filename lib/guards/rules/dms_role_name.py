"""A role of DMS under another name than the one DMS looks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...aws_facts import DMS_ROLE_NAMES
from ..document import Document, Resource
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import has_token

# What only the roles with the fixed names need.
_POLICIES: Final = {
    "AmazonDMSVPCManagementRole": "dms-vpc-role",
    "AmazonDMSCloudWatchLogsRole": "dms-cloudwatch-logs-role",
    "AmazonDMSRedshiftS3Role": "dms-access-for-endpoint",
}


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for role in document.of("aws_iam_role"):
        names = (document.resolve(role.get("name")), role.get("name_prefix"))
        name = next((given for given in names if isinstance(given, str) and given), "")
        wanted = next((fixed for fixed in DMS_ROLE_NAMES if fixed in name), "") or _by_policy(document, role)
        if wanted and name != wanted and not (has_token(name) and wanted not in name):
            yield Hit(role.address, f"the role is named {name or 'by Terraform'}; DMS looks for {wanted}")


def _by_policy(document: Document, role: Resource) -> str:
    for attachment in document.attached("aws_iam_role_policy_attachment", "role", role):
        policy = str(attachment.get("policy_arn")).rsplit("/", 1)[-1]
        if policy in _POLICIES:
            return _POLICIES[policy]
    return ""


RULE = Rule(
    id="dms-role-name",
    severity=Severity.ERROR,
    title="a fixed-name role of DMS renamed",
    why="DMS finds its roles by name: with a suffix `dms-vpc-role is not configured properly` ends the deployment.",
    remedy="Create the role once per account under exactly that name.",
    items=("D2#6",),
    examine=_check,
)
