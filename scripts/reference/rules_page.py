"""`docs/rules.md`: every rule of the guards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lib.guards.catalogue import ITEMS
from lib.guards.finding import Severity
from lib.guards.rule import Rule
from lib.guards.rules import RULES

from .corrections_page import anchor
from .markdown import code, page, prose, table

PATH: Final = "docs/rules.md"

_HEADINGS: Final = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings"}


def rules_page() -> str:
    """The page."""
    return page(
        "# Rules",
        f"What `tap check`, synthesis and tests look for: {len(RULES)} rules. How they run, and how a finding is "
        "accepted: [Guards](guards.md).",
        *(part for severity, heading in _HEADINGS.items() for part in _section(severity, heading)),
    )


def _section(severity: Severity, heading: str) -> Iterator[str]:
    yield f"## {heading}"
    yield table(
        ("Rule", "Finds", "What comes of it", "What to do", "Corrections"),
        (_row(rule) for rule in sorted(RULES, key=lambda rule: rule.id) if rule.severity is severity),
    )


def _row(rule: Rule) -> tuple[str, ...]:
    titles = {item.id: item.title for item in ITEMS}
    links = [f"[{one}](corrections.md#{anchor(f'{one}: {titles[one]}')})" for one in rule.items]
    return code(rule.id), rule.title, prose(rule.why), prose(rule.remedy), ", ".join(links)
