"""What is backed up when, how long it is kept, and whether it can be brought back."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Final, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from ..model import Distinct, Model, like, refuse
from ..naming import Names
from .backup_vault import MAX_RETENTION_DAYS

# Source: AWS Backup API reference, "Lifecycle"; Developer Guide, "Changing your retention period". Checked 2026-11-22.
COLD_DAYS: Final = 90
MAX_CONTINUOUS_DAYS: Final = 35

_zones: Final = cache(available_timezones)


def _known_zone(name: str) -> str:
    """A name of the IANA time zone database, such as Europe/Berlin."""
    # A slim container may have no database; AWS Backup then says it.
    if (known := _zones()) and name not in known:
        raise refuse(
            "is no time zone",
            got=name,
            expected="a name of the IANA time zone database, such as Europe/Berlin",
            remedy="correct it",
        )
    return name


Schedule = Annotated[
    str,
    like(
        r"cron\(\S+( \S+){5}\)",
        "cron with minute, hour, day, month, weekday and year, such as cron(0 5 ? * * *)",
        "is no schedule",
    ),
]
TimeZone = Annotated[str, AfterValidator(_known_zone)]
PlanName = Annotated[str, like(r"[a-z0-9][a-z0-9-]{0,39}", "up to 40 lower-case letters, digits and hyphens")]
RuleName = Annotated[str, like(r"[a-zA-Z0-9_.-]{1,50}", "up to 50 letters, digits, dots, hyphens and underscores")]
TestName = Annotated[str, like(r"[a-zA-Z0-9_]{1,50}", "up to 50 letters, digits and underscores")]


class RetentionConfig(Model):
    """How long a recovery point is kept."""

    delete_after_days: int | None = Field(default=35, ge=1, le=MAX_RETENTION_DAYS)
    """Days after which it is deleted; None keeps it for good."""

    cold_storage_after_days: int | None = Field(default=None, ge=1, le=MAX_RETENTION_DAYS)
    """Days after which it moves to cold storage, where the kind of resource has one (such as DynamoDB; of others AWS
    Backup ignores it); None leaves it."""

    @model_validator(mode="after")
    def _stays_cold_long_enough(self) -> RetentionConfig:
        """Cold storage keeps for 90 days."""
        cold, gone = self.cold_storage_after_days, self.delete_after_days
        if cold is not None and gone is not None and gone < cold + COLD_DAYS:
            raise refuse(
                f"what moves to cold storage stays there for {COLD_DAYS} days",
                got=f"cold_storage_after_days = {cold}, delete_after_days = {gone}",
                expected=f"delete_after_days of at least {cold + COLD_DAYS}",
                remedy="raise delete_after_days, or leave cold_storage_after_days out",
            )
        return self


class BackupCopyConfig(RetentionConfig):
    """How long a copy in the other region is kept."""


class BackupRuleConfig(RetentionConfig):
    """When recovery points are made, and how long they are kept."""

    schedule: Schedule = "cron(0 5 ? * * *)"
    """When, as minute, hour, day, month, weekday and year."""

    time_zone: TimeZone = "Etc/UTC"
    """What the schedule is in."""

    start_window_minutes: int = Field(default=60, ge=60, le=52_560_000)
    """Minutes after which a job that could not start is given up."""

    completion_window_minutes: int = Field(default=720, ge=60, le=52_560_000)
    """Minutes, from the schedule on, after which a job that is not done is given up."""

    continuous: bool = False
    """Whether Aurora, RDS and S3 can be brought back to any second; of the others it makes snapshots."""

    copies: BackupCopyConfig | None = None
    """The copy in the other region's vault, which is a snapshot always; None for no copy."""

    @model_validator(mode="after")
    def _gives_up_after_it_started(self) -> BackupRuleConfig:
        """A job is given time after it may have started."""
        if self.completion_window_minutes <= self.start_window_minutes:
            raise refuse(
                "both are counted from the schedule on: a job that starts late has no time left",
                got=f"start_window_minutes = {self.start_window_minutes}, "
                f"completion_window_minutes = {self.completion_window_minutes}",
                expected=f"completion_window_minutes above {self.start_window_minutes}",
                remedy="raise completion_window_minutes",
            )
        return self

    @model_validator(mode="after")
    def _is_continuous_for_a_while(self) -> BackupRuleConfig:
        """Continuous backups last for 35 days at most, none of them cold."""
        days = self.delete_after_days
        if self.continuous and (days is None or days > MAX_CONTINUOUS_DAYS or self.cold_storage_after_days):
            raise refuse(
                "a continuous backup cannot be kept so long, nor move to cold storage",
                got=f"delete_after_days = {days}, cold_storage_after_days = {self.cold_storage_after_days}",
                expected=f"delete_after_days of at most {MAX_CONTINUOUS_DAYS}, and no cold storage",
                remedy="keep a snapshot longer with a second rule",
            )
        return self

    @model_validator(mode="after")
    def _copies_expire(self) -> BackupRuleConfig:
        """A copy that is to stay for good expires with its source all the same."""
        if self.copies and self.copies.delete_after_days is None and self.delete_after_days is not None:
            raise refuse(
                "AWS Backup deletes a copy that is kept for good when its source expires",
                got=f"delete_after_days = {self.delete_after_days}, copies.delete_after_days = None",
                expected=f"copies.delete_after_days, at most {MAX_RETENTION_DAYS}",
                remedy="say how long the copy is kept",
            )
        return self


class BackupPlanConfig(Model):
    """What is backed up, and when."""

    rules: dict[RuleName, BackupRuleConfig] = Field(min_length=1)
    """When, by name; where two meet, the one that keeps longer makes the recovery point."""

    tag_key: str = Field(default="Backup", min_length=1, max_length=128)
    """Resources with this tag are backed up."""

    tag_value: str | None = Field(default=None, min_length=1, max_length=256)
    """Its value; None for ``<project>-<suffix>-<plan>``, so that no environment backs up another's resources."""

    resource_arns: Distinct[str] = ()
    """Resources that are backed up without the tag."""


class RestoreTestConfig(Model):
    """One kind of resource that is brought back for a test."""

    resource_type: Literal["Aurora", "DocumentDB", "DynamoDB", "EBS", "EC2", "EFS", "FSx", "Neptune", "RDS", "S3"]
    """Which kind."""

    resource_arns: Distinct[str] = ("*",)
    """Which of them; ``*`` for all that have a recovery point in the vault."""

    metadata: dict[str, str] = Field(default_factory=dict)
    """What the test restores differently, such as ``dbSubnetGroupName`` of Aurora."""

    validation_hours: int = Field(default=1, ge=1, le=168)
    """Hours that what was restored is left to be looked at, before it is deleted."""


class RestoreTestingConfig(Model):
    """Whether recovery points can be brought back: some are, on a schedule, and deleted again."""

    tests: dict[TestName, RestoreTestConfig] = Field(min_length=1)
    """What is restored, by name; it costs what the resources cost."""

    schedule: Schedule = "cron(0 9 ? * SUN *)"
    """When, as minute, hour, day, month, weekday and year."""

    time_zone: TimeZone = "Etc/UTC"
    """What the schedule is in."""

    start_window_hours: int = Field(default=24, ge=1, le=168)
    """Hours over which the tests are spread."""

    algorithm: Literal["LATEST_WITHIN_WINDOW", "RANDOM_WITHIN_WINDOW"] = "LATEST_WITHIN_WINDOW"
    """Which recovery point of a resource is taken."""

    selection_window_days: int = Field(default=30, ge=1, le=365)
    """How old it may be."""

    recovery_point_types: Distinct[Literal["SNAPSHOT", "CONTINUOUS"]] = Field(
        default=("SNAPSHOT", "CONTINUOUS"), min_length=1
    )
    """Of which kind it may be."""


class BackupConfig(Model):
    """What is backed up when, how long it is kept, and whether it can be brought back."""

    plans: dict[PlanName, BackupPlanConfig] = Field(
        default_factory=lambda: {"daily": BackupPlanConfig(rules={"daily": BackupRuleConfig()})}
    )
    """What is backed up when, by name."""

    restore_testing: RestoreTestingConfig | None = Field(
        default=None, examples=[{"tests": {"tables": {"resource_type": "DynamoDB", "validation_hours": 4}}}]
    )
    """Which recovery points are brought back for a test; None for none."""

    s3: bool = False
    """Whether buckets are among what is backed up: the role may then read and write every bucket."""

    def without_copies(self) -> BackupConfig:
        """The same, with no copy in another region."""
        plans = {
            name: plan.model_copy(
                update={"rules": {key: rule.model_copy(update={"copies": None}) for key, rule in plan.rules.items()}}
            )
            for name, plan in self.plans.items()
        }
        return self.model_copy(update={"plans": plans})

    def tags(self, plan: str, names: Names) -> dict[str, str]:
        """The tag that a resource carries to be backed up.

        Args:
            plan: The plan's name.
            names: The environment's.
        """
        found = self.plans[plan]
        return {found.tag_key: found.tag_value or names.regional(plan)}
