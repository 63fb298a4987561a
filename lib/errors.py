"""The errors a user can cause. Each names what was wrong, what was got, what is expected and the remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in the user's input.

    Attributes:
        where: The setting, variable, file or construct path that is at fault.
        what: What is wrong with it, one clause.
        got: The value that was found, as the user wrote it; empty when nothing was.
        expected: What would be accepted.
        remedy: What to do about it.
    """

    where: str
    what: str
    got: str = ""
    expected: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        details = (("got", self.got), ("expected", self.expected), ("remedy", self.remedy))
        lines = [printable(f"{self.where}: {self.what}" if self.where else self.what)]
        lines += [f"    {label + ':':<10}{printable(text)}" for label, text in details if text]
        return "\n".join(lines)


def printable(text: str) -> str:
    """The text on one line, without what a terminal or an encoding would take for something else: as Python writes it.

    Input can hold line ends that forge a message, escape sequences, or halves of characters, which no file takes.
    """
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


class TapError(Exception):
    """Base of every error that a user's input or machine can cause; never a fault of the library."""


class ConfigurationError(TapError, ValueError):
    """One or more faults in the input, all of them at once.

    Attributes:
        problems: The faults, in the order in which they were found.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class GuardWarning(UserWarning):
    """A finding of the guards that lets synthesis go on: a warning, or one that is acknowledged."""
