from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cdktf import TerraformStack

from lib.config.master_secret import MasterSecretConfig
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.master_secret import MasterSecret
from lib.constructs.write_only_secret import SecretReplica
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]

KEY = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/here")
OTHER_KEY = EncryptionKey.from_existing("arn:aws:kms:eu-west-1:123456789012:key/there")


def secret(stack: TerraformStack, construct_id: str = "Master", **given: Any) -> MasterSecret:
    config = MasterSecretConfig.model_validate(given.pop("config", {}))
    return MasterSecret(stack, construct_id, purpose=construct_id.lower(), key=KEY, config=config, **given)


def test_aws_generates_the_password_and_terraform_writes_it_unseen(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    made = secret(stack)
    synthesized = synthesize()
    version = synthesized.resource("aws_secretsmanager_secret_version")
    assert "secret_string" not in version
    assert version["secret_string_wo_version"] == made.version == 1
    (generated,) = synthesized.json["ephemeral"]["aws_secretsmanager_random_password"].items()
    assert f"ephemeral.aws_secretsmanager_random_password.{generated[0]}.random_password" in version["secret_string_wo"]
    assert f'"username" = "{made.username}"' in version["secret_string_wo"]
    assert generated[1]["password_length"] <= 41
    assert generated[1]["exclude_punctuation"] is True
    assert "variable" not in synthesized.json


def test_the_database_reads_it_once_it_is_written(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = secret(stack)
    ((name, read),) = synthesize().json["ephemeral"]["aws_secretsmanager_secret_version"].items()
    for argument in ("secret_id", "version_id"):  # the latter is unknown until the content is written
        assert re.fullmatch(rf"\$\{{aws_secretsmanager_secret_version\.\w+\.{argument}\}}", read[argument])
    address = f"ephemeral.aws_secretsmanager_secret_version.{name}.secret_string"
    assert made.password == f'${{jsondecode({address})["password"]}}'


def test_it_is_encrypted_kept_for_a_while_and_replicated(stack: TerraformStack, synthesize: Synthesize) -> None:
    secret(stack, replicas=[SecretReplica("eu-west-1", OTHER_KEY)], config={"recovery_window_days": 7})
    rendered = synthesize().resource("aws_secretsmanager_secret")
    assert (rendered["name"], rendered["kms_key_id"]) == ("/shop/master-credentials", KEY.arn)
    assert rendered["recovery_window_in_days"] == 7
    assert rendered["replica"] == [{"region": "eu-west-1", "kms_key_id": OTHER_KEY.arn}]


def test_without_replicas_there_is_no_block(stack: TerraformStack, synthesize: Synthesize) -> None:
    secret(stack)
    assert "replica" not in synthesize().resource("aws_secretsmanager_secret")


def test_a_password_of_ones_own_is_an_ephemeral_variable_without_default(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    for construct_id in ("One", "Two"):
        secret(stack, construct_id, config={"password_source": "variable"})
    synthesized = synthesize()
    assert "aws_secretsmanager_random_password" not in synthesized.json["ephemeral"]
    ((name, variable),) = synthesized.json["variable"].items()
    assert name == "db_password"
    assert (variable["ephemeral"], variable["sensitive"], variable["nullable"]) == (True, True, False)
    assert "default" not in variable
    assert len(variable["validation"]) == 1
    versions = synthesized.resources("aws_secretsmanager_secret_version").values()
    assert all('"password" = var.db_password' in version["secret_string_wo"] for version in versions)


def test_two_databases_can_have_variables_of_their_own(stack: TerraformStack, synthesize: Synthesize) -> None:
    secret(stack, "One", config={"password_source": "variable"})
    secret(stack, "Two", config={"password_source": "variable", "password_variable": "two_password"})
    assert set(synthesize().json["variable"]) == {"db_password", "two_password"}


def test_the_version_rises_for_the_secret_and_for_the_database(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = secret(stack, config={"version": 3})
    assert made.version == 3
    assert synthesize().resource("aws_secretsmanager_secret_version")["secret_string_wo_version"] == 3
