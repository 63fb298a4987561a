from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack

from lib.config.parameters import ParameterConfig, ParametersConfig
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.parameters import Parameters
from lib.errors import ConfigurationError
from lib.naming import Names
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]


def config(**entries: Any) -> ParametersConfig:
    return ParametersConfig.model_validate({"entries": entries})


def test_texts_and_lists_stand_in_clear_under_the_environments_path(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    made_parameters = Parameters(
        stack,
        "Parameters",
        config=ParametersConfig(
            entries={
                "web/log-level": ParameterConfig(value="info", description="How much"),
                "zones": ParameterConfig(value=("a", "b"), tier="Advanced"),
            }
        ),
        names=Names("shop", "dev"),
    )
    made = synthesize()
    level = made.resource("aws_ssm_parameter", name="/shop/dev/web/log-level")
    assert (level["type"], level["insecure_value"], level["tier"]) == ("String", "info", "Standard")
    assert level["description"] == "How much"
    zones = made.resource("aws_ssm_parameter", name="/shop/dev/zones")
    assert (zones["type"], zones["insecure_value"], zones["tier"]) == ("StringList", "a,b", "Advanced")
    for each in (level, zones):
        assert not {"value", "value_wo", "value_wo_version", "key_id"} & set(each)
    assert "description" not in zones
    assert made_parameters.path == "/shop/dev"
    assert made_parameters.arn.endswith(":parameter/shop/dev")
    assert set(made_parameters.parameters) == {"web/log-level", "zones"}


def test_a_text_is_no_expression_of_terraform(stack: TerraformStack, synthesize: Synthesize) -> None:
    Parameters(stack, "Parameters", config=config(greeting={"value": "Dear ${name}"}), names=Names("shop", "dev"))
    assert synthesize().resource("aws_ssm_parameter")["insecure_value"] == "Dear $${name}"


def test_a_secret_comes_from_a_variable_that_is_written_nowhere(stack: TerraformStack, synthesize: Synthesize) -> None:
    key = EncryptionKey(stack, "Key", purpose="parameters")
    entries = {
        "web/token": ParameterConfig(variable="api_token", version=3),
        "batch/token": ParameterConfig(variable="api_token"),
    }
    Parameters(stack, "Parameters", config=ParametersConfig(entries=entries), key=key)
    made = synthesize()
    found = made.resource("aws_ssm_parameter", name="/shop/web/token")
    assert (found["type"], found["value_wo"], found["value_wo_version"]) == ("SecureString", "${var.api_token}", 3)
    assert made.address_of("aws_kms_key") in found["key_id"]
    assert "insecure_value" not in found
    assert made.json["variable"] == {
        "api_token": {"type": "string", "default": "", "sensitive": True, "ephemeral": True}
    }


def test_a_secret_without_a_key_is_refused(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Parameters(
            stack,
            "Parameters",
            config=ParametersConfig(entries={"a": ParameterConfig(variable="x"), "b": ParameterConfig(value="1")}),
        )
    (problem,) = caught.value.problems
    assert (problem.where, problem.got) == ("shop/Parameters", "a")


def test_both_regions_have_the_same_when_it_is_made_twice(stack: TerraformStack, synthesize: Synthesize) -> None:
    other = add_provider(stack, "eu-west-1", alias="other", tags={})
    for name, provider in (("Here", None), ("There", other)):
        Parameters(stack, name, config=config(level={"value": "info"}), provider=provider)
    found = list(synthesize().resources("aws_ssm_parameter").values())
    assert [(each["name"], each.get("provider")) for each in found] == [
        ("/shop/level", None),
        ("/shop/level", "aws.other"),
    ]


def test_paths_that_differ_in_a_slash_are_two_parameters(stack: TerraformStack, synthesize: Synthesize) -> None:
    entries = {path: ParameterConfig(value="x") for path in ("a/b", "a-b", "a.b", "a_b")}
    Parameters(stack, "Parameters", config=ParametersConfig(entries=entries))
    assert synthesize().count("aws_ssm_parameter") == 4
