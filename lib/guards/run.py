"""Runs rules over a document: a pure function of the document and the context."""

from __future__ import annotations

from collections.abc import Iterable

from .document import Document
from .finding import Finding
from .rule import Context, Rule
from .rules import RULES


def run(document: Document, context: Context, rules: Iterable[Rule] = RULES) -> tuple[Finding, ...]:
    """Everything that rules find in a document.

    Args:
        document: The configuration.
        context: Date, folder and what else is known.
        rules: The rules; all of them by default.

    Returns:
        The findings, each once, errors first and then by address.
    """
    found = {finding for rule in rules for finding in rule.check(document, context)}
    return tuple(sorted(found, key=lambda finding: finding.order))
