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
from collections import defaultdict
from collections.abc import Iterable
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

pytestmark = [pytest.mark.terraform, pytest.mark.xdist_group("checkov")]

CHECKOV = ROOT / ".cache" / "checkov" / "bin" / "checkov"
# With any of these in it Checkov reads nothing of a file.
HIDING = ("required_version", "import", "moved")
PLANTED: dict[str, Any] = {
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

# What is left out of every scan, and of those of the profiles dev and test as well.
ALWAYS, IN_SMALL = ".checkov.yaml", ".checkov-small.yaml"
STACKS = ("full", "prod", "account", "dev", "test")

Found = dict[str, list[str]]  # a line for each thing found, by the folder of what was looked at


def scan(framework: str, *arguments: str) -> Found:
    """Runs Checkov with nothing left out: no file says so where it runs."""
    command = [str(CHECKOV), "--framework", framework, "--skip-download", "--quiet", "--compact", "--output", "json"]
    done = subprocess.run([*command, *arguments], cwd="/", capture_output=True, text=True, check=False)
    assert "Failed to run check" not in done.stderr, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["summary"]["parsing_errors"] == 0
    assert report["summary"]["passed"] > 0
    found: Found = defaultdict(list)
    for check in report["results"]["failed_checks"]:
        line = f"{check['check_id']} {check['check_name']}: {check['resource']}"
        found[Path(check["file_abs_path"]).parent.name].append(line)
    return found


def checks(lines: Iterable[str]) -> set[str]:
    return {line.split()[0] for line in lines}


def unexpected(lines: Iterable[str]) -> list[str]:
    """What is not left out of every scan."""
    accepted = left_out(ALWAYS)
    return [line for line in lines if line.split()[0] not in accepted]


def unexpected_in(stack: Path, plan: str, folder: Path) -> list[str]:
    """The same of one stack and its plan, which are scanned by themselves."""
    document = json.loads((stack / "cdk.tf.json").read_text(encoding="utf-8"))
    file = folder / "plan.json"
    file.write_text(plan, encoding="utf-8")
    modes = (
        scan("terraform_json", "--directory", str(write_scannable(document, folder / "scanned"))),
        scan("terraform_plan", "--file", str(file)),
    )
    return unexpected(line for found in modes for lines in found.values() for line in lines)


def scannable(value: Any) -> Any:
    """Without nulls, which make open rules pass, and without cdktf's notes."""
    if isinstance(value, dict):
        return {key: scannable(item) for key, item in value.items() if item is not None and key != "//"}
    return [scannable(item) for item in value if item is not None] if isinstance(value, list) else value


def write_scannable(document: dict[str, Any], folder: Path) -> Path:
    shown = scannable(document)
    for section in HIDING:
        shown.pop(section, None)
        shown["terraform"].pop(section, None)
    folder.mkdir(parents=True)
    (folder / "cdk.tf.json").write_text(json.dumps(shown, indent=1), encoding="utf-8")
    return folder


def hiding(section: str) -> dict[str, Any]:
    """A document with something to find, and one of the sections that hide it."""
    document: dict[str, Any] = {
        "terraform": {},
        "resource": {"aws_cloudwatch_log_group": {"plain": {"name": "plain", "retention_in_days": 400}}},
    }
    if section == "required_version":
        document["terraform"][section] = ">= 1.11"
    else:
        document[section] = [{"to": "aws_cloudwatch_log_group.plain", "id": "plain", "from": "aws_x.y"}]
    return document


def left_out(*files: str) -> set[str]:
    text = "".join((ROOT / file).read_text(encoding="utf-8") for file in files)
    return set(re.findall(r"^  - (\w+)$", text, re.MULTILINE))


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


def plan_of(document: dict[str, Any], stack: Path, account: Emulator) -> str:
    del document["terraform"]["backend"]
    (stack / "cdk.tf.json").write_text(json.dumps(document), encoding="utf-8")
    run = Terraform(stack, account.environment(), registry=PROVIDER_NAMED)
    run.init()
    run.run("plan", "-input=false", "-out=scanned.plan")
    return run.run("show", "-json", "scanned.plan")


@pytest.fixture(scope="module")
def found(account: Emulator, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    """What Checkov finds with nothing left out, by what it looks at; it takes longer to start than to look."""
    folder = tmp_path_factory.mktemp("scanned")
    documents, plans = folder / "documents", []
    for name in STACKS:
        stack = write(name, folder / name)
        document = json.loads((stack / "cdk.tf.json").read_text(encoding="utf-8"))
        write_scannable(document, documents / name)
        plan = folder / "plans" / name / "plan.json"
        plan.parent.mkdir(parents=True)
        plan.write_text(plan_of(document, stack, account), encoding="utf-8")
        plans += ["--file", str(plan)]
    for section in HIDING:
        write_scannable(hiding(section), documents / section)
    write_scannable(PLANTED, documents / "planted")
    return {"JSON": scan("terraform_json", "--directory", str(documents)), "plan": scan("terraform_plan", *plans)}


@pytest.mark.parametrize("name", ["full", "prod", "account"])
def test_nothing_is_found_but_what_is_left_out(name: str, found: dict[str, Found]) -> None:
    for mode in found.values():
        assert mode[name]  # or nobody looked at it
        assert unexpected(mode[name]) == []


@pytest.mark.parametrize("name", ["dev", "test"])
def test_a_small_environment_leaves_out_what_its_profile_says_and_no_more(name: str, found: dict[str, Found]) -> None:
    assert checks(unexpected(line for mode in found.values() for line in mode[name])) == left_out(IN_SMALL)


def test_nothing_is_left_out_that_would_pass(found: dict[str, Found]) -> None:
    """Each of the checks finds something in one of the two largest environments."""
    assert left_out(ALWAYS) - checks(found["JSON"]["full"] + found["JSON"]["prod"]) == set()


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


@pytest.mark.parametrize("section", HIDING)
def test_what_would_have_checkov_read_nothing_is_not_shown_to_it(
    section: str, found: dict[str, Found], tmp_path: Path
) -> None:
    (tmp_path / "cdk.tf.json").write_text(json.dumps(hiding(section)), encoding="utf-8")
    with pytest.raises((AssertionError, TypeError)):
        scan("terraform_json", "--directory", str(tmp_path))
    assert found["JSON"][section]


def test_planted_mistakes_are_found(found: dict[str, Found]) -> None:
    assert checks(found["JSON"]["planted"]) >= {"CKV_AWS_24", "CKV_AWS_7", "CKV_AWS_158", "CKV_AWS_338"}
