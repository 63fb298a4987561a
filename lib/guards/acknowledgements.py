"""Findings that someone accepted, with the reason: `.tap-acknowledgements.toml`.

[[acknowledge]]
rule = "ecr-force-delete"
resource = "aws_ecr_repository.*"
reason = "Images are rebuilt from tags at every release."
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from ..errors import ConfigurationError, Problem
from ..text_files import leads_nowhere, read_toml
from . import plan_gate
from .finding import Finding, Severity
from .rules import RULES

FILE_NAME: Final = ".tap-acknowledgements.toml"
UNUSED: Final = "acknowledgement-unused"
_KEYS: Final = ("rule", "resource", "reason")


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One rule accepted for some resources.

    Attributes:
        rule: The rule's id.
        resource: The address; a star stands for any characters.
        reason: Why it is accepted.
    """

    rule: str
    resource: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        """Whether it speaks of a finding."""
        # The other wildcards of fnmatch stand for themselves; unlike `.*` it takes any number of stars in little time.
        pattern = re.sub(r"[?\[]", r"[\g<0>]", self.resource)
        return self.rule == finding.rule and fnmatchcase(finding.address, pattern)


def find(given: Path | None = None) -> tuple[Acknowledgement, ...]:
    """What is accepted here.

    Args:
        given: The file; by default the one of the usual name in the current folder, if it is there.

    Raises:
        ConfigurationError: See `load`.
    """
    path = given or Path(FILE_NAME)
    if given is None and not path.exists() and not leads_nowhere(path):
        return ()
    return load(path, [*(rule.id for rule in RULES), *plan_gate.IDS])


def load(path: Path, rules: Iterable[str]) -> tuple[Acknowledgement, ...]:
    """Reads a file of acknowledgements.

    Args:
        path: The file.
        rules: The ids that may be acknowledged.

    Returns:
        The acknowledgements, as they stand there.

    Raises:
        ConfigurationError: The file cannot be read, names an unknown rule or gives no reason.
    """
    where = str(path)
    try:
        content = read_toml(path)
    except (OSError, ValueError) as error:
        problem = Problem(where, "cannot be read", got=str(error), expected="a TOML file of [[acknowledge]] tables")
        raise ConfigurationError([problem]) from error
    entries = content.pop("acknowledge", [])
    problems = [Problem(where, f"unknown key {key!r}", expected="[[acknowledge]] tables") for key in content]
    if not isinstance(entries, list):
        entries, problems = [], [Problem(where, "acknowledge is no list", expected="[[acknowledge]] tables")]
    known = frozenset(rules)
    for number, entry in enumerate(entries, start=1):
        problems.extend(_problems(f"{where}, acknowledgement {number}", entry, known))
    if problems:
        raise ConfigurationError(problems)
    return tuple(Acknowledgement(*(entry[key].strip() for key in _KEYS)) for entry in entries)


def acknowledge(findings: Iterable[Finding], accepted: Iterable[Acknowledgement]) -> tuple[Finding, ...]:
    """Marks the findings that are accepted.

    Args:
        findings: What rules found.
        accepted: What is accepted.

    Returns:
        The same findings, those that are accepted with their reason.
    """
    known = tuple(accepted)
    return tuple(
        replace(finding, acknowledged=next((each.reason for each in known if each.covers(finding)), ""))
        for finding in findings
    )


def unused(findings: Iterable[Finding], accepted: Iterable[Acknowledgement]) -> tuple[Finding, ...]:
    """A warning for each acknowledgement that speaks of none of the findings."""
    found = tuple(findings)
    return tuple(
        Finding(
            rule=UNUSED,
            severity=Severity.WARNING,
            address=each.resource,
            message=f"nothing to acknowledge for {each.rule}",
            why="It would hide the next finding that it happens to cover.",
            remedy="Remove it.",
        )
        for each in accepted
        if not any(each.covers(finding) for finding in found)
    )


def _problems(where: str, entry: object, rules: frozenset[str]) -> Iterator[Problem]:
    if not isinstance(entry, dict):
        yield Problem(where, "is no table", got=str(entry), expected="a table with rule, resource and reason")
        return
    for key in sorted(set(entry) - set(_KEYS)):
        yield Problem(where, f"unknown key {key!r}", expected="rule, resource and reason")
    for key in _KEYS:
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip():
            got = "" if value is None else repr(value)
            yield Problem(where, f"has no {key}", got=got, expected="a text", remedy=f'Write {key} = "...".')
    rule = entry.get("rule")
    if isinstance(rule, str) and rule.strip() and rule.strip() not in rules:
        yield Problem(where, "names a rule that does not exist", got=rule, expected="an id that `tap check` shows")
