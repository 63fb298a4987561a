from __future__ import annotations

import json
from collections.abc import Callable

from cdktf import TerraformStack

from lib.config.backup_vault import BackupVaultConfig, VaultLockConfig
from lib.constructs.backup_vault import BackupVault
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.topic import Topic
from lib.naming import Names
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]

KEY = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/x")
TOPIC = Topic.from_existing("arn:aws:sns:eu-central-1:123456789012:alarms")
ADMIN = "arn:aws:iam::123456789012:role/admin"


def test_it_is_encrypted_and_neither_locked_nor_watched_by_default(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    vault = BackupVault(stack, "Vault", key=KEY)
    made = synthesize()
    found = made.resource("aws_backup_vault")
    assert (found["name"], found["kms_key_arn"], found["force_destroy"]) == ("shop-backup", KEY.arn, False)
    assert [address.split(".")[0] for address in made.addresses] == ["aws_backup_vault"]
    assert (vault.policy, vault.notifications, vault.alarms, vault.lock) == (None, None, {}, None)
    assert vault.name
    assert vault.arn


def test_its_name_is_the_same_in_each_region_and_short_enough(stack: TerraformStack, synthesize: Synthesize) -> None:
    names = Names("shop", "dev")
    for region in ("eu-central-1", "eu-west-1"):
        BackupVault(stack, region, purpose="p" * 60, key=KEY, names=names.in_region(region))
    found = {vault["name"] for vault in synthesize().resources("aws_backup_vault").values()}
    assert [len(name) <= 50 for name in found] == [True]


def test_nobody_deletes_what_it_keeps_but_who_is_named(stack: TerraformStack, synthesize: Synthesize) -> None:
    BackupVault(stack, "A", purpose="a", key=KEY, config=BackupVaultConfig(deny_deletion=True))
    config = BackupVaultConfig(deny_deletion=True, deletion_role_arns=(ADMIN,))
    BackupVault(stack, "B", purpose="b", key=KEY, config=config)
    policies = [each["policy"] for each in synthesize().resources("aws_backup_vault_policy").values()]
    [for_all], [but_one] = sorted((json.loads(each)["Statement"] for each in policies), key=str, reverse=True)
    assert for_all["Effect"] == but_one["Effect"] == "Deny"
    assert for_all["Action"] == ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"]
    assert "Condition" not in for_all
    assert but_one["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": [ADMIN]}}


def test_it_can_be_locked(stack: TerraformStack, synthesize: Synthesize) -> None:
    lock = VaultLockConfig(mode="compliance", changeable_for_days=3, min_retention_days=7)
    vault = BackupVault(stack, "Vault", key=KEY, config=BackupVaultConfig(lock=lock))
    found = synthesize().resource("aws_backup_vault_lock_configuration")
    assert (found["changeable_for_days"], found["min_retention_days"]) == (3, 7)
    assert "max_retention_days" not in found
    assert vault.lock == lock


def test_failed_jobs_of_every_kind_are_told(stack: TerraformStack, synthesize: Synthesize) -> None:
    vault = BackupVault(stack, "Vault", key=KEY, topic=TOPIC)
    made = synthesize()
    told = made.resource("aws_backup_vault_notifications")
    assert told["sns_topic_arn"] == TOPIC.arn
    assert told["backup_vault_events"] == ["COPY_JOB_FAILED", "S3_BACKUP_OBJECT_FAILED", "S3_RESTORE_OBJECT_FAILED"]
    name = f"${{{made.address_of('aws_backup_vault')}.name}}"
    for job, metric in (
        ("backup", "NumberOfBackupJobsFailed"),
        ("copy", "NumberOfCopyJobsFailed"),
        ("restore", "NumberOfRestoreJobsFailed"),
    ):
        alarm = made.resource("aws_cloudwatch_metric_alarm", alarm_name=f"shop-backup-{job}-failed")
        assert (alarm["namespace"], alarm["metric_name"]) == ("AWS/Backup", metric)
        assert (alarm["dimensions"], alarm["alarm_actions"]) == ({"BackupVaultName": name}, [TOPIC.arn])
        assert (alarm["statistic"], alarm["threshold"], alarm["treat_missing_data"]) == ("Sum", 0, "notBreaching")
        assert alarm["comparison_operator"] == "GreaterThanThreshold"
    assert list(vault.alarms) == ["BackupsFailed", "CopiesFailed", "RestoresFailed"]


def test_without_events_there_are_alarms_alone(stack: TerraformStack, synthesize: Synthesize) -> None:
    vault = BackupVault(stack, "Vault", key=KEY, topic=TOPIC, config=BackupVaultConfig(notified_events=()))
    assert synthesize().count("aws_backup_vault_notifications") == 0
    assert (vault.notifications, len(vault.alarms)) == (None, 3)


def test_an_existing_vault_is_given_by_name_and_arn() -> None:
    vault = BackupVault.from_existing("company", "arn:aws:backup:x")
    assert (vault.name, vault.arn, vault.lock) == ("company", "arn:aws:backup:x", None)
