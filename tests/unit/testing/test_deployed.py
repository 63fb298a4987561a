from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import pytest

from lib.errors import ConfigurationError
from lib.testing.deployed import MODE_VARIABLE, OUTPUTS, Deployed
from lib.testing.emulator import Emulator
from lib.testing.local.workspace import Workspace

KEY = "arn:aws:kms:eu-central-1:123456789012:key/x"
FLAT = {"aws_region": "eu-central-1", "secondary_aws_region": "eu-west-1", "kms_key_arn": KEY}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, FLAT)
    return tmp_path


def write(project: Path, outputs: Any) -> None:
    file = project / OUTPUTS
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(outputs), encoding="utf-8")


def on_aws(monkeypatch: pytest.MonkeyPatch, account: str) -> list[tuple[str, str]]:
    asked = []

    class Client:
        def get_caller_identity(self) -> dict[str, str]:
            return {"Account": account}

    class Session:
        def client(self, service: str, region: str) -> Client:
            asked.append((service, region))
            return Client()

    monkeypatch.setattr(boto3, "Session", Session)
    return asked


def test_the_emulator_of_the_project_is_taken(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workspace, "running", lambda workspace: Emulator("http://127.0.0.1:5000", pid=None))
    monkeypatch.delenv(MODE_VARIABLE, raising=False)
    found = Deployed.find(project)
    assert not found.is_aws
    assert found.outputs == FLAT
    assert found.regions == ("eu-central-1", "eu-west-1")
    for client, region in ((found.client("sns"), "eu-central-1"), (found.client("sns", "eu-west-1"), "eu-west-1")):
        assert (client.meta.endpoint_url, client.meta.region_name) == ("http://127.0.0.1:5000", region)


def test_without_an_emulator_nothing_is_looked_at(project: Path) -> None:
    with pytest.raises(ConfigurationError, match="no emulator runs here"):
        Deployed.find(project, {MODE_VARIABLE: "local"})


def test_aws_is_taken_when_asked_for(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = on_aws(monkeypatch, "123456789012")
    found = Deployed.find(project, {MODE_VARIABLE: "aws"})
    assert found.is_aws
    found.client("rds", "eu-west-1")
    assert asked == [("sts", "eu-central-1"), ("rds", "eu-west-1")]


def test_without_an_arn_among_the_outputs_any_account_is_taken(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, {"aws_region": "eu-central-1", "bucket_arn": "arn:aws:s3:::b"})
    on_aws(monkeypatch, "210987654321")
    assert Deployed.find(project, {MODE_VARIABLE: "aws"}).is_aws


def test_another_account_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_aws(monkeypatch, "210987654321")
    with pytest.raises(ConfigurationError, match="credentials are those of another account"):
        Deployed.find(project, {MODE_VARIABLE: "aws"})


def test_another_place_is_refused(project: Path) -> None:
    with pytest.raises(ConfigurationError, match=f"{MODE_VARIABLE}: is no place to test in"):
        Deployed.find(project, {MODE_VARIABLE: "AWS"})


@pytest.mark.parametrize("text", [None, "{", "[]", '{"vpc_id": "vpc-1"}'])
def test_what_are_no_outputs_is_refused(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        write(tmp_path, {})
        (tmp_path / OUTPUTS).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="are no outputs of an environment"):
        Deployed.find(tmp_path, {})


def test_one_region_is_enough() -> None:
    assert Deployed({"aws_region": "eu-west-1"}, boto3.client, is_aws=True).regions == ("eu-west-1",)
