"""Moves an environment's database to its other region and back, and shows how the environment stands.

Source: docs/failover.md, which says when to do which.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from ..app import readable_errors
from ..errors import ConfigurationError, Problem, TapError
from . import data, database, dns
from .aws import Aws, AwsError, Boto
from .deployment import Deployment, read_deployment

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)

Outputs = Annotated[
    Path, typer.Option(help="What cdktf deploy --outputs-file wrote, or the flat table that is made of it.")
]
To = Annotated[str, typer.Option(help="The region that is to write, such as us-west-2.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def _finite(minutes: float) -> float:
    if not math.isfinite(minutes):
        raise typer.BadParameter(f"{minutes} is no time that passes")
    return minutes


Minutes = Annotated[float, typer.Option(min=0, callback=_finite, help="How long to wait, in minutes.")]

DEFAULT_OUTPUTS = Path("cfn-outputs/flat-outputs.json")


@app.command()
def status(outputs: Outputs = DEFAULT_OUTPUTS) -> None:
    """Shows who writes, how far the others are behind, where Route 53 leads, and what each region has."""
    with readable_errors():
        aws, deployment = Boto(), read_deployment(outputs)
        _show(aws, deployment)


@app.command()
def switchover(to: To, outputs: Outputs = DEFAULT_OUTPUTS, yes: Yes = False, wait_minutes: Minutes = 30) -> None:
    """Has the other region write, without loss: for a healthy database, and for the way back."""
    with readable_errors():
        aws, deployment = Boto(), read_deployment(outputs)
        found, target = _target(aws, deployment, to)
        if _writes_already(found, target):
            return
        started = time.monotonic()
        if not _is_under_way(found, target):
            _refuse(list(database.switchover_problems(aws, found, target)))
            _tell_lag(aws, target)
            _ask(f"{to} is to write to {found.identifier}; writes fail for a short while. Go on?", yes=yes)
            database.switch_over(aws, found, target)
        now = database.wait_until_it_writes(aws, found, target, wait_minutes, typer.echo, all_of_it=True)
        _tell_of_the_new_writer(now, to, started)
        _show(aws, deployment, now)


@app.command()
def failover(
    to: To,
    allow_data_loss: Annotated[
        bool, typer.Option("--allow-data-loss", help="Needed: what has not reached the region is lost.")
    ] = False,
    outputs: Outputs = DEFAULT_OUTPUTS,
    yes: Yes = False,
    wait_minutes: Minutes = 30,
) -> None:
    """Has the other region write because the one that does is lost; the last writes may be lost with it."""
    with readable_errors():
        if not allow_data_loss:
            _refuse([_loss_not_allowed()])
        aws, deployment = Boto(), read_deployment(outputs)
        found, target = _target(aws, deployment, to)
        if _writes_already(found, target):
            return
        started = time.monotonic()
        if not _is_under_way(found, target):
            _refuse(list(database.failover_problems(aws, target)))
            _warn_of_a_healthy_writer(aws, found)
            _tell_lag(aws, target)
            _ask(f"{to} is to write to {found.identifier}, and what has not reached it is lost. Go on?", yes=yes)
            database.fail_over(aws, found, target)
        now = database.wait_until_it_writes(aws, found, target, wait_minutes, typer.echo, all_of_it=False)
        _tell_of_the_new_writer(now, to, started)
        _show(aws, deployment, now)


def _target(aws: Aws, deployment: Deployment, to: str) -> tuple[database.GlobalDatabase, database.Member]:
    if to not in deployment.regions:
        raise ConfigurationError(
            [Problem("--to", "is no region of this environment", to, f"one of {', '.join(deployment.regions)}")]
        )
    found = database.look(aws, deployment, first=to)
    if found is None:
        raise TapError("the environment has no database over two regions: there is nothing to move")
    return found, found.member_in(to)


def _writes_already(found: database.GlobalDatabase, target: database.Member) -> bool:
    done = target.is_writer and not found.moving
    if done:
        typer.echo(f"{target.region} writes to {found.identifier} already: nothing to do")
    return done


def _is_under_way(found: database.GlobalDatabase, target: database.Member) -> bool:
    if not found.moving:
        return False
    if found.moving_to != target.arn:
        raise TapError(f"{found.identifier} is on its way elsewhere ({found.moving}): {found.moving_to}")
    typer.echo(f"{target.region} is on its way to write ({found.moving}): waiting")
    return True


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ConfigurationError(problems)


def _loss_not_allowed() -> Problem:
    return Problem(
        "--allow-data-loss",
        "a failover loses what has not reached the other region",
        remedy="give --allow-data-loss if the region that writes is lost; switch over if it is well",
    )


def _ask(question: str, *, yes: bool) -> None:
    if not yes:
        typer.confirm(question, abort=True)


def _tell_lag(aws: Aws, target: database.Member) -> None:
    typer.echo(f"{target.region} is behind by {_lag(aws, target)}")


def _lag(aws: Aws, member: database.Member) -> str:
    try:
        found = database.lag_milliseconds(aws, member)
    except AwsError as error:
        return f"a lag that is not known ({error})"
    return "a lag that is not known" if found is None else f"{found:.0f} ms"


def _warn_of_a_healthy_writer(aws: Aws, found: database.GlobalDatabase) -> None:
    writer = found.writer
    if writer is None:
        return
    try:
        cluster = database.look_at_cluster(aws, writer)
    except AwsError as error:
        typer.echo(f"{writer.region} does not answer: {error}")
        return
    typer.echo(f"{writer.region} answers, its cluster is {cluster.status}: a switchover would lose nothing")


def _tell_of_the_new_writer(now: database.GlobalDatabase, to: str, started: float) -> None:
    typer.echo(f"{to} writes to {now.identifier} after {time.monotonic() - started:.0f} s\n")


def _show(aws: Aws, deployment: Deployment, found: database.GlobalDatabase | None = None) -> None:
    for title, lines in (
        ("Database", _database_lines(aws, deployment, found)),
        ("DNS", _dns_lines(aws, deployment)),
        *((f"Data in {region}", data.data_lines(aws, deployment, region)) for region in deployment.regions),
    ):
        typer.echo(title)
        for line in lines:
            typer.echo(f"  {line}")


def _database_lines(aws: Aws, deployment: Deployment, found: database.GlobalDatabase | None) -> Iterator[str]:
    try:
        found = found or database.look(aws, deployment, first=deployment.secondary_aws_region)
    except AwsError as error:
        yield f"not to be read: {error}"
        return
    if found is None:
        yield "none over two regions"
        return
    moving = f", {found.moving} to {found.moving_to}" if found.moving else ""
    yield f"{found.identifier}: {found.status}{moving}"
    yield f"written at {found.endpoint}"
    for member in found.members:
        role = "writes" if member.is_writer else f"follows, behind by {_lag(aws, member)}"
        yield f"{member.region}: {role}; {_cluster(aws, member)}"


def _cluster(aws: Aws, member: database.Member) -> str:
    try:
        cluster = database.look_at_cluster(aws, member)
    except AwsError as error:
        return f"does not answer: {error}"
    parts = [cluster.status, f"version {cluster.version}", f"instances: {cluster.instances}", member.synchronization]
    return ", ".join(filter(None, parts))


def _dns_lines(aws: Aws, deployment: Deployment) -> Iterator[str]:
    try:
        found = dns.answer(aws, deployment)
    except AwsError as error:
        yield f"not to be read: {error}"
        return
    if found is None:
        yield "no name that fails over"
        return
    for record in found.records:
        reasons = f" ({'; '.join(record.reasons)})" if record.reasons else ""
        yield f"{record.role or record.identifier}: {record.where} is {record.health}{reasons}"
    answers = " or ".join(record.where for record in found.given)
    yield f"{found.name} leads to {answers or 'a region that cannot be told from here: ask a resolver'}"


if __name__ == "__main__":
    app()
