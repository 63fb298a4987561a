"""The AWS provider of a stack, one for each region."""

from __future__ import annotations

from collections.abc import Mapping

from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags
from constructs import Construct

from .aws_facts import MINIMUM_TERRAFORM
from .config.provider import ProviderConfig
from .identity import identity

# The provider's default of 25 takes many minutes to give up on what an emulator does not know.
_EMULATOR_RETRIES = 3

# What CDK Terrain looks for in the context.
_TARGETS = "targetVersions"

# The stacks that state which Terraform they need: looking it up in their JSON takes long.
_stated: set[str] = set()


def add_provider(
    stack: TerraformStack,
    region: str,
    *,
    alias: str | None = None,
    tags: Mapping[str, str],
    config: ProviderConfig | None = None,
) -> AwsProvider:
    """Adds a provider to a stack.

    Args:
        stack: The stack.
        region: The region.
        alias: Tells it from the stack's default provider, which has none.
        tags: The tags of every resource that it makes.
        config: Which provider it is, and how it is used.
    """
    config = config or ProviderConfig()
    return AwsProvider(
        stack,
        f"aws-{alias}" if alias else "aws",
        region=region,
        alias=alias,
        # A struct: a dict in this list would lose its keys without a word.
        default_tags=[AwsProviderDefaultTags(tags=dict(tags))],
        allowed_account_ids=[config.account_id] if config.account_id else None,
        s3_use_path_style=True if config.emulated else None,
        max_retries=_EMULATOR_RETRIES if config.emulated else None,
    )


def require_terraform(stack: TerraformStack) -> None:
    """States the oldest Terraform that knows what the stack uses, unless the stack states one itself."""
    if identity(stack) in _stated:
        return
    _stated.add(identity(stack))
    if "required_version" not in stack.to_terraform().get("terraform", {}):
        stack.add_override("terraform.required_version", f">= {MINIMUM_TERRAFORM}")


def write_only(construct: Construct) -> None:
    """States for which Terraform a construct is that has write-only arguments, unless the program states it.

    CDK Terrain checks them at synthesis, against ``targetVersions`` of cdktf.json or the context; without it, against
    releases that are older than such arguments. CDKTF knows no such thing.

    Args:
        construct: The construct, which has no children yet.
    """
    if construct.node.try_get_context(_TARGETS) is None:
        # Both have write-only arguments from the same version on.
        oldest = f">={MINIMUM_TERRAFORM}.0"
        construct.node.set_context(_TARGETS, {"terraform": oldest, "opentofu": oldest})


def require_versions(stack: TerraformStack, config: ProviderConfig) -> None:
    """States which Terraform and which AWS provider the stack works with.

    Args:
        stack: The stack.
        config: Which provider it is.
    """
    _stated.add(identity(stack))
    stack.add_override("terraform.required_version", f">= {MINIMUM_TERRAFORM}")
    if config.constraint:
        stack.add_override("terraform.required_providers.aws.version", config.constraint)
