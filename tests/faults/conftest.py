"""What tests of faults share, and the table of what was tried: `--results` writes it when every test has passed."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.testing.emulator import Emulator
from lib.testing.terraform import find_terraform, terraform_version

from .environment import SMALL, Undisturbed, empty_account, undisturbed_environment
from .proxy import Proxy

TRIED = "tried"

Tell = Callable[[str, str, str], None]


@pytest.fixture
def proxy(emulator: Emulator) -> Iterator[Proxy]:
    """A proxy before an account that has what environments expect and nothing else."""
    empty_account(emulator)
    with Proxy(emulator.endpoint, "states") as started:
        yield started


@pytest.fixture(scope="session")
def small(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """The small environment."""
    return undisturbed_environment(emulator, tmp_path_factory.mktemp("small"), SMALL)


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """`tell(fault, tried, happened)`: a row of the table in docs/faults.md."""
    return lambda *row: record_property(TRIED, list(row))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--results", type=Path, help="where to write what was tried and what happened, as JSON")


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    passed = terminalreporter.stats.get("passed", [])
    told = (
        [re.sub("@.*", "", report.nodeid.partition("tests/faults/")[2]), *value]  # without its group
        for report in passed
        for name, value in report.user_properties
        if name == TRIED
    )
    rows = sorted(told, key=lambda row: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", row[0])])
    for _, fault, tried, happened in rows:
        terminalreporter.write_line(f"{fault}: {tried}: {happened}")
    file = config.getoption("--results")
    if file and exitstatus == pytest.ExitCode.OK:
        version = ".".join(map(str, terraform_version(find_terraform(os.environ), os.environ)))
        columns = ("test", "fault", "tried", "happened")
        found = {"terraform": version, "rows": [dict(zip(columns, row, strict=True)) for row in rows]}
        file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
