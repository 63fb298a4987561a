"""What exists once per account, so that destroying one environment never takes it from another."""

from __future__ import annotations

from cdktf import LocalBackend, TerraformOutput, TerraformResourceLifecycle, TerraformStack
from cdktf_cdktf_provider_aws.dynamodb_table import (
    DynamodbTable,
    DynamodbTableAttribute,
    DynamodbTablePointInTimeRecovery,
    DynamodbTableServerSideEncryption,
)
from constructs import Construct

from .account_settings import AccountSettings
from .backend import use_s3_backend
from .config.bucket import BucketConfig
from .constructs.bucket import Bucket
from .constructs.dms_roles import DmsAccountRoles
from .constructs.encryption_key import EncryptionKey
from .constructs.github_actions_role import GithubActionsRole
from .iam import Statement
from .naming import Names
from .ordering import order
from .provider import add_provider, require_versions
from .synth_guard import guard

# What Terraform's S3 backend looks for. Source: Terraform documentation, "Backend type: s3". Checked 2026-11-22.
_LOCK_KEY = "LockID"


class AccountStack(TerraformStack):
    """The account's part: where Terraform keeps its state, and what locks it.

    Its own state is local at first, since the bucket is not there yet, and is moved into the bucket afterwards.

    Attributes:
        settings: What it is made of.
        key: Encrypts bucket and table.
        state_bucket: Keeps the states.
        log_bucket: Keeps the log of requests to the states.
        dms_roles: The roles that DMS works under; None where the account has them from elsewhere.
        github_role: The role that workflows of GitHub deploy with; None where there is none.
        lock_table: Locks the states of those who still lock with a table.

    Source: Terraform documentation, "Backend type: s3"; Amazon S3 User Guide, "Security best practices".
    """

    def __init__(self, scope: Construct, stack_id: str, *, settings: AccountSettings | None = None) -> None:
        """Composes the account's part.

        Args:
            scope: The app.
            stack_id: The stack's name.
            settings: What it is made of; read from the environment by default.
        """
        self.settings = settings or AccountSettings.load()
        super().__init__(scope, stack_id)
        guard(self)
        order(self)
        self._names = Names(self.settings.project, region=self.settings.aws_region)
        self._keep_own_state()
        add_provider(
            self,
            self.settings.aws_region,
            tags=self.settings.default_tags,
            config=self.settings.provider,
        )
        self.key = EncryptionKey(self, "Key", purpose="terraform-state", config=self.settings.key, names=self._names)
        self.log_bucket = self._make_log_bucket()
        self.state_bucket = self._make_state_bucket()
        self.lock_table = self._make_lock_table()
        self.dms_roles = DmsAccountRoles(self, "DmsRoles", names=self._names) if self.settings.dms_roles else None
        self.github_role = self._make_github_role()
        self._give_out()

    def _keep_own_state(self) -> None:
        settings = self.settings
        require_versions(self, settings.provider)
        if settings.state_in_bucket and settings.state_bucket:
            use_s3_backend(
                self,
                bucket=settings.state_bucket,
                key=settings.state_key,
                region=settings.aws_region,
                path_style=settings.provider.emulated,
            )
        elif settings.local_state:
            LocalBackend(self, path=settings.local_state)

    def _make_log_bucket(self) -> Bucket:
        return Bucket(
            self,
            "LogBucket",
            purpose="terraform-state-logs",
            writers=["access_logs"],
            config=BucketConfig(expiration_days=self.settings.log_days, force_destroy=not self.settings.protected),
            names=self._names,
        )

    def _make_state_bucket(self) -> Bucket:
        return Bucket(
            self,
            "StateBucket",
            purpose="terraform-state",
            name=self.settings.state_bucket,
            key=self.key,
            access_log_bucket=self.log_bucket,
            prevent_destroy=self.settings.protected,
            config=BucketConfig(
                noncurrent_expiration_days=self.settings.state_version_days,
                force_destroy=not self.settings.protected,
            ),
            names=self._names,
        )

    def _make_lock_table(self) -> DynamodbTable:
        return DynamodbTable(
            self,
            "LockTable",
            name=self.settings.lock_table or self._names.regional("terraform-locks", "dynamodb_table"),
            billing_mode="PAY_PER_REQUEST",
            hash_key=_LOCK_KEY,
            attribute=[DynamodbTableAttribute(name=_LOCK_KEY, type="S")],
            server_side_encryption=DynamodbTableServerSideEncryption(enabled=True, kms_key_arn=self.key.arn),
            point_in_time_recovery=DynamodbTablePointInTimeRecovery(enabled=True),
            deletion_protection_enabled=self.settings.protected,
            lifecycle=TerraformResourceLifecycle(prevent_destroy=True) if self.settings.protected else None,
        )

    def _make_github_role(self) -> GithubActionsRole | None:
        config = self.settings.github_actions
        if config is None:
            return None
        return GithubActionsRole(
            self, "GithubActions", config=config, statements=self._state_access(), names=self._names
        )

    def _state_access(self) -> list[Statement]:
        """What the S3 backend does with the state of an environment, and never with this stack's own."""
        states = self.state_bucket.arn
        return [
            Statement(sid="ListStates", actions=["s3:ListBucket"], resources=[states]),
            Statement(
                sid="KeepStates",
                # DeleteObject gives the lock file back.
                actions=["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                resources=[f"{states}/*"],
            ),
            Statement(
                sid="LockStates",
                actions=["dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"],
                resources=[self.lock_table.arn],
            ),
            Statement(
                sid="EncryptStates",
                actions=["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
                resources=[self.key.arn],
            ),
            Statement(
                sid="KeepOutOfTheAccountsState",
                effect="Deny",
                actions=["s3:*"],
                resources=[f"{states}/{self.settings.state_key}*"],
            ),
        ]

    def _give_out(self) -> None:
        outputs = {
            "state_bucket": (self.state_bucket.name, "TERRAFORM_STATE_BUCKET of every environment"),
            "state_bucket_region": (self.settings.aws_region, "TERRAFORM_STATE_BUCKET_REGION of every environment"),
            "state_lock_table": (self.lock_table.name, "TERRAFORM_STATE_LOCK_TABLE, for who locks with a table"),
            "state_kms_key_arn": (self.key.arn, "The key of bucket and table"),
        }
        if self.github_role:
            outputs["github_actions_role_arn"] = (self.github_role.arn, "The role that workflows of GitHub assume")
        for name, (value, description) in outputs.items():
            TerraformOutput(self, name, value=value, description=description)
