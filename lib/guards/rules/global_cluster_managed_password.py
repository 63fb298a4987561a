"""A master password that RDS manages, on a member of a global database."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..global_databases import members_of_global_databases
from ..rule import Context, Hit, Rule
from ..values import is_true


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for cluster in members_of_global_databases(document):
        if is_true(cluster.get("manage_master_user_password")):
            yield Hit(cluster.address, "manage_master_user_password is set on a member of a global database")


RULE = Rule(
    id="global-cluster-managed-password",
    severity=Severity.ERROR,
    title="a managed master password on a member of a global database",
    why="RDS does not manage master passwords of global databases; the plan does not see it.",
    remedy="Use master_password_wo with a secret of your own.",
    items=("D1#5", "D4#6"),
    examine=_check,
)
