from __future__ import annotations

from cdktf import TerraformStack, Testing
from constructs import Construct

from lib.base import CDKTN, base
from lib.config.provider import ProviderConfig
from lib.provider import add_provider, require_versions, write_only
from lib.testing.synthesized import Synthesized


def test_tags_account_and_emulator_reach_the_provider() -> None:
    stack = TerraformStack(Testing.app(), "shop")
    add_provider(stack, "eu-west-1", tags={"CostCenter": "7"}, config=ProviderConfig(account_id="123456789012"))
    with_emulator = ProviderConfig(endpoint_url="http://127.0.0.1:5000")
    add_provider(stack, "eu-west-2", alias="other", tags={}, config=with_emulator)
    real, emulated = Synthesized.of(stack).providers["aws"]
    assert real == {
        "region": "eu-west-1",
        "default_tags": [{"tags": {"CostCenter": "7"}}],
        "allowed_account_ids": ["123456789012"],
    }
    assert (emulated["alias"], emulated["s3_use_path_style"], emulated["max_retries"]) == ("other", True, 3)


def test_versions_are_stated() -> None:
    stack = TerraformStack(Testing.app(), "shop")
    add_provider(stack, "eu-west-1", tags={})
    require_versions(stack, ProviderConfig(version=">= 5.100.0, < 7.0.0"))
    terraform = Synthesized.of(stack).json["terraform"]
    assert terraform["required_version"] == ">= 1.11"
    assert terraform["required_providers"]["aws"]["version"] == ">= 5.100.0, < 7.0.0"


def test_without_a_constraint_the_provider_is_that_of_the_bindings() -> None:
    stack = TerraformStack(Testing.app(), "shop")
    add_provider(stack, "eu-west-1", tags={})
    require_versions(stack, ProviderConfig())
    version = Synthesized.of(stack).json["terraform"]["required_providers"]["aws"]["version"]
    assert version in ({"6.69.1"} if base() == CDKTN else {"5.100.0", "6.11.0", "6.25.0"})


def test_write_only_arguments_are_for_the_oldest_terraform_that_has_them() -> None:
    construct = Construct(TerraformStack(Testing.app(), "shop"), "Secret")
    write_only(construct)
    targets = {"terraform": ">=1.11.0", "opentofu": ">=1.11.0"}
    assert construct.node.try_get_context("targetVersions") == targets


def test_what_the_program_says_it_is_for_is_kept() -> None:
    stack = TerraformStack(Testing.app(), "shop")
    stack.node.set_context("targetVersions", {"terraform": ">=1.12"})
    construct = Construct(stack, "Secret")
    write_only(construct)
    assert construct.node.try_get_context("targetVersions") == {"terraform": ">=1.12"}
