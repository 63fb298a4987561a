"""A package of a function that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import literal

_HASHED: Final = re.compile(r"\$\{\s*(?:filebase64sha256|filesha256|filemd5)\(\s*\"([^\"$]+)\"\s*\)\s*\}")


def _check(document: Document, context: Context) -> Iterator[Hit]:
    if context.root is None:
        return
    made = {
        str(archive.get("output_path")) for archive in (*document.of("data.archive_file"), *document.of("archive_file"))
    }
    for resource in document.of("aws_lambda_function", "aws_lambda_layer_version"):
        hashed = _HASHED.fullmatch(str(resource.get("source_code_hash")))
        for path in sorted({str(resource.get("filename") or ""), hashed[1] if hashed else ""}):
            relative = path.replace("${path.module}/", "").replace("${path.root}/", "")
            if literal(relative) and path not in made and not _exists(context.root / relative):
                yield Hit(resource.address, f"the package {relative} is not there")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


RULE = Rule(
    id="lambda-package-missing",
    severity=Severity.ERROR,
    title="a package of a function that is not there",
    why="validate fails where its hash is asked for, apply where it is not.",
    remedy="Use TerraformAsset with an absolute path and AssetType.ARCHIVE, or build the package first.",
    items=("D2#5",),
    examine=_check,
)
