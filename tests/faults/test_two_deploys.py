"""Two deployments at once: one does the work, the other is told who does."""

from __future__ import annotations

import getpass
import socket
from pathlib import Path

import pytest

from lib.merging import merged
from lib.testing.emulator import Emulator

from .conftest import Tell
from .environment import SMALL, Undisturbed, assert_nothing_to_do, difference, locks, terraform_through, write
from .interrupted import APPLY, running
from .proxy import Proxy

pytestmark = [pytest.mark.terraform, pytest.mark.xdist_group("small")]

TABLE = "locks"


@pytest.mark.parametrize("table", [None, TABLE], ids=["a-lock-file", "a-lock-file-and-a-table"])
def test_one_is_told_of_the_other(
    table: str | None, small: Undisturbed, emulator: Emulator, proxy: Proxy, tmp_path: Path, tell: Tell
) -> None:
    emulator.client("dynamodb").create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    settings = merged(SMALL, {"state": {"lock_table": table}})
    runs = [terraform_through(proxy, emulator, write(tmp_path / name, proxy.endpoint, settings)) for name in ("a", "b")]

    with running(runs[0], *APPLY) as first, running(runs[1], *APPLY) as second:
        refused, applied = sorted((first.end(), second.end()), key=lambda ended: ended.code, reverse=True)

    assert (applied.code, refused.code) == (0, 1), applied.output + refused.output
    assert "Error acquiring the state lock" in refused.output
    who = f"{getpass.getuser()}@{socket.gethostname()}"
    assert who in refused.output
    assert "OperationTypeApply" in refused.output
    for run in runs:
        assert_nothing_to_do(run)
    assert difference(runs[1].state_list(), small.inventory.addresses) == ""
    assert locks(emulator) == []
    assert [item for item in locked_in_table(emulator) if not item.endswith("-md5")] == []
    lock = "the lock file and a table" if table else "the lock file"
    tell("two deploys", f"two applies at once, {lock}", "one ended right; the other was told who holds the lock")


def locked_in_table(emulator: Emulator) -> list[str]:
    return [item["LockID"]["S"] for item in emulator.client("dynamodb").scan(TableName=TABLE)["Items"]]
