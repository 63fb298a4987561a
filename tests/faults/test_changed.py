"""Every setting of a deployed environment is changed at once: what holds data stays, and all of it can be destroyed."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.merging import merged
from lib.testing.emulator import Emulator
from lib.testing.terraform import Change, Terraform
from tests.changed_settings import leaves
from tests.integration.changes import assert_data_stays, every_change
from tests.integration.conftest import ALL_AT_ONCE, FREE, assert_as_prepared
from tests.integration.test_slice import resynthesize, settings_of

from .conftest import Tell
from .environment import empty_account

pytestmark = [pytest.mark.terraform, pytest.mark.xdist_group("changed")]

# Both regions have a bucket for flow logs here, and the second its own settings after the change.
_FREE = merged(FREE, {"secondary": {"network": {"flow_logs": {"force_destroy": True}}}})

# A change of these is not sent by the provider (5.100): the model of a PostgreSQL source says so.
_NOT_SENT = "aws_dms_endpoint: postgres_settings[0]."


def test_every_setting_at_once(emulator: Emulator, tmp_path: Path, tell: Tell) -> None:
    empty_account(emulator)
    changes = every_change(lambda tree: settings_of("full", "states", emulator, tree))
    before, after = (settings_of("full", "states", emulator, tree) for tree in ({}, merged(changes, _FREE)))
    values = {str(leaf): leaf.value for leaf in leaves(before)}
    changed = sum(values.get(str(leaf)) != leaf.value for leaf in leaves(after))
    folder = tmp_path / "cdktf.out" / "stacks" / "TapStackfull"
    resynthesize(before, folder)
    run = Terraform(folder, emulator.environment())
    run.environment |= ALL_AT_ONCE
    run.init()
    run.apply()
    resynthesize(after, folder)
    planned = run.plan(tmp_path / "plan")
    assert_data_stays(planned)
    run.apply(tmp_path / "plan")
    again = [f"{change.address.partition('.')[0]}: {line}" for change in run.plan().changes for line in lines(change)]
    assert [line for line in again if not line.startswith(_NOT_SENT)] == []
    run.destroy(refresh=False)
    assert_as_prepared(emulator)
    updates = sum(change.actions == ("update",) for change in planned.changes)
    tell(
        "every setting changed",
        f"{changed} settings of the full environment at once",
        f"{updates} resources changed in place, nothing that holds data replaced; the next plan empty but for what "
        "the provider does not send (PostgreSQL settings of a DMS endpoint); destroyed to nothing",
    )


def lines(change: Change) -> tuple[str, ...]:
    """What changes in it; what is done to it where that is no update."""
    return change.attributes if change.actions == ("update",) else change.actions
