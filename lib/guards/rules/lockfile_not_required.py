"""The S3 backend's own lock without asking for a Terraform that knows it."""

from __future__ import annotations

from collections.abc import Iterator

from ...aws_facts import LOCKFILE_SINCE
from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import is_true, numbers_of
from ..versions import excludes_from, lowest_admitted


def _check(document: Document, context: Context) -> Iterator[Hit]:
    constraint = document.required_version
    admitted = numbers_of(context.terraform_version) or lowest_admitted(constraint)
    told = admitted >= LOCKFILE_SINCE or context.terraform_version or excludes_from(constraint, LOCKFILE_SINCE)
    for backend in document.backends:
        if backend.kind == "s3" and is_true(backend.get("use_lockfile")) and not told:
            yield Hit(backend.address, f"use_lockfile, and required_version is {constraint or 'not set'}")


RULE = Rule(
    id="lockfile-not-required",
    severity=Severity.WARNING,
    title="use_lockfile without a required_version that knows it",
    why="Who has an older Terraform reads `Extraneous JSON object property` in place of what is needed.",
    remedy='Set required_version to ">= 1.10".',
    items=("D3#2",),
    examine=_check,
)
