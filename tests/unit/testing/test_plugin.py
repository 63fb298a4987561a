from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lib.errors import TapError
from lib.testing import plugin
from lib.testing import terraform as runner
from lib.testing.deployed import Deployed
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.xdist_group("emulator")


def test_a_clean_emulator_is_empty(emulator: Emulator, emulator_clean: Emulator) -> None:
    assert emulator_clean is emulator
    emulator_clean.client("s3").create_bucket(Bucket="left-by-this-test")
    assert emulator_clean.leftovers() == ["s3.bucket global left-by-this-test"]


def test_the_next_one_is_empty_again(emulator_clean: Emulator) -> None:
    assert emulator_clean.leftovers() == []


def test_terraform_is_pointed_at_the_emulator(
    emulator: Emulator, terraform: TerraformFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "find_terraform", lambda environment: "terraform")
    module = terraform(tmp_path, timeout_seconds=5)
    assert module.environment["AWS_ENDPOINT_URL"] == emulator.endpoint
    assert module.timeout_seconds == 5
    assert "AWS_ENDPOINT_URL" not in terraform(tmp_path, environment={"HOME": str(tmp_path)}).environment


def test_a_stack_is_synthesized(synthesized: Any) -> None:
    from cdktf import TerraformOutput, TerraformStack, Testing

    stack = TerraformStack(Testing.app(), "stack")
    TerraformOutput(stack, "answer", value=42)
    assert synthesized(stack).outputs["answer"] == {"value": 42}


def run_pytest(folder: Path, test: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(test)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "lib.testing.plugin", "-p", "no:tap_constructs"]
    return subprocess.run(
        [*command, "--strict-markers", "--rootdir", str(folder), str(folder)],
        cwd=ROOT,
        env={"HOME": str(folder), "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_deployed_environment_is_looked_for_in_the_project(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Deployed, "find", str)
    assert request.getfixturevalue("deployed") == str(ROOT)


MARKED = """
import pytest

@pytest.mark.terraform
def test_one(): pass

@pytest.mark.terraform
def test_two(): pass

def test_unmarked(): pass
"""


@pytest.mark.slow
def test_a_marked_test_fails_without_terraform_and_says_why(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, MARKED, PATH=str(tmp_path))
    assert done.returncode == 1
    assert "1 passed, 2 errors" in done.stdout
    assert "terraform: not found on PATH" in done.stdout
    assert "skipped" not in done.stdout


class Marked:
    """Stands in for a marked test and its configuration."""

    def __init__(self) -> None:
        self.config = self
        self.stash = pytest.Stash()

    def get_closest_marker(self, name: str) -> str:
        return name


def test_it_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reasons = ["", "asked twice"]
    monkeypatch.setattr(plugin, "_why_terraform_cannot_run", lambda: reasons.pop(0))
    item: Any = Marked()
    plugin.pytest_runtest_setup(item)
    plugin.pytest_runtest_setup(item)
    assert reasons == ["asked twice"]


def test_a_reason_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin, "_why_terraform_cannot_run", lambda: "no Terraform here")
    item: Any = Marked()
    with pytest.raises(pytest.fail.Exception, match="no Terraform here"):
        plugin.pytest_runtest_setup(item)


def test_a_missing_terraform_or_a_bad_mirror_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "find_terraform", lambda environment: "terraform")
    assert plugin._why_terraform_cannot_run() == ""
    monkeypatch.setenv("TAP_PROVIDER_MIRROR", "/nowhere")
    assert "TAP_PROVIDER_MIRROR" in plugin._why_terraform_cannot_run()


@pytest.mark.slow
def test_loading_the_plugin_is_cheap() -> None:
    heavy = ["moto", "boto3", "cdktf", "flask"]
    program = f"import sys, lib.testing.plugin; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_test_fails_with_why_nothing_is_found(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(root: Path) -> None:
        raise TapError("nothing is deployed")

    monkeypatch.setattr(Deployed, "find", nothing)
    with pytest.raises(pytest.fail.Exception, match="nothing is deployed"):
        request.getfixturevalue("deployed")


DEPLOYED = """
def test_it(deployed):
    assert deployed.outputs["table"] == "orders"
    assert deployed.client("dynamodb").meta.endpoint_url == "http://127.0.0.1:5000"
"""


@pytest.mark.slow
def test_what_is_deployed_is_found_in_the_projects_folder(tmp_path: Path) -> None:
    (tmp_path / "cfn-outputs").mkdir()
    (tmp_path / "cfn-outputs" / "flat-outputs.json").write_text('{"aws_region": "eu-west-1", "table": "orders"}')
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local" / "emulator.json").write_text('{"pid": null, "port": 5000}')
    done = run_pytest(tmp_path, DEPLOYED)
    assert "1 passed" in done.stdout, done.stdout


@pytest.mark.slow
def test_where_nothing_is_deployed_a_test_says_so_without_a_stack_trace(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, DEPLOYED)
    assert "are no outputs of an environment" in done.stdout
    assert "During handling" not in done.stdout
    assert "plugin.py" not in done.stdout
