"""The page of faults has a row for every test of them, and for no other."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from scripts.reference.faults_table import RESULTS

ROOT = Path(__file__).parents[2]


def test_every_fault_that_is_tried_has_its_row() -> None:
    rows = json.loads((ROOT / RESULTS).read_text(encoding="utf-8"))["rows"]
    tried = {
        f"{file.name}::{node.name}"
        for file in (ROOT / "tests" / "faults").glob("test_*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    assert len(tried) > 10
    assert {row["test"].partition("[")[0] for row in rows} == tried


def test_a_deployment_is_ended_at_ten_points() -> None:
    rows = json.loads((ROOT / RESULTS).read_text(encoding="utf-8"))["rows"]
    assert len([row for row in rows if row["test"].startswith("test_terminated.py::")]) == 10
