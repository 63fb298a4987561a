from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from cdktf import TerraformStack

from lib.config.secret import SecretConfig
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.secret import ReplicatedSecret
from lib.errors import ConfigurationError
from lib.iam import Statement
from lib.naming import Names
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
KEY = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/1")
OTHER_KEY = EncryptionKey.from_existing("arn:aws:kms:eu-west-1:123456789012:key/2")


def test_each_region_encrypts_it_with_its_own_key(stack: TerraformStack, synthesize: Synthesize) -> None:
    secret = ReplicatedSecret(
        stack,
        "Secret",
        purpose="partner-api",
        key=KEY,
        replicas={"eu-west-1": OTHER_KEY},
        config=SecretConfig(recovery_days=7, description="Opens the partner"),
        names=Names("shop", "dev"),
    )
    found = synthesize().resource("aws_secretsmanager_secret", name="shop/dev/partner-api")
    assert found["kms_key_id"] == KEY.arn
    assert found["replica"] == [{"region": "eu-west-1", "kms_key_id": OTHER_KEY.arn}]
    assert (found["recovery_window_in_days"], found["description"]) == (7, "Opens the partner")
    assert secret.name
    assert set(secret.arns) == {"eu-central-1", "eu-west-1"}


def test_the_arns_of_replicas_differ_in_the_region_alone(stack: TerraformStack, synthesize: Synthesize) -> None:
    secret = ReplicatedSecret(stack, "Secret", purpose="api", key=KEY, replicas={"eu-west-1": OTHER_KEY})
    stack.add_override("output.arns.value", [secret.arns["eu-central-1"], secret.arns["eu-west-1"]])
    made = synthesize()
    here, there = made.json["output"]["arns"]["value"]
    address = made.address_of("aws_secretsmanager_secret")
    assert here == f"${{{address}.arn}}"
    ((name, replaced),) = made.json["locals"].items()
    assert there == f"${{local.{name}}}"
    assert replaced == f'${{replace({address}.arn, ":eu-central-1:", ":eu-west-1:")}}'


def test_its_value_is_generated_while_terraform_runs_and_stands_nowhere(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    other = add_provider(stack, "eu-west-1", alias="other", tags={})
    config = SecretConfig(length=40, exclude_punctuation=False, version=2)
    ReplicatedSecret(stack, "Secret", purpose="api", key=KEY, config=config, provider=other)
    made = synthesize()
    ((name, block),) = made.json["ephemeral"]["aws_secretsmanager_random_password"].items()
    assert {key: value for key, value in block.items() if key != "//"} == {
        "password_length": 40,
        "exclude_punctuation": False,
        "provider": "aws.other",
    }
    version = made.resource("aws_secretsmanager_secret_version")
    reference = f"${{ephemeral.aws_secretsmanager_random_password.{name}.random_password}}"
    assert (version["secret_string_wo"], version["secret_string_wo_version"]) == (reference, 2)
    assert not {"secret_string", "secret_binary"} & set(version)
    assert "replica" not in made.resource("aws_secretsmanager_secret")


def test_its_value_can_come_from_a_variable(stack: TerraformStack, synthesize: Synthesize) -> None:
    config = SecretConfig(value="variable", variable="api_token")
    ReplicatedSecret(stack, "Secret", purpose="api", key=KEY, config=config)
    made = synthesize()
    assert made.resource("aws_secretsmanager_secret_version")["secret_string_wo"] == "${var.api_token}"
    assert made.json["variable"]["api_token"]["ephemeral"] is True
    assert "ephemeral" not in made.json


def test_its_value_can_be_put_there_elsewhere(stack: TerraformStack, synthesize: Synthesize) -> None:
    secret = ReplicatedSecret(stack, "Secret", purpose="api", key=KEY, config=SecretConfig(value="elsewhere"))
    assert synthesize().count("aws_secretsmanager_secret_version") == 0
    assert secret.version is None


def test_it_is_its_own_accounts_alone_over_tls_and_never_public(stack: TerraformStack, synthesize: Synthesize) -> None:
    own = Statement(
        sid="Own", actions=["secretsmanager:GetSecretValue"], resources=["*"], principals={"AWS": "123456789012"}
    )
    ReplicatedSecret(stack, "Secret", purpose="api", key=KEY, statements=[own])
    found = synthesize().resource("aws_secretsmanager_secret_policy")
    assert found["block_public_policy"] is True
    tls, account, last = json.loads(found["policy"])["Statement"]
    assert (tls["Effect"], tls["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert (account["Effect"], account["Principal"]) == ("Deny", "*")
    assert account["Condition"]["BoolIfExists"] == {"aws:PrincipalIsAWSService": "false"}
    assert account["Condition"]["StringNotEquals"]["aws:PrincipalAccount"].startswith("${data.aws_caller_identity.")
    assert last["Sid"] == "Own"


def test_a_replica_in_its_own_region_is_refused(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError, match="its own region"):
        ReplicatedSecret(stack, "Secret", purpose="api", key=KEY, replicas={"eu-central-1": KEY})
