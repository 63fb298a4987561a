"""The catalogue of corrections is whole, and what it names exists."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from lib.guards.catalogue import CONTRADICTIONS, DOCUMENTS, ITEMS, Item, SeenBy, Verdict, find, nearest, rules_of

ROOT = Path(__file__).parents[2]
NUMBERS = {
    "D0": [str(number) for number in range(1, 11)],
    "D1": [str(number) for number in range(1, 11)],
    "D2": [str(number) for number in range(1, 16)],
    "D3": ["1", "2", "3", "4", "5", "6", "7", "8", "3b"],
    "D4": [str(number) for number in range(1, 8)],
}
every_item = pytest.mark.parametrize("item", ITEMS, ids=[item.id for item in ITEMS])


@functools.cache
def defined_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    methods = {
        f"{node.name}::{inner.name}"
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        for inner in node.body
        if isinstance(inner, ast.FunctionDef)
    }
    return frozenset(functions | methods)


def test_every_item_of_every_document_is_there_once() -> None:
    assert [item.id for item in ITEMS] == [f"{key}#{number}" for key, numbers in NUMBERS.items() for number in numbers]
    assert len(ITEMS) == 51
    assert [document.key for document in DOCUMENTS] == list(NUMBERS)


def test_verdicts() -> None:
    assert Counter(item.verdict for item in ITEMS) == {
        Verdict.HOLDS: 17,
        Verdict.AMENDED: 17,
        Verdict.REFUTED: 5,
        Verdict.NOT_API: 12,
    }


@every_item
def test_an_item_says_everything(item: Item) -> None:
    assert item.id.startswith(f"{item.document.key}#")
    for text in (item.title, item.claim, item.evidence, item.rule, item.library):
        assert text == text.strip() != ""
    assert all(item.enforced_by)
    assert not item.is_api_fact or "JSON is checked" not in item.library or rules_of(item.id)


@every_item
def test_an_api_fact_has_its_proof_and_a_judgement_none_to_see_it(item: Item) -> None:
    if item.is_api_fact:
        assert item.tests
        assert item.enforced_by or rules_of(item.id)
    assert item.is_api_fact is (item.seen_by is not SeenBy.REVIEW)


@every_item
def test_what_no_tool_here_can_see_names_its_source(item: Item) -> None:
    assert item.seen_by is not SeenBy.AWS or item.source


@every_item
def test_the_tests_it_names_exist(item: Item) -> None:
    for test in item.tests:
        path, _, name = test.partition("::")
        assert path.startswith("tests/")
        assert (ROOT / path).is_file(), path
        assert name in defined_in(ROOT / path), test
        assert name.rpartition("::")[2].startswith("test_")
    assert len(item.tests) == len(set(item.tests))


def test_every_proof_belongs_to_an_item() -> None:
    """A proof that no item names would be lost to its readers."""
    named = {test for item in ITEMS for test in item.tests}
    proofs = {
        f"tests/proofs/{path.name}::{name}"
        for path in (ROOT / "tests" / "proofs").glob("test_*.py")
        for name in defined_in(path)
        if name.startswith("test_")
    }
    assert proofs - named == set()


def test_rules_come_from_items_that_are_there() -> None:
    from lib.guards.rules import RULES

    assert {item_id for rule in RULES for item_id in rule.items} <= {item.id for item in ITEMS}
    assert rules_of("D1#9") == ("security-group-duplicate-permission",)
    assert rules_of("D3#5") == ()


def test_contradictions_name_items() -> None:
    assert len(CONTRADICTIONS) == 8
    for one in CONTRADICTIONS:
        assert one.items
        assert all(find(item_id) for item_id in one.items), one.title
        for code in (one.wrong, one.right):
            ast.parse(code)


@pytest.mark.parametrize("asked", ["D3#3b", "d3#3B", " D3#3b "])
def test_an_item_is_found_in_any_writing(asked: str) -> None:
    item = find(asked)
    assert item is not None
    assert item.id == "D3#3b"


def test_no_item_is_nothing() -> None:
    assert find("D9#9") is None


@pytest.mark.parametrize(("asked", "first"), [("D1-6", "D1#6"), ("d0 7", "D0#7"), ("D3#3c", "D3#3"), ("", "D4#7")])
def test_the_nearest_ids(asked: str, first: str) -> None:
    found = nearest(asked)
    assert len(found) == 3
    assert found[0] == first or asked == ""
    assert all(find(item_id) for item_id in found)


@pytest.mark.slow
def test_reading_it_loads_no_bindings() -> None:
    statement = "import sys, lib.guards.catalogue; print({'cdktf', 'constructs'} & set(sys.modules) or 'none')"
    done = subprocess.run([sys.executable, "-c", statement], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "none\n"
