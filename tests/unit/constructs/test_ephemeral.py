from __future__ import annotations

from collections.abc import Callable

from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lib.constructs.ephemeral import Ephemeral
from lib.testing.synthesized import Synthesized

KIND = "aws_secretsmanager_secret_version"


def test_it_stands_in_a_section_of_its_own(stack: TerraformStack, synthesize: Callable[[], Synthesized]) -> None:
    west = AwsProvider(stack, "west", region="us-west-2", alias="west")
    read = Ephemeral(stack, "Read", kind=KIND, arguments={"secret_id": "${aws_secretsmanager_secret.x.id}"})
    far = Ephemeral(stack, "Far", kind=KIND, arguments={"secret_id": "far"}, provider=west)
    made = synthesize().json
    assert set(made["ephemeral"]) == {KIND}
    name = read.get("secret_string").split(".")[2]
    assert read.get("secret_string") == f"ephemeral.{KIND}.{name}.secret_string"
    assert made["ephemeral"][KIND][name] == {"secret_id": "${aws_secretsmanager_secret.x.id}"}
    assert made["ephemeral"][KIND][far.get("x").split(".")[2]]["provider"] == "aws.west"


def test_the_stack_says_which_terraform_it_needs(stack: TerraformStack, synthesize: Callable[[], Synthesized]) -> None:
    Ephemeral(stack, "Read", kind=KIND, arguments={"secret_id": "x"})
    assert synthesize().json["terraform"]["required_version"] == ">= 1.11"


def test_a_stack_that_says_so_itself_is_left_alone(
    stack: TerraformStack, synthesize: Callable[[], Synthesized]
) -> None:
    stack.add_override("terraform.required_version", ">= 1.13")
    Ephemeral(stack, "Read", kind=KIND, arguments={"secret_id": "x"})
    assert synthesize().json["terraform"]["required_version"] == ">= 1.13"
