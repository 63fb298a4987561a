"""The settings of what exists once per account."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Self

from pydantic import Field, ValidationInfo, model_validator

from .config.encryption_key import EncryptionKeyConfig
from .config.github_actions import GithubActionsConfig
from .config.provider import ProviderConfig
from .config.scalars import BucketName, Project, Region, TableName
from .config.tags import TagsConfig
from .model import Model, refuse
from .settings import DEFAULT_REGION
from .settings_sources import VARIABLES, Source, from_environment, validated, with_file

ACCOUNT_VARIABLES: Final[dict[str, tuple[str, ...]]] = {
    "AWS_REGION": ("aws_region",),
    "TERRAFORM_STATE_BUCKET_REGION": ("aws_region",),
    "TERRAFORM_STATE_BUCKET": ("state_bucket",),
    "TERRAFORM_STATE_LOCK_TABLE": ("lock_table",),
    "TAP_ACCOUNT_PROTECTED": ("protected",),
    "TAP_ACCOUNT_LOCAL_STATE": ("local_state",),
    "TAP_ACCOUNT_STATE_IN_BUCKET": ("state_in_bucket",),
    "AWS_ENDPOINT_URL": ("provider", "endpoint_url"),
    **{name: path for name, path in VARIABLES.items() if path[0] == "tags"},
}


class AccountSettings(Model):
    """What the account's stack is made of."""

    project: Project = "tap"
    """Whose account this is: the first part of every name, and of the state's key."""

    aws_region: Region = DEFAULT_REGION
    """Where the state is kept."""

    state_bucket: BucketName | None = None
    """The state's bucket; ``<project>-terraform-state-<region>-<account>`` by default."""

    lock_table: TableName | None = None
    """The lock table; ``<project>-terraform-locks`` by default."""

    protected: bool = True
    """Whether bucket and table refuse to be destroyed."""

    state_in_bucket: bool = False
    """Whether this stack's own state is in the bucket that it made; the first time it cannot be."""

    local_state: str | None = None
    """Where this stack's own state is while it is not in the bucket: a file, beside `cdktf.json` by default."""

    dms_roles: bool = True
    """Whether the roles that DMS needs are made; their names are DMS's own, so false where the account has them."""

    github_actions: GithubActionsConfig | None = Field(
        default=None,
        examples=[
            {
                "repositories": ["acme@1234567/shop@7654321"],
                "policy_arns": ["arn:aws:iam::123456789012:policy/shop-deploy"],
            }
        ],
    )
    """The role that workflows of GitHub deploy with; None makes none."""

    state_version_days: int = Field(default=365, ge=1)
    """Days that earlier versions of a state are kept."""

    log_days: int = Field(default=365, ge=1)
    """Days that the log of requests to the state is kept."""

    key: EncryptionKeyConfig = EncryptionKeyConfig()
    """The key of the state."""

    tags: TagsConfig = TagsConfig()
    """What every resource is tagged with."""

    provider: ProviderConfig = ProviderConfig()
    """The AWS provider."""

    @classmethod
    def load(cls, *, root: Path | None = None, environ: Mapping[str, str] | None = None, **arguments: Any) -> Self:
        """Reads the settings: arguments, then environment variables, then `environments/account.toml`.

        Args:
            root: The folder that `environments` is in; the current one by default.
            environ: The environment variables; those of the process by default.
            **arguments: Any field; those that are None are left to the other sources.

        Raises:
            ConfigurationError: Anything is wrong with them; all that is wrong is in it.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        read = from_environment(ACCOUNT_VARIABLES, os.environ if environ is None else environ)
        # The bucket's own region wins over the general one.
        read.sort(key=lambda source: source.label != "TERRAFORM_STATE_BUCKET_REGION")
        file = (root or Path.cwd()) / "environments" / "account.toml"
        return validated(cls, with_file([Source("argument", given), *read], file))

    @model_validator(mode="after")
    def _bucket_is_literal(self, info: ValidationInfo) -> Self:
        named = self.state_bucket or "state_bucket" in (info.context or {}).get("faulty", ())
        if self.state_in_bucket and not named:
            raise refuse(
                "a state can be kept only in a bucket whose name is known",
                got="no state_bucket",
                expected="the name of the bucket that this stack made",
                remedy="export TERRAFORM_STATE_BUCKET=<the output state_bucket>",
                where="state_in_bucket",
            )
        return self

    @property
    def state_key(self) -> str:
        """Where in the bucket this stack's own state is."""
        return f"{self.project}/account/terraform.tfstate"

    @property
    def default_tags(self) -> dict[str, str]:
        """The tags of every resource."""
        return self.tags.of("account", self.project)
