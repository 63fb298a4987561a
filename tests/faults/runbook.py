"""The commands of docs/recovery.md, run as they stand there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from typing import Final

from lib.testing.emulator import Emulator
from lib.testing.terraform import Terraform
from tests.integration.conftest import ROOT

_PAGE: Final = (ROOT / "docs" / "recovery.md").read_text(encoding="utf-8")


def documented(start: str, **values: str) -> list[str]:
    """The one command of the page that begins so, with its placeholders filled in."""
    (line,) = {line for line in re.findall(r"^[a-z].*$", _PAGE, re.MULTILINE) if line.startswith(f"{start} ")}
    for name, value in values.items():
        assert f"<{name}>" in line, line
        line = line.replace(f"<{name}>", value)
    assert "<" not in line, line
    return shlex.split(line)


def terraform(run: Terraform, start: str, **values: str) -> None:
    """Runs a command of Terraform; after `>` stands the file that takes what it prints."""
    command = documented(f"terraform {start}", **values)[1:]
    if ">" not in command:
        run.run(*command)
        return
    *command, _, file = command
    (run.folder / file).write_text(run.run(*command), encoding="utf-8")


def library(run: Terraform, emulator: Emulator, start: str, **values: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of the library in Terraform's folder: `tap` or one of its modules."""
    words = documented(start, **values)
    program = ["-c", "from lib.cli import app; app()", *words[1:]]
    if words[0] == "python":
        program = ["-m", words[2].replace("tap_constructs", "lib"), *words[3:]]
    return subprocess.run(
        [sys.executable, *program],
        cwd=run.folder,
        env=emulator.environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def aws(emulator: Emulator, start: str, **values: str) -> None:
    """Makes the call of a command of the AWS CLI."""
    _, service, verb, *options = documented(f"aws {start}", **values)
    given = {name.removeprefix("--"): value for name, value in zip(options[::2], options[1::2], strict=True)}
    client = emulator.client(service, given.pop("region"))
    arguments = {"".join(map(str.capitalize, name.split("-"))): value for name, value in given.items()}
    getattr(client, verb.replace("-", "_"))(**arguments)
