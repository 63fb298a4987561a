from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack

from lib.config.encryption_key import EncryptionKeyConfig
from lib.constructs.encryption_key import EncryptionKey, KeyUser
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]


def statements(synthesized: Synthesized) -> dict[str, Any]:
    policy = json.loads(synthesized.resource("aws_kms_key")["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def test_it_rotates_and_can_be_brought_back(stack: TerraformStack, synthesize: Synthesize) -> None:
    EncryptionKey(stack, "Key", purpose="data", config=EncryptionKeyConfig(rotation_days=90, deletion_window_days=7))
    key = synthesize().resource("aws_kms_key")
    assert key["enable_key_rotation"] is True
    assert (key["rotation_period_in_days"], key["deletion_window_in_days"], key["multi_region"]) == (90, 7, False)


def test_it_has_an_alias(stack: TerraformStack, synthesize: Synthesize) -> None:
    key = EncryptionKey(stack, "Key", purpose="data")
    made = synthesize()
    alias = made.resource("aws_kms_alias", name="alias/shop-data")
    assert made.address_of("aws_kms_key") in alias["target_key_id"]
    assert key.arn


def test_the_account_administers_it_and_nobody_else_is_admitted(stack: TerraformStack, synthesize: Synthesize) -> None:
    EncryptionKey(stack, "Key", purpose="data")
    made = statements(synthesize())
    assert list(made) == ["AdministeredByIam"]
    assert made["AdministeredByIam"]["Principal"]["AWS"].endswith(":root")


def test_logs_may_use_it_for_log_groups_of_this_account_and_region(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    EncryptionKey(stack, "Key", purpose="data", users=["logs"])
    logs = statements(synthesize())["CloudWatchLogs"]
    assert logs["Principal"] == {"Service": "logs.eu-central-1.amazonaws.com"}
    condition = logs["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]
    assert condition.startswith("arn:aws:logs:eu-central-1:${data.aws_caller_identity.")
    assert condition.endswith(":log-group:*")


def test_log_delivery_may_use_it_for_this_account_alone(stack: TerraformStack, synthesize: Synthesize) -> None:
    EncryptionKey(stack, "Key", purpose="data", users=["log_delivery"])
    delivery = statements(synthesize())["LogDelivery"]
    assert delivery["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert "aws:SourceAccount" in delivery["Condition"]["StringEquals"]


@pytest.mark.parametrize(("user", "sid"), [("events", "EventBridge"), ("sns", "Sns")])
def test_senders_may_use_it_for_this_account_and_region_alone(
    user: KeyUser, sid: str, stack: TerraformStack, synthesize: Synthesize
) -> None:
    EncryptionKey(stack, "Key", purpose="data", users=[user])
    sender = statements(synthesize())[sid]
    assert sender["Principal"] == {"Service": f"{user}.amazonaws.com"}
    assert {"kms:Decrypt", "kms:GenerateDataKey"} <= set(sender["Action"])
    assert "aws:SourceAccount" in sender["Condition"]["StringEquals"]
    assert sender["Condition"]["ArnLike"]["aws:SourceArn"].startswith(f"arn:aws:{user}:eu-central-1:")


def test_auto_scaling_may_use_it_as_its_own_role_and_grant_it_to_aws_alone(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    EncryptionKey(stack, "Key", purpose="data", users=["autoscaling"])
    made = statements(synthesize())
    use, grant = made["AutoScaling"], made["AutoScalingVolumes"]
    assert use["Principal"] == grant["Principal"] == {"AWS": "*"}
    for statement in (use, grant):
        only = statement["Condition"]["StringEquals"]
        assert only["aws:PrincipalArn"].endswith(
            ":role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
        )
        assert only["kms:CallerAccount"].startswith("${data.aws_caller_identity.")
    assert grant["Action"] == "kms:CreateGrant"
    assert grant["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


def test_an_existing_key_is_given_by_its_arn() -> None:
    assert EncryptionKey.from_existing("arn:aws:kms:x").arn == "arn:aws:kms:x"


@pytest.mark.parametrize(("field", "value"), [("rotation_days", 89), ("deletion_window_days", 31)])
def test_what_aws_refuses_is_refused(field: str, value: int) -> None:
    with pytest.raises(ValueError, match=field):
        EncryptionKeyConfig.model_validate({field: value})
