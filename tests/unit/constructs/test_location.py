from __future__ import annotations

import pytest
from cdktf import TerraformStack, TerraformVariable, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from lib.constructs.location import locate
from lib.errors import ConfigurationError
from lib.naming import Names
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized


def test_the_default_provider_tells_the_region_and_the_stack_the_project(stack: TerraformStack) -> None:
    where = locate(stack, None, None)
    assert (where.region, where.partition, where.names.prefix) == ("eu-central-1", "aws", "shop")


def test_the_given_provider_wins_over_the_default_one(stack: TerraformStack) -> None:
    other = add_provider(stack, "cn-north-1", alias="china", tags={})
    where = locate(stack, other, None)
    assert (where.region, where.partition) == ("cn-north-1", "aws-cn")


def test_the_region_of_names_wins(stack: TerraformStack) -> None:
    assert locate(stack, None, Names("pay", "dev", "us-gov-west-1")).partition == "aws-us-gov"


def test_names_without_region_take_that_of_the_provider(stack: TerraformStack) -> None:
    assert locate(stack, None, Names("pay", "dev")).names == Names("pay", "dev", "eu-central-1")


def test_a_long_stack_id_is_cut_to_a_legal_project() -> None:
    stack = TerraformStack(Testing.app(), "a-stack-with-a-very-long-name-indeed")
    add_provider(stack, "eu-central-1", tags={})
    assert locate(stack, None, None).names.prefix == "a-stack-with-a-very-lo"


def test_a_construct_outside_a_stack_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="its resources never reach Terraform"):
        locate(Construct(Testing.app(), "lost"), None, None)


@pytest.mark.parametrize("alias", [None, "other"])
def test_without_a_literal_region_it_says_what_to_give(alias: str | None) -> None:
    stack = TerraformStack(Testing.app(), "shop")
    region = TerraformVariable(stack, "region", type="string").string_value
    provider = AwsProvider(stack, "aws", region=region, alias=alias)
    for given in (provider, None):
        with pytest.raises(ConfigurationError, match="the region is not known"):
            locate(stack, given, None)


def test_an_aliased_provider_is_not_the_default_one() -> None:
    stack = TerraformStack(Testing.app(), "shop")
    add_provider(stack, "eu-west-1", alias="other", tags={})
    with pytest.raises(ConfigurationError, match="the region is not known"):
        locate(stack, None, None)


def test_the_account_is_asked_for_once_a_provider(stack: TerraformStack) -> None:
    other = add_provider(stack, "eu-west-1", alias="other", tags={})
    for provider in (None, other, None, other):
        assert locate(stack, provider, None).account_id
    identities = Synthesized.of(stack).resources("data.aws_caller_identity")
    assert [identity.get("provider") for identity in identities.values()] == [None, "aws.other"]


def test_the_default_provider_is_the_same_whether_it_is_given_or_not(stack: TerraformStack) -> None:
    default = stack.node.find_child("aws")
    assert isinstance(default, AwsProvider)
    for provider in (None, default):
        assert locate(stack, provider, None).account_id
    assert len(Synthesized.of(stack).resources("data.aws_caller_identity")) == 1


def test_an_arn_names_partition_region_and_account(stack: TerraformStack) -> None:
    arn = locate(stack, None, None).arn("logs", "log-group:/x")
    assert arn.startswith("arn:aws:logs:eu-central-1:")
    assert arn.endswith(":log-group:/x")
