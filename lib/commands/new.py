"""`tap new`: a project of its own on this library."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from pydantic import TypeAdapter, ValidationError

from ..app import readable_errors
from ..config.scalars import Project
from ..errors import ConfigurationError
from ..model import problems_of, refuse
from .project_template import project_files


def new(
    name: Annotated[str, typer.Argument(help="What is deployed: the folder's name, and the first part of all names.")],
) -> None:
    """Makes a project: a stack on this library with settings, tests and a workflow for pull requests."""
    with readable_errors():
        files = project_files(_checked(name), str(uuid4()))
        _write(Path(name), files)
    typer.echo(f"{name}: {len(files)} files. What to do with them: {name}/README.md")


def _checked(name: str) -> str:
    try:
        TypeAdapter(Project).validate_python(name)
    except ValidationError as error:
        raise ConfigurationError(problems_of(error, "NAME")) from error
    return name


def _write(target: Path, files: dict[str, str]) -> None:
    """Writes all files or none: beside the target first, and moved there when they are complete."""
    try:
        if target.is_symlink() or (target.exists() and not _is_empty_folder(target)):
            raise refuse(
                "is there already, and is not written over",
                got="a folder with files in it" if target.is_dir() else "a file",
                expected="no such folder, or an empty one",
                remedy="choose another name, or move it away",
                where=str(target),
            )
        with tempfile.TemporaryDirectory(prefix=".tap-new-", dir=target.absolute().parent) as temporary:
            made = Path(temporary) / target.name
            for path, text in files.items():
                file = made / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            os.replace(made, target)  # noqa: PTH105  # an empty folder gives way to it, a full one never
    except OSError as error:
        raise refuse(
            "cannot be written",
            got=error.strerror or str(error),
            expected="a folder that files can be written to",
            remedy="run it where you may write",
            where=str(target),
        ) from error


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())
