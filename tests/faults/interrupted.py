"""Terraform in a process of its own, which a test can signal at a point of its run."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lib.testing.terraform import Terraform
from tests.waiting import within

from .proxy import Proxy

APPLY: Final = ("apply", "-input=false", "-no-color", "-auto-approve")
LIMIT_SECONDS: Final = 900


@dataclass(frozen=True)
class Ended:
    """How a command ended.

    Attributes:
        code: Its exit code; negative for the signal that ended it.
        output: What it said.
    """

    code: int
    output: str


class Running:
    """A command that runs."""

    def __init__(self, process: subprocess.Popen[str], output: Path) -> None:
        self._process = process
        self._output = output

    def signal(self, number: signal.Signals, *, everything: bool = False) -> None:
        """Signals Terraform, or its providers too."""
        (os.killpg if everything else os.kill)(self._process.pid, number)

    @property
    def output(self) -> str:
        """What it has said so far."""
        return self._output.read_text(encoding="utf-8", errors="replace")

    def end(self) -> Ended:
        """Waits for its end."""
        code = self._process.wait(LIMIT_SECONDS)
        return Ended(code, self.output)


@contextmanager
def running(run: Terraform, *arguments: str) -> Iterator[Running]:
    """Runs Terraform in the background; what still runs at the end of the block is killed, with its providers."""
    output = run.folder / ".terraform-testing" / f"output-{time.monotonic_ns()}.log"
    with output.open("wb") as file:
        process = subprocess.Popen(
            (run.binary, *arguments),
            cwd=run.folder,
            env=run.environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            yield Running(process, output)
        finally:
            with suppress(ProcessLookupError):  # all of it has ended
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def applied(run: Terraform) -> Ended:
    """Applies, and tells all that Terraform said, also where that failed."""
    with running(run, *APPLY) as applying:
        return applying.end()


def interrupted_apply(
    run: Terraform, proxy: Proxy, change: int, number: signal.Signals = signal.SIGTERM, *, everything: bool = False
) -> Ended:
    """Applies, and signals Terraform when the change of that number has been answered."""
    with running(run, *APPLY) as applying:
        proxy.at_change(change, lambda: applying.signal(number, everything=everything))
        return applying.end()


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Waits for something.

    Raises:
        AssertionError: It did not come.
    """
    assert within(LIMIT_SECONDS, holds), f"{what}: not within {LIMIT_SECONDS} s"
