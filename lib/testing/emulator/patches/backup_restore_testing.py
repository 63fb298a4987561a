"""AWS Backup's restore testing."""

from __future__ import annotations

import uuid
from typing import Any

from moto.backup import urls
from moto.backup.responses import BackupResponse
from moto.core.responses import ActionResult

from .answers import body, in_path, now
from .registry import Fault, Patch, kept

Item = dict[str, Any]

restore_testing = Patch(
    "backup_restore_testing.plan_and_selection",
    "aws_backup_restore_testing_plan and _selection: moto has none; what AWS computes is filled in",
)
restore_testing.route(urls.url_paths, "{0}/restore-testing/(?P<rest>.+)$", BackupResponse)


@restore_testing.replaces(BackupResponse)
def _create_restore_testing_plan(self: Any) -> ActionResult:
    given = _given(self, "Plan")
    name = given["RestoreTestingPlanName"]
    arn = f"arn:aws:backup:{self.region}:{self.current_account}:restore-testing-plan:{name}-{uuid.uuid4()}"
    plan = {
        "CreationTime": now(),
        "ScheduleExpressionTimezone": "Etc/UTC",
        "StartWindowHours": 24,
        **given,
        "RestoreTestingPlanArn": arn,
        "RecoveryPointSelection": {"ExcludeVaults": [], "SelectionWindowDays": 30, **given["RecoveryPointSelection"]},
    }
    _plans(self)[name] = plan
    self.backup_backend.tag_resource(arn, body(self).get("Tags") or {})
    return ActionResult(plan)


@restore_testing.replaces(BackupResponse)
def _update_restore_testing_plan(self: Any) -> ActionResult:
    plan = _plan(self)
    plan.update(_given(self, "Plan"), LastUpdateTime=now())
    return ActionResult(plan)


@restore_testing.replaces(BackupResponse)
def _get_restore_testing_plan(self: Any) -> ActionResult:
    return ActionResult({"RestoreTestingPlan": _plan(self)})


@restore_testing.replaces(BackupResponse)
def _delete_restore_testing_plan(self: Any) -> ActionResult:
    name = _plan(self)["RestoreTestingPlanName"]
    del _plans(self)[name]
    for key in [key for key in _selections(self) if key[0] == name]:
        del _selections(self)[key]
    return ActionResult({})


@restore_testing.replaces(BackupResponse)
def _create_restore_testing_selection(self: Any) -> ActionResult:
    plan, given = _plan(self), _given(self, "Selection")
    selection = {
        "CreationTime": now(),
        "ValidationWindowHours": 24,
        "RestoreMetadataOverrides": {},
        "ProtectedResourceArns": [],
        **given,
        "RestoreTestingPlanName": plan["RestoreTestingPlanName"],
        "RestoreTestingPlanArn": plan["RestoreTestingPlanArn"],
    }
    _selections(self)[plan["RestoreTestingPlanName"], given["RestoreTestingSelectionName"]] = selection
    return ActionResult(selection)


@restore_testing.replaces(BackupResponse)
def _update_restore_testing_selection(self: Any) -> ActionResult:
    selection = _selection(self)
    selection.update(_given(self, "Selection"))
    return ActionResult(selection)


@restore_testing.replaces(BackupResponse)
def _get_restore_testing_selection(self: Any) -> ActionResult:
    return ActionResult({"RestoreTestingSelection": _selection(self)})


@restore_testing.replaces(BackupResponse)
def _delete_restore_testing_selection(self: Any) -> ActionResult:
    selection = _selection(self)
    del _selections(self)[selection["RestoreTestingPlanName"], selection["RestoreTestingSelectionName"]]
    return ActionResult({})


def _given(self: Any, kind: str) -> Item:
    return {key: value for key, value in body(self)[f"RestoreTesting{kind}"].items() if value is not None}


def _plans(self: Any) -> dict[Any, Item]:
    return kept(self.backup_backend, "restore_testing_plan")


def _selections(self: Any) -> dict[Any, Item]:
    return kept(self.backup_backend, "restore_testing_selection")


def _plan(self: Any) -> Item:
    (name,) = in_path(self, "RestoreTestingPlanName")
    return _existing(_plans(self).get(name), name)


def _selection(self: Any) -> Item:
    key = in_path(self, "RestoreTestingPlanName", "RestoreTestingSelectionName")
    return _existing(_selections(self).get(key), key[1])


def _existing(item: Item | None, name: str) -> Item:
    if item is None:
        raise Fault("ResourceNotFoundException", f"restore testing {name} not found")
    return item
