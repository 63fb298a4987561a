"""A group whose instances have a volume with a key that Auto Scaling may not use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document, Resource
from ..finding import Severity
from ..keys import key_of, key_policy
from ..rule import Context, Hit, Rule

_LINKED_ROLE: Final = "AWSServiceRoleForAutoScaling"


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for group in document.of("aws_autoscaling_group"):
        for template in _templates(document, group):
            for ebs in template.blocks("block_device_mappings", "ebs"):
                key = key_of(document, ebs.get("kms_key_id"))
                if key and not _admitted(document, key):
                    yield Hit(group.address, f"a volume has {key.address}, which does not admit {_LINKED_ROLE}")


def _templates(document: Document, group: Resource) -> Iterator[Resource]:
    mixed = group.blocks("mixed_instances_policy", "launch_template", "launch_template_specification")
    for block in (*group.blocks("launch_template"), *mixed):
        for argument in ("id", "launch_template_id", "name", "launch_template_name"):
            if found := document.find(block.get(argument), "aws_launch_template"):
                yield found


def _admitted(document: Document, key: Resource) -> bool:
    policy = key_policy(document, key)
    if policy is None or document.attached("aws_kms_grant", "key_id", key):
        return True
    principals = (each for statement in policy if statement.allows("kms:CreateGrant") for each in statement.others)
    # The account's root does not pass a permission on to a linked role, whose policy nobody can change.
    return any(not each.endswith(":root") for each in principals)


RULE = Rule(
    id="key-refuses-autoscaling",
    severity=Severity.ERROR,
    title="a volume with a key that Auto Scaling may not use",
    why="Every instance ends as it starts, with Client.InternalError, and the group never gets its capacity.",
    remedy="Allow the role AWSServiceRoleForAutoScaling the use of the key, and kms:CreateGrant, in the key's policy.",
    examine=_check,
)
