"""AWS Backup."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import unquote

from moto.backup import urls
from moto.backup.models import Plan
from moto.backup.responses import BackupResponse

from .answers import body, in_path, seconds_now
from .registry import Fault, Patch, kept, notes

tags = Patch("backup.tags", "every Backup resource reads its tags: some ARNs have a slash, moto takes one path element")


@tags.replaces(BackupResponse)
def _list_tags(self: Any) -> str:
    arn = unquote(self.path.split("/tags/")[1]).rstrip("/")
    return json.dumps({"Tags": self.backup_backend.list_tags(resource_arn=arn)})


selection = Patch("backup.selection", "aws_backup_selection: moto has none")


@selection.replaces(BackupResponse)
def _create_backup_selection(self: Any) -> str:
    (plan_id,) = in_path(self, "backupPlanId")
    created = {"SelectionId": str(uuid.uuid4()), "BackupPlanId": plan_id, "CreationDate": seconds_now()}
    _selections(self)[plan_id, created["SelectionId"]] = {**created, "BackupSelection": body(self)["BackupSelection"]}
    return json.dumps(created)


@selection.replaces(BackupResponse)
def _get_backup_selection(self: Any) -> str:
    found = _selections(self).get(in_path(self, "backupPlanId", "selectionId"))
    if found is None:
        raise _not_found("Backup selection")
    return json.dumps(found)


@selection.replaces(BackupResponse)
def _delete_backup_selection(self: Any) -> str:
    _selections(self).pop(in_path(self, "backupPlanId", "selectionId"), None)
    return "{}"


def _selections(self: Any) -> dict[Any, Any]:
    return kept(self.backup_backend, "selection")


def _not_found(what: str) -> Fault:
    """The provider takes the words `Cannot find` for a resource that is gone."""
    return Fault("ResourceNotFoundException", f"Cannot find {what}")


plan_update = Patch("backup.plan_update", "aws_backup_plan is changed in place: moto makes and deletes plans only")


@plan_update.replaces(BackupResponse)
def _update_backup_plan(self: Any) -> str:
    (plan_id,) = in_path(self, "backupPlanId")
    plan = self.backup_backend.get_backup_plan(backup_plan_id=plan_id, version_id=None)
    changed = Plan(body(self)["BackupPlan"], plan.creator_request_id, self.backup_backend)
    plan.backup_plan, plan.version_id = changed.backup_plan, changed.version_id
    plan.advanced_backup_settings = changed.advanced_backup_settings
    return json.dumps(plan.to_dict())


vault_policy = Patch("backup.vault_policy", "aws_backup_vault_policy: moto has no route for it")
vault_policy.route(urls.url_paths, "{0}/backup-vaults/(?P<name>[^/]+)/access-policy$", BackupResponse)


@vault_policy.replaces(BackupResponse)
def _put_backup_vault_access_policy(self: Any) -> str:
    return _put_document(self, "vault_policy")


@vault_policy.replaces(BackupResponse)
def _get_backup_vault_access_policy(self: Any) -> str:
    return _get_document(self, "vault_policy")


@vault_policy.replaces(BackupResponse)
def _delete_backup_vault_access_policy(self: Any) -> str:
    return _delete_document(self, "vault_policy")


vault_notifications = Patch("backup.vault_notifications", "aws_backup_vault_notifications: moto has no route for it")
vault_notifications.route(
    urls.url_paths, "{0}/backup-vaults/(?P<name>[^/]+)/notification-configuration$", BackupResponse
)


@vault_notifications.replaces(BackupResponse)
def _put_backup_vault_notifications(self: Any) -> str:
    return _put_document(self, "vault_notifications")


@vault_notifications.replaces(BackupResponse)
def _get_backup_vault_notifications(self: Any) -> str:
    return _get_document(self, "vault_notifications")


@vault_notifications.replaces(BackupResponse)
def _delete_backup_vault_notifications(self: Any) -> str:
    return _delete_document(self, "vault_notifications")


def _put_document(self: Any, kind: str) -> str:
    """A vault has one document of a kind."""
    (vault,) = in_path(self, "backupVaultName")
    kept(self.backup_backend, kind)[vault] = body(self)
    return "{}"


def _get_document(self: Any, kind: str) -> str:
    (vault,) = in_path(self, "backupVaultName")
    documents = kept(self.backup_backend, kind)
    if vault not in documents:
        raise _not_found(f"{kind} of {vault}")
    arn = f"arn:aws:backup:{self.region}:{self.current_account}:backup-vault:{vault}"
    return json.dumps({**documents[vault], "BackupVaultName": vault, "BackupVaultArn": arn})


def _delete_document(self: Any, kind: str) -> str:
    (vault,) = in_path(self, "backupVaultName")
    kept(self.backup_backend, kind).pop(vault, None)
    return "{}"


recovery_points = Patch(
    "backup.recovery_points", "aws_backup_vault with force_destroy lists what is in it: moto has no route, nor backups"
)
for _slash in ("", "/"):  # SDKs differ
    recovery_points.route(
        urls.url_paths, "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points" + _slash + "$", BackupResponse
    )


@recovery_points.replaces(BackupResponse)
def _list_recovery_points_by_backup_vault(self: Any) -> str:
    return json.dumps({"RecoveryPoints": []})


region_settings = Patch("backup.region_settings", "aws_backup_region_settings: moto has no route for them")
region_settings.route(urls.url_paths, "{0}/account-settings$", BackupResponse)


@region_settings.replaces(BackupResponse)
def _update_region_settings(self: Any) -> str:
    notes(self.backup_backend, "region_settings").update(body(self))
    return "{}"


@region_settings.replaces(BackupResponse)
def _describe_region_settings(self: Any) -> str:
    defaults: dict[str, Any] = {"ResourceTypeOptInPreference": {}, "ResourceTypeManagementPreference": {}}
    return json.dumps({**defaults, **notes(self.backup_backend, "region_settings")})
