"""The examples as programs: where they are, and what is around them when they run."""

from __future__ import annotations

import os
from pathlib import Path

from lib.account_settings import ACCOUNT_VARIABLES
from lib.settings_sources import VARIABLES

EXAMPLES = Path(__file__).parents[1] / "examples"


def environment() -> dict[str, str]:
    """The process's own, without what would change settings."""
    return {key: value for key, value in os.environ.items() if key not in {*VARIABLES, *ACCOUNT_VARIABLES}}


def warnings_of(example: Path) -> str:
    """What becomes of a program's warnings: the whole environment has no certificate there, and says so."""
    return "default" if example.stem == "tap_stack" else "error"
