"""Who may take recovery points out of a backup vault."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field, model_validator

from ..model import Distinct, Model, refuse
from .scalars import RoleArn

# Source: AWS Backup API reference, "Lifecycle", "PutBackupVaultLockConfiguration". Checked 2026-11-22.
MAX_RETENTION_DAYS: Final = 36500
MIN_COOLING_OFF_DAYS: Final = 3

# Those that AWS still sends: of a backup or restore job that failed it sends none. Source: AWS Backup API reference,
# "PutBackupVaultNotifications". Checked 2026-11-22.
VaultEvent = Literal[
    "BACKUP_JOB_STARTED",
    "BACKUP_JOB_COMPLETED",
    "COPY_JOB_STARTED",
    "COPY_JOB_SUCCESSFUL",
    "COPY_JOB_FAILED",
    "RESTORE_JOB_STARTED",
    "RESTORE_JOB_COMPLETED",
    "RECOVERY_POINT_MODIFIED",
    "S3_BACKUP_OBJECT_FAILED",
    "S3_RESTORE_OBJECT_FAILED",
]


class VaultLockConfig(Model):
    """What nobody can do to recovery points before their time, not even who may do everything."""

    mode: Literal["governance", "compliance"] = "governance"
    """``governance``: who has the permission can take the lock away. ``compliance``: nobody can, AWS included, once
    `changeable_for_days` are over; then the vault stays until its last recovery point has expired."""

    changeable_for_days: int | None = Field(default=None, ge=MIN_COOLING_OFF_DAYS, le=MAX_RETENTION_DAYS)
    """With mode ``compliance``, the days during which the lock can still be taken away."""

    min_retention_days: int | None = Field(default=None, ge=1, le=MAX_RETENTION_DAYS)
    """What expires earlier is refused; None for no bound."""

    max_retention_days: int | None = Field(default=None, ge=1, le=MAX_RETENTION_DAYS)
    """What expires later, or never, is refused; None for no bound."""

    @model_validator(mode="after")
    def _says_when_it_closes(self) -> VaultLockConfig:
        """A lock for good says how long it can still be taken away, and no other does."""
        if (self.mode == "compliance") != (self.changeable_for_days is not None):
            raise refuse(
                "a compliance lock says how long it can still be taken away, and a governance lock does not close",
                got=f"mode = {self.mode}, changeable_for_days = {self.changeable_for_days}",
                expected=f"compliance with {MIN_COOLING_OFF_DAYS} days or more, or governance without any",
                remedy="correct the one or the other",
                where="changeable_for_days",
            )
        return self

    @model_validator(mode="after")
    def _in_order(self) -> VaultLockConfig:
        least, most = self.min_retention_days, self.max_retention_days
        if least is not None and most is not None and most < least:
            raise refuse(
                "the most is less than the least",
                got=f"min_retention_days = {least}, max_retention_days = {most}",
                expected=f"max_retention_days of at least {least}",
                remedy="raise max_retention_days or lower min_retention_days",
            )
        return self

    def allows(self, retention_days: int | None) -> bool:
        """Whether a recovery point that is kept for so long, or for good, may come into the vault."""
        least, most = self.min_retention_days or 0, self.max_retention_days
        return most is None if retention_days is None else least <= retention_days <= (most or retention_days)


class BackupVaultConfig(Model):
    """Who may take recovery points out of a vault."""

    deny_deletion: bool = False
    """Whether the vault's policy keeps everyone from deleting recovery points and from changing how long they are
    kept; they still expire, and who may change the policy can take this away."""

    deletion_role_arns: Distinct[RoleArn] = ()
    """With `deny_deletion`, the roles that it does not keep from it."""

    lock: VaultLockConfig | None = Field(
        default=None, examples=[{"mode": "governance", "min_retention_days": 7, "max_retention_days": 365}]
    )
    """What nobody can do before its time; None for no lock."""

    notified_events: Distinct[VaultEvent] = ("COPY_JOB_FAILED", "S3_BACKUP_OBJECT_FAILED", "S3_RESTORE_OBJECT_FAILED")
    """What the topic is told of by the vault; failed jobs of every kind are alarms as well."""

    force_destroy: bool = False
    """Whether the vault can be destroyed with recovery points in it."""

    @model_validator(mode="after")
    def _means_one_thing(self) -> BackupVaultConfig:
        """What is to be kept is not to be destroyed."""
        locked = self.lock is not None and self.lock.mode == "compliance"
        if self.force_destroy and (locked or self.deny_deletion):
            raise refuse(
                "recovery points cannot be destroyed with the vault and be kept from it",
                got="force_destroy with deny_deletion or a compliance lock",
                expected="one of them",
                remedy="leave force_destroy out",
            )
        if self.deletion_role_arns and not self.deny_deletion:
            raise refuse(
                "nobody is kept from deleting",
                got=f"deletion_role_arns = {', '.join(self.deletion_role_arns)}",
                expected="deny_deletion = true",
                remedy="set it, or leave deletion_role_arns out",
            )
        return self
