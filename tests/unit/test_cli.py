from __future__ import annotations

import io
import sys

import pytest
from typer.testing import CliRunner

from lib import __version__
from lib.cli import app


def test_it_tells_its_version() -> None:
    assert CliRunner().invoke(app, ["--version"]).output == f"{__version__}\n"


def test_without_a_command_it_says_what_there_is() -> None:
    shown = CliRunner().invoke(app, [])
    assert shown.exit_code == 0
    assert "To deploy one, use cdktf or terraform" in shown.output


def test_where_a_program_puts_something_else_for_the_terminal_it_writes_there(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stdout", shown)
    app(["--version"], standalone_mode=False)
    assert shown.getvalue() == f"{__version__}\n"
