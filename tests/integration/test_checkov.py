"""Checkov finds nothing in what the library makes, and is known to be able to find something.

Two scans, since each is blind to what the other sees: the synthesized JSON (with the provider's defaults unknown) and
the plan (with policies resolved). The exit code says nothing: unreadable input and crashed checks end with 0.
"""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import warnings
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from cdktf import App

from lib.account_settings import AccountSettings
from lib.account_stack import AccountStack
from lib.errors import GuardWarning
from lib.settings import TapSettings
from lib.tap_stack import TapStack
from lib.testing.emulator import Emulator
from lib.testing.synthesized import Synthesized
from lib.testing.terraform import Terraform

from .conftest import DOMAIN, EMULATED, PROVIDER_NAMED, ROOT, prepare_account, take_provider

pytestmark = pytest.mark.terraform

CHECKOV = ROOT / ".cache" / "checkov" / "bin" / "checkov"
# What is left out of every scan, and of those of the profiles dev and test as well.
ALWAYS, IN_SMALL = ".checkov.yaml", ".checkov-small.yaml"


def scan(framework: str, *arguments: str) -> dict[str, Any]:
    """Runs Checkov with nothing left out: no file says so where it runs."""
    command = [str(CHECKOV), "--framework", framework, "--skip-download", "--quiet", "--compact", "--output", "json"]
    done = subprocess.run([*command, *arguments], cwd="/", capture_output=True, text=True, check=False)
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
    # With any of these Checkov reads nothing at all.
    document["terraform"].pop("required_version", None)
    for section in ("import", "moved"):
        document.pop(section, None)
    folder.mkdir()
    (folder / "cdk.tf.json").write_text(json.dumps(scannable(document), indent=1), encoding="utf-8")
    return folder


def left_out(*files: str) -> set[str]:
    text = "".join((ROOT / file).read_text(encoding="utf-8") for file in files)
    return set(re.findall(r"^  - (\w+)$", text, re.MULTILINE))


def unexpected(report: dict[str, Any]) -> list[str]:
    """What failed and is not left out of every scan."""
    accepted = left_out(ALWAYS)
    return [line for line in failed(report) if line.split()[0] not in accepted]


def settings_of(name: str) -> TapSettings:
    """An environment as it would be used; production with a zone and the other engine, so that every check applies."""
    further: dict[str, Any] = (
        {"route53_domain": DOMAIN, "dns": {"zone": "existing"}, "database": {"engine": "aurora-mysql"}}
        if name == "prod"
        else {}
    )
    return TapSettings.load(name, root=ROOT, environ={}, provider={"endpoint_url": EMULATED.endpoint_url}, **further)


def write(name: str, folder: Path) -> Path:
    """Synthesizes an environment, or the account, with its state beside it; nothing is ever deployed."""
    app = App(outdir=str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", GuardWarning)  # small environments have no certificate
        if name == "account":
            AccountStack(app, name, settings=AccountSettings(provider=EMULATED))
        else:
            TapStack(app, name, settings=settings_of(name))
        app.synth()
    take_provider(folder / "stacks")
    return folder / "stacks" / name


@pytest.fixture(scope="module")
def account(emulator: Emulator) -> Emulator:
    """An account that has what environments expect."""
    emulator.reset()
    prepare_account(emulator)
    return emulator


def found_in(name: str, account: Emulator, folder: Path) -> dict[str, set[str]]:
    """What Checkov finds in a stack with nothing left out, by how it looks."""
    stack = write(name, folder / "cdktf.out")
    document = json.loads((stack / "cdk.tf.json").read_text(encoding="utf-8"))
    scanned = write_scannable(deepcopy(document), folder / "scanned")
    del document["terraform"]["backend"]
    (stack / "cdk.tf.json").write_text(json.dumps(document), encoding="utf-8")
    run = Terraform(stack, account.environment(), registry=PROVIDER_NAMED)
    run.init()
    run.run("plan", "-input=false", "-out=scanned.plan")
    plan = folder / "plan.json"
    plan.write_text(run.run("show", "-json", "scanned.plan"), encoding="utf-8")
    return {
        "JSON": checks(scan("terraform_json", "--directory", str(scanned))),
        "plan": checks(scan("terraform_plan", "--file", str(plan))),
    }


def checks(report: dict[str, Any]) -> set[str]:
    return {line.split()[0] for line in failed(report)}


@pytest.mark.parametrize("name", ["full", "prod", "account"])
def test_nothing_is_found_but_what_is_left_out(name: str, account: Emulator, tmp_path: Path) -> None:
    found = found_in(name, account, tmp_path)
    assert {mode: checks - left_out(ALWAYS) for mode, checks in found.items()} == {"JSON": set(), "plan": set()}


@pytest.mark.parametrize("name", ["dev", "test"])
def test_a_small_environment_leaves_out_what_its_profile_says_and_no_more(
    name: str, account: Emulator, tmp_path: Path
) -> None:
    found = found_in(name, account, tmp_path)
    further = {mode: checks - left_out(ALWAYS) for mode, checks in found.items()}
    assert further["JSON"] | further["plan"] == left_out(IN_SMALL)


def test_nothing_is_left_out_that_would_pass(tmp_path: Path) -> None:
    """Each of the checks finds something in one of the two largest environments."""
    found: set[str] = set()
    for name in ("full", "prod"):
        stack = write(name, tmp_path / name)
        document = json.loads((stack / "cdk.tf.json").read_text(encoding="utf-8"))
        found |= checks(
            scan("terraform_json", "--directory", str(write_scannable(document, tmp_path / f"{name}.scan")))
        )
    assert left_out(ALWAYS) - found == set()


def test_every_reason_stands_before_what_is_left_out() -> None:
    for file in (ALWAYS, IN_SMALL):
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
        for before, line in itertools.pairwise(lines):
            # Those that share a reason stand together.
            assert not line.startswith("  - ") or before.startswith(("  #", "  - ")), line


def test_what_checkov_does_not_see_the_rules_do() -> None:
    planted = {
        "aws_security_group": {"open": {"description": "open"}},
        "aws_vpc_security_group_egress_rule": {
            "all": {"security_group_id": "${aws_security_group.open.id}", "ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}
        },
        "aws_ecs_task_definition": {
            "task": {"family": "f", "container_definitions": json.dumps([{"name": "a", "privileged": True}])}
        },
    }
    found = {(each.rule, each.address) for each in Synthesized({"resource": planted}).findings()}
    assert found >= {
        ("security-group-open-egress", "aws_vpc_security_group_egress_rule.all"),
        ("ecs-task-privileged", "aws_ecs_task_definition.task"),
    }


@pytest.mark.parametrize("section", ["required_version", "import", "moved"])
def test_what_would_have_checkov_read_nothing_is_not_shown_to_it(section: str, tmp_path: Path) -> None:
    document: dict[str, Any] = {
        "terraform": {"required_version": ">= 1.11"} if section == "required_version" else {},
        "resource": {"aws_cloudwatch_log_group": {"plain": {"name": "plain", "retention_in_days": 400}}},
    }
    if section != "required_version":
        document[section] = [{"to": "aws_cloudwatch_log_group.plain", "id": "plain", "from": "aws_x.y"}]
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "cdk.tf.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises((AssertionError, TypeError)):
        scan("terraform_json", "--directory", str(tmp_path / "raw"))
    assert checks(scan("terraform_json", "--directory", str(write_scannable(document, tmp_path / "scanned"))))


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
