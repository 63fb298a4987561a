"""What a rule is, and what it may know besides the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .document import Document
from .finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Context:
    """What no rule reads for itself. A rule that needs what is not given stays silent.

    Attributes:
        today: The date at which versions are judged.
        root: The folder in which Terraform runs, against which relative paths are taken.
        suffix: The environment's suffix, which every name carries.
        terraform_version: The Terraform that will be used, such as ``1.11.4``.
    """

    today: date
    root: Path | None = None
    suffix: str = ""
    terraform_version: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place at which a rule is broken.

    Attributes:
        address: What is at fault, as Terraform addresses it.
        message: What is wrong with it.
        remedy: What to do, where the rule's own words are too general.
    """

    address: str
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must not be.

    Attributes:
        id: Its name, as acknowledgements use it.
        severity: How grave it is.
        title: What must not be, in one clause.
        why: What comes of it.
        remedy: What to do about it.
        examine: Finds the places.
        items: The documented corrections it comes from, such as ``D1#9``.
    """

    id: str
    severity: Severity
    title: str
    why: str
    remedy: str
    examine: Callable[[Document, Context], Iterable[Hit]]
    items: tuple[str, ...] = ()

    def check(self, document: Document, context: Context) -> Iterator[Finding]:
        """What breaks the rule.

        Args:
            document: The configuration.
            context: Date, folder and what else is known.

        Yields:
            A finding per place.
        """
        for hit in self.examine(document, context):
            remedy = hit.remedy or self.remedy
            yield Finding(self.id, self.severity, hit.address, hit.message, self.why, remedy, self.items)
