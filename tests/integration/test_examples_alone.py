"""Examples run as their users run them: a program by itself, in a folder of its own.

All of them run in one process for tests/unit/test_examples.py, where starting Node costs once.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import EXAMPLES, environment, warnings_of


@pytest.mark.parametrize("name", ["network.py", "full/aurora_global.py", "packaged_function.py", "tap_stack.py"])
def test_it_runs_and_warns_of_nothing(name: str, tmp_path: Path) -> None:
    example = EXAMPLES / name
    finished = subprocess.run(
        [sys.executable, "-W", f"{warnings_of(example)}::UserWarning", str(example)],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert len(list(tmp_path.glob("cdktf.out/stacks/*/cdk.tf.json"))) == 1
