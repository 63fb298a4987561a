"""`tap diagram`: draws the architecture of a synthesized stack. It starts no Node."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final

import typer

from ..diagram.model import architecture_of
from ..errors import Problem, TapError
from ..guards import reading
from ..guards.document import Document
from ..guards.values import blocks
from ..model import refuse

FAILED: Final = 2


def diagram(
    path: Annotated[Path, typer.Argument(help="A stack's folder, its cdk.tf.json, or a cdktf.out of one stack.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The SVG to write; named as the stack by default.")
    ] = None,
) -> None:
    """Draws the architecture of a stack as SVG: exit 2 when it cannot be read or drawn."""
    try:
        source = _only(path)
        name = _name(source)
        written = output or Path(f"{_file_name(name)}.svg")
        written.write_text(draw(source, name), encoding="utf-8")
    except TapError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(FAILED) from error
    except OSError as error:
        problem = Problem(str(written), "cannot be written", got=error.strerror or str(error))
        typer.echo(str(problem), err=True)
        raise typer.Exit(FAILED) from error
    typer.echo(f"wrote {written}")


def draw(source: reading.Source, name: str) -> str:
    """The picture of a stack, as SVG.

    Args:
        source: The stack.
        name: Its name.

    Raises:
        ConfigurationError: What draws is not installed, or the stack is nested too deeply.
    """
    try:
        from ..diagram.drawing import svg
    except ImportError as error:
        raise refuse(
            f"cannot draw: the package {error.name} is not installed",
            expected="the packages of the extra `diagram`",
            remedy="pip install 'tap-constructs[diagram]'",
            where="tap diagram",
        ) from error
    try:
        return svg(architecture_of(Document(*source.trees), name))
    except RecursionError as error:
        raise reading.too_deep(source.path) from error


def _only(path: Path) -> reading.Source:
    found = reading.read(path)
    if len(found) > 1:
        raise refuse(
            "holds several stacks",
            got=len(found),
            expected="one",
            remedy=f"give the folder of one, such as {found[0].path.as_posix()}",
            where=str(path),
        )
    if found[0].root is None:
        raise refuse(
            "is a plan",
            expected="a Terraform configuration in JSON (cdk.tf.json)",
            remedy="run `cdktf synth`, and give the stack's folder",
            where=str(path),
        )
    return found[0]


def _file_name(name: str) -> str:
    """The name without what would lead to another folder."""
    return re.sub(r"[^\w.-]+", "-", name).strip(".-")[:60] or "stack"


def _name(source: reading.Source) -> str:
    """The name that the synthesis noted, else that of the folder."""
    for tree in source.trees:
        for note in blocks(tree.get("//")):
            for metadata in blocks(note.get("metadata")):
                if isinstance(metadata.get("stackName"), str):
                    return str(metadata["stackName"])
    return source.root.resolve().name if source.root else source.path.stem
