"""Backup plans of one region, with copies in another region's vault and tests that bring something back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from cdktf_cdktf_provider_aws.backup_plan import (
    BackupPlan,
    BackupPlanRule,
    BackupPlanRuleCopyAction,
    BackupPlanRuleCopyActionLifecycle,
    BackupPlanRuleLifecycle,
)
from cdktf_cdktf_provider_aws.backup_restore_testing_plan import (
    BackupRestoreTestingPlan,
    BackupRestoreTestingPlanRecoveryPointSelection,
)
from cdktf_cdktf_provider_aws.backup_restore_testing_selection import BackupRestoreTestingSelection
from cdktf_cdktf_provider_aws.backup_selection import (
    BackupSelection,
    BackupSelectionCondition,
    BackupSelectionConditionStringEquals,
)
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.backup import BackupConfig, BackupCopyConfig, BackupRuleConfig, RestoreTestingConfig, RetentionConfig
from ..errors import ConfigurationError, Problem
from ..iam import service_trust
from ..naming import Names
from .backup_vault import VaultLike
from .location import Location, locate

# What AWS Backup does to resources of every kind is in its managed policies, which grow with what it supports.
# Construct id -> name after `policy/`. Source: AWS Backup Developer Guide, "Managed policies for AWS Backup"; paths as
# recorded in moto 5.2.5. Checked 2026-11-22.
_POLICIES = {
    "BackupPolicy": "service-role/AWSBackupServiceRolePolicyForBackup",
    "RestorePolicy": "service-role/AWSBackupServiceRolePolicyForRestores",
}
_S3_POLICIES = {
    "S3BackupPolicy": "AWSBackupServiceRolePolicyForS3Backup",
    "S3RestorePolicy": "AWSBackupServiceRolePolicyForS3Restore",
}


@dataclass(frozen=True, slots=True)
class PlanParts:
    """What was made of one plan.

    Attributes:
        plan: The plan.
        tagged: Assigns what carries its tag.
        named: Assigns what is named by its ARN; None where nothing is.
    """

    plan: BackupPlan
    tagged: BackupSelection
    named: BackupSelection | None


@checked
class Backup(Construct):
    """Backup plans of one region: what they select by tag or ARN is backed up, copied and, for a test, brought back.

    AWS Backup acts on a kind of resource only where the account has opted in to it in the region; to copy DynamoDB to
    another region or move it to cold storage it needs its advanced features for DynamoDB, which accounts with a vault
    of before November 2021 have to enable. Both are settings of account and region, which this leaves alone: one
    environment must not change them for the others.

    Attributes:
        role: What AWS Backup assumes.
        plans: What was made of each plan, by name.
        restore_testing: The plan of tests; None without tests.
        restore_tests: What is tested, by name.

    Source: AWS Backup Developer Guide, "Copy a backup", "Advanced DynamoDB backup", "Changing your retention period";
    API reference, "BackupSelection", "BackupRuleInput", "CreateRestoreTestingSelection".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vault: VaultLike,
        secondary_vault: VaultLike | None = None,
        resource_arns: Mapping[str, Sequence[str]] = MappingProxyType({}),
        purpose: str = "backup",
        config: BackupConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the plans.

        Args:
            scope: The construct they belong to.
            construct_id: Their id there.
            vault: Where recovery points are put; in the region of the provider.
            secondary_vault: Where their copies are put, in another region; None where no rule copies.
            resource_arns: What is backed up without the tag, by plan; for resources of the same stack.
            purpose: What it is for; part of the names.
            config: What is backed up when.
            names: Makes the names and the tags that are selected by.
            provider: The provider of the region.

        Raises:
            ConfigurationError: A rule copies and there is nowhere to copy to, a lock refuses what a rule keeps, or a
                plan is named that there is not.
        """
        super().__init__(scope, construct_id)
        config = config or BackupConfig()
        problems = [*_problems(self.node.path, config, vault, secondary_vault, resource_arns)]
        if problems:
            raise ConfigurationError(problems)
        where = locate(self, provider, names)
        self._config = config
        self.role = IamRole(
            self,
            "Role",
            name=where.names.account_wide(purpose),
            # AWS documents no condition for this trust.
            assume_role_policy=service_trust("backup.amazonaws.com"),
            provider=provider,
        )
        self._permissions = [
            IamRolePolicyAttachment(
                self,
                permission,
                role=self.role.name,
                policy_arn=f"arn:{where.partition}:iam::aws:policy/{name}",
                provider=provider,
            )
            for permission, name in {**_POLICIES, **(_S3_POLICIES if config.s3 else {})}.items()
        ]
        self.plans = {
            name: self._make_plan(where, purpose, name, vault, secondary_vault, resource_arns.get(name, ()))
            for name in config.plans
        }
        self.restore_testing: BackupRestoreTestingPlan | None = None
        self.restore_tests: dict[str, BackupRestoreTestingSelection] = {}
        if config.restore_testing:
            self.restore_testing = self._plan_tests(where, purpose, vault, config.restore_testing)
            self.restore_tests = dict(self._tests(where, self.restore_testing, config.restore_testing))

    def _make_plan(
        self,
        where: Location,
        purpose: str,
        name: str,
        vault: VaultLike,
        secondary_vault: VaultLike | None,
        resource_arns: Sequence[str],
    ) -> PlanParts:
        config = self._config.plans[name]
        plan = BackupPlan(
            self,
            f"Plan-{name}",
            name=where.names.regional(f"{purpose}-{name}", "backup_plan"),
            rule=[_rule(rule_name, rule, vault, secondary_vault) for rule_name, rule in config.rules.items()],
            provider=where.provider,
        )
        [(key, value)] = self._config.tags(name, where.names).items()
        tagged = BackupSelection(
            self,
            f"Tagged-{name}",
            name="tagged",
            plan_id=plan.id,
            iam_role_arn=self.role.arn,
            resources=["*"],  # narrowed by the condition
            condition=[
                BackupSelectionCondition(
                    string_equals=[BackupSelectionConditionStringEquals(key=f"aws:ResourceTag/{key}", value=value)]
                )
            ],
            # AWS Backup tries what the role may do.
            depends_on=self._permissions,
            provider=where.provider,
        )
        named = [*config.resource_arns, *resource_arns]
        return PlanParts(
            plan,
            tagged,
            BackupSelection(
                self,
                f"Named-{name}",
                name="named",
                plan_id=plan.id,
                iam_role_arn=self.role.arn,
                resources=named,
                depends_on=self._permissions,
                provider=where.provider,
            )
            if named
            else None,
        )

    def _plan_tests(
        self, where: Location, purpose: str, vault: VaultLike, config: RestoreTestingConfig
    ) -> BackupRestoreTestingPlan:
        return BackupRestoreTestingPlan(
            self,
            "RestoreTesting",
            name=where.names.regional(f"{purpose}-tests", "restore_testing_plan").replace("-", "_"),
            schedule_expression=config.schedule,
            schedule_expression_timezone=config.time_zone,
            start_window_hours=config.start_window_hours,
            recovery_point_selection=[
                BackupRestoreTestingPlanRecoveryPointSelection(
                    algorithm=config.algorithm,
                    include_vaults=[vault.arn],
                    recovery_point_types=list(config.recovery_point_types),
                    selection_window_days=config.selection_window_days,
                )
            ],
            provider=where.provider,
        )

    def _tests(
        self, where: Location, plan: BackupRestoreTestingPlan, config: RestoreTestingConfig
    ) -> Iterator[tuple[str, BackupRestoreTestingSelection]]:
        for name, test in config.tests.items():
            yield (
                name,
                BackupRestoreTestingSelection(
                    self,
                    f"RestoreTest-{name}",
                    name=name,
                    restore_testing_plan_name=plan.name,
                    protected_resource_type=test.resource_type,
                    protected_resource_arns=list(test.resource_arns),
                    restore_metadata_overrides=test.metadata or None,
                    validation_window_hours=test.validation_hours,
                    iam_role_arn=self.role.arn,
                    depends_on=self._permissions,
                    provider=where.provider,
                ),
            )


def _rule(name: str, rule: BackupRuleConfig, vault: VaultLike, secondary_vault: VaultLike | None) -> BackupPlanRule:
    return BackupPlanRule(
        rule_name=name,
        target_vault_name=vault.name,
        schedule=rule.schedule,
        schedule_expression_timezone=rule.time_zone,
        start_window=rule.start_window_minutes,
        completion_window=rule.completion_window_minutes,
        enable_continuous_backup=rule.continuous,
        lifecycle=BackupPlanRuleLifecycle(
            delete_after=rule.delete_after_days, cold_storage_after=rule.cold_storage_after_days
        )
        if _ends(rule)
        else None,
        copy_action=[_copy(rule.copies, secondary_vault)] if rule.copies and secondary_vault else None,
    )


def _copy(copies: BackupCopyConfig, vault: VaultLike) -> BackupPlanRuleCopyAction:
    return BackupPlanRuleCopyAction(
        destination_vault_arn=vault.arn,
        lifecycle=BackupPlanRuleCopyActionLifecycle(
            delete_after=copies.delete_after_days, cold_storage_after=copies.cold_storage_after_days
        )
        if _ends(copies)
        else None,
    )


def _ends(retention: RetentionConfig) -> bool:
    return retention.delete_after_days is not None or retention.cold_storage_after_days is not None


def _problems(
    path: str,
    config: BackupConfig,
    vault: VaultLike,
    secondary_vault: VaultLike | None,
    resource_arns: Mapping[str, Sequence[str]],
) -> Iterator[Problem]:
    for plan_name, plan in config.plans.items():
        for rule_name, rule in plan.rules.items():
            where = f"{path}: plans.{plan_name}.rules.{rule_name}"
            if rule.copies and not secondary_vault:
                yield Problem(
                    f"{where}.copies",
                    "there is no vault to copy to",
                    expected="secondary_vault",
                    remedy="give one in another region, or leave copies out",
                )
            yield from _refused(where, rule, vault)
            if rule.copies and secondary_vault:
                yield from _refused(f"{where}.copies", rule.copies, secondary_vault)
    if unknown := sorted(set(resource_arns) - set(config.plans)):
        yield Problem(
            f"{path}: resource_arns", "there is no such plan", ", ".join(unknown), ", ".join(config.plans), "correct it"
        )


def _refused(where: str, retention: RetentionConfig, vault: VaultLike) -> Iterator[Problem]:
    lock = vault.lock
    if lock and not lock.allows(retention.delete_after_days):
        days = retention.delete_after_days
        yield Problem(
            f"{where}.delete_after_days",
            "the vault's lock refuses it, and every job with it fails",
            "for good" if days is None else f"{days} days",
            f"min_retention_days = {lock.min_retention_days}, max_retention_days = {lock.max_retention_days}",
            "correct the one or the other",
        )
