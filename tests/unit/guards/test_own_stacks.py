"""The library's own stacks, as the programs write them, show nothing to any rule."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lib.cli import app

REPOSITORY = Path(__file__).parents[3]
VARIABLES = {"ENVIRONMENT_SUFFIX": "full", "TERRAFORM_STATE_BUCKET": "states"}


@pytest.mark.parametrize(("program", "options"), [("tap.py", ("--suffix", "full")), ("account.py", ())])
def test_nothing_is_found(program: str, options: tuple[str, ...], tmp_path: Path) -> None:
    environment = {**os.environ, **VARIABLES, "CDKTF_OUTDIR": str(tmp_path)}
    subprocess.run([sys.executable, program], cwd=REPOSITORY, env=environment, check=True, capture_output=True)
    done = CliRunner().invoke(app, ["check", str(tmp_path), "--format", "json", "--strict", *options])
    assert json.loads(done.stdout)["findings"] == []
    assert done.exit_code == 0
