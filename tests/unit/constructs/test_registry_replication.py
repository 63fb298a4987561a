from __future__ import annotations

from collections.abc import Callable

import pytest
from cdktf import TerraformStack

from lib.config.container_registry import RegistryReplicationConfig
from lib.constructs.registry_replication import RegistryReplication
from lib.errors import ConfigurationError
from lib.naming import Names
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
CONFIG = RegistryReplicationConfig(regions=("eu-west-1", "eu-west-2"), prefixes=("tap-prod/", "tap-test/"))


def test_images_of_the_prefixes_are_copied_to_the_regions(stack: TerraformStack, synthesize: Synthesize) -> None:
    RegistryReplication(stack, "Replication", config=CONFIG)
    made = synthesize()
    made.assert_no_findings()
    (rule,) = made.resource("aws_ecr_replication_configuration")["replication_configuration"]["rule"]
    account = "${data.aws_caller_identity.CallerIdentity-default.account_id}"
    assert rule["destination"] == [
        {"region": "eu-west-1", "registry_id": account},
        {"region": "eu-west-2", "registry_id": account},
    ]
    assert rule["repository_filter"] == [
        {"filter": "tap-prod/", "filter_type": "PREFIX_MATCH"},
        {"filter": "tap-test/", "filter_type": "PREFIX_MATCH"},
    ]


def test_another_region_copies_with_its_own_provider(stack: TerraformStack, synthesize: Synthesize) -> None:
    west = add_provider(stack, "us-west-2", alias="west", tags={})
    RegistryReplication(stack, "Replication", config=CONFIG, provider=west)
    assert synthesize().resource("aws_ecr_replication_configuration")["provider"] == "aws.west"


def test_a_region_is_not_copied_to_itself(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError) as caught:
        RegistryReplication(stack, "Replication", config=CONFIG, names=Names("tap", "", "eu-west-2"))
    (problem,) = caught.value.problems
    assert (problem.where, problem.got) == ("shop/Replication.regions", "eu-west-2")
