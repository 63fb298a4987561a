"""Lists what AWS has of an environment and its state does not.

Source: docs/recovery.md, which says what to do about it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import TapError
from ..failover.aws import Boto
from ..naming import Names
from .finding import find_orphans, read_state

FOUND, UNREADABLE = 1, 2

app = typer.Typer(add_completion=False, help=__doc__)


@app.command()
def orphans(
    state: Annotated[Path, typer.Argument(help="What `terraform state pull` printed.")],
    suffix: Annotated[str, typer.Option(help="The environment's suffix.")],
    region: Annotated[list[str], typer.Option(help="A region of the environment; once for each.")],
    project: Annotated[str, typer.Option(help="The project's name.")] = "tap",
) -> None:
    """Lists what AWS has of an environment and its state does not: exit 1 with any, 2 when it cannot be told."""
    try:
        known = read_state(state)
        found = find_orphans(Boto(), known, Names(project, suffix), region)
    except TapError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNREADABLE) from error
    for orphan in found:
        typer.echo(str(orphan))
    if found:
        typer.echo(f"{len(found)} not in the state. What to do: docs/recovery.md", err=True)
        raise typer.Exit(FOUND)
    typer.echo(f"Nothing of {suffix} that its state does not have.")


if __name__ == "__main__":
    app()
