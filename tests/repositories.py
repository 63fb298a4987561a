"""A repository of its own with the library's sources, for tests of what is built from a commit."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from lib import __version__

ROOT = Path(__file__).parents[1]
RELEASE_PYTHON = ROOT / ".cache" / "release" / "bin" / "python"

_FOLDERS = ("lib", "requirements", "scripts")
_FILES = (
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "MANIFEST.in",
    "README.md",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
)
_NOBODY = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
_NOBODY |= {f"GIT_{who}_{what}": "nobody" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def git(folder: Path, *arguments: str) -> str:
    """Runs git as nobody in particular, and gives what it says."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **_NOBODY}, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(folder: Path, tag: str = f"v{__version__}") -> None:
    """Commits all that a folder has, and puts the tag there."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All of it")
    git(folder, "tag", tag)


def repository(folder: Path) -> Path:
    """The sources as they are here, committed and tagged in a folder of their own."""
    for name in _FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in _FILES:
        shutil.copy2(ROOT / name, folder / name)
    commit(folder)
    return folder
