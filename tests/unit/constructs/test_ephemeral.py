from __future__ import annotations

from collections.abc import Callable

from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret

from lib.constructs.ephemeral import Ephemeral
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]


def test_its_block_stands_in_the_stack_with_its_references_resolved(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    secret = SecretsmanagerSecret(stack, "Secret", name="master")
    made = Ephemeral(
        stack, "Read", kind="aws_secretsmanager_secret_version", arguments={"secret_id": secret.id, "count": 1}
    )
    blocks = synthesize().json["ephemeral"]["aws_secretsmanager_secret_version"]
    (name,) = blocks
    assert blocks[name] == {"secret_id": "${aws_secretsmanager_secret.Secret.id}", "count": 1}
    assert made.address == f"ephemeral.aws_secretsmanager_secret_version.{name}"
    assert made.get("secret_string") == f"{made.address}.secret_string"


def test_it_is_read_with_the_provider_of_its_region_and_two_stand_side_by_side(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    other = add_provider(stack, "eu-west-1", alias="other", tags={})
    for name in ("One", "Two"):
        Ephemeral(stack, name, kind="aws_secretsmanager_random_password", arguments={}, provider=other)
    blocks = synthesize().json["ephemeral"]["aws_secretsmanager_random_password"]
    assert blocks == {"One": {"provider": "aws.other"}, "Two": {"provider": "aws.other"}}
