"""`make deploy-local` as its user runs it: through the cdktf CLI, the state in the bucket of the account's stack."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.testing.deployed import Deployed
from lib.testing.local.workspace import Workspace
from lib.testing.terraform import Terraform, TerraformError

from .conftest import ROOT
from .deployed_checks import check_all

pytestmark = pytest.mark.terraform


def run(project: Path, verb: str) -> str:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("ENVIRONMENT_SUFFIX", "PYTHONPATH")
    }
    done = subprocess.run(
        [sys.executable, "-m", "lib.testing.local", verb],
        cwd=project,
        env={**environment, "COLUMNS": "160"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    for name in ("tap.py", "account.py", "cdktf.json"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("lib", "environments"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    yield tmp_path
    emulator = Workspace(tmp_path).running()
    if emulator:
        emulator.stop()


def test_deploy_look_lock_and_destroy(project: Path) -> None:
    shown = run(project, "deploy")
    assert "aws_vpc_peering_connection" in shown
    flat = json.loads((project / "cfn-outputs" / "flat-outputs.json").read_text())
    assert flat["vpc_id"].startswith("vpc-")

    workspace = Workspace(project)
    emulator = workspace.running()
    assert emulator is not None
    bucket = workspace.outputs("TapAccount")["state_bucket"]
    state = {"Bucket": bucket, "Key": "tap/local/terraform.tfstate"}
    assert emulator.client("s3").head_object(**state)["ContentLength"] > 0

    run_here = Terraform(
        workspace.folder / "TapStacklocal" / "stacks" / "TapStacklocal", environment=emulator.environment()
    )
    assert run_here.plan().is_empty
    check_all(Deployed.find(project, {}))
    refused_while_another_holds_the_lock(run_here, emulator.environment())
    assert len(run_here.state_list()) > 90, "the state is as it was"

    assert "Nothing is left" in (gone := run(project, "destroy"))
    assert "not made by the apps" not in gone
    assert not workspace.folder.exists()


def refused_while_another_holds_the_lock(here: Terraform, environment: dict[str, str]) -> None:
    # Terraform holds the lock while it waits for its user to approve.
    with subprocess.Popen(
        ["terraform", "apply", "-destroy", "-no-color"],
        cwd=here.folder,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert any("Do you really want to destroy" in line for line in holder.stdout)
        with pytest.raises(TerraformError, match="Error acquiring the state lock"):
            here.apply()
        holder.communicate("no\n")
    assert here.plan().is_empty
