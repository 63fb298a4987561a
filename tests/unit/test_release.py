"""What keeps a release from being made: each of tree, changelog and tag that does not agree, all at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import lib
from lib.commands.project_template import template_files
from lib.errors import ConfigurationError
from scripts.release import readiness, sbom
from tests.repositories import ROOT, commit, git

CHANGELOG = "# Changelog\n\n## [1.2.3] - 2026-02-03\n\n### Added\n\n- A thing.\n\n## [1.2.2] - 2026-01-01\n"
READY = int(datetime(2026, 2, 3, tzinfo=UTC).timestamp())


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    commit(tmp_path, "v1.2.3")
    return tmp_path


def faults(root: Path, version: str) -> list[tuple[str, str]]:
    with pytest.raises(ConfigurationError) as caught:
        readiness.check(root, version)
    assert all(problem.got and problem.expected and problem.remedy for problem in caught.value.problems)
    return [(problem.where, problem.got) for problem in caught.value.problems]


@pytest.mark.slow
def test_a_commit_where_all_agree_is_ready(ready: Path) -> None:
    assert readiness.check(ready, "1.2.3") == READY


@pytest.mark.slow
def test_an_annotated_tag_is_one_too(ready: Path) -> None:
    git(ready, "tag", "--force", "--annotate", "--message", "1.2.3", "v1.2.3")
    assert readiness.check(ready, "1.2.3") == READY


@pytest.mark.slow
def test_a_tree_with_changes_is_refused(ready: Path) -> None:
    (ready / "CHANGELOG.md").write_text(CHANGELOG + "\n", encoding="utf-8")
    (ready / "new file").touch()
    assert faults(ready, "1.2.3") == [("the working tree", 'CHANGELOG.md, "new file"')]


@pytest.mark.slow
def test_many_changes_are_not_all_named(ready: Path) -> None:
    for number in range(6):
        (ready / f"{number}").touch()
    assert faults(ready, "1.2.3") == [("the working tree", "0, 1, 2, 3, 4 and more")]


@pytest.mark.slow
def test_a_tag_that_is_missing_or_elsewhere_is_refused(ready: Path) -> None:
    tagged = git(ready, "rev-parse", "HEAD")[:12]
    git(ready, "commit", "--allow-empty", "--quiet", "--message", "more")
    head = git(ready, "rev-parse", "HEAD")[:12]
    assert faults(ready, "1.2.3") == [("the tag v1.2.3", f"{tagged}, checked out is {head}")]
    git(ready, "tag", "--delete", "v1.2.3")
    assert faults(ready, "1.2.3") == [("the tag v1.2.3", "no such tag")]


@pytest.mark.slow
def test_another_version_agrees_with_neither_tag_nor_changelog(ready: Path) -> None:
    assert faults(ready, "1.3.0") == [
        ("the tag v1.3.0", "no such tag"),
        ("CHANGELOG.md", "## [1.2.3] - 2026-02-03"),
    ]


@pytest.mark.parametrize(
    ("changelog", "got"),
    [
        ("# Changelog\n", ["no section of a version"]),
        ("## [1.2.3]\n", ["## [1.2.3]"]),
        ("## [1.2.3] - 2026-02-30\n", ["## [1.2.3] - 2026-02-30"]),
        ("## [1.2.2] - 2026-02-03\n## [1.2.3] - 2026-02-02\n", ["## [1.2.2] - 2026-02-03"]),
        ("## [Unreleased]\n\n- More.\n\n## [1.2.3] - 2026-02-03\n", ["entries under [Unreleased]"]),
        ("## [Unreleased]\n\n- More.\n", ["entries under [Unreleased]", "no section of a version"]),
    ],
)
def test_a_changelog_without_the_version_as_its_newest_is_refused(changelog: str, got: list[str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        readiness.release_time(changelog, "1.2.3")
    assert [problem.got for problem in caught.value.problems] == got


def test_an_empty_section_for_what_comes_next_does_not_matter() -> None:
    assert readiness.release_time(CHANGELOG.replace("## [1.2.3]", "## [Unreleased]\n\n## [1.2.3]"), "1.2.3") == READY


def test_the_newest_release_of_the_changelog_is_the_version() -> None:
    dated = re.findall(r"^## \[(.+)\] - (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert dated[0][0] == lib.__version__
    assert datetime.fromisoformat(dated[0][1])


def test_a_new_project_takes_this_version_and_the_patches_of_it() -> None:
    major, minor, _ = lib.__version__.split(".")
    assert template_files()["requirements.txt"] == f"tap-constructs[testing]=={major}.{minor}.*\n"


def test_what_users_install_is_tested_in_the_same_versions() -> None:
    runtime, extras, dev = (
        set(sbom.pins(ROOT / "requirements" / f"{name}.lock")) for name in ("runtime", "extras", "dev")
    )
    assert runtime < extras < dev


def test_an_environment_that_is_not_that_of_the_lock_gets_no_bill(tmp_path: Path) -> None:
    lock = tmp_path / "dev.lock"
    lock.write_text(
        "six==1.0 \\\n    --hash=sha256:0\nruamel-yaml==2.0 \\\ncolorama==3.0 ; os_name == 'nt' \\\n", "utf-8"
    )
    installed = [
        {"name": "six", "version": "1.0"},
        {"name": "ruamel.yaml", "version": "2.0"},
        {"name": "pip", "version": "9"},
    ]
    sbom.hold_against({"components": installed}, sbom.pins(lock))
    with pytest.raises(ConfigurationError, match=r"an environment without ruamel-yaml==2\.0\n"):
        sbom.hold_against({"components": installed[:1]}, sbom.pins(lock))
