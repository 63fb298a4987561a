"""What unit tests share; and which of them are slow."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[2]

# What starts programs or servers, or makes all pages. A test that does so itself is marked where it stands.
SLOW_FIXTURES = {"apps", "emulator", "full_environment", "patched", "programs", "published", "wanted"}
STARTS = {"os.exec", "os.fork", "os.posix_spawn", "subprocess.Popen"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if SLOW_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """What is collected stays, so nobody looks through it for garbage again: that took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5000, 20, 50)


class _Running:
    quick = False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    _Running.quick = item.get_closest_marker("slow") is None
    try:
        return (yield)
    finally:
        _Running.quick = False


def _refuse_programs(event: str, arguments: tuple[Any, ...]) -> None:
    """Keep quick tests quick: what starts a program takes as long as a hundred of them."""
    if event in STARTS and _Running.quick and "program.js" not in str(arguments[1:2]):
        raise RuntimeError(f"a test that starts a program is marked `slow`; got {event} {arguments!r:.200}")


sys.addaudithook(_refuse_programs)


@pytest.fixture(scope="session")
def full_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `tap.py` writes of `environments/full.toml`; tests that take it are one group, for it takes seconds."""
    folder = tmp_path_factory.mktemp("full")
    given = {"ENVIRONMENT_SUFFIX": "full", "TERRAFORM_STATE_BUCKET": "states", "CDKTF_OUTDIR": str(folder)}
    command = [sys.executable, "tap.py"]
    subprocess.run(command, cwd=REPOSITORY, env={**os.environ, **given}, check=True, capture_output=True)
    return folder
