"""`tap check`: runs every guard over configurations and plans. It starts no Node."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from ..errors import TapError
from ..guards import acknowledgements, plan_gate, reading, report
from ..guards.document import Document
from ..guards.finding import Finding, Severity
from ..guards.rule import Context
from ..guards.run import run
from ..guards.values import numbers_of

CLEAN, FOUND, UNREADABLE = 0, 1, 2
_KEY: Final = re.compile(r'"([^"\n]*)":')


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


def check(
    paths: Annotated[list[Path], typer.Argument(help="A *.tf.json file, a plan in JSON, a stack folder or cdktf.out.")],
    form: Annotated[Format, typer.Option("--format", help="How findings are written.")] = Format.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Make warnings errors.")] = False,
    suffix: Annotated[str, typer.Option(help="The environment's suffix, which every name must carry.")] = "",
    terraform_version: Annotated[str, typer.Option(help="The Terraform that will be used, such as 1.11.4.")] = "",
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The date at which versions are judged.")
    ] = None,
    acknowledge: Annotated[
        Path | None, typer.Option(help=f"Accepted findings; {acknowledgements.FILE_NAME} when it is there.")
    ] = None,
) -> None:
    """Looks for mistakes in configurations and plans: exit 1 with errors, 2 when something cannot be read."""
    if terraform_version and not numbers_of(terraform_version):
        raise typer.BadParameter(
            f"{terraform_version!r} is no version such as 1.11.4", param_hint="--terraform-version"
        )
    today = day.date() if day else datetime.now(UTC).date()
    try:
        accepted = acknowledgements.find(acknowledge)
        sources = [source for path in paths for source in reading.read(path)]
        found = [each for source in sources for each in _reported(source, today, suffix, terraform_version)]
    except TapError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNREADABLE) from error
    unused = acknowledgements.unused([each.finding for each in found], accepted)
    where = str(acknowledge or acknowledgements.FILE_NAME)
    found = [replace(each, finding=acknowledgements.acknowledge([each.finding], accepted)[0]) for each in found]
    found += [report.Reported(where, 1, finding) for finding in unused]
    if strict:
        found = [replace(each, finding=replace(each.finding, severity=Severity.ERROR)) for each in found]
    typer.echo(_written(found, form))
    raise typer.Exit(FOUND if report.counts(found)["errors"] else CLEAN)


def _reported(source: reading.Source, today: date, suffix: str, terraform: str) -> Iterator[report.Reported]:
    try:
        found = _findings(source, Context(today, source.root, suffix, terraform))
    except RecursionError as error:
        raise reading.too_deep(source.path) from error
    keys = {path.as_posix(): _lines_of_keys(text) for path, text in source.texts.items()} if found else {}
    for finding in found:
        file, line = _place(keys, finding.address)
        yield report.Reported(file, line, finding)


def _findings(source: reading.Source, context: Context) -> tuple[Finding, ...]:
    if source.root is None:
        return tuple(finding for tree in source.trees for finding in plan_gate.gate(tree))
    return run(Document(*source.trees), context)


def _lines_of_keys(text: str) -> dict[str, int]:
    """The line in which each key is first."""
    lines: dict[str, int] = {}
    line, passed = 1, 0
    for key in _KEY.finditer(text):
        line += text.count("\n", passed, key.start())
        passed = key.start()
        lines.setdefault(key[1], line)
    return lines


def _place(keys: Mapping[str, Mapping[str, int]], address: str) -> tuple[str, int]:
    """The file and line in which the last name of an address is a key; the first file's beginning otherwise."""
    name = address.rsplit(".", 1)[-1]
    return next(((file, lines[name]) for file, lines in keys.items() if name in lines), (next(iter(keys)), 1))


def _written(found: list[report.Reported], form: Format) -> str:
    if form is Format.SARIF:
        from .. import __version__

        return report.as_sarif(found, __version__)
    return report.as_json(found) if form is Format.JSON else report.as_text(found)
