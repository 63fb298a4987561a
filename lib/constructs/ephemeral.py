"""A value that Terraform holds while it runs and writes nowhere: neither to its state nor to a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct


class Ephemeral(Construct):
    """A value that Terraform holds while it runs and writes nowhere: neither to its state nor to a plan.

    It can be given to write-only arguments (``..._wo``), to provider settings and to other ephemeral values; Terraform
    refuses it anywhere else. CDKTF has no classes for such blocks: it is written into the stack's JSON as it is.

    Attributes:
        address: Its address, such as ``ephemeral.aws_secretsmanager_random_password.Secret_Password_1F5D2A33``.

    Source: Terraform documentation, "Ephemeral block reference", "Use temporary write-only arguments".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        kind: str,
        arguments: Mapping[str, Any],
        provider: AwsProvider | None = None,
    ) -> None:
        """Adds the block to the stack.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            kind: Its type, such as ``aws_secretsmanager_random_password``.
            arguments: Its arguments under the names that Terraform has for them; references are resolved.
            provider: The provider that it is read with.
        """
        super().__init__(scope, construct_id)
        stack = TerraformStack.of(self)
        self.address = f"ephemeral.{kind}.{stack.get_logical_id(self.node)}"
        stack.add_override(self.address, {**arguments, **({"provider": provider.fqn} if provider else {})})

    def get(self, attribute: str) -> str:
        """An expression for one of its attributes, without the braces around it."""
        return f"{self.address}.{attribute}"
