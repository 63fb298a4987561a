from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lib.testing.emulator import Emulator
from lib.testing.local.__main__ import brief

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]


def run(project: Path, verb: str, **environment: str) -> subprocess.CompletedProcess[str]:
    without = {
        name: value for name, value in os.environ.items() if name not in ("ENVIRONMENT_SUFFIX", "TAP_AWS_ENDPOINT")
    }
    return subprocess.run(
        [sys.executable, "-m", "lib.testing.local", verb],
        cwd=project,
        env={**without, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_shows_what_was_made_and_how_to_go_on(project: Path) -> None:
    deployed = run(project, "deploy")
    assert deployed.returncode == 0, deployed.stderr
    for shown in ("2 resources of 1 types", "vpc-1", "--endpoint-url http://127.0.0.1:", "make destroy-local"):
        assert shown in deployed.stdout
    record = json.loads((project / ".local" / "emulator.json").read_text())
    Emulator.attach(**record).client("s3").create_bucket(Bucket="by-hand")
    destroyed = run(project, "destroy")
    assert "Nothing is left" in destroyed.stdout
    assert "s3.bucket global by-hand" in destroyed.stdout


@pytest.mark.xdist_group("emulator")
def test_a_failure_is_an_error_and_no_trace(project: Path, emulator: Emulator) -> None:
    failed = run(project, "deploy", FAIL="TapAccount", TAP_AWS_ENDPOINT=emulator.endpoint)
    assert failed.returncode == 1
    assert "cdktf deploy failed with exit code 1" in failed.stderr
    assert "Traceback" not in failed.stderr
    destroyed = run(project, "destroy", TAP_AWS_ENDPOINT=emulator.endpoint)
    assert "made by hand" not in destroyed.stdout
    assert destroyed.returncode == 0


@pytest.mark.parametrize("verb", ["deploy", "destroy"])
def test_outside_a_project_nothing_is_written(tmp_path: Path, verb: str) -> None:
    run(tmp_path, verb)
    assert list(tmp_path.iterdir()) == []


def test_an_output_of_several_lines_is_told_by_their_number() -> None:
    assert brief("vpc-1") == "vpc-1"
    assert brief("{\n}\n") == "(2 lines)"
