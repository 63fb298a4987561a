"""A new project as its user has it: its own tests, what it deploys, and the same from `cdktf init`."""

from __future__ import annotations

import functools
import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from lib.testing.emulator import Emulator
from lib.testing.local.prerequisites import find_cdktf
from lib.testing.local.workspace import Workspace
from lib.testing.plugin import TerraformFactory
from lib.testing.terraform import cli_environment
from scripts import template_zip

from .conftest import ROOT

SUFFIX = "pr42"
ROLE = """
[github_actions]
repositories = ["acme@12/shop@34"]
policy_arns = ["arn:aws:iam::aws:policy/PowerUserAccess"]
"""
TAP = [sys.executable, "-c", "from tap_constructs.cli import app; app()"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment in which this library is installed, whatever the name of its folder."""
    installed = tmp_path / "installed"
    installed.mkdir()
    (installed / "tap_constructs").symlink_to(ROOT / "lib")
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "TERRAFORM_STATE_", "PYTEST_", "ENVIRONMENT_SUFFIX"))
    }
    return {**inherited, "PYTHONPATH": str(installed)}


@pytest.fixture
def project(tmp_path: Path, environment: dict[str, str]) -> Path:
    run([*TAP, "new", "shop"], tmp_path, environment)
    return tmp_path / "shop"


def run(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.terraform
def test_its_tests_pass_and_what_it_deploys_does_what_it_is_for(
    project: Path, environment: dict[str, str], states: str, terraform: TerraformFactory, emulator: Emulator
) -> None:
    before = emulator.leftovers()
    assert " passed" in run([sys.executable, "-m", "pytest", "-q"], project, environment)

    # The steps of the workflow, on the emulator.
    deploying = {
        **emulator.environment(environment),
        "ENVIRONMENT_SUFFIX": SUFFIX,
        "TERRAFORM_STATE_BUCKET": states,
        "AWS_REGION": "eu-central-1",
        "TERRAFORM_STATE_BUCKET_REGION": "us-east-1",
    }
    run([sys.executable, "tap.py"], project, deploying)
    run([*TAP, "check", "--suffix", SUFFIX, "cdktf.out"], project, environment)
    here = terraform(project / "cdktf.out" / "stacks" / f"TapStack{SUFFIX}")
    here.init()
    plan = project / "plan"
    here.plan(plan)
    (project / "plan.json").write_text(here.run("show", "-json", str(plan)))
    run([*TAP, "check", "plan.json"], project, environment)
    here.apply(plan)
    assert here.plan().is_empty, str(here.plan())
    (project / "cfn-outputs").mkdir()
    (project / "cfn-outputs" / "flat-outputs.json").write_text(json.dumps(here.outputs()))

    # What a local deploy records of its emulator.
    workspace = Workspace(project)
    workspace.folder.mkdir()
    record = {"pid": emulator.pid, "port": emulator.port}
    (workspace.folder / "emulator.json").write_text(json.dumps(record))
    assert " passed" in run([sys.executable, "-m", "pytest", "-q", "tests/integration"], project, environment)

    here.destroy(refresh=False)
    bucket = emulator.client("s3")
    assert [item["Key"] for item in bucket.list_objects_v2(Bucket=states)["Contents"]] == [
        f"shop/{SUFFIX}/terraform.tfstate"
    ]
    assert emulator.leftovers() == before


def test_its_account_is_checked_too(project: Path, environment: dict[str, str]) -> None:
    with (project / "environments" / "account.toml").open("a") as file:
        file.write(ROLE)
    run([sys.executable, "account.py"], project, environment)
    run([*TAP, "check", "cdktf.out"], project, environment)
    made = json.loads((project / "cdktf.out" / "stacks" / "TapAccount" / "cdk.tf.json").read_text())
    (trusted,) = made["resource"]["aws_iam_role"].values()
    assert trusted["name"] == "shop-github-actions-us-east-1"


def test_a_fault_in_its_settings_is_said_without_a_stack_trace(project: Path, environment: dict[str, str]) -> None:
    wrong = {**environment, "ENVIRONMENT_SUFFIX": "PR_42"}
    done = subprocess.run(
        [sys.executable, "tap.py"], cwd=project, env=wrong, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "TERRAFORM_STATE_BUCKET: is not set" in done.stderr
    assert "environment_suffix (from ENVIRONMENT_SUFFIX): is no environment suffix" in done.stderr
    assert "Traceback" not in done.stderr


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where the zip can be had."""
    folder = tmp_path / "served"
    template_zip.pack(folder / "tap-project.zip")
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/tap-project.zip"
        server.shutdown()


def files_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and ".terraform-testing" not in path.parts
    }


def test_cdktf_init_gives_the_same_project(
    project: Path, environment: dict[str, str], address: str, tmp_path: Path
) -> None:
    folder = tmp_path / "initialized"
    folder.mkdir()
    command = [str(find_cdktf(ROOT)), "init", f"--template={address}", "--local", "--enable-crash-reporting=false"]
    command += ["--project-name=shop", "--project-description=unused"]
    run(command, folder, {**cli_environment(tmp_path / "served", environment), "TMPDIR": str(tmp_path)})
    ids = []
    for made in (project, folder):
        file = made / "cdktf.json"
        settings = json.loads(file.read_text())
        ids.append(settings["projectId"])
        file.write_text(file.read_text().replace(settings["projectId"], "its own"))
    assert ids[0] != ids[1]
    assert files_of(folder) == files_of(project)
