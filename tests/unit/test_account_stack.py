from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cdktf import Testing

from lib.account_settings import ACCOUNT_VARIABLES, AccountSettings
from lib.account_stack import AccountStack
from lib.testing.synthesized import Synthesized


def synthesized(**settings: Any) -> Synthesized:
    return Synthesized.of(AccountStack(Testing.app(), "TapAccount", settings=AccountSettings(**settings)))


def test_bucket_and_table_refuse_to_be_destroyed() -> None:
    made = synthesized()
    assert made.resource("aws_s3_bucket", lifecycle={"prevent_destroy": True})["force_destroy"] is False
    table = made.resource("aws_dynamodb_table")
    assert (table["deletion_protection_enabled"], table["lifecycle"]) == (True, {"prevent_destroy": True})


def test_protection_can_be_taken_off() -> None:
    made = synthesized(protected=False)
    assert all(bucket["force_destroy"] for bucket in made.resources("aws_s3_bucket").values())
    assert "lifecycle" not in made.resource("aws_dynamodb_table")


def test_the_table_is_what_terraform_looks_for() -> None:
    made = synthesized()
    table = made.resource("aws_dynamodb_table")
    assert (table["name"], table["hash_key"]) == ("tap-terraform-locks", "LockID")
    assert table["attribute"] == [{"name": "LockID", "type": "S"}]
    assert table["point_in_time_recovery"]["enabled"] is True
    assert made.address_of("aws_kms_key") in table["server_side_encryption"]["kms_key_arn"]


def test_names_can_be_chosen() -> None:
    made = synthesized(state_bucket="company-states", lock_table="company-locks", project="shop")
    assert made.resource("aws_s3_bucket", bucket="company-states")
    assert made.resource("aws_dynamodb_table")["name"] == "company-locks"
    assert made.resource("aws_kms_alias")["name"] == "alias/shop-terraform-state"


def test_requests_to_the_state_are_logged() -> None:
    made = synthesized()
    logging = made.resource("aws_s3_bucket_logging")
    assert "StateBucket" in logging["bucket"]
    assert "LogBucket" in logging["target_bucket"]


def test_outputs_are_what_environments_need() -> None:
    assert {"state_bucket", "state_bucket_region", "state_lock_table"} <= set(synthesized().outputs)


def test_its_own_state_is_local_at_first() -> None:
    assert "s3" not in synthesized().backend
    assert synthesized(local_state="/somewhere/state").backend["local"]["path"] == "/somewhere/state"


def test_its_own_state_moves_into_the_bucket() -> None:
    made = synthesized(state_in_bucket=True, state_bucket="states", aws_region="eu-west-1")
    assert made.backend["s3"] == {
        "bucket": "states",
        "key": "tap/account/terraform.tfstate",
        "region": "eu-west-1",
        "encrypt": True,
        "use_lockfile": True,
    }


def test_settings_come_from_the_environment_by_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ACCOUNT_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERRAFORM_STATE_BUCKET", "from-environment")
    stack = AccountStack(Testing.app(), "TapAccount")
    assert stack.settings.state_bucket == "from-environment"


GITHUB = {"repositories": ["acme@12/shop@34"], "policy_arns": ["arn:aws:iam::aws:policy/PowerUserAccess"]}


def test_workflows_have_no_role_unless_they_are_named() -> None:
    made = synthesized(dms_roles=False)
    assert made.count("aws_iam_openid_connect_provider") == made.count("aws_iam_role") == 0
    assert "github_actions_role_arn" not in made.outputs


def test_workflows_keep_states_in_the_bucket_but_not_the_accounts_own() -> None:
    made = synthesized(dms_roles=False, github_actions=GITHUB, project="shop")
    bucket = made.address_of("aws_s3_bucket", lifecycle={"prevent_destroy": True})
    statements = {
        found["Sid"]: found for found in json.loads(made.resource("aws_iam_role_policy")["policy"])["Statement"]
    }
    assert statements["KeepStates"]["Resource"] == f"${{{bucket}.arn}}/*"
    denied = statements["KeepOutOfTheAccountsState"]
    assert (denied["Effect"], denied["Resource"]) == ("Deny", f"${{{bucket}.arn}}/shop/account/terraform.tfstate*")
    assert made.address_of("aws_kms_key") in statements["EncryptStates"]["Resource"]
    assert made.address_of("aws_dynamodb_table") in statements["LockStates"]["Resource"]
    assert made.outputs["github_actions_role_arn"]["value"] == f"${{{made.address_of('aws_iam_role')}.arn}}"
    made.assert_no_findings()
