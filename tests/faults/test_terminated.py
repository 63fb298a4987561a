"""An apply is ended at ten points, as when a job is cancelled: the same command once more does the rest."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from lib.testing.emulator import Emulator

from .conftest import Tell, Undisturbed
from .environment import SMALL, assert_same_end, locks, tainted, terraform_through, write
from .interrupted import interrupted_apply
from .proxy import Proxy

pytestmark = [pytest.mark.terraform, pytest.mark.xdist_group("small")]

POINTS = range(1, 11)


@pytest.mark.parametrize("point", POINTS)
def test_a_plain_run_again_does_the_rest(
    point: int, undisturbed: Undisturbed, emulator: Emulator, proxy: Proxy, tmp_path: Path, tell: Tell
) -> None:
    run = terraform_through(proxy, emulator, write(tmp_path, proxy.endpoint, SMALL))
    change = max(1, undisturbed.changes * point // (len(POINTS) + 1))

    ended = interrupted_apply(run, proxy, change, signal.SIGTERM)

    assert ended.code == 1, ended.output
    assert "Gracefully shutting down" in ended.output
    assert locks(emulator) == []
    made, half_made = len(run.state_list()), len(tainted(run))
    assert made < len(undisturbed.inventory.addresses)
    run.apply()
    assert_same_end(run, emulator, undisturbed.inventory)
    tell(
        "TERM",
        f"after change {change} of {undisturbed.changes}",
        f"{made} of {len(undisturbed.inventory.addresses)} in the state, {half_made} half-made; the next apply ended right",
    )
