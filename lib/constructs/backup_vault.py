"""A backup vault: encrypted, watched, and as hard to empty as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from cdktf_cdktf_provider_aws.backup_vault import BackupVault as AwsBackupVault
from cdktf_cdktf_provider_aws.backup_vault_lock_configuration import BackupVaultLockConfiguration
from cdktf_cdktf_provider_aws.backup_vault_notifications import BackupVaultNotifications
from cdktf_cdktf_provider_aws.backup_vault_policy import BackupVaultPolicy
from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.backup_vault import BackupVaultConfig, VaultLockConfig
from ..iam import Statement, policy
from ..monitoring import vaults
from ..naming import Names
from .encryption_key import KeyLike
from .location import Location, locate
from .metric_alarm import make_alarm
from .topic import TopicLike


class VaultLike(Protocol):
    """Any vault that recovery points can be put into."""

    @property
    def name(self) -> str:
        """The vault's name."""
        ...

    @property
    def arn(self) -> str:
        """The vault's ARN."""
        ...

    @property
    def lock(self) -> VaultLockConfig | None:
        """How long it keeps what comes into it; None where it does not say."""
        ...


@dataclass(frozen=True, slots=True)
class ExistingVault:
    """A vault made elsewhere; whoever made it answers for its policy."""

    name: str
    arn: str
    lock: VaultLockConfig | None = None


@checked
class BackupVault(Construct):
    """A backup vault, encrypted, and with a topic one that tells of every job that failed.

    The key's default policy is enough: AWS Backup reaches it through the role of the backup, and by grants. Vaults of
    one purpose have the same name in each region, so that the alarm for copies finds its metric in either.

    Attributes:
        vault: The vault.
        policy: What keeps recovery points from being deleted; None where nothing does.
        notifications: What it tells the topic of; None without a topic.
        alarms: Failed jobs by ``BackupsFailed``, ``CopiesFailed`` and ``RestoresFailed``; empty without a topic.
        lock: How long it keeps what comes into it; None without a lock.

    Source: AWS Backup Developer Guide, "Vault access policies", "AWS Backup Vault Lock", "Notification options with AWS
    Backup", "Encryption for backups in AWS Backup".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key: KeyLike,
        purpose: str = "backup",
        topic: TopicLike | None = None,
        config: BackupVaultConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the vault.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            key: Encrypts what has no encryption of its own (DynamoDB, EFS, S3); Aurora and RDS keep theirs.
            purpose: What it holds; part of its name.
            topic: Is told of failures; it has ``alarms`` and ``backup`` among its publishers.
            config: Who may take recovery points out of it.
            names: Makes its name.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        config = config or BackupVaultConfig()
        where = locate(self, provider, names)
        self.lock = config.lock
        self.vault = AwsBackupVault(
            self,
            "Vault",
            name=where.names.regional(purpose, "backup_vault"),
            kms_key_arn=key.arn,
            force_destroy=config.force_destroy,
            provider=provider,
        )
        self.policy = self._keep(config, provider) if config.deny_deletion else None
        self.notifications: BackupVaultNotifications | None = None
        self.alarms: dict[str, CloudwatchMetricAlarm] = {}
        if config.lock:
            self._lock(config.lock, provider)
        if topic:
            if config.notified_events:
                self.notifications = self._notify(topic, config, provider)
            self.alarms = dict(self._watch(where, purpose, topic))

    @property
    def name(self) -> str:
        """The vault's name."""
        return self.vault.name

    @property
    def arn(self) -> str:
        """The vault's ARN."""
        return self.vault.arn

    @staticmethod
    def from_existing(name: str, arn: str, *, lock: VaultLockConfig | None = None) -> ExistingVault:
        """A vault made elsewhere, to be given where a vault is wanted."""
        return ExistingVault(name, arn, lock)

    def _keep(self, config: BackupVaultConfig, provider: AwsProvider | None) -> BackupVaultPolicy:
        return BackupVaultPolicy(
            self,
            "Policy",
            backup_vault_name=self.name,
            policy=policy(
                [
                    Statement(
                        sid="KeepRecoveryPoints",
                        effect="Deny",
                        # A vault's policy knows no wildcard for actions.
                        actions=["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
                        # Recovery points have ARNs of the services they come from.
                        resources=["*"],
                        principals={"*": "*"},
                        conditions={"ArnNotEquals": {"aws:PrincipalArn": config.deletion_role_arns}}
                        if config.deletion_role_arns
                        else {},
                    )
                ]
            ),
            provider=provider,
        )

    def _lock(self, lock: VaultLockConfig, provider: AwsProvider | None) -> None:
        BackupVaultLockConfiguration(
            self,
            "Lock",
            backup_vault_name=self.name,
            changeable_for_days=lock.changeable_for_days,
            min_retention_days=lock.min_retention_days,
            max_retention_days=lock.max_retention_days,
            provider=provider,
        )

    def _notify(
        self, topic: TopicLike, config: BackupVaultConfig, provider: AwsProvider | None
    ) -> BackupVaultNotifications:
        return BackupVaultNotifications(
            self,
            "Notifications",
            backup_vault_name=self.name,
            sns_topic_arn=topic.arn,
            backup_vault_events=list(config.notified_events),
            provider=provider,
        )

    def _watch(self, where: Location, purpose: str, topic: TopicLike) -> Iterator[tuple[str, CloudwatchMetricAlarm]]:
        for construct_id, alarm in vaults.alarms(purpose, self.name):
            name = where.names.regional(f"{purpose}-{alarm.key}")
            # That no further job failed within the hour is no news.
            made = make_alarm(
                self, construct_id, alarm, name=name, topic_arns=[topic.arn], tells_end=False, provider=where.provider
            )
            yield construct_id, made
