"""The files of a new project, and the zip that is made of them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import lib
from lib.commands.project_template import FOLDER, project_files, template_files
from scripts import template_zip

ROOT = Path(__file__).parents[3]
WORKFLOW = FOLDER / ".github" / "workflows" / "pull-request.yml"

# What the cdktf CLI 0.21 puts values in the place of; GitHub's own expressions are none of them.
CLI_KEYS = {
    *("npm_cdktf", "npm_cdktf_cli", "pypi_cdktf", "mvn_cdktf", "nuget_cdktf", "go_cdktf", "cdktf_version"),
    *("constructs_version", "Name", "Description", "OrganizationName", "WorkspaceName", "TerraformRemoteHostname"),
    *("futureFlags", "projectId", "sendCrashReports", "silent", "$base", ""),
}


def tool(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    assert found, f"{name} is not installed: it is in requirements/dev.lock"
    return found


def test_only_what_both_ways_replace_is_a_placeholder() -> None:
    found = {key for text in template_files().values() for key in re.findall(r"{{ *([^{}]*?) *}}", text)}
    assert found & CLI_KEYS == {"Name", "projectId"}
    spelled = re.compile(r"{{ +(Name|projectId)|(Name|projectId) +}}")
    assert [path for path, text in template_files().items() if spelled.search(text)] == []


def test_no_placeholder_is_left_in_a_project() -> None:
    files = project_files("till", "an-id")
    assert [path for path, text in files.items() if "{{Name" in text or "{{project" in text] == []
    assert json.loads(files["cdktf.json"])["projectId"] == "an-id"
    assert json.loads(files["package.json"])["name"] == "till-tools"


def test_compiled_files_are_no_part_of_a_project(tmp_path: Path) -> None:
    (tmp_path / "tests" / "__pycache__").mkdir(parents=True)
    (tmp_path / "tests" / "__pycache__" / "conftest.pyc").write_bytes(b"\xff")
    (tmp_path / "tests" / "conftest.py").write_text("one")
    (tmp_path / ".gitignore").write_text("two")
    assert template_files(tmp_path) == {".gitignore": "two", "tests/conftest.py": "one"}


def test_a_project_needs_this_version_of_the_library_and_the_same_cli() -> None:
    files = template_files()
    minor = lib.__version__.rpartition(".")[0]
    assert files["requirements.txt"] == f"tap-constructs[testing]=={minor}.*\n"
    tools = json.loads((ROOT / "package.json").read_text())
    assert json.loads(files["package.json"])["devDependencies"] == tools["devDependencies"]


def test_the_zip_holds_the_same_files_with_cdktf_json_at_its_top(tmp_path: Path) -> None:
    template_zip.pack(tmp_path / "made" / "project.zip")
    with zipfile.ZipFile(tmp_path / "made" / "project.zip") as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == template_files()
        assert archive.namelist() == list(template_files())
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "cdktf.json" in template_files()


def test_the_zip_is_the_same_to_the_byte_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    template_zip.main([])
    template_zip.main(["other.zip"])
    assert capsys.readouterr().out.split() == ["dist/tap-project.zip", "other.zip"]
    assert Path("dist/tap-project.zip").read_bytes() == Path("other.zip").read_bytes()


@pytest.mark.slow
def test_the_workflow_keeps_to_githubs_schema() -> None:
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", str(WORKFLOW)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_nothing_about_the_workflow_is_insecure() -> None:
    command = [tool("zizmor"), "--offline", "--no-progress", "--persona=auditor", str(WORKFLOW)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_action_is_pinned_to_a_commit_and_says_which_version_it_is() -> None:
    uses = re.findall(r"uses: (.*)", WORKFLOW.read_text(encoding="utf-8"))
    assert len(uses) > 10
    assert [one for one in uses if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)] == []
    assert len(set(uses)) == len({one.partition("@")[0] for one in uses})
