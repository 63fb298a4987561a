"""`tap corrections`: what is true of a documented correction, in the terminal."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from ..errors import Problem
from ..guards.catalogue import ITEMS, Item, Verdict, find, nearest, rules_of

UNKNOWN: Final = 2

_STYLES: Final = {
    Verdict.HOLDS: "green",
    Verdict.AMENDED: "yellow",
    Verdict.REFUTED: "red",
    Verdict.NOT_API: "dim",
}


class Format(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"


def corrections(
    item_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="Such as D1#6; all of them by default.")] = None,
    form: Annotated[Format, typer.Option("--format", help="Text to read, or JSON.")] = Format.TEXT,
) -> None:
    """Explains a documented correction: the claim, what is true of it, what to write."""
    chosen = ITEMS if item_id is None else _chosen(item_id)
    if form is Format.JSON:
        typer.echo(json.dumps([as_json(item) for item in chosen], indent=2))
    elif item_id is None:
        _list(chosen)
    else:
        _explain(chosen[0])


def as_json(item: Item) -> dict[str, Any]:
    """An entry as JSON knows it."""
    return {
        "id": item.id,
        "document": item.document.title,
        "title": item.title,
        "claim": item.claim,
        "verdict": str(item.verdict),
        "evidence": item.evidence,
        "rule": item.rule,
        "library": item.library,
        "enforced_by": list(item.enforced_by),
        "rules": list(rules_of(item.id)),
        "seen_by": str(item.seen_by),
        "source": item.source,
        "tests": list(item.tests),
    }


def _chosen(item_id: str) -> tuple[Item, ...]:
    item = find(item_id)
    if item is None:
        problem = Problem(
            "tap corrections",
            "there is no correction of that id",
            got=item_id,
            expected=f"an id such as {', '.join(nearest(item_id))}",
            remedy="tap corrections lists all of them",
        )
        typer.echo(str(problem), err=True)
        raise typer.Exit(UNKNOWN)
    return (item,)


def _list(items: tuple[Item, ...]) -> None:
    table = Table("id", "about", "verdict", "first seen by", box=None, pad_edge=False)
    for item in items:
        verdict = Text(str(item.verdict), _STYLES[item.verdict])
        table.add_row(Text(item.id, "bold"), Text(item.title), verdict, Text(str(item.seen_by)))
    Console().print(table)


def _explain(item: Item) -> None:
    console = Console()
    heading = Text.assemble((f"{item.id}  ", "bold"), (item.title, "bold"), "  ", (item.verdict, _STYLES[item.verdict]))
    console.print(heading)
    console.print(Text(f"{item.document.title} ({item.document.key})", "dim"))
    parts = {
        "Claim": item.claim,
        "Evidence": item.evidence,
        "Write": item.rule,
        "Library": item.library,
        "Enforced by": "; ".join(item.enforced_by),
        "Rules": ", ".join(f"`{rule}`" for rule in rules_of(item.id)),
        "First seen by": str(item.seen_by),
        "Source": item.source,
        "Tests": "\n".join(f"- `{test}`" for test in item.tests),
    }
    for label, text in parts.items():
        if text:
            console.print(Text(f"\n{label}", "bold"))
            console.print(Markdown(text))
