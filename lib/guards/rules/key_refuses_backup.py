"""A backup vault whose key nobody may use who makes backups."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..keys import key_of, key_policy
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for vault in document.of("aws_backup_vault"):
        key = key_of(document, vault.get("kms_key_arn"))
        policy = key_policy(document, key) if key else None
        # Backups are made with a role: it is admitted by name, or by IAM where the account is admitted.
        users = [each for each in policy or () if each.others or each.admits("backup.amazonaws.com")]
        if policy is not None and not any(each.allows("kms:GenerateDataKey") for each in users):
            yield Hit(vault.address, "its key admits neither the account nor backup.amazonaws.com")


RULE = Rule(
    id="key-refuses-backup",
    severity=Severity.ERROR,
    title="a backup vault whose key admits nobody who makes backups",
    why="The vault is created, and every backup job fails.",
    remedy="Admit the account's root, or the role that makes the backups, in the key's policy.",
    examine=_check,
)
