"""An apply is ended at ten points, as when a job is cancelled: the same command once more does the rest."""

from __future__ import annotations

import signal

import pytest

from lib.testing.emulator import Emulator

from .conftest import Tell
from .environment import Undisturbed, assert_same_end, locks, tainted, terraform_through
from .interrupted import interrupted_apply
from .proxy import Proxy

pytestmark = pytest.mark.terraform

POINTS = range(1, 11)


@pytest.mark.parametrize(
    "point", [pytest.param(point, marks=pytest.mark.xdist_group(f"terminated-{point % 2}")) for point in POINTS]
)
def test_a_plain_run_again_does_the_rest(
    point: int, small: Undisturbed, emulator: Emulator, proxy: Proxy, tell: Tell
) -> None:
    run = terraform_through(proxy, emulator, small.folder)
    change = max(1, small.changes * point // (len(POINTS) + 1))

    ended = interrupted_apply(run, proxy, change, signal.SIGTERM)

    assert ended.code == 1, ended.output
    assert "Gracefully shutting down" in ended.output
    assert locks(emulator) == []
    made, all_of_it = len(run.state_list()), len(small.inventory.addresses)
    half_made = len(tainted(run))
    assert made < all_of_it
    run.apply()
    assert_same_end(run, emulator, small.inventory)
    tell(
        "TERM",
        f"after change {change} of {small.changes}",
        f"{made} of {all_of_it} in the state, {half_made} half-made; the next apply ended right",
    )
