"""Which AWS provider a stack uses, and how."""

from __future__ import annotations

from pydantic import Field

from ..aws_facts import SUPPORTED_PROVIDER_VERSIONS
from ..model import Model
from .scalars import AccountId, Url


class ProviderConfig(Model):
    """Which AWS provider a stack uses, and how."""

    version: str | None = Field(default=None, examples=["~> 6.0"])
    """Version constraint of the AWS provider; None for the one version that the installed bindings were made for."""

    account_id: AccountId | None = Field(default=None, examples=["123456789012"])
    """The only account that may be deployed to; the provider refuses any other. None for whichever it is."""

    endpoint_url: Url | None = Field(default=None, examples=["http://127.0.0.1:5000"])
    """The address of an AWS emulator. Buckets are then addressed by path, calls repeated three times only, and any
    provider version that the library supports is taken."""

    @property
    def constraint(self) -> str | None:
        """The version constraint of the AWS provider; None for the version of the installed bindings."""
        return self.version or (SUPPORTED_PROVIDER_VERSIONS if self.emulated else None)

    @property
    def emulated(self) -> bool:
        """Whether it talks to an emulator."""
        return self.endpoint_url is not None
