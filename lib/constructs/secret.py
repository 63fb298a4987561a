"""A secret in Secrets Manager, replicated to other regions, whose value Terraform never keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cdktf import Fn, TerraformLocal
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret, SecretsmanagerSecretReplica
from cdktf_cdktf_provider_aws.secretsmanager_secret_policy import SecretsmanagerSecretPolicy
from cdktf_cdktf_provider_aws.secretsmanager_secret_version import SecretsmanagerSecretVersion
from constructs import Construct

from ..arguments import checked
from ..config.secret import SecretConfig
from ..iam import Statement, policy
from ..model import refuse
from ..naming import Names
from ..provider import write_only
from .encryption_key import KeyLike
from .ephemeral import Ephemeral
from .location import locate
from .secret_variable import secret_variable


@checked
class ReplicatedSecret(Construct):
    """A secret, encrypted with each region's own key, for its own account alone, over TLS only.

    Its value is generated in AWS, taken from a Terraform variable, or put there elsewhere; in none of these does it
    stand in the stack's JSON, in the state or in a plan. A new value is written when `version` is raised, and never
    otherwise. Secrets Manager replicates value and policy, and the ARNs of replicas differ in the region alone.

    Attributes:
        secret: The secret in its first region.
        policy: Its policy, which AWS replicates too.
        version: Its value; None where that is put there elsewhere.
        arns: Its ARN in each region.

    Source: Terraform documentation, "Use temporary write-only arguments"; AWS Secrets Manager User Guide, "Replicate
    AWS Secrets Manager secrets across Regions", checked 2026-11-22.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        purpose: str,
        key: KeyLike,
        replicas: Mapping[str, KeyLike] | None = None,
        statements: Sequence[Statement] = (),
        config: SecretConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the secret.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            purpose: What it opens, such as ``partner-api``; part of its name.
            key: Encrypts it in its first region.
            replicas: The other regions that have it, each with a key of that region.
            statements: Further statements for its policy; their resource is ``*``, which is the secret.
            config: How it is kept, and where its value comes from.
            names: Makes its name.
            provider: The provider of its first region.

        Raises:
            ConfigurationError: It is to be replicated to its own region.
        """
        super().__init__(scope, construct_id)
        write_only(self)
        config = config or SecretConfig()
        replicas = replicas or {}
        where = locate(self, provider, names)
        _refuse_own_region(self.node.path, where.region, replicas)
        self._provider = provider
        self.secret = SecretsmanagerSecret(
            self,
            "Secret",
            name=where.names.path(purpose).lstrip("/"),
            description=config.description or None,
            kms_key_id=key.arn,
            recovery_window_in_days=config.recovery_days,
            replica=[
                SecretsmanagerSecretReplica(region=region, kms_key_id=other.arn) for region, other in replicas.items()
            ]
            or None,
            provider=provider,
        )
        self.policy = SecretsmanagerSecretPolicy(
            self,
            "Policy",
            secret_arn=self.arn,
            policy=policy([_tls_only(), _own_account_only(where.account_id), *statements]),
            block_public_policy=True,
            provider=provider,
        )
        self.version = self._write(config)
        self.arns: dict[str, str] = {
            where.region: self.arn,
            **{region: self._replica_arn(where.region, region) for region in replicas},
        }

    @property
    def name(self) -> str:
        """Its name, the same in every region."""
        return self.secret.name

    @property
    def arn(self) -> str:
        """Its ARN in its first region."""
        return self.secret.arn

    def _replica_arn(self, here: str, there: str) -> str:
        # A local: the quotes of the call would break a policy that names the ARN.
        return TerraformLocal(self, f"ReplicaArn-{there}", Fn.replace(self.arn, f":{here}:", f":{there}:")).as_string

    def _write(self, config: SecretConfig) -> SecretsmanagerSecretVersion | None:
        if config.value == "elsewhere":
            return None
        return SecretsmanagerSecretVersion(
            self,
            "Version",
            secret_id=self.secret.id,
            secret_string_wo=secret_variable(self, config.variable) if config.variable else self._generate(config),
            secret_string_wo_version=config.version,
            provider=self._provider,
        )

    def _generate(self, config: SecretConfig) -> str:
        generated = Ephemeral(
            self,
            "Generated",
            kind="aws_secretsmanager_random_password",
            arguments={"password_length": config.length, "exclude_punctuation": config.exclude_punctuation},
            provider=self._provider,
        )
        return f"${{{generated.get('random_password')}}}"


def _refuse_own_region(path: str, region: str, replicas: Mapping[str, KeyLike]) -> None:
    if region in replicas:
        raise refuse(
            "a secret cannot be replicated to its own region",
            got=", ".join(replicas),
            expected=f"regions other than {region}",
            remedy=f"leave {region} out of replicas",
            where=path,
        )


def _tls_only() -> Statement:
    return Statement(
        sid="TlsOnly",
        effect="Deny",
        actions=["secretsmanager:*"],
        # In a secret's policy this is the secret, in each region.
        resources=["*"],
        principals={"*": "*"},
        conditions={"Bool": {"aws:SecureTransport": "false"}},
    )


def _own_account_only(account_id: str) -> Statement:
    return Statement(
        sid="OwnAccountOnly",
        effect="Deny",
        actions=["secretsmanager:*"],
        resources=["*"],
        principals={"*": "*"},
        # AWS's own services, such as the one that replicates, belong to no account.
        conditions={
            "StringNotEquals": {"aws:PrincipalAccount": account_id},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
        },
    )
