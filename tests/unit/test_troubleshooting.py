"""What the troubleshooting page quotes of this library's messages is what the library says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
SCRIPTS = [ROOT / "scripts" / "prerequisites.sh"]


def messages(chapter: str) -> list[str]:
    """The messages that head a section of a chapter."""
    text = PAGE.partition(f"\n## {chapter}\n")[2].partition("\n## ")[0]
    return re.findall(r"^### `(.+)`$", text, re.MULTILINE)


def said() -> Iterator[str]:
    """Every text in the library's source; of one that is put together, the parts that are always there."""
    for file in sorted((ROOT / "lib").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        yield from (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is str)
    yield from (script.read_text(encoding="utf-8") for script in SCRIPTS)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return list(said())


@pytest.mark.parametrize("message", messages("This library"))
def test_the_library_says_it(message: str, texts: list[str]) -> None:
    parts = [part.strip(" :") for part in message.split("...") if part.strip(" :,")]
    assert max(map(len, parts)) >= 8
    assert [part for part in parts if not any(part in text for text in texts)] == []


def test_messages_are_found_and_told_from_others(texts: list[str]) -> None:
    assert len(messages("This library")) > 30
    assert not any("no such message, ever" in text for text in texts)


@pytest.mark.parametrize("chapter", ["Settings and models", "CDKTF, jsii and Node", "Terraform", "AWS"])
def test_chapters_of_others_have_messages(chapter: str) -> None:
    assert messages(chapter)


def test_no_message_is_there_twice() -> None:
    headings = re.findall(r"^### (.+)$", PAGE, re.MULTILINE)
    assert len(headings) == len(set(headings))


def test_the_security_page_names_every_check_that_is_left_out() -> None:
    left_out = re.findall(r"^  - (CKV\w+)$", (ROOT / ".checkov.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert left_out
    assert re.findall(r"^\| `(CKV\w+)` \|", page, re.MULTILINE) == left_out
