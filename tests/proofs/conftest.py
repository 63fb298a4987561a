"""What the cases gave on each version of the bindings; they run once for each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BINDINGS = ROOT / ".cache" / "bindings"
INSTALLED = "21.22.1"
VERSIONS = ("20.1.0", "21.9.1", INSTALLED)

Proof = Callable[[str], Any]


@cache
def results(version: str) -> dict[str, Any]:
    folder = BINDINGS / version
    assert version == INSTALLED or folder.is_dir(), f"{folder} is missing: run make other-bindings"
    path = os.pathsep.join([*([str(folder)] if version != INSTALLED else []), str(ROOT)])
    command = [sys.executable, "-m", "tests.proofs.driver"]
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(params=[pytest.param(one, marks=pytest.mark.xdist_group(f"proofs-{one}")) for one in VERSIONS])
def version(request: pytest.FixtureRequest) -> str:
    """A version of the bindings."""
    return str(request.param)


@pytest.fixture
def proof(version: str) -> Proof:
    """`proof(case)`: what the case gave on that version."""
    return lambda name: _sound(results(version)[name])


def _sound(result: Any) -> Any:
    assert not (isinstance(result, dict) and "failed" in result), result["failed"]
    return result
