"""Topics, tables and backups over two regions: from nothing, changed in place, and back to nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack

from lib.config.alarm_topics import AlarmTopicsConfig
from lib.config.backup import (
    BackupConfig,
    BackupCopyConfig,
    BackupPlanConfig,
    BackupRuleConfig,
    RestoreTestConfig,
    RestoreTestingConfig,
)
from lib.config.backup_vault import BackupVaultConfig, VaultLockConfig
from lib.config.dynamodb import DynamodbConfig, GlobalIndexConfig, LocalIndexConfig, TableCapacityConfig
from lib.config.topic import TopicConfig
from lib.constructs.alarm_topics import AlarmTopics
from lib.constructs.backup import Backup
from lib.constructs.backup_vault import BackupVault
from lib.constructs.dynamodb_global import DynamodbGlobal, TableReplica
from lib.constructs.encryption_key import EncryptionKey
from lib.naming import Names
from lib.provider import add_provider, require_versions
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory

from .conftest import EMULATED, PROVIDER_NAMED, keep_state_beside, take_provider

pytestmark = pytest.mark.terraform

HERE, THERE = "us-east-1", "us-west-2"
NAMES = Names("shop", "test")
TOLD = AlarmTopicsConfig(
    critical=TopicConfig(emails={"on-call": "on-call@company.net"}),
    warning=TopicConfig(emails={"team": "t@company.net"}),
)


def synthesize(folder: Path, *, max_read_units: int, delete_after_days: int) -> Path:
    """Writes the stack; what is given is what changes in place."""
    app = App(outdir=str(folder))
    stack = TerraformStack(app, "data")
    require_versions(stack, EMULATED)
    keep_state_beside(stack)
    near = add_provider(stack, HERE, tags={"Environment": "test"}, config=EMULATED)
    far = add_provider(stack, THERE, alias="far", tags={"Environment": "test"}, config=EMULATED)
    keys, vaults = {}, {}
    for side, region, provider in (("Near", HERE, near), ("Far", THERE, far)):
        names = NAMES.in_region(region)
        keys[side] = key = EncryptionKey(
            stack,
            f"{side}Key",
            purpose="data",
            users=["alarms", "backup", "events_to_topics"],
            names=names,
            provider=provider,
        )
        topics = AlarmTopics(
            stack,
            f"{side}Topics",
            key=key,
            publishers=["alarms", "backup", "events"],
            config=TOLD,
            names=names,
            provider=provider,
        )
        lock = VaultLockConfig(mode="compliance", changeable_for_days=3, min_retention_days=7)
        vaults[side] = BackupVault(
            stack,
            f"{side}Vault",
            key=key,
            topic=topics.critical,
            config=BackupVaultConfig(force_destroy=True)
            if side == "Near"
            else BackupVaultConfig(
                deny_deletion=True, deletion_role_arns=("arn:aws:iam::123456789012:role/admin",), lock=lock
            ),
            names=names,
            provider=provider,
        )
    names = NAMES.in_region(HERE)
    backup_config = BackupConfig(
        s3=True,
        plans={
            "daily": BackupPlanConfig(
                rules={
                    "daily": BackupRuleConfig(
                        time_zone="Europe/Berlin",
                        delete_after_days=delete_after_days,
                        copies=BackupCopyConfig(delete_after_days=400, cold_storage_after_days=30),
                    ),
                    "continuous": BackupRuleConfig(schedule="cron(0 0/6 ? * * *)", continuous=True),
                }
            )
        },
        restore_testing=RestoreTestingConfig(tests={"orders": RestoreTestConfig(resource_type="DynamoDB")}),
    )
    orders = DynamodbGlobal(
        stack,
        "Orders",
        purpose="orders",
        key=keys["Near"],
        replica=TableReplica(provider=far, key=keys["Far"]),
        config=DynamodbConfig(
            hash_key="customer",
            range_key="order",
            attributes={"customer": "S", "order": "S", "state": "S", "at": "N"},
            global_indexes={
                "by-state": GlobalIndexConfig(
                    hash_key="state", range_key="at", projection="INCLUDE", included_attributes=("total",)
                )
            },
            local_indexes={"by-time": LocalIndexConfig(range_key="at", projection="KEYS_ONLY")},
            ttl_attribute="expires",
            max_read_units=max_read_units,
            recovery_days=14,
            deletion_protection=False,
            tags=backup_config.tags("daily", names),
        ),
        names=names,
        provider=near,
    )
    DynamodbGlobal(
        stack,
        "Visits",
        purpose="visits",
        key=keys["Near"],
        replica=TableReplica(provider=far, key=keys["Far"]),
        config=DynamodbConfig(
            hash_key="page",
            attributes={"page": "S", "day": "N"},
            global_indexes={
                "by-day": GlobalIndexConfig(hash_key="day", read_capacity=TableCapacityConfig(max_units=20))
            },
            billing="provisioned",
            recovery_days=None,
            deletion_protection=False,
        ),
        names=names,
        provider=near,
    )
    Backup(
        stack,
        "Backup",
        vault=vaults["Near"],
        secondary_vault=vaults["Far"],
        resource_arns={"daily": [orders.arn]},
        config=backup_config,
        names=names,
        provider=near,
    )
    app.synth()
    take_provider(folder / "stacks")
    return folder / "stacks" / "data"


def test_apply_an_empty_second_plan_changes_in_place_and_destroy_to_nothing(
    terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
) -> None:
    run = terraform(synthesize(tmp_path, max_read_units=100, delete_after_days=35), registry=PROVIDER_NAMED)
    run.init()
    run.apply()
    second = run.plan()
    assert second.is_empty, str(second)
    the_tables_are_there(emulator_clean)
    the_backups_are_there(emulator_clean)

    synthesize(tmp_path, max_read_units=200, delete_after_days=60)
    changed = run.plan(tmp_path / "changes")
    assert sorted((change.address.split(".")[0], change.actions) for change in changed.changes) == [
        ("aws_backup_plan", ("update",)),
        ("aws_dynamodb_table", ("update",)),
    ], str(changed)
    run.apply(tmp_path / "changes")
    assert run.plan().is_empty

    run.destroy(refresh=False)
    assert emulator_clean.leftovers() == []


def the_tables_are_there(emulator: Emulator) -> None:
    here, there = (emulator.client("dynamodb", region) for region in (HERE, THERE))
    orders = here.describe_table(TableName="shop-test-orders")["Table"]
    assert [(replica["RegionName"], replica["ReplicaStatus"]) for replica in orders["Replicas"]] == [(THERE, "ACTIVE")]
    copy = there.describe_table(TableName="shop-test-orders")["Table"]
    assert copy["SSEDescription"]["KMSMasterKeyArn"].split(":")[3] == THERE
    assert orders["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert tags_of(there, copy["TableArn"]) == {"Environment": "test", "Backup": "shop-test-daily"}
    recovery = there.describe_continuous_backups(TableName="shop-test-orders")["ContinuousBackupsDescription"]
    assert recovery["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    scaling = emulator.client("application-autoscaling", HERE)
    targets = scaling.describe_scalable_targets(ServiceNamespace="dynamodb")["ScalableTargets"]
    assert sorted((target["ResourceId"].partition("/index/")[2], target["MaxCapacity"]) for target in targets) == [
        ("", 100),
        ("", 100),
        ("by-day", 20),
        ("by-day", 100),
    ]


def the_backups_are_there(emulator: Emulator) -> None:
    backup = emulator.client("backup", HERE)
    [plan] = backup.list_backup_plans()["BackupPlansList"]
    rules = backup.get_backup_plan(BackupPlanId=plan["BackupPlanId"])["BackupPlan"]["Rules"]
    [daily] = [rule for rule in rules if rule["RuleName"] == "daily"]
    assert daily["CopyActions"][0]["DestinationBackupVaultArn"].split(":")[3] == THERE
    told = backup.get_backup_vault_notifications(BackupVaultName="shop-test-backup")
    assert told["SNSTopicArn"].endswith(":shop-test-alarms-critical")
    for region in (HERE, THERE):
        alarms = emulator.client("cloudwatch", region).describe_alarms(AlarmNamePrefix="shop-test-")["MetricAlarms"]
        assert sorted(alarm["MetricName"] for alarm in alarms) == [
            "NumberOfBackupJobsFailed",
            "NumberOfCopyJobsFailed",
            "NumberOfRestoreJobsFailed",
        ]
        topics = emulator.client("sns", region).list_topics()["Topics"]
        assert sorted(topic["TopicArn"].rpartition(":")[2] for topic in topics) == [
            "shop-test-alarms-critical",
            "shop-test-alarms-warning",
        ]


def tags_of(client: Any, arn: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in client.list_tags_of_resource(ResourceArn=arn)["Tags"]}
