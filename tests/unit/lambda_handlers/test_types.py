"""Handlers are typed as strictly as the package, each by itself: they lie in no package, and all have one name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from lib.packaging import Handler, handler_folder

ROOT = Path(__file__).parents[3]
FOLDERS = sorted(handler_folder(name) for name in get_args(Handler))

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("handler_types")]


def checked(folder: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    # Bases given: otherwise the package above is checked with it, for a minute.
    options = ["--config-file", str(ROOT / "pyproject.toml"), "--explicit-package-bases", "--cache-dir", str(cache)]
    files = sorted(path.name for path in folder.glob("*.py"))
    return subprocess.run(
        [sys.executable, "-m", "mypy", *options, *files], cwd=folder, capture_output=True, text=True, check=False
    )


def test_every_handler_is_known() -> None:
    assert sorted(path.parent for path in FOLDERS[0].parent.glob("*/handler.py")) == FOLDERS


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What mypy knows of the standard library after its first run."""
    return tmp_path_factory.mktemp("mypy")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_types_are_right(folder: Path, cache: Path) -> None:
    done = checked(folder, cache)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_type_would_be_found(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "handler.py").write_text("def handle(event, context):\n    return event\n", encoding="utf-8")
    done = checked(tmp_path, cache)
    assert "no-untyped-def" in done.stdout
