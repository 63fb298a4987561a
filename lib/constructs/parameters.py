"""The parameters of an environment in one region's Parameter Store."""

from __future__ import annotations

from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.ssm_parameter import SsmParameter
from constructs import Construct

from ..arguments import checked
from ..config.parameters import ParameterConfig, ParametersConfig
from ..literal import literal
from ..model import refuse
from ..naming import Names
from ..provider import write_only
from .encryption_key import KeyLike
from .location import Location, locate
from .secret_variable import secret_variable


@checked
class Parameters(Construct):
    """The parameters of an environment in one region's Parameter Store, under ``/<project>/<suffix>/``.

    Programs read them by path. The other region has the same ones when this is made twice, each with its provider.
    A secret is written from a Terraform variable that reaches neither the stack's JSON nor its state.

    Attributes:
        parameters: The parameters by the path they were given under.
        path: What all their names begin with.
        location: Their provider, region and names.

    Source: AWS Systems Manager API Reference, PutParameter. Checked 2026-11-22.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: ParametersConfig,
        key: KeyLike | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the parameters.

        Args:
            scope: The construct they belong to.
            construct_id: Their id there.
            config: The parameters.
            key: Encrypts those that are secret; needed if any is.
            names: Makes the beginning of their names.
            provider: The provider of their region.

        Raises:
            ConfigurationError: One is secret and there is no key.
        """
        super().__init__(scope, construct_id)
        write_only(self)
        self.location: Location = locate(self, provider, names)
        self.path = self.location.names.root
        self._refuse_keyless(config, key)
        self.parameters: dict[str, SsmParameter] = {
            path: self._make(path, entry, key) for path, entry in config.entries.items()
        }

    @property
    def arn(self) -> str:
        """The ARN of their path, which they are read by."""
        return self.location.arn("ssm", f"parameter{self.path}")

    def _make(self, path: str, entry: ParameterConfig, key: KeyLike | None) -> SsmParameter:
        secret = entry.variable
        return SsmParameter(
            self,
            # A slash would end a construct's id; a path has no two hyphens in a row.
            f"Parameter-{path.replace('/', '--')}",
            name=f"{self.path}/{path}",
            type="SecureString" if secret else "StringList" if isinstance(entry.value, tuple) else "String",
            # Not `value`, which a plan hides.
            insecure_value=entry.text and literal(entry.text),
            value_wo=secret_variable(self, secret) if secret else None,
            value_wo_version=entry.version if secret else None,
            key_id=key.arn if secret and key else None,
            description=entry.description or None,
            tier=entry.tier,
            provider=self.location.provider,
        )

    def _refuse_keyless(self, config: ParametersConfig, key: KeyLike | None) -> None:
        secret = [path for path, entry in config.entries.items() if entry.variable]
        if secret and key is None:
            raise refuse(
                "secret parameters need a key of your own: AWS's cannot be restricted",
                got=", ".join(secret),
                expected="a key",
                remedy="give key=EncryptionKey(...)",
                where=self.node.path,
            )
