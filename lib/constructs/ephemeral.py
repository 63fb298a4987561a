"""An ephemeral resource of Terraform, which the bindings have no class for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cdktf import TerraformElement, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..provider import require_terraform


class Ephemeral(TerraformElement):
    """An ephemeral resource: Terraform reads it when it needs it, and keeps it in neither plan nor state.

    Its values may go into write-only arguments and other ephemeral places only. The stack says that it needs a
    Terraform that knows write-only arguments, unless it says something of that kind itself.

    Source: Terraform documentation, "Ephemeral values in resources".
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
        """Declares the resource.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            kind: Its type, such as ``aws_secretsmanager_secret_version``.
            arguments: Its arguments, as Terraform spells them.
            provider: The provider that reads it.
        """
        super().__init__(scope, construct_id)
        self._address = f"{kind}.{self.friendly_unique_id}"
        stack = TerraformStack.of(self)
        meta = {"//": {"metadata": {"path": self.node.path, "uniqueId": self.friendly_unique_id}}}
        through = {"provider": provider.fqn} if provider else {}
        stack.add_override(f"ephemeral.{self._address}", {**meta, **arguments, **through})
        require_terraform(stack)

    def get(self, attribute: str) -> str:
        """An expression for one of its attributes, without the braces around it."""
        return f"ephemeral.{self._address}.{attribute}"
