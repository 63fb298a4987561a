"""A database's master user and password in Secrets Manager, unknown to Terraform's plan and state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cdktf import TerraformStack, TerraformVariable, TerraformVariableValidationConfig
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
from constructs import Construct

from ..arguments import checked
from ..config.master_secret import MasterSecretConfig
from ..naming import Names
from .encryption_key import KeyLike
from .ephemeral import Ephemeral
from .location import locate
from .write_only_secret import SecretReplica, WriteOnlySecret

# The most that Aurora takes is 41. Source: Amazon RDS API Reference, CreateDBCluster.
_LENGTH: Final = 40


@checked
class MasterSecret(Construct):
    """A database's master user and password in Secrets Manager, unknown to Terraform's plan and state.

    AWS generates the password, or it comes from an ephemeral variable of Terraform's. It goes into the secret and
    from there into the database, through arguments that Terraform writes and never keeps. Both are written when the
    version rises, and only then, so they stay the same; this is the rotation, since one that AWS makes by itself
    would leave the two apart. Whoever plans needs permission to read the secret.

    A generated password has letters and digits only: RDS refuses some other characters, and URLs, shells and
    connection strings stumble over more.

    Attributes:
        secret: The secret; its content is JSON with ``username`` and ``password``.
        username: The master user.
        version: The version that the database's password has to have as well.

    Source: AWS Secrets Manager User Guide; Amazon RDS API Reference, CreateDBCluster; provider documentation, "Using
    write-only arguments".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        purpose: str,
        key: KeyLike,
        replicas: Sequence[SecretReplica] = (),
        config: MasterSecretConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the secret.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            purpose: What the database is for, such as ``orders``; part of the secret's name.
            key: Encrypts the secret.
            replicas: The other regions that have it too.
            config: Who the user is, and where the password comes from.
            names: Makes its name.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        config = config or MasterSecretConfig()
        where = locate(self, provider, names)
        self.username = config.username
        self.version = config.version
        kept = WriteOnlySecret(
            self,
            "Kept",
            # Not "-master": Secrets Manager advises against names that end with a hyphen and six characters.
            purpose=f"{purpose}-credentials",
            description=f"{where.names.prefix}: the master user of {purpose}",
            content={
                "username": f'"{config.username}"',
                "password": self._generate(provider) if config.is_generated else self._ask(config.password_variable),
            },
            version=config.version,
            key=key,
            replicas=replicas,
            recovery_window_days=config.recovery_window_days,
            names=where.names,
            provider=provider,
        )
        self.secret: SecretsmanagerSecret = kept.secret
        self._read = kept.read()

    @property
    def password(self) -> str:
        """The password, for arguments that are write-only; Terraform refuses it elsewhere."""
        return f"${{{self.password_expression}}}"

    @property
    def password_expression(self) -> str:
        """The same without the braces around it, to be part of another expression."""
        return f'jsondecode({self._read.get("secret_string")})["password"]'

    def _generate(self, provider: AwsProvider | None) -> str:
        generated = Ephemeral(
            self,
            "Password",
            kind="aws_secretsmanager_random_password",
            arguments={"password_length": _LENGTH, "exclude_punctuation": True, "require_each_included_type": True},
            provider=provider,
        )
        return generated.get("random_password")

    def _ask(self, name: str) -> str:
        stack = TerraformStack.of(self)
        # On the stack itself it keeps its name; several databases may have one password.
        if not stack.node.try_find_child(name):
            variable = TerraformVariable(
                stack,
                name,
                type="string",
                description=f"A master password; set TF_VAR_{name} at every plan and apply",
                sensitive=True,
                nullable=False,
                validation=[
                    TerraformVariableValidationConfig(
                        condition=f'${{can(regex("^[!-~]{{8,41}}$", var.{name}))'
                        f' && !can(regex("[/@\\"]", var.{name}))}}',
                        error_message='RDS takes 8 to 41 printable characters without space, "/", "@" and quotes.',
                    )
                ],
            )
            variable.add_override("ephemeral", True)  # cdktf knows no such argument
        return f"var.{name}"
