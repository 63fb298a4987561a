from __future__ import annotations

from typing import Any
from urllib.parse import quote

from .registry import Aws, check, refused


def _vault(aws: Aws) -> tuple[str, str]:
    name = aws.name("vault")
    made = aws.client("backup").create_backup_vault(BackupVaultName=name, BackupVaultTags={"Name": "x"})
    return name, made["BackupVaultArn"]


def _plan(aws: Aws) -> dict[str, Any]:
    rule = {"RuleName": "daily", "TargetBackupVaultName": _vault(aws)[0]}
    plan = {"BackupPlanName": aws.name("plan"), "Rules": [rule]}
    made: dict[str, Any] = aws.client("backup").create_backup_plan(BackupPlan=plan, BackupPlanTags={"Name": "x"})
    return made


@check("backup.tags")
def backup_tags(aws: Aws) -> None:
    backup = aws.client("backup")
    for arn in (_vault(aws)[1], _plan(aws)["BackupPlanArn"]):
        assert backup.list_tags(ResourceArn=arn)["Tags"] == {"Name": "x"}
        for path in (f"/tags/{arn}", f"/tags/{arn}/", f"/tags/{quote(arn, safe='')}"):  # other SDKs' spellings
            assert aws.get("backup", path)["Tags"] == {"Name": "x"}


@check("backup.selection")
def selection(aws: Aws) -> None:
    backup, plan = aws.client("backup"), _plan(aws)["BackupPlanId"]
    wanted = {"SelectionName": "all", "IamRoleArn": aws.role(), "Resources": ["*"]}
    made = backup.create_backup_selection(BackupPlanId=plan, BackupSelection=wanted)
    named = {"BackupPlanId": plan, "SelectionId": made["SelectionId"]}
    assert backup.get_backup_selection(**named)["BackupSelection"] == wanted
    backup.delete_backup_selection(**named)
    refused("ResourceNotFoundException", backup.get_backup_selection, **named)


@check("backup.plan_update")
def plan_update(aws: Aws) -> None:
    backup, made = aws.client("backup"), _plan(aws)
    plan = backup.get_backup_plan(BackupPlanId=made["BackupPlanId"])["BackupPlan"]
    [rule] = plan["Rules"]
    wanted = {"RuleName": "weekly", "TargetBackupVaultName": rule["TargetBackupVaultName"]}
    changed = backup.update_backup_plan(
        BackupPlanId=made["BackupPlanId"],
        BackupPlan={
            "BackupPlanName": plan["BackupPlanName"],
            "Rules": [{**wanted, "Lifecycle": {"DeleteAfterDays": 7}}],
        },
    )
    assert (changed["BackupPlanArn"], changed["VersionId"] != made["VersionId"]) == (made["BackupPlanArn"], True)
    found = backup.get_backup_plan(BackupPlanId=made["BackupPlanId"])["BackupPlan"]
    assert found["Rules"][0]["Lifecycle"] == {"DeleteAfterDays": 7}
    assert found["Rules"][0]["CompletionWindowMinutes"] == 10080  # AWS's default


@check("backup.vault_policy")
def vault_policy(aws: Aws) -> None:
    backup, vault = aws.client("backup"), {"BackupVaultName": _vault(aws)[0]}
    refused("ResourceNotFoundException", backup.get_backup_vault_access_policy, **vault)
    backup.put_backup_vault_access_policy(**vault, Policy="{}")
    assert backup.get_backup_vault_access_policy(**vault)["Policy"] == "{}"
    backup.delete_backup_vault_access_policy(**vault)
    refused("ResourceNotFoundException", backup.get_backup_vault_access_policy, **vault)


@check("backup.vault_notifications")
def vault_notifications(aws: Aws) -> None:
    backup, vault = aws.client("backup"), {"BackupVaultName": _vault(aws)[0]}
    wanted = {"SNSTopicArn": "arn:aws:sns:us-east-1:123456789012:t", "BackupVaultEvents": ["BACKUP_JOB_FAILED"]}
    backup.put_backup_vault_notifications(**vault, **wanted)
    assert wanted.items() <= backup.get_backup_vault_notifications(**vault).items()
    backup.delete_backup_vault_notifications(**vault)
    refused("ResourceNotFoundException", backup.get_backup_vault_notifications, **vault)


@check("backup.recovery_points")
def recovery_points(aws: Aws) -> None:
    listed = aws.client("backup").list_recovery_points_by_backup_vault(BackupVaultName=_vault(aws)[0])
    assert listed["RecoveryPoints"] == []


@check("backup.region_settings")
def region_settings(aws: Aws) -> None:
    backup = aws.client("backup")
    backup.update_region_settings(ResourceTypeOptInPreference={"Aurora": True})
    found = backup.describe_region_settings()
    assert found["ResourceTypeOptInPreference"] == {"Aurora": True}
    assert found["ResourceTypeManagementPreference"] == {}


@check("backup_restore_testing.plan_and_selection")
def restore_testing(aws: Aws) -> None:
    backup, name = aws.client("backup"), aws.name("plan").replace("-", "_")
    plan = {"RestoreTestingPlanName": name}
    points = {
        "Algorithm": "LATEST_WITHIN_WINDOW",
        "IncludeVaults": ["*"],
        "RecoveryPointTypes": ["SNAPSHOT"],
    }
    schedule = {"ScheduleExpression": "cron(0 5 ? * * *)", "RecoveryPointSelection": points}
    made = backup.create_restore_testing_plan(RestoreTestingPlan={**plan, **schedule}, Tags={"Name": "x"})
    assert backup.list_tags(ResourceArn=made["RestoreTestingPlanArn"])["Tags"] == {"Name": "x"}
    backup.update_restore_testing_plan(**plan, RestoreTestingPlan={"StartWindowHours": 2})
    found = backup.get_restore_testing_plan(**plan)["RestoreTestingPlan"]
    assert (found["StartWindowHours"], found["RecoveryPointSelection"]["SelectionWindowDays"]) == (2, 30)

    selections = [{**plan, "RestoreTestingSelectionName": f"{name}_{number}"} for number in (1, 2)]
    first, second = selections
    for selected in selections:
        given = {
            "RestoreTestingSelectionName": selected["RestoreTestingSelectionName"],
            "ProtectedResourceType": "Aurora",
            "IamRoleArn": aws.role(),
        }
        backup.create_restore_testing_selection(**plan, RestoreTestingSelection=given)
    backup.update_restore_testing_selection(**first, RestoreTestingSelection={"ValidationWindowHours": 3})
    assert backup.get_restore_testing_selection(**first)["RestoreTestingSelection"]["ValidationWindowHours"] == 3
    backup.delete_restore_testing_selection(**first)
    refused("ResourceNotFoundException", backup.get_restore_testing_selection, **first)
    backup.delete_restore_testing_plan(**plan)
    refused("ResourceNotFoundException", backup.get_restore_testing_plan, **plan)
    refused("ResourceNotFoundException", backup.get_restore_testing_selection, **second)
