"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Generator
from functools import cache
from unittest.mock import patch

import pytest
import typer.testing
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from typer.main import get_command

# Node 20 is past its end, and jsii says so at every start.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "18,20,22")

# The same examples everywhere, so that what passes here passes there; new ones with HYPOTHESIS_PROFILE=search.
# How fast examples are made is no result: a busy machine must not fail a test.
settings.register_profile("any", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("search", parent=settings.get_profile("any"))
settings.register_profile("same", parent=settings.get_profile("any"), derandomize=True)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "same")
settings.load_profile(PROFILE)
if PROFILE == "same":
    # Hypothesis would mix in constants of whatever modules have been loaded, which are others in each worker.
    patch.object(providers, "is_local_module_file", return_value=False).start()

# Typer builds a command anew for each call of it, which takes longer than most calls.
patch.object(typer.testing, "_get_command", cache(get_command)).start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fails a test that is skipped: what does not hold on one of the bases asserts what does."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, which no test of this repository is: {report.longrepr}"
    return report
