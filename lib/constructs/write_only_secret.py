"""A secret whose content Terraform writes and never keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret, SecretsmanagerSecretReplica
from cdktf_cdktf_provider_aws.secretsmanager_secret_version import SecretsmanagerSecretVersion
from constructs import Construct

from ..naming import Names
from ..provider import write_only
from .encryption_key import KeyLike
from .ephemeral import Ephemeral
from .location import locate


class SecretReplica(NamedTuple):
    """Where a secret is replicated to.

    Attributes:
        region: Another region.
        key: Encrypts the replica there.
    """

    region: str
    key: KeyLike


class WriteOnlySecret(Construct):
    """A secret whose content Terraform writes and never keeps: it stands in no plan and in no state.

    What Terraform does not keep it cannot compare: the content is written when `version` changes, and when what it
    is replaced with is replaced.

    Attributes:
        secret: The secret.
        version: Its content.

    Source: AWS Secrets Manager User Guide; provider documentation, "Using write-only arguments".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        purpose: str,
        description: str,
        content: Mapping[str, str],
        version: int,
        key: KeyLike,
        replicas: Sequence[SecretReplica] = (),
        replaced_with: Sequence[str] = (),
        recovery_window_days: int = 30,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the secret.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            purpose: What it is for, such as ``orders-credentials``; part of its name.
            description: Shown in the console.
            content: Its keys, and an expression of Terraform for the value of each.
            version: Raised to have the content written anew.
            key: Encrypts it.
            replicas: The other regions that have it too.
            replaced_with: Attributes by their addresses; when one changes, the content is written anew as well.
            recovery_window_days: Days during which it can be brought back after it was deleted.
            names: Makes its name.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        write_only(self)
        where = locate(self, provider, names)
        self.secret = SecretsmanagerSecret(
            self,
            "Secret",
            name=where.names.path(purpose),
            description=description,
            kms_key_id=key.arn,
            recovery_window_in_days=recovery_window_days,
            replica=[
                SecretsmanagerSecretReplica(region=replica.region, kms_key_id=replica.key.arn) for replica in replicas
            ]
            or None,
            provider=provider,
        )
        pairs = ", ".join(f'"{name}" = {expression}' for name, expression in content.items())
        self.version = SecretsmanagerSecretVersion(
            self,
            "Version",
            secret_id=self.secret.id,
            secret_string_wo=f"${{jsonencode({{{pairs}}})}}",
            secret_string_wo_version=version,
            lifecycle=TerraformResourceLifecycle(replace_triggered_by=list(replaced_with)) if replaced_with else None,
            provider=provider,
        )
        self._provider = provider

    def read(self) -> Ephemeral:
        """Reads the content back when Terraform needs it, once it has been written."""
        return Ephemeral(
            self,
            "Read",
            kind="aws_secretsmanager_secret_version",
            # Of the version, so that Terraform waits until it is written; its id is not known before. The secret's is,
            # and after a run that ended between the two every plan would read a content that is not there.
            arguments={"secret_id": self.version.secret_id, "version_id": self.version.version_id},
            provider=self._provider,
        )
