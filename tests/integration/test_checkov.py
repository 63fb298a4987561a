"""Checkov finds nothing in what the library makes, and is known to be able to find something.

Two scans, since each is blind to what the other sees: the synthesized JSON (with the provider's defaults unknown) and
the plan (with policies resolved). The exit code says nothing: unreadable input and crashed checks end with 0.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory

from .conftest import ROOT, Synthesize

pytestmark = pytest.mark.terraform

CHECKOV = ROOT / ".cache" / "checkov" / "bin" / "checkov"
APPS = {"TapStackfull": "tap.py", "TapAccount": "account.py"}


def scan(framework: str, *arguments: str) -> dict[str, Any]:
    """Runs Checkov with what `.checkov.yaml` leaves out, unless the arguments say what to leave out."""
    command = [str(CHECKOV), "--framework", framework, "--skip-download", "--quiet", "--compact", "--output", "json"]
    done = subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Failed to run check" not in done.stderr, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["summary"]["parsing_errors"] == 0
    assert report["summary"]["passed"] > 0
    return report


def failed(report: dict[str, Any]) -> list[str]:
    return [
        f"{check['check_id']} {check['check_name']}: {check['resource']}"
        for check in report["results"]["failed_checks"]
    ]


def scannable(value: Any) -> Any:
    """Without nulls, which make open rules pass, and without cdktf's notes."""
    if isinstance(value, dict):
        return {key: scannable(item) for key, item in value.items() if item is not None and key != "//"}
    return [scannable(item) for item in value if item is not None] if isinstance(value, list) else value


def write_scannable(document: Any, folder: Path) -> Path:
    document["terraform"].pop("required_version", None)  # it makes Checkov read nothing at all
    folder.mkdir()
    (folder / "cdk.tf.json").write_text(json.dumps(scannable(document), indent=1), encoding="utf-8")
    return folder


@pytest.mark.parametrize("stack", APPS)
def test_nothing_is_found(
    stack: str, synthesize: Synthesize, terraform: TerraformFactory, emulator: Emulator, states: str, tmp_path: Path
) -> None:
    given = {
        "ENVIRONMENT_SUFFIX": "full",
        "TERRAFORM_STATE_BUCKET": states if stack != "TapAccount" else "company-states",
        "AWS_ENDPOINT_URL": emulator.endpoint,
        "TAP_ACCOUNT_LOCAL_STATE": str(tmp_path / "account.tfstate"),
    }
    folder = synthesize(APPS[stack], given) / stack
    document = json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))
    assert failed(scan("terraform_json", "--directory", str(write_scannable(document, tmp_path / "scanned")))) == []

    run = terraform(folder)
    run.init()
    run.run("plan", "-input=false", "-out=scanned.plan")
    plan = tmp_path / "plan.json"
    plan.write_text(run.run("show", "-json", "scanned.plan"), encoding="utf-8")
    assert failed(scan("terraform_plan", "--file", str(plan))) == []


def left_out(*files: str) -> list[str]:
    return [check for file in files for check in re.findall(r"^  - (\w+)$", (ROOT / file).read_text(), re.MULTILINE)]


@pytest.mark.parametrize("suffix", ["dev", "test"])
def test_a_small_environment_leaves_out_what_its_profile_says_and_no_more(
    suffix: str, synthesize: Synthesize, tmp_path: Path
) -> None:
    folder = synthesize("tap.py", {"ENVIRONMENT_SUFFIX": suffix, "TERRAFORM_STATE_BUCKET": "states"})
    document = json.loads((folder / f"TapStack{suffix}" / "cdk.tf.json").read_text(encoding="utf-8"))
    skipped = ",".join(left_out(".checkov.yaml", ".checkov-small.yaml"))
    scanned = str(write_scannable(document, tmp_path / "scanned"))
    assert failed(scan("terraform_json", "--directory", scanned, "--skip-check", skipped)) == []
    # Nothing is left out that would pass.
    found = failed(scan("terraform_json", "--directory", scanned))
    assert {line.split()[0] for line in found} == set(left_out(".checkov-small.yaml"))


def test_planted_mistakes_are_found(tmp_path: Path) -> None:
    planted = {
        "terraform": {},
        "provider": {"aws": [{"region": "us-east-1"}]},
        "resource": {
            "aws_security_group": {
                "open": {
                    "description": "open",
                    "ingress": [
                        {
                            "description": "ssh",
                            "protocol": "tcp",
                            "from_port": 22,
                            "to_port": 22,
                            "cidr_blocks": ["0.0.0.0/0"],
                            "prefix_list_ids": None,
                        }
                    ],
                }
            },
            "aws_cloudwatch_log_group": {"plain": {"name": "plain"}},
            "aws_kms_key": {"stale": {"enable_key_rotation": False}},
        },
    }
    found = failed(scan("terraform_json", "--directory", str(write_scannable(planted, tmp_path / "scanned"))))
    assert {line.split()[0] for line in found} >= {"CKV_AWS_24", "CKV_AWS_7", "CKV_AWS_158", "CKV_AWS_338"}
