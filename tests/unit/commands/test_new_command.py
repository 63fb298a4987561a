"""`tap new`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner, Result

from lib.cli import app
from lib.commands import project_template
from tests.bad_input import unchanged


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def new(name: str) -> Result:
    return CliRunner().invoke(app, ["new", name])


def refusal(name: str) -> str:
    done = new(name)
    assert done.exit_code == 1
    assert "got:" in done.stderr
    assert "expected:" in done.stderr
    assert "remedy:" in done.stderr
    assert list(Path().glob(".tap-new-*")) == []
    return done.stderr


def test_a_project_is_made_with_its_name_and_an_id_of_its_own() -> None:
    done = new("shop")
    assert done.exit_code == 0, done.stderr
    assert "shop/README.md" in done.stdout
    files = {path.relative_to("shop").as_posix() for path in Path("shop").rglob("*") if path.is_file()}
    assert files == set(project_template.template_files())
    assert 'project: Project = "shop"' in Path("shop/settings.py").read_text()
    assert UUID(json.loads(Path("shop/cdktf.json").read_text())["projectId"])
    assert os.listdir() == ["shop"]  # noqa: PTH208  # hidden ones too


def test_two_projects_have_different_ids() -> None:
    new("shop")
    new("till")
    assert Path("shop/cdktf.json").read_text() != Path("till/cdktf.json").read_text()


def test_others_may_read_what_is_made() -> None:
    mask = os.umask(0o022)
    try:
        new("shop")
    finally:
        os.umask(mask)
    assert Path("shop").stat().st_mode & 0o777 == 0o755
    assert Path("shop/tap.py").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("name", ["Shop", "1shop", "my_shop", "my--shop", "shop-", "../shop", "/shop", "a" * 17])
def test_a_name_that_aws_would_not_take_is_refused(name: str) -> None:
    said = refusal(name)
    assert said.startswith("NAME: ")
    assert os.listdir() == []  # noqa: PTH208


def test_a_name_that_a_service_reserves_is_refused() -> None:
    assert "reserve" in refusal("aws-shop")


def test_no_name_at_all_is_refused() -> None:
    assert "NAME: is no project name" in new("").stderr


def test_an_empty_folder_is_filled() -> None:
    Path("shop").mkdir()
    assert new("shop").exit_code == 0
    assert Path("shop/tap.py").exists()


def test_what_is_there_is_never_written_over() -> None:
    Path("shop").mkdir()
    Path("shop/.hidden").write_text("mine")
    assert "a folder with files in it" in refusal("shop")
    Path("till").write_text("mine")
    assert "a file" in refusal("till")
    Path("elsewhere").mkdir()
    Path("link").symlink_to("elsewhere")
    assert refusal("link").startswith("link: is there already")
    assert [path.name for path in Path("shop").iterdir()] == [".hidden"]
    assert Path("till").read_text() == "mine"
    assert list(Path("elsewhere").iterdir()) == []


def test_a_folder_that_cannot_be_looked_into_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("shop").mkdir()

    def closed(_: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", closed)
    assert "Permission denied" in refusal("shop")


@pytest.mark.parametrize(
    "name", ["..", ".", "a/b", "s\u0068\u00f6p", "shop\n", "\ud800", "-", "x" * 5000, "${x}", "shop.py"]
)
def test_no_other_name_makes_anything(tmp_path: Path, name: str) -> None:
    with unchanged(tmp_path):
        done = CliRunner().invoke(app, ["new", "--", name])
    assert done.exit_code == 1
    assert done.stderr.startswith("NAME: ")


def test_a_broken_link_and_a_pipe_are_left_as_they_are(tmp_path: Path) -> None:
    Path("shop").symlink_to("nowhere")
    os.mkfifo("till")
    with unchanged(tmp_path):
        assert "is there already" in refusal("shop")
        assert "is there already" in refusal("till")


def test_nothing_is_left_where_it_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def full(self: Path, *_: object, **__: object) -> None:
        written.append(self)
        if len(written) > 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    said = refusal("shop")
    assert "No space left on device" in said
    assert os.listdir() == []  # noqa: PTH208
