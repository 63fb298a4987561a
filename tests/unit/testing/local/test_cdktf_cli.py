from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lib.errors import TapError
from lib.testing.local.cdktf_cli import Progress, run_cdktf

pytestmark = pytest.mark.slow


def run(script: str, folder: Path) -> list[Progress]:
    told: list[Progress] = []
    run_cdktf(
        [sys.executable, "-c", script],
        folder=folder,
        environment={},
        log=folder / "log",
        tell=told.append,
    )
    return told


def test_it_tells_how_far_terraform_is(tmp_path: Path) -> None:
    told = run(
        "print('Plan: 2 to add, 1 to change, 0 to destroy.')\n"
        "print('x  \\x1b[0maws_vpc.a: Creation complete after 3s [id=1]')\n"
        "print('noise')\n"
        "print('aws_vpc.b: Destruction complete after 3s')",
        tmp_path,
    )
    assert told == [Progress(3, 0, ""), Progress(3, 1, "aws_vpc.a"), Progress(3, 2, "aws_vpc.b")]
    assert "\x1b" not in (tmp_path / "log").read_text()


def test_a_failure_shows_the_errors_alone(tmp_path: Path) -> None:
    with pytest.raises(TapError) as caught:
        run("print('aws_vpc.a: Creating'); print('│ Error: no'); raise SystemExit(3)", tmp_path)
    assert str(caught.value).startswith("│ Error: no\n")
    assert "exit code 3" in str(caught.value)
    assert str(tmp_path / "log") in str(caught.value)


def test_a_failure_without_errors_shows_the_end_of_the_output(tmp_path: Path) -> None:
    with pytest.raises(TapError) as caught:
        run("for i in range(100): print(f'line {i}')\nraise SystemExit(1)", tmp_path)
    assert "line 60\n" in str(caught.value)
    assert "line 59\n" not in str(caught.value)
