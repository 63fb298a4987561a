"""The command line, `tap`. Deploying is the cdktf CLI's and Terraform's."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Annotated

import typer

from . import __version__
from .commands.check import check
from .commands.corrections import corrections
from .commands.diagram import diagram
from .commands.new import new

app = typer.Typer(
    add_completion=False, help="Tools around stacks of tap-constructs. To deploy one, use cdktf or terraform."
)


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,
) -> None:
    """Shows the version, or what there is to do."""
    # Names in what is checked may have characters that the terminal's encoding has not.
    with suppress(AttributeError):
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # what a program put there
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command()(check)
app.command()(corrections)
app.command()(diagram)
app.command()(new)
