"""Reads what is to be checked: a file, a stack's folder, or the folder that a synthesis made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..errors import ConfigurationError, Problem
from ..text_files import read_text
from .plan_gate import is_plan

PATTERN: Final = "*.tf.json"
_SECTIONS: Final = frozenset({
    "//", "check", "data", "ephemeral", "import", "locals", "module", "moved", "output", "provider", "removed",
    "resource", "terraform", "variable",
})  # fmt: skip
_EXPECTED: Final = "a Terraform configuration in JSON (cdk.tf.json) or a plan from `terraform show -json`"


@dataclass(frozen=True, slots=True)
class Source:
    """What is checked together: a plan, or all files of one root module.

    Attributes:
        path: Where it was found.
        trees: The parsed content of its files.
        root: The folder in which Terraform runs; None for a plan.
        texts: The text of each file, by its path.
    """

    path: Path
    trees: tuple[Mapping[str, Any], ...]
    root: Path | None
    texts: Mapping[Path, str]


def read(path: Path) -> tuple[Source, ...]:
    """Everything to check under a path.

    Args:
        path: A file, a folder with ``*.tf.json`` files, or one with such folders in its ``stacks``.

    Returns:
        A source per plan or root module.

    Raises:
        ConfigurationError: There is nothing, or it cannot be read.
    """
    try:
        if not path.is_dir():
            return (_source(path, (path,)),)
        folders = [folder for folder in _folders(path) if any(folder.glob(PATTERN))]
        if folders:
            return tuple(_source(folder, tuple(sorted(folder.glob(PATTERN)))) for folder in folders)
    except OSError as error:
        raise _refused(path, "cannot be read", got=error.strerror or str(error)) from error
    raise _refused(path, "has nothing to check", remedy="Run `cdktf synth`, and give the folder cdktf.out.")


def _folders(path: Path) -> Iterator[Path]:
    yield path
    for stacks in (path / "stacks", path):
        if stacks.name == "stacks" and stacks.is_dir():
            yield from sorted(folder for folder in stacks.iterdir() if folder.is_dir())


def _source(path: Path, files: tuple[Path, ...]) -> Source:
    texts = {file: _text(file) for file in files}
    trees = tuple(_tree(file, text) for file, text in texts.items())
    plan = any(map(is_plan, trees))
    return Source(path, trees, None if plan else files[0].parent, texts)


def _text(path: Path) -> str:
    try:
        # What a shell hands over as a file, as in `tap check <(terraform show -json my.plan)`.
        return read_text(path, pipe=path.is_relative_to("/dev"))
    except UnicodeDecodeError as error:
        raise _refused(path, "is no text", got=str(error)) from error


def _tree(path: Path, text: str) -> Mapping[str, Any]:
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused(path, "is no JSON", got=str(error)) from error
    if is_plan(tree):
        if not isinstance(tree["resource_changes"], list):
            raise _refused(path, "is a broken plan", got="resource_changes is no list")
        return dict(tree)
    if not isinstance(tree, dict):
        raise _refused(path, "is no configuration", got=f"JSON with a {type(tree).__name__} at its top")
    foreign = sorted(set(tree) - _SECTIONS)
    if foreign or not tree:
        got = f"the keys {', '.join(map(repr, foreign[:5]))}" if foreign else "an empty object"
        raise _refused(path, "is no configuration", got=got)
    return tree


def too_deep(path: Path) -> ConfigurationError:
    """What is said of a configuration that can be read, and not be looked through."""
    return _refused(path, "is nested too deeply")


def _refused(path: Path, what: str, *, got: str = "", remedy: str = "") -> ConfigurationError:
    return ConfigurationError([Problem(str(path), what, got=got, expected=_EXPECTED, remedy=remedy)])
