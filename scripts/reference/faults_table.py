"""The table of what was tried in the last run of `make proof`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from .markdown import code, table

PAGE: Final = "docs/faults.md"
RESULTS: Final = "benchmarks/results/faults.json"


def faults_table(root: Path) -> str:
    """One row per fault.

    Args:
        root: The repository.
    """
    found = json.loads((root / RESULTS).read_text(encoding="utf-8"))
    rows = ((row["fault"], row["tried"], row["happened"], code(row["test"])) for row in found["rows"])
    return table(("fault", "tried", "what happened", "test"), rows)
