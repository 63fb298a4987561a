"""Where a construct stands: its provider, its region and the names of its resources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from cdktf import TerraformStack, Token
from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..aws_facts import partition_of
from ..enclosing_stack import enclosing_stack
from ..identity import identity
from ..model import refuse
from ..naming import MAX_PREFIX_LENGTH, Names, slug

# What each provider of a stack deploys to. Most constructs ask, and an answer of Node's takes five calls.
_ACCOUNTS: Final[WeakKeyDictionary[TerraformStack, dict[str, str]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Location:
    """What every construct needs to know of its surroundings.

    Attributes:
        stack: The stack.
        provider: The provider of the resources; None for the stack's default one.
        names: Makes the names; its region is set.
    """

    stack: TerraformStack
    provider: AwsProvider | None
    names: Names

    @property
    def region(self) -> str:
        """The region, as a literal."""
        return self.names.region

    @property
    def partition(self) -> str:
        """The partition of the region, as a literal."""
        return partition_of(self.region)

    @property
    def account_id(self) -> str:
        """The account that is deployed to, as a token; one data source a stack and provider."""
        known = _ACCOUNTS.setdefault(self.stack, {})
        provider = identity(self.provider) if self.provider else ""
        if provider not in known:
            known[provider] = str(self._caller().account_id)
        return known[provider]

    def _caller(self) -> DataAwsCallerIdentity:
        alias = (self.provider.alias if self.provider else None) or "default"
        child_id = f"CallerIdentity-{alias}"
        found = self.stack.node.try_find_child(child_id)
        if isinstance(found, DataAwsCallerIdentity):
            return found
        return DataAwsCallerIdentity(self.stack, child_id, provider=self.provider)

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account and region, such as ``arn:aws:logs:us-east-1:…:log-group:/x``."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account_id}:{resource}"


def locate(scope: Construct, provider: AwsProvider | None, names: Names | None) -> Location:
    """Finds what the caller of a construct left out.

    Args:
        scope: The construct itself; it has to stand in a stack.
        provider: The provider given; None for the stack's default one.
        names: The names given; by default the stack's id is the project and there is no suffix.

    Raises:
        ConfigurationError: The construct stands outside a stack, or nothing tells the region as a literal.
    """
    stack = _stack_of(scope)
    region = names.region if names and names.region else _region_of(stack, provider)
    if not region:
        raise refuse(
            "the region is not known",
            expected="a literal region, for names and zones",
            remedy='give the AwsProvider region="..." or the construct names=Names(region="...")',
            where=scope.node.path,
        )
    named = names or Names(project=slug(stack.node.id)[:MAX_PREFIX_LENGTH].strip("-"))
    return Location(stack, provider, named.in_region(region))


def _stack_of(scope: Construct) -> TerraformStack:
    stack = enclosing_stack(scope)
    if not stack:
        # There CDKTF drops the resources without a word.
        raise refuse(
            "a construct outside a stack is lost: its resources never reach Terraform",
            expected="a TerraformStack among its ancestors",
            remedy="give a TerraformStack, or a construct inside one, as scope",
            where=scope.node.path,
        )
    return stack


def _region_of(stack: TerraformStack, provider: AwsProvider | None) -> str:
    candidates = [provider] if provider else [c for c in stack.node.children if isinstance(c, AwsProvider)]
    for candidate in candidates:
        region = candidate.region
        if region and not candidate.alias and not Token.is_unresolved(region):
            return region
        if region and provider and not Token.is_unresolved(region):
            return region
    return ""
