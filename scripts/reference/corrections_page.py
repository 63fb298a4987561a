"""`docs/corrections.md`: what is true of every documented correction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from lib.guards.catalogue import CONTRADICTIONS, DOCUMENTS, ITEMS, Contradiction, Item, Verdict, rules_of

from .markdown import code, listed, page, prose, table

PATH: Final = "docs/corrections.md"

_INTRODUCTION: Final = (
    "Five reviews of generated CDKTF programs give {count} corrections: what was wrong, and how to write it instead. "
    "Each was measured with the bindings 20.1.0, 21.9.1 and 21.22.1 (providers 5.100, 6.11 and 6.25), cdktf 0.21, and "
    "with Terraform 1.11 and provider 5.100. {verdicts}. Every measurement is a test that runs on all three bindings: "
    "when a version changes what is true, it fails.",
    "`tap corrections D1#6` shows an entry in the terminal, `tap corrections --format json` all of them.",
)
_VERDICTS: Final = {
    Verdict.HOLDS: "{} hold as they are written",
    Verdict.AMENDED: "{} hold in part or need an addition",
    Verdict.REFUTED: "{} are refuted",
    Verdict.NOT_API: "{} are advice that neither Terraform nor AWS could judge",
}


def corrections_page() -> str:
    """The page."""
    counts = Counter(item.verdict for item in ITEMS)
    verdicts = listed([text.format(counts[verdict]) for verdict, text in _VERDICTS.items()], "and")
    return page(
        "# Documented corrections, measured",
        *(text.format(count=len(ITEMS), verdicts=verdicts) for text in _INTRODUCTION),
        table(("", "Document", "What it is about"), ([one.key, one.title, one.summary] for one in DOCUMENTS)),
        "## Contradictions resolved",
        *(part for one in CONTRADICTIONS for part in _contradiction(one)),
        "## All corrections",
        table(
            ("", "About", "Claim", "Verdict", "First noticed by"),
            ([_link(item), item.title, item.claim, str(item.verdict), str(item.seen_by)] for item in ITEMS),
        ),
        *(part for one in DOCUMENTS for part in _document(one.key, one.title)),
    )


def anchor(heading: str) -> str:
    """The fragment under which a page has that heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _heading(item: Item) -> str:
    return f"{item.id}: {item.title}"


def _link(item: Item) -> str:
    return f"[{item.id}](#{anchor(_heading(item))})"


def _links(ids: Sequence[str]) -> str:
    by_id = {item.id: item for item in ITEMS}
    return listed([_link(by_id[one]) for one in ids], "and")


def _contradiction(one: Contradiction) -> Iterator[str]:
    yield f"### {one.title}"
    yield f"{prose(one.said)} See {_links(one.items)}."
    yield f"Wrong:\n\n```python\n{one.wrong}\n```"
    yield f"```text\n{one.outcome}\n```"
    yield f"Right:\n\n```python\n{one.right}\n```"
    yield prose(one.resolution)


def _document(key: str, title: str) -> Iterator[str]:
    yield f"## {key}: {title}"
    for item in (item for item in ITEMS if item.document.key == key):
        yield f"### {_heading(item)}"
        yield "\n".join(f"- **{label}**: {text}" for label, text in _parts(item) if text)


def _parts(item: Item) -> Iterator[tuple[str, str]]:
    yield "Claim", prose(item.claim)
    yield "Verdict", str(item.verdict)
    yield "Evidence", prose(item.evidence)
    yield "First noticed by", str(item.seen_by)
    yield "Write", prose(item.rule)
    yield "This library", prose(item.library)
    yield "Enforced by", prose("; ".join(item.enforced_by))
    yield "Rules", ", ".join(map(code, rules_of(item.id)))
    yield "Source", prose(item.source)
    yield "Tests", ", ".join(code(test.removeprefix("tests/")) for test in item.tests)
