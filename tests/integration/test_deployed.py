"""A deployed environment, looked at through AWS's API; a run of all tests has it where `TAP_INTEGRATION` is set.

    TAP_INTEGRATION=local pytest tests/integration/test_deployed.py   # what `make deploy-local` left
    TAP_INTEGRATION=aws pytest tests/integration/test_deployed.py     # the account of the credentials

The tests that deploy to the emulator anyway make the same checks of what they have deployed.
"""

from __future__ import annotations

import pytest

from lib.testing.deployed import Deployed

from .deployed_checks import CHECKS, Check


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_deployed(check: Check, deployed: Deployed) -> None:
    check(deployed)
