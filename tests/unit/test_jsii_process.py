"""Node is started alone, and what it prints is kept apart from the messages."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jsii._kernel.providers.process import _NodeProcess

from lib import jsii_process
from tests.waiting import within

REPOSITORY = Path(__file__).parents[2]
# Says what it is asked on descriptor 3, and prints more than a pipe holds.
ECHO = """
const fs = require("fs");
const asked = Buffer.alloc(100);
fs.writeSync(3, "hello\\n");
fs.writeSync(3, asked.subarray(0, fs.readSync(3, asked)));
console.log("ä".repeat(200000));
console.error("wrong");
process.exitCode = fs.readSync(0, asked);
"""
WITH_NODE = """
import lib, cdktf, jsii
node = jsii.kernel.provider._process._process
print(node.pid, node.args[-1], flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("takes_text_alone", [False, True])
def test_messages_and_what_is_printed_are_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, takes_text_alone: bool
) -> None:
    taken = {
        name: io.StringIO() if takes_text_alone else io.TextIOWrapper(io.BytesIO()) for name in ("stdout", "stderr")
    }
    for name, stream in taken.items():
        monkeypatch.setattr(sys, name, stream)
    program = tmp_path / "program.js"
    program.write_text(ECHO)
    node, printed = jsii_process._started("node", program)
    assert node.stdin
    assert node.stdout
    assert node.stdout.readline() == b"hello\n"
    node.stdin.write(b"asked\n")
    node.stdin.flush()
    assert node.stdout.readline() == b"asked\n"
    jsii_process._hand_on(*printed)
    assert node.wait(10) == 0
    node.stdin.close()
    node.stdout.close()
    for stream in taken.values():
        stream.seek(0)
    assert {name: stream.read() for name, stream in taken.items()} == {
        "stdout": "ä" * 200_000 + "\n",
        "stderr": "wrong\n",
    }


@pytest.mark.slow
@pytest.mark.parametrize(("switch", "program"), [("0", "/lib/program.js"), ("1", "/bin/jsii-runtime.js")])
def test_node_ends_with_the_program(switch: str, program: str) -> None:
    running = subprocess.Popen(
        [sys.executable, "-c", f"{WITH_NODE}\ninput()"],
        cwd=REPOSITORY,
        env={**os.environ, "TAP_STOCK_BINDINGS": switch},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with running:
        assert running.stdout
        node, path = running.stdout.readline().split()
        assert path.endswith(program)
        running.kill()
    assert within(10, lambda: has_ended(int(node)))


def has_ended(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    return False


class Fake:
    """What jsii starts, of which nothing is started."""

    def __init__(self, runtime: Path) -> None:
        self.runtime = runtime
        self.stock = False

    def _jsii_runtime(self) -> str:
        return str(self.runtime)

    def start(self) -> None:
        self.stock = True


@pytest.mark.parametrize(
    ("variables", "shell"),
    [
        ({"JSII_RUNTIME": "/mine/bin/jsii-runtime.js"}, "/bin/sh"),
        ({"JSII_NODE": "/nowhere/node"}, "/bin/sh"),
        ({}, "/nowhere/sh"),
        ({}, "/bin/sh"),  # and no program beside the runtime
    ],
)
def test_what_is_not_known_is_started_as_jsii_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], shell: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(jsii_process, "_SHELL", shell)
    fake = Fake(tmp_path / "bin" / "jsii-runtime.js")
    jsii_process._starting_alone(Fake.start)(fake)
    assert fake.stock


class Ending(Fake):
    """What jsii starts, and it ends at once."""

    _process: subprocess.Popen[bytes]

    def handshake(self) -> None:
        stdout = self._process.stdout
        assert stdout
        if not stdout.readline():
            raise ValueError("no greeting")

    def stop(self) -> None:
        """Nothing is left that could be stopped."""


@pytest.mark.slow
def test_what_node_says_before_it_ends_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "program.js").write_text('console.error("wrong");')
    ending = Ending(tmp_path / "bin" / "jsii-runtime.js")
    with pytest.raises(ValueError, match="no greeting"):
        jsii_process._starting_alone(Fake.start)(ending)
    assert capsys.readouterr().err == "wrong\n"
    assert not ending.stock


def test_a_second_call_changes_nothing_and_another_jsii_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _NodeProcess.start
    jsii_process.install()
    assert _NodeProcess.start is before
    other: Any = SimpleNamespace(start=None)
    monkeypatch.setattr("jsii._kernel.providers.process._NodeProcess", other)
    jsii_process.install()
    assert other.start is None
