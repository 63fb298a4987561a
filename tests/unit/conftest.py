"""What unit tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def full_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `tap.py` writes of `environments/full.toml`; tests that take it are one group, for it takes seconds."""
    folder = tmp_path_factory.mktemp("full")
    given = {"ENVIRONMENT_SUFFIX": "full", "TERRAFORM_STATE_BUCKET": "states", "CDKTF_OUTDIR": str(folder)}
    command = [sys.executable, "tap.py"]
    subprocess.run(command, cwd=REPOSITORY, env={**os.environ, **given}, check=True, capture_output=True)
    return folder
