"""What integration tests of a project find of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lib.errors import ConfigurationError
from lib.testing.deployed import Deployed
from lib.testing.emulator import Emulator

OUTPUTS = {"aws_region": "eu-central-1", "orders_table": "orders"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "cfn-outputs").mkdir()
    (tmp_path / "cfn-outputs" / "flat-outputs.json").write_text(json.dumps(OUTPUTS))
    return tmp_path


def refusal(project: Path, **environ: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        Deployed.find(project, environ)
    return str(caught.value)


def on_emulator(project: Path) -> Path:
    (project / ".local").mkdir()
    (project / ".local" / "emulator.json").write_text('{"pid": null, "port": 5000}')
    return project


def test_the_emulator_of_a_local_deploy_is_found(project: Path) -> None:
    found = Deployed.find(on_emulator(project), {})
    assert found.outputs == OUTPUTS
    assert found.emulator is not None
    assert found.emulator.endpoint == "http://127.0.0.1:5000"
    client = found.client("dynamodb")
    assert (client.meta.endpoint_url, client.meta.region_name) == ("http://127.0.0.1:5000", "eu-central-1")
    assert found.client("dynamodb", "eu-west-1").meta.region_name == "eu-west-1"


def test_without_a_region_among_the_outputs_the_emulator_has_its_own() -> None:
    assert Deployed({}, Emulator("http://127.0.0.1:5000", pid=None)).client("s3").meta.region_name == "us-east-1"


def test_on_aws_the_clients_are_those_of_the_session(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"AWS_ACCESS_KEY_ID": "own", "AWS_SECRET_ACCESS_KEY": "own"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    found = Deployed.find(on_emulator(project), {"TAP_INTEGRATION": "aws"})
    assert found.emulator is None
    client: Any = found.client("dynamodb")
    assert client.meta.endpoint_url == "https://dynamodb.eu-central-1.amazonaws.com"


def test_without_an_emulator_it_says_what_starts_one(project: Path) -> None:
    said = refusal(project)
    assert "does not run" in said
    assert "tap_constructs.testing.local deploy" in said
    assert "TAP_INTEGRATION=aws" in said


def test_another_place_is_refused(project: Path) -> None:
    assert refusal(project, TAP_INTEGRATION="gcp").startswith("TAP_INTEGRATION: says where no test can run")


def test_nothing_deployed_is_said(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith("cfn-outputs/flat-outputs.json: nothing is deployed from here")


@pytest.mark.parametrize("text", ["broken", "[]"])
def test_outputs_that_cannot_be_read_are_said(project: Path, text: str) -> None:
    (project / "cfn-outputs" / "flat-outputs.json").write_text(text)
    assert "cfn-outputs/flat-outputs.json: cannot be read" in refusal(project, TAP_INTEGRATION="aws")
