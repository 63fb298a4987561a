"""`tap corrections`."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

import lib
from lib.cli import app
from lib.guards.catalogue import ITEMS, Item


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    return CliRunner()


def test_without_an_id_all_are_listed(run: CliRunner) -> None:
    done = run.invoke(app, ["corrections"])
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [item.id for item in ITEMS]
    assert all(item.title in done.output for item in ITEMS)


@pytest.mark.parametrize("item", ITEMS, ids=[item.id for item in ITEMS])
def test_every_item_can_be_explained(run: CliRunner, item: Item) -> None:
    done = run.invoke(app, ["corrections", item.id.lower()])
    assert done.exit_code == 0
    first, second = done.output.splitlines()[:2]
    assert first == f"{item.id}  {item.title}  {item.verdict}"
    assert second == f"{item.document.title} ({item.document.key})"
    assert ("\nTests\n" in done.output) is bool(item.tests)
    assert ("\nSource\n" in done.output) is bool(item.source)


def test_json_has_all_of_them(run: CliRunner) -> None:
    done = run.invoke(app, ["corrections", "--format", "json"])
    assert done.exit_code == 0
    found = json.loads(done.output)
    assert [entry["id"] for entry in found] == [item.id for item in ITEMS]
    for entry in found:
        assert {"id", "claim", "verdict", "evidence", "tests"} <= entry.keys()
    assert found[0]["verdict"] == "refuted"


def test_json_of_one(run: CliRunner) -> None:
    done = run.invoke(app, ["corrections", "D3#2", "--format", "json"])
    [entry] = json.loads(done.output)
    assert (entry["id"], entry["verdict"]) == ("D3#2", "refuted")


def test_an_unknown_id_gets_the_nearest_and_exit_code_2(run: CliRunner) -> None:
    done = run.invoke(app, ["corrections", "D3#3c"])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("tap corrections: there is no correction of that id\n    got:      D3#3c\n")
    assert "D3#3b" in done.stderr


def test_the_command_without_anything_shows_help_and_with_version_the_version(run: CliRunner) -> None:
    assert "corrections" in run.invoke(app, []).output
    assert run.invoke(app, ["--version"]).output == f"{lib.__version__}\n"
    assert run.invoke(app, ["--version", "corrections"]).output == f"{lib.__version__}\n"
