"""Every patch does what it says, and is still needed."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from lib.testing.emulator import Emulator, patches
from lib.testing.emulator.server import create_server

pytest.register_assert_rewrite("tests.unit.testing.emulator.patch_checks")

from tests.unit.testing.emulator.patch_checks import CHECKS, Aws  # noqa: E402 -- after it is registered

pytestmark = [
    pytest.mark.xdist_group("patches"),
    # moto warns of an error that AWS's model of a service does not name.
    pytest.mark.filterwarnings("ignore:Exception.Fault. with code"),
]


@pytest.fixture(scope="module")
def patched() -> Iterator[Aws]:
    """In this process, so that the patches' coverage is measured."""
    server = create_server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Aws(f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def published() -> Iterator[Aws]:
    with Emulator.start(patched=False) as emulator:
        yield Aws(emulator.endpoint)


def test_every_patch_has_a_check_and_a_reason() -> None:
    found = patches.catalogue()
    names = [patch.name for patch in found]
    assert sorted(names) == sorted(CHECKS)
    assert all(patch.reason for patch in found)


@pytest.mark.parametrize("name", CHECKS)
def test_the_patched_server_passes(patched: Aws, name: str) -> None:
    CHECKS[name](patched)


@pytest.mark.parametrize("name", CHECKS)
def test_moto_as_published_fails_or_the_patch_can_go(published: Aws, name: str) -> None:
    try:
        CHECKS[name](published)
    except BaseException:  # noqa: BLE001 -- however it fails: pytest's own failures are no Exceptions
        return
    pytest.fail(f"moto has learned it: remove the patch {name}")
