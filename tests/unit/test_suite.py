"""What holds for every test of this repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

TESTS = """
import pytest

def test_skips(): pytest.skip("not on this base")

@pytest.mark.xfail
def test_fails(): assert False

def test_passes(): pass
"""


def test_a_test_that_is_skipped_fails(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    (tmp_path / "test_it.py").write_text(TESTS)
    counted = Counted()
    pytest.main(
        ["-q", "-p", "no:tap_constructs", "--import-mode=importlib", "--rootdir", str(tmp_path), str(tmp_path)],
        plugins=[counted],
    )
    assert counted.outcomes == {"test_skips": "failed", "test_fails": "failed", "test_passes": "passed"}


class Counted:
    """Keeps what came of each test."""

    def __init__(self) -> None:
        self.outcomes: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.outcomes[report.location[2]] = report.outcome


def test_a_quick_test_starts_no_program() -> None:
    with pytest.raises(RuntimeError, match="a test that starts a program is marked `slow`"):
        subprocess.run(["true"], check=True)


@pytest.mark.slow
def test_a_slow_one_does() -> None:
    subprocess.run(["true"], check=True)


@pytest.mark.xdist_group("groups")
def test_a_group_stays_in_one_worker(request: pytest.FixtureRequest) -> None:
    # What a worker is given is told apart by the end of its name.
    assert request.node.nodeid.endswith("@groups") is hasattr(request.config, "workerinput")
