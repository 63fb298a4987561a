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


def check_finds_nothing(stacks: Path, *options: str) -> None:
    done = CliRunner().invoke(app, ["check", str(stacks), "--format", "json", "--strict", *options])
    assert json.loads(done.stdout)["findings"] == []
    assert done.exit_code == 0


@pytest.mark.xdist_group("full_environment")
def test_nothing_is_found_in_the_full_environment(full_environment: Path) -> None:
    check_finds_nothing(full_environment, "--suffix", "full")


@pytest.mark.slow
def test_nothing_is_found_in_the_account(tmp_path: Path) -> None:
    environment = {**os.environ, "CDKTF_OUTDIR": str(tmp_path)}
    subprocess.run([sys.executable, "account.py"], cwd=REPOSITORY, env=environment, check=True, capture_output=True)
    check_finds_nothing(tmp_path)
