from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack

from lib.config.backup import BackupConfig
from lib.config.backup_vault import VaultLockConfig
from lib.constructs.backup import Backup
from lib.constructs.backup_vault import BackupVault
from lib.errors import ConfigurationError
from lib.naming import Names
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]

HERE = BackupVault.from_existing("here", "arn:aws:backup:eu-central-1:123456789012:backup-vault:here")
THERE = BackupVault.from_existing("there", "arn:aws:backup:eu-west-1:123456789012:backup-vault:there")
NAMES = Names("shop", "dev", "eu-central-1")


def config(rule: dict[str, Any] | None = None, **given: Any) -> BackupConfig:
    return BackupConfig.model_validate({"plans": {"daily": {"rules": {"night": rule or {}}, **given}}})


def test_resources_are_selected_by_the_tag_of_their_plan(stack: TerraformStack, synthesize: Synthesize) -> None:
    backup = Backup(stack, "Backup", vault=HERE, config=config(), names=NAMES)
    made = synthesize()
    selection = made.resource("aws_backup_selection")
    assert (selection["name"], selection["resources"]) == ("tagged", ["*"])
    assert selection["condition"] == [{"string_equals": [{"key": "aws:ResourceTag/Backup", "value": "shop-dev-daily"}]}]
    assert selection["plan_id"] == f"${{{made.address_of('aws_backup_plan')}.id}}"
    assert backup.plans["daily"].named is None


def test_a_rule_says_when_where_and_how_long(stack: TerraformStack, synthesize: Synthesize) -> None:
    rule = {
        "schedule": "cron(0 1 ? * MON *)",
        "time_zone": "Europe/Berlin",
        "start_window_minutes": 90,
        "completion_window_minutes": 300,
        "delete_after_days": 200,
        "cold_storage_after_days": 30,
        "copies": {"delete_after_days": 400},
    }
    Backup(stack, "Backup", vault=HERE, secondary_vault=THERE, config=config(rule), names=NAMES)
    plan = synthesize().resource("aws_backup_plan")
    assert plan["name"] == "shop-dev-backup-daily"
    assert plan["rule"] == [
        {
            "rule_name": "night",
            "target_vault_name": "here",
            "schedule": "cron(0 1 ? * MON *)",
            "schedule_expression_timezone": "Europe/Berlin",
            "start_window": 90,
            "completion_window": 300,
            "enable_continuous_backup": False,
            "lifecycle": {"delete_after": 200, "cold_storage_after": 30},
            "copy_action": [{"destination_vault_arn": THERE.arn, "lifecycle": {"delete_after": 400}}],
        }
    ]


def test_what_is_kept_for_good_has_no_lifecycle(stack: TerraformStack, synthesize: Synthesize) -> None:
    rule = {"delete_after_days": None, "copies": {"delete_after_days": None}}
    Backup(stack, "Backup", vault=HERE, secondary_vault=THERE, config=config(rule), names=NAMES)
    [made] = synthesize().resource("aws_backup_plan")["rule"]
    assert "lifecycle" not in made
    assert made["copy_action"] == [{"destination_vault_arn": THERE.arn}]


def test_without_copies_a_second_vault_stays_empty(stack: TerraformStack, synthesize: Synthesize) -> None:
    Backup(stack, "Backup", vault=HERE, secondary_vault=THERE, config=config({"continuous": True}), names=NAMES)
    [made] = synthesize().resource("aws_backup_plan")["rule"]
    assert "copy_action" not in made
    assert made["enable_continuous_backup"] is True


def test_resources_can_be_named_by_configuration_and_stack(stack: TerraformStack, synthesize: Synthesize) -> None:
    given = config(resource_arns=["arn:aws:ec2:eu-central-1:123456789012:volume/vol-1"])
    Backup(stack, "Backup", vault=HERE, config=given, resource_arns={"daily": ["arn:aws:s3:::files"]}, names=NAMES)
    named = synthesize().resource("aws_backup_selection", name="named")
    assert named["resources"] == ["arn:aws:ec2:eu-central-1:123456789012:volume/vol-1", "arn:aws:s3:::files"]
    assert "condition" not in named


@pytest.mark.parametrize("s3", [False, True])
def test_the_role_may_touch_buckets_only_where_asked(s3: bool, stack: TerraformStack, synthesize: Synthesize) -> None:
    Backup(stack, "Backup", vault=HERE, config=BackupConfig(s3=s3), names=NAMES)
    made = synthesize()
    attached = {each["policy_arn"] for each in made.resources("aws_iam_role_policy_attachment").values()}
    standard = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor"
    assert {f"{standard}Backup", f"{standard}Restores"} <= attached
    assert any("S3" in arn for arn in attached) is s3
    role = made.resource("aws_iam_role")
    assert role["name"] == "shop-dev-backup-eu-central-1"
    [trust] = json.loads(role["assume_role_policy"])["Statement"]
    assert trust["Principal"] == {"Service": "backup.amazonaws.com"}
    waits = made.resource("aws_backup_selection")["depends_on"]
    assert len(waits) == len(attached)


def test_something_is_brought_back_for_a_test(stack: TerraformStack, synthesize: Synthesize) -> None:
    testing = {
        "tests": {
            "tables": {"resource_type": "DynamoDB"},
            "databases": {
                "resource_type": "Aurora",
                "resource_arns": ["arn:aws:rds:x"],
                "metadata": {"dbSubnetGroupName": "shop-dev"},
                "validation_hours": 4,
            },
        },
        "recovery_point_types": ["SNAPSHOT"],
    }
    given = BackupConfig.model_validate({"restore_testing": testing})
    backup = Backup(stack, "Backup", vault=HERE, config=given, names=NAMES)
    made = synthesize()
    plan = made.resource("aws_backup_restore_testing_plan")
    assert plan["name"] == "shop_dev_backup_tests"
    assert plan["recovery_point_selection"] == [
        {
            "algorithm": "LATEST_WITHIN_WINDOW",
            "include_vaults": [HERE.arn],
            "recovery_point_types": ["SNAPSHOT"],
            "selection_window_days": 30,
        }
    ]
    tables = made.resource("aws_backup_restore_testing_selection", name="tables")
    assert (tables["protected_resource_type"], tables["protected_resource_arns"]) == ("DynamoDB", ["*"])
    assert "restore_metadata_overrides" not in tables
    databases = made.resource("aws_backup_restore_testing_selection", name="databases")
    assert databases["restore_metadata_overrides"] == {"dbSubnetGroupName": "shop-dev"}
    assert databases["validation_window_hours"] == 4
    assert backup.restore_testing is not None
    assert list(backup.restore_tests) == ["tables", "databases"]


def test_nothing_is_brought_back_by_default(stack: TerraformStack, synthesize: Synthesize) -> None:
    backup = Backup(stack, "Backup", vault=HERE)
    assert synthesize().count("aws_backup_restore_testing_plan") == 0
    assert (backup.restore_testing, backup.restore_tests) == (None, {})


def test_everything_that_cannot_work_is_told_at_once(stack: TerraformStack) -> None:
    locked = BackupVault.from_existing("locked", "arn:x", lock=VaultLockConfig(min_retention_days=60))
    with pytest.raises(ConfigurationError) as caught:
        Backup(
            stack,
            "Backup",
            vault=locked,
            config=config({"copies": {"delete_after_days": 60}}),
            resource_arns={"hourly": ["arn:y"]},
        )
    assert [(problem.where, problem.got) for problem in caught.value.problems] == [
        ("shop/Backup: plans.daily.rules.night.copies", ""),
        ("shop/Backup: plans.daily.rules.night.delete_after_days", "35 days"),
        ("shop/Backup: resource_arns", "hourly"),
    ]


def test_the_lock_of_the_second_vault_counts_for_copies(stack: TerraformStack) -> None:
    locked = BackupVault.from_existing("locked", "arn:x", lock=VaultLockConfig(max_retention_days=60))
    rule = {"delete_after_days": None, "copies": {"delete_after_days": None}}
    with pytest.raises(ConfigurationError) as caught:
        Backup(stack, "Backup", vault=HERE, secondary_vault=locked, config=config(rule))
    [problem] = caught.value.problems
    assert problem.where.endswith("rules.night.copies.delete_after_days")
    assert problem.got == "for good"
