from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.errors import TapError
from lib.testing.emulator import Emulator, EmulatorError
from lib.testing.local.deployment import Deployment

pytestmark = pytest.mark.slow


@pytest.fixture
def own(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """The emulator of the whole run stands in for one that the user has."""
    monkeypatch.setenv("TAP_AWS_ENDPOINT", emulator.endpoint)


@pytest.fixture
def deployment(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    monkeypatch.delenv("ENVIRONMENT_SUFFIX", raising=False)
    made = Deployment(project, "dev")
    yield made
    running = made.workspace.running()
    if running:
        running.stop()


def calls(project: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (project / "calls.jsonl").read_text().splitlines()]


def ignore(*_: Any) -> None:
    """Nobody looks."""


@pytest.mark.usefixtures("own")
def test_the_account_comes_first_and_tells_the_environment_where_its_state_is(
    deployment: Deployment, project: Path
) -> None:
    emulator = deployment.deploy(ignore)
    account, environment = calls(project)
    assert (account["stack"], environment["stack"]) == ("TapAccount", "TapStackdev")
    assert "TERRAFORM_STATE_BUCKET" not in account["environment"]
    assert environment["environment"]["TERRAFORM_STATE_BUCKET"] == "state_bucket"
    assert environment["environment"]["ENVIRONMENT_SUFFIX"] == "dev"
    assert environment["environment"]["AWS_ENDPOINT_URL"] == emulator.endpoint
    assert json.loads(deployment.flat_outputs.read_text()) == {"ids": ["a", "b"], "vpc_id": "vpc-1"}
    assert deployment.resources() == {"aws_vpc": 2}


def test_destroy_goes_backwards_and_leaves_nothing(
    deployment: Deployment, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAP_AWS_ENDPOINT", raising=False)
    emulator = deployment.deploy(ignore)
    assert deployment.deploy(ignore).pid == emulator.pid, "a second deploy takes the same emulator"
    emulator.client("s3").create_bucket(Bucket="by-hand")
    assert deployment.destroy(ignore) == ["s3.bucket global by-hand"]
    assert [(call["verb"], call["stack"]) for call in calls(project)[4:]] == [
        ("destroy", "TapStackdev"),
        ("destroy", "TapAccount"),
    ]
    assert not deployment.workspace.folder.exists()
    assert not deployment.flat_outputs.exists()
    with pytest.raises(EmulatorError):
        Emulator.attach(emulator.pid or 0, emulator.port)


@pytest.mark.usefixtures("own")
@pytest.mark.xdist_group("emulator")
def test_an_emulator_of_the_users_own_goes_on(deployment: Deployment, project: Path, emulator: Emulator) -> None:
    assert deployment.deploy(ignore).pid is None
    assert deployment.destroy(ignore) == []
    assert [call["verb"] for call in calls(project)] == ["deploy", "deploy", "destroy", "destroy"]
    assert emulator.client("s3").list_buckets()


@pytest.mark.usefixtures("own")
def test_without_a_deploy_there_is_nothing_to_destroy(deployment: Deployment, project: Path) -> None:
    assert deployment.destroy(ignore) == []
    assert not (project / "calls.jsonl").exists()


@pytest.mark.usefixtures("own")
def test_after_a_failed_deploy_what_was_begun_is_destroyed(project: Path, deployment: Deployment) -> None:
    failing = Deployment(project, "dev", {**os.environ, "FAIL": "TapStackdev"})
    with pytest.raises(TapError, match="exit code 1"):
        failing.deploy(ignore)
    deployment.destroy(ignore)
    assert [call["stack"] for call in calls(project) if call["verb"] == "destroy"] == ["TapAccount"]


@pytest.mark.usefixtures("own")
def test_a_deploy_without_outputs_is_a_failure(project: Path, deployment: Deployment) -> None:
    silent = Deployment(project, "dev", {**os.environ, "SILENT": "TapAccount"})
    with pytest.raises(TapError, match="TapAccount gave no outputs"):
        silent.deploy(ignore)


@pytest.mark.usefixtures("own")
def test_with_the_providers_registry_the_lock_is_for_every_platform(
    project: Path, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.testing.local.deployment.provider_is_offline", lambda environment: False)
    deployment.deploy(ignore)
    assert all("--skip-provider-lock" not in call["arguments"] for call in calls(project))


def test_an_emulator_that_is_gone_is_forgotten(deployment: Deployment) -> None:
    workspace = deployment.workspace
    workspace.folder.mkdir()
    (workspace.folder / "emulator.json").write_text('{"pid": 1, "port": 1}')
    assert workspace.running() is None
    assert deployment.destroy(ignore) == []
