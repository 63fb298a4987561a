"""The emulator's life, seen from the processes that use it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lib.testing.emulator import Emulator, EmulatorError, process
from tests.waiting import within

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(autouse=True)
def no_named_emulator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAP_AWS_ENDPOINT", raising=False)
    monkeypatch.delenv("TAP_AWS_ENDPOINT_RESET", raising=False)


def test_it_serves_aws_says_what_is_left_and_is_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "that-does-not-exist")
    log = tmp_path / "logs" / "emulator.log"
    with Emulator.start(log) as emulator:
        assert emulator.endpoint == f"http://127.0.0.1:{emulator.port}"
        assert emulator.leftovers() == []
        emulator.client("s3").create_bucket(Bucket="somebodys")
        assert emulator.leftovers() == ["s3.bucket global somebodys"]
        emulator.reset()
        assert emulator.leftovers() == []
    assert "PUT /somebodys" in log.read_text()
    with pytest.raises(EmulatorError, match="no emulator of this library answers"):
        emulator.leftovers()
    emulator.stop()  # again does no harm


def test_its_environment_is_this_processs_unless_another_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOMETHING", "of this process")
    emulator = Emulator("http://127.0.0.1:1", pid=None)
    assert emulator.environment()["SOMETHING"] == "of this process"
    assert "SOMETHING" not in emulator.environment({})
    assert emulator.environment({})["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"


PARENT = """
import sys, time
from lib.testing.emulator import Emulator
emulator = Emulator.start()
print(emulator.port, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_stops_with_its_parent_however_that_dies(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline())
        emulator = Emulator(f"http://127.0.0.1:{port}", pid=None)
        assert emulator.leftovers() == []
        parent.send_signal(number)
    assert within(5, lambda: not emulator._listens())


def test_a_detached_one_is_stopped_by_whoever_attaches() -> None:
    started = Emulator.start(detached=True)
    assert started.pid is not None
    with pytest.raises(EmulatorError, match=f"is process {started.pid}, not 1"):
        Emulator.attach(1, started.port)
    attached = Emulator.attach(started.pid, started.port)
    assert attached.leftovers() == []
    attached.stop()
    with pytest.raises(EmulatorError, match="no emulator of this library answers"):
        Emulator.attach(started.pid, started.port)
    attached.stop()
    started.stop()


def test_one_that_does_not_hear_is_killed_and_one_that_goes_on_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    emulator = Emulator("http://127.0.0.1:1", pid=4321)
    sent: list[int] = []

    def gone(pid: int, number: int) -> None:
        sent.append(number)
        raise ProcessLookupError

    monkeypatch.setattr(process, "_STOP_SECONDS", 0.0)
    monkeypatch.setattr(process.Emulator, "_ask", lambda self, path: {"pid": 4321})
    monkeypatch.setattr(os, "kill", gone)
    with pytest.raises(EmulatorError, match="process 4321 still listens"):
        emulator.stop()
    assert sent == [signal.SIGTERM, signal.SIGKILL]


def test_a_child_that_does_not_hear_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_STOP_SECONDS", 0.1)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        Emulator("http://127.0.0.1:1", child.pid, child).stop()
        assert child.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import sys; sys.exit('the reason')", "ended with exit code 1; the end of its log:\nthe reason"),
        ("import time; time.sleep(60)", r"did not listen within 0.5 s; the end of its log:\n\(empty\)"),
    ],
)
def test_a_failed_start_shows_the_logs_end(monkeypatch: pytest.MonkeyPatch, program: str, reason: str) -> None:
    monkeypatch.setattr(process, "_command", lambda **options: [sys.executable, "-c", program])
    with pytest.raises(EmulatorError, match=f"the emulator {reason}"):
        Emulator.start(timeout_seconds=0.5 if "sleep" in program else 10)


def test_the_named_emulator_is_used_and_neither_stopped_nor_emptied_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    with Emulator.start() as users:
        monkeypatch.setenv("TAP_AWS_ENDPOINT", f"{users.endpoint}/")
        with Emulator.start() as emulator:
            assert (emulator.endpoint, emulator.pid) == (users.endpoint, None)
            emulator.client("s3").create_bucket(Bucket="users")
            with pytest.raises(EmulatorError, match="was not started here and is not emptied"):
                emulator.reset()
        assert users.leftovers() == ["s3.bucket global users"]
        monkeypatch.setenv("TAP_AWS_ENDPOINT_RESET", "1")
        emulator.reset()
        assert users.leftovers() == []


def test_a_named_emulator_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAP_AWS_ENDPOINT", "https://aws.example.com")
    with pytest.raises(EmulatorError, match="TAP_AWS_ENDPOINT"):
        Emulator.start()


def test_the_server_finds_this_package_under_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("AWS_PROFILE", "production")
    environment = process._server_environment()
    assert environment["PYTHONPATH"] == os.pathsep.join([str(ROOT), "/elsewhere"])
    assert "AWS_PROFILE" not in environment
    monkeypatch.setattr(process, "__package__", "tap_constructs.testing.emulator")  # installed as editable
    assert process._server_environment()["PYTHONPATH"] == "/elsewhere"
