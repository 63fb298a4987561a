"""Rules over the states of other alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

# Source: Amazon CloudWatch API reference, "PutCompositeAlarm" (AlarmRule). Checked 2026-11-22.
MOST_CHILDREN: Final = 100
MOST_ELEMENTS: Final = 500
LONGEST: Final = 10_240


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """A rule over the states of other alarms.

    Attributes:
        text: The rule, as CloudWatch takes it.
        length: How many characters it has once names stand in place of expressions.
        children: The names of the alarms in it.
        elements: How many alarms and parentheses it has.
    """

    text: str
    length: int
    children: frozenset[str]
    elements: int


def is_on(name: str, reference: str) -> AlarmRule:
    """The rule that an alarm is in alarm.

    Args:
        name: Its name.
        reference: The same as an expression, for which Terraform waits.
    """
    return AlarmRule(f'ALARM("{reference}")', len(f'ALARM("{name}")'), frozenset([name]), 1)


def joined(rules: list[AlarmRule], word: Literal["AND", "OR"]) -> AlarmRule:
    """The rule that all, or any, of some others hold."""
    if len(rules) == 1:
        return rules[0]
    return AlarmRule(
        f"({f' {word} '.join(rule.text for rule in rules)})",
        sum(rule.length for rule in rules) + (len(word) + 2) * (len(rules) - 1) + 2,
        frozenset().union(*(rule.children for rule in rules)),
        sum(rule.elements for rule in rules) + 2,
    )
