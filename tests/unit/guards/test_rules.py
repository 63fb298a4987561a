"""Every rule finds what it is for, near the boundary, and nothing else."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.guards.document import Document
from lib.guards.rule import Context
from lib.guards.rules import RULES
from lib.guards.run import run

from . import cases_network, cases_reachability, cases_services, cases_state
from .case import TODAY, Case, Tree

MODULES = (cases_network, cases_services, cases_state, cases_reachability)
CASES: dict[str, Case] = {rule: case for module in MODULES for rule, case in module.CASES.items()}
IDS = [rule.id for rule in RULES]
HERE = Context(TODAY, Path(__file__).parent)

BAD = [(rule, number) for rule, case in CASES.items() for number in range(len(case.bad))]
GOOD = [(rule, number) for rule, case in CASES.items() for number in range(len(case.good))]


def found(tree: Tree, context: Context = HERE) -> list[str]:
    return [finding.rule for finding in run(Document(tree), context)]


def test_every_rule_has_cases_on_both_sides() -> None:
    assert sorted(CASES) == sorted(IDS)
    assert len(CASES) == sum(len(module.CASES) for module in MODULES)
    assert [rule for rule, case in CASES.items() if not case.bad or not case.good] == []


def test_rules_are_well_formed() -> None:
    assert len(IDS) == len(set(IDS))
    for rule in RULES:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.id)
        assert all(re.fullmatch(r"D[0-4]#\d+b?", item) for item in rule.items)
        assert rule.title
        assert rule.why.endswith(".")
        assert rule.remedy.endswith(".")


def test_every_rule_has_a_file_of_its_own() -> None:
    folder = Path(__file__).parents[3] / "lib" / "guards" / "rules"
    assert sorted(path.stem for path in folder.glob("*.py")) == sorted(
        ["__init__", *(i.replace("-", "_") for i in IDS)]
    )


@pytest.mark.parametrize(("rule", "number"), BAD)
def test_finds_a_violation_once_and_nothing_else(rule: str, number: int) -> None:
    case = CASES[rule]
    assert found(case.bad[number], case.context) == [rule]


@pytest.mark.parametrize(("rule", "number"), GOOD)
def test_finds_nothing_where_there_is_nothing(rule: str, number: int) -> None:
    case = CASES[rule]
    assert found(case.good[number], case.context) == []


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_says_what_why_and_what_to_do(rule: Any) -> None:
    (finding,) = run(Document(CASES[rule.id].bad[0]), CASES[rule.id].context)
    assert (finding.severity, finding.why, finding.items) == (rule.severity, rule.why, rule.items)
    assert re.fullmatch(r"(terraform|provider|output|module|var|data|[a-z0-9_]+)\.[\w.-]+", finding.address)
    assert finding.message
    assert finding.remedy


@pytest.mark.parametrize(
    ("rule", "number", "context", "expected"),
    [
        ("eks-version-extended", 0, replace(HERE, today=cases_services.LATER.today), ["eks-version-ended"]),
        ("dms-engine-version-pinned", 0, cases_services.LATER, ["dms-engine-version"]),
        ("lambda-package-missing", 0, replace(HERE, root=None), []),
        ("name-without-suffix", 0, HERE, []),
        ("lockfile-not-required", 0, cases_state.NEW_TERRAFORM, []),
        ("lockfile-not-required", 0, cases_state.OLD_TERRAFORM, ["lockfile-unknown"]),
        ("lockfile-unknown", 0, cases_state.NEW_TERRAFORM, []),
    ],
)
def test_what_is_known_besides_decides(rule: str, number: int, context: Context, expected: list[str]) -> None:
    assert found(CASES[rule].bad[number], context) == expected


def planted() -> tuple[Tree, list[str]]:
    """One configuration with the mistake of every rule about resources, each in names of its own."""
    merged: Tree = {}
    rules = []
    for rule, case in CASES.items():
        tree = case.bad[0]
        if set(tree) != {"resource"} or case.context.suffix:
            continue
        rules.append(rule)
        for kind, named in renamed(tree, rule)["resource"].items():
            merged.setdefault(kind, {}).update(named)
    return {"resource": merged}, rules


def renamed(tree: Tree, rule: str) -> Tree:
    """The tree with the rule's name in every name, and in every reference to one."""
    text = json.dumps(tree)
    mark = rule.replace("-", "_")
    kinds = copy.deepcopy(tree["resource"])
    for kind, named in kinds.items():
        for name in named:
            text = text.replace(f"{kind}.{name}.", f"{kind}.{mark}_{name}.").replace(
                f'{kind}.{name}"', f'{kind}.{mark}_{name}"'
            )
    tree = json.loads(text)
    tree["resource"] = {
        kind: {f"{mark}_{name}": body for name, body in named.items()} for kind, named in tree["resource"].items()
    }
    return tree


def test_a_file_with_every_mistake_shows_each_once() -> None:
    tree, rules = planted()
    # Names are judged only where the suffix is known; these are about backends, providers or regions.
    elsewhere = {
        *cases_state.CASES,
        "key-refuses-logs",
        "dashboard-region",
        "global-metric-region",
        "name-without-suffix",
    }
    assert set(IDS) - set(rules) <= elsewhere
    assert Counter(found(tree)) == Counter(rules)


def test_findings_are_in_order() -> None:
    findings = run(Document(planted()[0]), HERE)
    assert list(findings) == sorted(findings, key=lambda finding: finding.order)
    assert findings[0].severity.value == "error"
    assert findings[-1].severity.value == "warning"


KINDS = sorted({kind for case in CASES.values() for tree in case.bad for kind in tree.get("resource", {})})
KEYS = sorted(
    {key for case in CASES.values() for tree in case.bad for key in re.findall(r'"(\w+)":', json.dumps(tree))}
)
TEXTS = st.sampled_from(
    ["", "${aws_kms_key.x.arn}", "${local.x}", "1.2", "{}", '{"Statement":[{"Effect":"Allow"}]}', "x"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.text(max_size=4)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=15,
)
BODIES = st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=6)
SHAPES = st.dictionaries(
    st.sampled_from(KINDS), st.dictionaries(st.just("x"), BODIES | ANYTHING) | ANYTHING, max_size=5
)
SECTIONS = ("resource", "data", "provider", "terraform", "output", "locals", "variable", "module")


@given(st.dictionaries(st.sampled_from(SECTIONS), SHAPES | ANYTHING, max_size=4) | ANYTHING)
def test_no_json_makes_a_rule_fail(tree: Any) -> None:
    run(Document(tree), replace(HERE, suffix="dev", terraform_version="1.11.4"))


@given(st.sampled_from([tree for case in CASES.values() for tree in (*case.bad, *case.good)]), st.data())
def test_no_change_of_one_value_makes_a_rule_fail(tree: Tree, data: st.DataObject) -> None:
    changed = copy.deepcopy(tree)
    current: Any = changed
    while isinstance(current, (dict, list)) and current:
        key = data.draw(st.sampled_from(sorted(current) if isinstance(current, dict) else range(len(current))))
        if data.draw(st.booleans()):
            current[key] = data.draw(ANYTHING)
            break
        current = current[key]
    run(Document(changed), HERE)
