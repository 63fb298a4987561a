"""Retentions that AWS Backup takes, and locks that let them through."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.backup import (
    BackupConfig,
    BackupPlanConfig,
    BackupRuleConfig,
    RestoreTestConfig,
    RestoreTestingConfig,
    RetentionConfig,
)
from lib.config.backup_vault import BackupVaultConfig, VaultLockConfig
from lib.model import Model, problems_of
from lib.naming import Names

days = st.none() | st.integers(1, 500)


def test_once_a_day_for_five_weeks_by_default() -> None:
    made = BackupConfig()
    assert list(made.plans) == ["daily"]
    [rule] = made.plans["daily"].rules.values()
    assert (rule.delete_after_days, rule.cold_storage_after_days, rule.continuous, rule.copies) == (
        35,
        None,
        False,
        None,
    )
    assert (made.restore_testing, made.s3) == (None, False)


def test_a_resource_is_selected_by_a_tag_of_its_environment() -> None:
    made = BackupConfig.model_validate(
        {
            "plans": {
                "daily": {"rules": {"x": {}}},
                "weekly": {"rules": {"x": {}}, "tag_key": "Save", "tag_value": "yes"},
            }
        }
    )
    assert made.tags("daily", Names("shop", "dev")) == {"Backup": "shop-dev-daily"}
    assert made.tags("daily", Names("shop", "prod")) != made.tags("daily", Names("shop", "dev"))
    assert made.tags("weekly", Names("shop", "dev")) == {"Save": "yes"}


@given(cold=days, gone=days)
@settings(deadline=None)
def test_what_moves_to_cold_storage_stays_there_for_90_days(cold: int | None, gone: int | None) -> None:
    given = {"cold_storage_after_days": cold, "delete_after_days": gone}
    if cold is None or gone is None or gone - cold >= 90:
        assert RetentionConfig.model_validate(given).delete_after_days == gone
    else:
        with pytest.raises(ValidationError, match=f"at least {cold + 90}"):
            RetentionConfig.model_validate(given)


@given(gone=days, cold=days)
@settings(deadline=None)
def test_a_continuous_backup_lasts_for_35_days_at_most(gone: int | None, cold: int | None) -> None:
    given = {"continuous": True, "delete_after_days": gone, "cold_storage_after_days": cold}
    if gone is not None and gone <= 35 and cold is None:
        assert BackupRuleConfig.model_validate(given).continuous
    else:
        with pytest.raises(ValidationError):
            BackupRuleConfig.model_validate(given)


def test_a_copy_says_how_long_it_is_kept_unless_its_source_stays_for_good() -> None:
    for_good = {"delete_after_days": None}
    assert BackupRuleConfig.model_validate({**for_good, "copies": for_good}).copies
    assert BackupRuleConfig.model_validate({"copies": {"delete_after_days": 400}}).copies
    with pytest.raises(ValidationError, match="when its source expires"):
        BackupRuleConfig.model_validate({"copies": for_good})


@pytest.mark.parametrize(("start", "completion", "taken"), [(60, 61, True), (60, 60, False), (120, 61, False)])
def test_a_job_has_time_after_it_may_have_started(start: int, completion: int, taken: bool) -> None:
    given = {"start_window_minutes": start, "completion_window_minutes": completion}
    if taken:
        assert BackupRuleConfig.model_validate(given)
    else:
        with pytest.raises(ValidationError, match="has no time left"):
            BackupRuleConfig.model_validate(given)


@pytest.mark.parametrize(
    ("model", "given", "where"),
    [
        (BackupRuleConfig, {"schedule": "cron(0 5 * * *)"}, "schedule"),
        (BackupRuleConfig, {"schedule": "rate(1 day)"}, "schedule"),
        (BackupRuleConfig, {"time_zone": "Europe Berlin"}, "time_zone"),
        (BackupRuleConfig, {"time_zone": "Etc/UTC2"}, "time_zone"),
        (BackupRuleConfig, {"start_window_minutes": 59}, "start_window_minutes"),
        (BackupRuleConfig, {"delete_after_days": 0}, "delete_after_days"),
        (BackupRuleConfig, {"delete_after_days": 36501}, "delete_after_days"),
        (BackupRuleConfig, {"copies": {"cold_storage_after_days": 30}}, "copies"),
        (BackupPlanConfig, {"rules": {}}, "rules"),
        (BackupPlanConfig, {"rules": {"a b": {}}}, "rules.a b"),
        (BackupConfig, {"plans": {"Daily": {"rules": {"x": {}}}}}, "plans.Daily"),
        (RestoreTestingConfig, {"tests": {}}, "tests"),
        (RestoreTestingConfig, {"tests": {"a-b": {"resource_type": "RDS"}}}, "tests.a-b"),
        (RestoreTestingConfig, {"tests": {"x": {"resource_type": "SQS"}}}, "tests.x.resource_type"),
        (RestoreTestConfig, {"resource_type": "RDS", "validation_hours": 169}, "validation_hours"),
        (BackupVaultConfig, {"notified_events": ["BACKUP_JOB_FAILED"]}, "notified_events.0"),
        (BackupVaultConfig, {"deletion_role_arns": ["me"]}, "deletion_role_arns.0"),
        (VaultLockConfig, {"mode": "compliance", "changeable_for_days": 2}, "changeable_for_days"),
    ],
)
def test_what_aws_backup_refuses_is_refused(model: type[Model], given: dict[str, Any], where: str) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(given)
    assert [problem.where for problem in problems_of(caught.value)] == [where]


def test_a_machine_that_knows_no_time_zones_takes_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.config.backup._zones", set)
    assert BackupRuleConfig(time_zone="Mars/Olympus").time_zone == "Mars/Olympus"


def test_a_vault_is_neither_locked_nor_closed_by_default() -> None:
    made = BackupVaultConfig()
    assert (made.lock, made.deny_deletion, made.force_destroy) == (None, False, False)
    assert "COPY_JOB_FAILED" in made.notified_events


@pytest.mark.parametrize(
    ("lock", "taken"),
    [
        ({}, True),
        ({"mode": "compliance", "changeable_for_days": 3}, True),
        ({"mode": "compliance"}, False),
        ({"changeable_for_days": 3}, False),
        ({"min_retention_days": 7, "max_retention_days": 7}, True),
        ({"min_retention_days": 7, "max_retention_days": 6}, False),
    ],
)
def test_a_lock_closes_where_it_says_so(lock: dict[str, Any], taken: bool) -> None:
    if taken:
        assert VaultLockConfig.model_validate(lock)
    else:
        with pytest.raises(ValidationError):
            VaultLockConfig.model_validate(lock)


@given(least=days, most=days, kept=days)
@settings(deadline=None)
def test_a_lock_lets_in_what_is_within_its_bounds(least: int | None, most: int | None, kept: int | None) -> None:
    if least is not None and most is not None and most < least:
        return
    lock = VaultLockConfig(min_retention_days=least, max_retention_days=most)
    shown = float("inf") if kept is None else kept
    assert lock.allows(kept) == ((least or 0) <= shown <= (most or float("inf")))


@pytest.mark.parametrize(
    "given",
    [
        {"force_destroy": True, "deny_deletion": True},
        {"force_destroy": True, "lock": {"mode": "compliance", "changeable_for_days": 3}},
        {"deletion_role_arns": ["arn:aws:iam::123456789012:role/admin"]},
    ],
)
def test_a_vault_means_one_thing(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        BackupVaultConfig.model_validate(given)
    assert BackupVaultConfig.model_validate({"force_destroy": True, "lock": {"min_retention_days": 1}})
