"""Findings as text, as JSON and as SARIF."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from ..errors import printable
from .finding import Finding, Severity

_SARIF_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding and where it was made.

    Attributes:
        file: The file; the folder where the finding is about no file.
        line: The line of the resource, from 1.
        finding: What was found.
    """

    file: str
    line: int
    finding: Finding


def counts(reported: Iterable[Reported]) -> dict[str, int]:
    """How many errors, warnings and acknowledged findings there are."""
    found = {"errors": 0, "warnings": 0, "acknowledged": 0}
    for each in reported:
        finding = each.finding
        found["acknowledged" if finding.acknowledged else f"{finding.severity.value}s"] += 1
    return found


def as_text(reported: Sequence[Reported]) -> str:
    """For the eye: a paragraph per finding and a line that counts them."""
    lines = [line for each in reported for line in paragraph(each.finding, f"{each.file}:{each.line}")]
    totals = ", ".join(_counted(number, name) for name, number in counts(reported).items() if number)
    return "\n".join([*lines, totals or "nothing found"])


def paragraph(finding: Finding, place: str = "") -> list[str]:
    """The lines that tell a finding: what, its rule and document items, why, and the remedy.

    Args:
        finding: The finding.
        place: Where it was made, such as ``cdk.tf.json:12``.
    """
    items = f" ({', '.join(finding.items)})" if finding.items else ""
    reason = [("reason", finding.acknowledged)] if finding.acknowledged else []
    details = (*reason, ("why", finding.why), ("remedy", finding.remedy))
    lines = [
        f"{'acknowledged' if finding.acknowledged else finding.severity.value}: {finding.address}: {finding.message}",
        f"    {finding.rule}{items}{f' in {place}' if place else ''}",
        *(f"    {label + ':':<8}{text}" for label, text in details),
    ]
    return [printable(line) for line in lines]


def as_json(reported: Sequence[Reported]) -> str:
    """For programs: every finding with rule, address, message, remedy and document items, and the counts."""
    findings = [
        {
            "rule": each.finding.rule,
            "severity": each.finding.severity.value,
            "address": each.finding.address,
            "message": each.finding.message,
            "why": each.finding.why,
            "remedy": each.finding.remedy,
            "items": list(each.finding.items),
            "acknowledged": each.finding.acknowledged or None,
            "file": each.file,
            "line": each.line,
        }
        for each in reported
    ]
    return json.dumps({"findings": findings, "summary": counts(reported)}, indent=2)


def as_sarif(reported: Sequence[Reported], version: str) -> str:
    """For code hosts: SARIF 2.1.0; acknowledged findings are suppressed results.

    Args:
        reported: The findings.
        version: The version of the library.
    """
    rules = {each.finding.rule: each.finding for each in reported}
    ids = list(rules)
    driver = {
        "name": "tap check",
        "version": version,
        "rules": [
            {
                "id": rule,
                "fullDescription": {"text": finding.why},
                "help": {"text": finding.remedy},
                "properties": {"items": list(finding.items)},
            }
            for rule, finding in rules.items()
        ],
    }
    results = [_sarif_result(each, ids.index(each.finding.rule)) for each in reported]
    log = {"version": "2.1.0", "$schema": _SARIF_SCHEMA, "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(log, indent=2)


def _sarif_result(each: Reported, index: int) -> dict[str, Any]:
    finding = each.finding
    location = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(each.file, errors="surrogateescape")},
            "region": {"startLine": each.line},
        },
        "logicalLocations": [{"fullyQualifiedName": printable(finding.address), "kind": "resource"}],
    }
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": "error" if finding.severity is Severity.ERROR else "warning",
        "message": {"text": printable(f"{finding.address}: {finding.message}. {finding.remedy}")},
        "locations": [location],
    }
    if finding.acknowledged:
        result["suppressions"] = [{"kind": "external", "justification": finding.acknowledged}]
    return result


def _counted(number: int, name: str) -> str:
    return f"{number} {name if number != 1 else name.removesuffix('s')}"
