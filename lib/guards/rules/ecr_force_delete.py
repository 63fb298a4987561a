"""A repository that is deleted with its images."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import is_true


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for repository in document.of("aws_ecr_repository"):
        if is_true(repository.get("force_delete")):
            yield Hit(repository.address, "force_delete is set")


RULE = Rule(
    id="ecr-force-delete",
    severity=Severity.WARNING,
    title="a repository that is deleted with its images",
    why="A renamed repository is replaced, and every image that runs somewhere is gone.",
    remedy="Leave force_delete out where images matter.",
    examine=_check,
)
