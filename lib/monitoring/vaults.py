"""What is watched of a backup vault.

Source: Amazon CloudWatch User Guide, list of metrics of AWS/Backup with their dimensions. Checked 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..config.alarm import AlarmConfig
from .description import Alarm, Metric

_HOURLY: Final = AlarmConfig(threshold=0, period_seconds=3600, evaluation_periods=1)

# Construct id -> metric and what it counts.
_FAILURES: Final = {
    "BackupsFailed": ("NumberOfBackupJobsFailed", "backup"),
    "CopiesFailed": ("NumberOfCopyJobsFailed", "copy"),
    "RestoresFailed": ("NumberOfRestoreJobsFailed", "restore"),
}


def alarms(subject: str, name: str) -> Iterator[tuple[str, Alarm]]:
    """Its alarms, by their construct ids.

    Args:
        subject: What it holds.
        name: Its name.
    """
    for construct_id, (metric, job) in _FAILURES.items():
        yield (
            construct_id,
            Alarm(
                key=f"{job}-failed",
                what=f"AWS Backup: a {job} job of {subject} failed",
                reading=Metric("AWS/Backup", metric, {"BackupVaultName": name}, "Sum"),
                config=_HOURLY,
                missing="notBreaching",  # without jobs there is no data
            ),
        )
