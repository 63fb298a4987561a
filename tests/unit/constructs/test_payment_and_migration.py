from __future__ import annotations

import ast
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from cdktf import TerraformOutput, TerraformStack

from lib.config.migration_functions import MigrationRollbackConfig, MigrationValidationConfig, RollbackRecordConfig
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.migration_rollback import MigrationRollback
from lib.constructs.migration_validation import MigrationValidation
from lib.constructs.payment_api import PaymentApi
from lib.constructs.references import Reference
from lib.packaging import Handler, handler_folder
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
KEY = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/1")
OTHER_KEY = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/2")
TABLE = Reference("arn:aws:dynamodb:eu-central-1:123456789012:table/payments", "payments")
BUS = Reference("arn:aws:events:eu-central-1:123456789012:event-bus/shop", "shop")
TASK = Reference("arn:aws:dms:eu-central-1:123456789012:task:SHOP")
CLUSTER = Reference("arn:aws:rds:eu-central-1:123456789012:cluster:shop")
SECRET = Reference("arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop")


@dataclass
class Zone:
    zone_id: str = "Z0123456789ABCDEFGHIJ"


def rollback_config(*names: str) -> MigrationRollbackConfig:
    return MigrationRollbackConfig(records=tuple(RollbackRecordConfig(name=name, old="old") for name in names))


def make_payments(stack: TerraformStack, **arguments: Any) -> PaymentApi:
    return PaymentApi(stack, "Made", table=TABLE, bus=BUS, key=KEY, **arguments)


def make_validation(stack: TerraformStack, **arguments: Any) -> MigrationValidation:
    config = MigrationValidationConfig(database="shop", tables=("public.payments", "public.orders"))
    return MigrationValidation(
        stack, "Made", cluster=CLUSTER, secret=SECRET, task=TASK, key=KEY, config=config, **arguments
    )


def make_rollback(stack: TerraformStack, *names: str, **arguments: Any) -> MigrationRollback:
    config = rollback_config(*(names or ("api.shop.net",)))
    return MigrationRollback(stack, "Made", zone=Zone(), task=TASK, key=KEY, config=config, **arguments)


def statements(synthesized: Synthesized) -> dict[str, Any]:
    policy = json.loads(synthesized.resource("aws_iam_role_policy")["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def variables(synthesized: Synthesized) -> dict[str, str]:
    found: dict[str, str] = synthesized.resource("aws_lambda_function")["environment"]["variables"]
    return found


def asked_for(handler: Handler) -> tuple[set[str], set[str]]:
    """The variables that a handler must have, and those that it may have."""
    must, may = set(), set()
    for node in ast.walk(ast.parse((handler_folder(handler) / "handler.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            must.add(ast.literal_eval(node.slice))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "os.environ.get":
            may.add(ast.literal_eval(node.args[0]))
    return must, may


@pytest.mark.parametrize(
    ("handler", "make", "optional"),
    [
        ("payment_api", make_payments, {}),
        ("validation", make_validation, {"bus": BUS}),
        ("rollback", make_rollback, {"bus": BUS}),
    ],
)
def test_a_handler_gets_the_variables_that_it_asks_for(
    handler: Handler, make: Callable[..., Any], optional: dict[str, Any], stack: TerraformStack
) -> None:
    must, may = asked_for(handler)
    make(stack)
    plain = Synthesized.of(stack)
    assert set(variables(plain)) == must
    plain.assert_no_findings()
    other = TerraformStack(stack.node.root, "other")  # type: ignore[arg-type]  # it is an App
    add_provider(other, "eu-central-1", tags={})
    make(other, **optional)
    assert set(variables(Synthesized.of(other))) == must | may


def test_payments_may_be_written_and_announced_and_nothing_else(stack: TerraformStack, synthesize: Synthesize) -> None:
    api = make_payments(stack)
    TerraformOutput(stack, "arn", value=api.arn)
    synthesized = synthesize()
    assert synthesized.outputs["arn"]["value"] == f"${{{synthesized.address_of('aws_lambda_alias')}.arn}}"
    found = statements(synthesized)
    assert list(found) == ["WriteLog", "DecryptEnvironment", "Trace", "KeepPayments", "AnnouncePayments"]
    assert found["KeepPayments"]["Action"] == ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    assert found["KeepPayments"]["Resource"] == TABLE.arn
    assert found["AnnouncePayments"]["Resource"] == BUS.arn
    assert found["AnnouncePayments"]["Condition"] == {"StringEquals": {"events:source": "payments"}}


def test_the_key_of_the_table_is_used_through_dynamodb_only(stack: TerraformStack, synthesize: Synthesize) -> None:
    make_payments(stack, table_key=OTHER_KEY)
    found = statements(synthesize())["UseTableKey"]
    assert found["Resource"] == OTHER_KEY.arn
    assert found["Condition"] == {"StringEquals": {"kms:ViaService": "dynamodb.eu-central-1.amazonaws.com"}}


def test_a_load_balancer_is_let_in_for_its_target_group(stack: TerraformStack, synthesize: Synthesize) -> None:
    make_payments(stack).admit_load_balancer(Reference("arn:aws:elasticloadbalancing:x"))
    permission = synthesize().resource("aws_lambda_permission")
    assert permission["source_arn"] == "arn:aws:elasticloadbalancing:x"
    assert permission["principal"] == "elasticloadbalancing.amazonaws.com"
    assert permission["source_account"]


def test_validation_may_look_and_count(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = make_validation(stack, secret_key=OTHER_KEY, bus=BUS)
    TerraformOutput(stack, "arn", value=made.arn)
    synthesized = synthesize()
    assert synthesized.outputs["arn"]["value"] == f"${{{synthesized.address_of('aws_lambda_alias')}.arn}}"
    found = statements(synthesized)
    assert {sid: found[sid]["Resource"] for sid in ("AskTarget", "ReadPassword", "SeeSource", "Announce")} == {
        "AskTarget": CLUSTER.arn,
        "ReadPassword": SECRET.arn,
        "SeeSource": TASK.arn,
        "Announce": BUS.arn,
    }
    assert found["CountFailures"]["Condition"] == {"StringEquals": {"cloudwatch:namespace": "shop/migration"}}
    assert found["DecryptPassword"]["Condition"] == {
        "StringEquals": {"kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com"}
    }
    assert made.metric_namespace == variables(synthesized)["METRIC_NAMESPACE"] == "shop/migration"
    assert json.loads(variables(synthesized)["TABLES"]) == ["public.payments", "public.orders"]
    assert synthesized.resource("aws_lambda_function")["timeout"] == 900


def test_rollback_may_change_its_records_and_neither_make_nor_delete_any(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    make_rollback(stack, "*.shop.net", "api.shop.net")
    found = statements(synthesize())["ChangeRecords"]
    assert found["Resource"] == "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ"
    assert found["Condition"] == {
        "ForAllValues:StringEquals": {
            "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["\\052.shop.net", "api.shop.net"],
            "route53:ChangeResourceRecordSetsRecordTypes": ["A"],
            "route53:ChangeResourceRecordSetsActions": ["UPSERT"],
        }
    }


def test_rollback_stops_its_task_and_writes_its_note(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = make_rollback(stack)
    TerraformOutput(stack, "arn", value=made.arn)
    synthesized = synthesize()
    assert synthesized.outputs["arn"]["value"] == f"${{{synthesized.address_of('aws_lambda_alias')}.arn}}"
    found = statements(synthesized)
    assert (found["StopTask"]["Resource"], found["FindTask"]["Resource"]) == (TASK.arn, "*")
    parameter = synthesized.resource("aws_ssm_parameter")
    assert (parameter["name"], parameter["type"], parameter["key_id"]) == (
        "/shop/migration-rollback",
        "SecureString",
        KEY.arn,
    )
    assert parameter["lifecycle"] == {"ignore_changes": ["value"]}
    assert found["NoteWhy"]["Resource"] == f"${{{synthesized.address_of('aws_ssm_parameter')}.arn}}"
    conditions = found["EncryptNote"]["Condition"]["StringEquals"]
    assert conditions["kms:ViaService"] == "ssm.eu-central-1.amazonaws.com"
    assert conditions["kms:EncryptionContext:PARAMETER_ARN"].endswith(":parameter/shop/migration-rollback")
