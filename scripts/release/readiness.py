"""What has to agree before a release is made: the tree, the version, the changelog and the tag."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lib.errors import ConfigurationError, Problem

CHANGELOG = "CHANGELOG.md"

_SECTION = re.compile(
    r"^## \[(?P<name>[^]]+)\](?: - (?P<date>\d{4}-\d{2}-\d{2}))?$\n(?P<text>(?:(?!## ).*\n?)*)", re.MULTILINE
)
_UNRELEASED = "Unreleased"


def release_time(changelog: str, version: str) -> int:
    """When a version was released: midnight UTC of its day in the changelog, in seconds since 1970.

    Raises:
        ConfigurationError: The version is not the newest of the changelog, its section has no date that the calendar
            knows, or changes are listed that belong to no version.
    """
    sections = {section["name"]: section for section in _SECTION.finditer(changelog)}
    waiting = sections.pop(_UNRELEASED, None)
    newest = next(iter(sections.values()), None)
    problems = []
    if waiting and "\n-" in waiting["text"]:
        problems.append(
            Problem(
                CHANGELOG,
                "has changes that belong to no version",
                got=f"entries under [{_UNRELEASED}]",
                expected=f"all of them under [{version}]",
                remedy="move them there, or raise the version",
            )
        )
    time = _midnight(newest["date"]) if newest else None
    if newest is None or newest["name"] != version or time is None:
        problems.append(
            Problem(
                CHANGELOG,
                "does not say when this version is released",
                got=newest[0].splitlines()[0] if newest else "no section of a version",
                expected=f"## [{version}] - <year-month-day> as the newest version",
                remedy="write that section, or correct __version__ in lib/__init__.py",
            )
        )
    if problems or time is None:
        raise ConfigurationError(problems)
    return time


def check(root: Path, version: str) -> int:
    """Whether the commit that is checked out can be released as it is.

    Args:
        root: The repository.
        version: The library's.

    Returns:
        When the version was released, in seconds since 1970.

    Raises:
        ConfigurationError: The tree has changes, or the changelog or the tag do not agree with the version.
    """
    problems = list(_problems_of_tree(root, version))
    try:
        time = release_time((root / CHANGELOG).read_text(encoding="utf-8"), version)
    except ConfigurationError as error:
        raise ConfigurationError([*problems, *error.problems]) from None
    if problems:
        raise ConfigurationError(problems)
    return time


def _problems_of_tree(root: Path, version: str) -> Iterator[Problem]:
    changed = _git(root, "status", "--porcelain").splitlines()
    if changed:
        yield Problem(
            "the working tree",
            "is not what is committed",
            got=", ".join(line[3:] for line in changed[:5]) + (" and more" if changed[5:] else ""),
            expected="no changed and no unknown file",
            remedy="commit them or put them aside: git stash --include-untracked",
        )
    head, tag = _git(root, "rev-parse", "HEAD"), f"v{version}"
    tagged = _git(
        root,
        "for-each-ref",
        "--format=%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)",
        f"refs/tags/{tag}",
    )
    if tagged != head:
        yield Problem(
            f"the tag {tag}",
            "is not on the commit that is checked out",
            got=f"{tagged[:12]}, checked out is {head[:12]}" if tagged else "no such tag",
            expected=head[:12],
            remedy=f"git checkout {tag}" if tagged else f"git tag --sign {tag}",
        )


def _midnight(day: str | None) -> int | None:
    try:
        return int(datetime.strptime(day or "", "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout.rstrip()
