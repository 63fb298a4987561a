"""The command of docs/recovery.md: what AWS has of an environment and its state does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lib.errors import ConfigurationError
from lib.naming import Names
from lib.orphans.__main__ import app
from lib.orphans.finding import Orphan, find_orphans, read_state
from lib.testing.emulator import Emulator
from tests.unit.failover.conftest import FakeAws

HOME, AWAY = "us-east-1", "us-west-2"
NAMES = Names("shop", "dev")
ACCOUNT = "123456789012"
VPC = f"arn:aws:ec2:{HOME}:{ACCOUNT}:vpc/vpc-1"
TAGS = [{"Key": "Environment", "Value": "dev"}, {"Key": "Project", "Value": "shop"}]


def resource(kind: str, mode: str = "managed", **attributes: Any) -> dict[str, Any]:
    return {"type": kind, "mode": mode, "instances": [{"attributes": attributes}]}


def state(folder: Path, *resources: dict[str, Any]) -> Path:
    file = folder / "state.json"
    file.write_text(json.dumps({"resources": resources}), encoding="utf-8")
    return file


def listed(*arns: str, **more: str) -> dict[str, Any]:
    return {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": TAGS} for arn in arns], **more}


@pytest.fixture
def aws() -> FakeAws:
    made = FakeAws()
    made.say("resourcegroupstaggingapi", "get_resources", listed())
    made.say("iam", "list_roles", {"Roles": []})
    return made


def test_what_a_state_manages_is_known_by_arn_and_id(tmp_path: Path) -> None:
    file = state(
        tmp_path,
        resource("aws_vpc", arn="arn-of-vpc", id="vpc-1", default_security_group_id="sg-1", tags={}),
        resource("aws_dms_endpoint", endpoint_arn="arn-of-endpoint", certificate_arn="arn-of-another", id=None),
        resource("aws_cloudwatch_log_group", arn="arn-of-logs:*"),
        resource("aws_dynamodb_table", arn="arn-of-table", replica=[{"arn": "arn-of-replica"}]),
        resource("aws_vpc", mode="data", arn="arn-of-data"),
    )
    arns = {f"arn-of-{name}" for name in ("vpc", "endpoint", "logs", "table", "replica")}
    assert read_state(file) == {"vpc-1", *arns}


def test_no_state_yet_knows_nothing(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text("\n", encoding="utf-8")
    assert read_state(file) == frozenset()


@pytest.mark.parametrize("text", ["{", "[]", '{"resources": [{"type": "aws_vpc"}]}', '{"resources": 1}', "{}"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "state.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"(?s)is no state of Terraform.*terraform state pull > state\.json"):
        read_state(file)


def test_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="No such file or directory"):
        read_state(tmp_path / "nothing")


def test_what_is_tagged_and_not_known_is_an_orphan_in_every_region_and_on_every_page(aws: FakeAws) -> None:
    logs = f"arn:aws:logs:{AWAY}:{ACCOUNT}:log-group:/shop/dev"
    named = {"ResourceARN": logs + ":*", "Tags": [*TAGS, {"Key": "Name", "Value": "shop-dev-logs"}]}
    first, second = listed(VPC, PaginationToken="next"), listed(VPC.replace("vpc-1", "vpc-2"), PaginationToken="")
    aws.say("resourcegroupstaggingapi", "get_resources", first, second, region=HOME)
    aws.say("resourcegroupstaggingapi", "get_resources", {"ResourceTagMappingList": [named]}, region=AWAY)
    assert find_orphans(aws, {"vpc-2"}, NAMES, [AWAY]) == [Orphan(VPC), Orphan(logs, "shop-dev-logs")]
    asked = aws.called("get_resources")
    assert {region for region, _ in asked} == {HOME, AWAY}
    wanted = [{"Key": "Environment", "Values": ["dev"]}, {"Key": "Project", "Values": ["shop"]}]
    assert all(arguments["TagFilters"] == wanted for _, arguments in asked)


def test_what_is_known_by_its_arn_is_none(aws: FakeAws) -> None:
    aws.say("resourcegroupstaggingapi", "get_resources", listed(VPC))
    assert find_orphans(aws, {VPC}, NAMES, [HOME]) == []


def test_roles_are_found_by_name_and_tags(aws: FakeAws) -> None:
    roles = [
        {"RoleName": name, "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}"}
        for name in ("shop-dev-api", "shop-dev-web-api", "other")
    ]
    aws.say("iam", "list_roles", {"Roles": roles})
    of_another = [{"Key": "Environment", "Value": "dev-web"}, TAGS[1]]
    aws.say("iam", "list_role_tags", {"Tags": TAGS}, {"Tags": of_another})
    assert find_orphans(aws, (), NAMES, [HOME]) == [Orphan(roles[0]["Arn"])]


def test_a_key_that_waits_for_its_deletion_is_none(aws: FakeAws) -> None:
    keys = [f"arn:aws:kms:{HOME}:{ACCOUNT}:key/{number}" for number in (1, 2)]
    alias = f"arn:aws:kms:{HOME}:{ACCOUNT}:alias/a"
    aws.say("resourcegroupstaggingapi", "get_resources", listed(*keys, alias))
    states = {keys[0]: "PendingDeletion", keys[1]: "Enabled"}
    aws.say("kms", "describe_key", lambda given: {"KeyMetadata": {"KeyState": states[given["KeyId"]]}})
    assert [orphan.arn for orphan in find_orphans(aws, (), NAMES, [HOME])] == [alias, keys[1]]


@pytest.mark.slow
def test_the_command_lists_them_and_its_exit_code_says_whether_there_are_any(
    emulator_clean: Emulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in emulator_clean.environment({}).items():
        monkeypatch.setenv(name, value)
    tags = [{"ResourceType": "vpc", "Tags": [*TAGS, {"Key": "Name", "Value": "shop-dev-vpc"}]}]
    made = emulator_clean.client("ec2", AWAY).create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tags)["Vpc"]
    arguments = ["--suffix", "dev", "--project", "shop", "--region", AWAY]

    found = CliRunner().invoke(app, [*arguments, str(state(tmp_path))])
    known = CliRunner().invoke(app, [*arguments, str(state(tmp_path, resource("aws_vpc", id=made["VpcId"])))])
    unreadable = CliRunner().invoke(app, [*arguments, str(tmp_path / "nothing")])

    arn = f"arn:aws:ec2:{AWAY}:{ACCOUNT}:vpc/{made['VpcId']}"
    assert (found.exit_code, found.stdout) == (1, f"{arn}  shop-dev-vpc\n")
    assert found.stderr == "1 not in the state. What to do: docs/recovery.md\n"
    assert (known.exit_code, known.stdout) == (0, "Nothing of dev that its state does not have.\n")
    assert unreadable.exit_code == 2
    assert unreadable.stderr.startswith(f"{tmp_path / 'nothing'}: is no state of Terraform")
