"""The S3 backend's own lock with a Terraform that does not know it."""

from __future__ import annotations

from collections.abc import Iterator

from ...aws_facts import LOCKFILE_SINCE
from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import is_true, numbers_of
from ..versions import excludes_from


def _check(document: Document, context: Context) -> Iterator[Hit]:
    given = numbers_of(context.terraform_version)
    for backend in document.backends:
        if backend.kind != "s3" or not is_true(backend.get("use_lockfile")):
            continue
        if given and given < LOCKFILE_SINCE:
            yield Hit(backend.address, f"use_lockfile with Terraform {context.terraform_version}")
        elif not given and excludes_from(document.required_version, LOCKFILE_SINCE):
            yield Hit(backend.address, f"use_lockfile with required_version {document.required_version!r}")


RULE = Rule(
    id="lockfile-unknown",
    severity=Severity.ERROR,
    title="use_lockfile with a Terraform that does not know it",
    why="Before 1.10 init fails on it with `Extraneous JSON object property`.",
    remedy="Use Terraform 1.10 or later, or lock with dynamodb_table.",
    items=("D3#2",),
    examine=_check,
)
