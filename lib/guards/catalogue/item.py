"""What an entry of the catalogue is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What measuring made of a claim."""

    HOLDS = "holds"
    AMENDED = "holds as amended"
    REFUTED = "refuted"
    NOT_API = "not an API fact"


class SeenBy(StrEnum):
    """Who is the first to notice the wrong form."""

    PYTHON = "Python, when the construct is made"
    SYNTHESIS = "synthesis"
    INIT = "terraform init"
    VALIDATE = "terraform validate"
    PLAN = "terraform plan"
    SECOND_PLAN = "the second terraform plan"
    APPLY = "terraform apply"
    AWS = "AWS alone"
    NOTHING = "nobody: it passes without a word"
    REVIEW = "a reader"


@dataclass(frozen=True, slots=True)
class Document:
    """A review of generated CDKTF programs whose corrections were measured.

    Attributes:
        key: Its short name, `D0` to `D4`.
        title: What it reviews.
        summary: What it is about, in a sentence.
    """

    key: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Item:
    """One correction that a document gives, and what is true of it.

    Attributes:
        id: The document and the number it has there, such as `D1#6`.
        document: The document.
        title: What it is about, in a few words.
        claim: What the document says.
        verdict: What measuring made of it.
        evidence: What was measured, or who says so.
        rule: What to write.
        library: What this library does about it.
        enforced_by: What keeps to it, each a short text; the rules over JSON name the items themselves.
        seen_by: Who is the first to notice the wrong form.
        source: Who says what no tool on this machine can show; empty where everything was measured.
        tests: The tests that show it, as pytest names them.
    """

    id: str
    document: Document
    title: str
    claim: str
    verdict: Verdict
    evidence: str
    rule: str
    library: str
    enforced_by: tuple[str, ...]
    seen_by: SeenBy
    source: str = ""
    tests: tuple[str, ...] = ()

    @property
    def is_api_fact(self) -> bool:
        """Whether bindings, Terraform or AWS can tell it true from false."""
        return self.verdict is not Verdict.NOT_API


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where two documents, or a document and Terraform, say different things.

    Attributes:
        title: The question.
        items: The ids of the entries that answer it differently.
        said: What each side says.
        wrong: The form that does not work, as code.
        outcome: What comes of it: what Terraform, AWS or Python said.
        right: The form that works, as code.
        resolution: What to do, and why.
    """

    title: str
    items: tuple[str, ...]
    said: str
    wrong: str
    outcome: str
    right: str
    resolution: str
