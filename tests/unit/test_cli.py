from __future__ import annotations

from typer.testing import CliRunner

from lib import __version__
from lib.cli import app


def test_it_tells_its_version() -> None:
    assert CliRunner().invoke(app, ["--version"]).output == f"{__version__}\n"


def test_without_a_command_it_says_what_there_is() -> None:
    shown = CliRunner().invoke(app, [])
    assert shown.exit_code == 0
    assert "To deploy one, use cdktf or terraform" in shown.output
