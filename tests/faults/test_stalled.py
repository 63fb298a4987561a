"""AWS answers nothing for a while, then goes on: so does the apply."""

from __future__ import annotations

import os
import signal
import time

import pytest

from lib.testing.emulator import Emulator

from .conftest import Tell
from .environment import Undisturbed, assert_same_end, terraform_through
from .interrupted import APPLY, running, wait_until
from .proxy import Proxy

pytestmark = [pytest.mark.terraform, pytest.mark.xdist_group("small")]

SECONDS = 20


def test_the_apply_goes_on(small: Undisturbed, emulator: Emulator, proxy: Proxy, tell: Tell) -> None:
    assert emulator.pid is not None
    run = terraform_through(proxy, emulator, small.folder)
    with running(run, *APPLY) as applying:
        wait_until(lambda: len(proxy.changes) >= small.changes // 2, "half of the changes")
        os.kill(emulator.pid, signal.SIGSTOP)
        try:
            time.sleep(SECONDS)
        finally:
            os.kill(emulator.pid, signal.SIGCONT)
        ended = applying.end()
    assert ended.code == 0, ended.output
    assert_same_end(run, emulator, small.inventory)
    tell("AWS stalls", f"{SECONDS} s without an answer in the middle of an apply", "the apply went on and ended right")
