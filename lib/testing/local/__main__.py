"""The commands of a local deploy, and what they show."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from ...app import readable_errors
from . import cdktf_cli
from .deployment import Deployment, Tell

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
console = Console()


def _deployment() -> Deployment:
    return Deployment(Path.cwd(), os.environ.get("ENVIRONMENT_SUFFIX") or "local")


@app.command()
def deploy() -> None:
    """Deploys the account's app and the environment's to an emulator on this machine."""
    with readable_errors():
        deployment = _deployment()
        with _shown("Deploying") as tell:
            emulator = deployment.deploy(tell)
        _show(deployment, emulator.endpoint)


@app.command()
def destroy() -> None:
    """Destroys both and stops the emulator."""
    with readable_errors():
        with _shown("Destroying") as tell:
            left = _deployment().destroy(tell)
        if left:
            console.print("[yellow]These were not made by the apps and went with the emulator:[/]", *left, sep="\n")
        console.print("[green]Nothing is left: the resources are destroyed and the emulator is stopped.[/]")


@contextmanager
def _shown(verb: str) -> Iterator[Tell]:
    """A line for each stack, with a bar once Terraform knows how much there is to do."""
    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[at]}")
    with Progress(*columns, TimeElapsedColumn(), console=console) as bars:
        tasks = {}

        def tell(stack: str, progress: cdktf_cli.Progress) -> None:
            if stack not in tasks:
                tasks[stack] = bars.add_task(f"{verb} {stack}", total=None, at="preparing")
            if progress.planned is not None:
                at = f"{progress.finished}/{progress.planned} {progress.resource}"
                bars.update(tasks[stack], total=progress.planned, completed=progress.finished, at=at)

        yield tell
        for task in tasks.values():
            done = bars.tasks[task].completed
            bars.update(task, total=max(done, 1), completed=max(done, 1), at=f"{done:.0f} resources")


def brief(text: str) -> str:
    """A text of several lines, such as a manifest, as how many they are."""
    lines = len(text.splitlines())
    return text if lines < 2 else f"({lines} lines)"


def _show(deployment: Deployment, endpoint: str) -> None:
    resources = deployment.resources()
    console.print(f"\n{resources.total()} resources of {len(resources)} types:")
    made = Table()
    made.add_column("type")
    made.add_column("count", justify="right")
    for kind, count in sorted(resources.items()):
        made.add_row(kind, str(count))
    console.print(made)

    console.print(f"\nOutputs, also in {deployment.flat_outputs.relative_to(Path.cwd())}:")
    given = Table()
    given.add_column("name")
    given.add_column("value", overflow="fold")
    for name, value in json.loads(deployment.flat_outputs.read_text(encoding="utf-8")).items():
        given.add_row(name, "\n".join(value) if isinstance(value, list) else brief(str(value)))
    console.print(given)

    look = (
        "AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing "
        f"aws --endpoint-url {endpoint} --region us-east-1 ec2 describe-vpcs"
    )
    console.print("This is an emulator: it shows that the provider and the API agree, not how AWS behaves.")
    console.print(f"Look around:  {look}", soft_wrap=True)
    console.print("Tear down:    make destroy-local")


if __name__ == "__main__":
    app()
