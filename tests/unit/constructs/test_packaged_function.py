from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformOutput, TerraformStack

from lib.config.function import FunctionConfig, LoadConfig
from lib.config.network import NetworkConfig
from lib.config.security_group import Rule
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.location import locate
from lib.constructs.network import ExistingNetwork, Network
from lib.constructs.packaged_function import PackagedFunction
from lib.constructs.references import Reference
from lib.errors import ConfigurationError
from lib.iam import Statement
from lib.packaging import archive
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
KEY = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/1")
FUNCTION_ARN = ":function:shop-orders"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "handler.py").write_text("def handle(event, context):\n    return event\n", encoding="utf-8")
    return folder


@pytest.fixture
def make(stack: TerraformStack, source: Path) -> Callable[..., PackagedFunction]:
    return lambda **arguments: PackagedFunction(
        stack, "Orders", **{"purpose": "orders", "source": source, "key": KEY, **arguments}
    )


Make = Callable[..., PackagedFunction]


def statements(synthesized: Synthesized) -> dict[str, Any]:
    policy = json.loads(synthesized.resource("aws_iam_role_policy")["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def test_it_waits_for_its_log_group_and_its_permissions(make: Make, synthesize: Synthesize) -> None:
    make()
    made = synthesize()
    group = made.resource("aws_cloudwatch_log_group")
    assert (group["name"], group["retention_in_days"], group["kms_key_id"]) == ("/aws/lambda/shop-orders", 365, KEY.arn)
    found = made.references(made.address_of("aws_lambda_function"))
    assert made.address_of("aws_cloudwatch_log_group") in found
    assert made.resource("aws_lambda_function")["depends_on"] == [made.address_of("aws_iam_role_policy")]
    assert made.resource("aws_lambda_function")["logging_config"] == {
        "log_format": "JSON",
        "log_group": f"${{{made.address_of('aws_cloudwatch_log_group')}.name}}",
        "application_log_level": "INFO",
        "system_log_level": "INFO",
    }
    made.assert_no_findings()


def test_by_default_it_may_write_its_log_and_traces_and_nothing_else(make: Make, synthesize: Synthesize) -> None:
    make()
    made = synthesize()
    found = statements(made)
    assert list(found) == ["WriteLog", "Trace"]
    assert found["WriteLog"]["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert found["WriteLog"]["Resource"] == f"${{{made.address_of('aws_cloudwatch_log_group')}.arn}}:*"
    role = made.resource("aws_iam_role")
    assert role["name"] == "shop-orders-eu-central-1"
    [trust] = json.loads(role["assume_role_policy"])["Statement"]
    assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_its_code_is_addressed_by_content(make: Make, synthesize: Synthesize, source: Path) -> None:
    made = make()
    function = synthesize().resource("aws_lambda_function")
    packed = archive(source)
    assert function["source_code_hash"] == packed.source_code_hash
    assert function["filename"].startswith("assets/Orders_Code_")
    assert function["filename"].endswith(f"/{packed.digest}/shop-orders.zip")
    assert made.archive_path.read_bytes() == packed.content


def test_synthesis_puts_the_archive_beside_the_stack(source: Path, tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path / "out"))
    stack = TerraformStack(app, "shop")
    add_provider(stack, "eu-central-1", tags={})
    made = PackagedFunction(stack, "Orders", purpose="orders", source=str(source), key=KEY)
    app.synth()
    folder = tmp_path / "out" / "stacks" / "shop"
    function = Synthesized.load(folder).resource("aws_lambda_function")
    assert (folder / function["filename"]).read_bytes() == made.archive_path.read_bytes()
    assert sorted(path.name for path in source.iterdir()) == ["handler.py"]


def test_every_change_is_a_version_and_live_points_at_the_latest(
    make: Make, synthesize: Synthesize, stack: TerraformStack
) -> None:
    function = make()
    for name in ("name", "arn", "invoke_arn"):
        TerraformOutput(stack, name, value=getattr(function, name))
    made = synthesize()
    assert made.resource("aws_lambda_function")["publish"] is True
    address = made.address_of("aws_lambda_function")
    alias = made.resource("aws_lambda_alias")
    assert (alias["name"], alias["function_version"]) == ("live", f"${{{address}.version}}")
    alias_address = made.address_of("aws_lambda_alias")
    assert {name: output["value"] for name, output in made.outputs.items()} == {
        "name": f"${{{address}.function_name}}",
        "arn": f"${{{alias_address}.arn}}",
        "invoke_arn": f"${{{alias_address}.invoke_arn}}",
    }


def test_how_it_runs_is_configured(make: Make, synthesize: Synthesize) -> None:
    config = FunctionConfig(
        runtime="python3.12",
        architecture="x86_64",
        memory_mb=1769,
        timeout_seconds=60,
        ephemeral_storage_mb=1024,
        tracing=False,
        log_level="DEBUG",
        system_log_level="WARN",
        log_retention_days=30,
        expected_load=LoadConfig(requests_per_second=10, duration_seconds=0.5),
    )
    make(config=config, layers=["arn:aws:lambda:eu-central-1:123456789012:layer:x:1"])
    made = synthesize()
    function = made.resource("aws_lambda_function")
    assert (function["runtime"], function["architectures"]) == ("python3.12", ["x86_64"])
    assert (function["memory_size"], function["timeout"], function["ephemeral_storage"]) == (1769, 60, {"size": 1024})
    assert function["tracing_config"] == {"mode": "PassThrough"}
    assert function["reserved_concurrent_executions"] == 10
    assert function["layers"] == ["arn:aws:lambda:eu-central-1:123456789012:layer:x:1"]
    assert "Trace" not in statements(made)
    assert made.resource("aws_cloudwatch_log_group")["retention_in_days"] == 30


def test_nothing_is_reserved_or_encrypted_without_need(make: Make, synthesize: Synthesize) -> None:
    make()
    function = synthesize().resource("aws_lambda_function")
    absent = {"reserved_concurrent_executions", "environment", "kms_key_arn", "layers", "vpc_config"}
    assert not absent & set(function)
    assert function["tracing_config"] == {"mode": "Active"}


def test_variables_are_encrypted_and_it_may_decrypt_its_own_only(make: Make, synthesize: Synthesize) -> None:
    make(environment={"TABLE_NAME": "orders"})
    made = synthesize()
    function = made.resource("aws_lambda_function")
    assert function["environment"] == {"variables": {"TABLE_NAME": "orders"}}
    assert function["kms_key_arn"] == KEY.arn
    decrypt = statements(made)["DecryptEnvironment"]
    assert (decrypt["Action"], decrypt["Resource"]) == ("kms:Decrypt", KEY.arn)
    arns = decrypt["Condition"]["ArnLike"]["kms:EncryptionContext:aws:lambda:FunctionArn"]
    assert [arn.partition("}")[2] for arn in arns] == [FUNCTION_ARN, f"{FUNCTION_ARN}:*"]
    made.assert_no_findings()


def test_in_a_network_it_has_a_group_of_its_own(make: Make, stack: TerraformStack, synthesize: Synthesize) -> None:
    network = Network(stack, "Network", config=NetworkConfig.model_validate({"flow_logs": {"enabled": False}}))
    function = make(network=network)
    assert function.security_group is not None
    made = synthesize()
    vpc = made.resource("aws_lambda_function")["vpc_config"]
    assert len(vpc["subnet_ids"]) == 3
    assert all("PrivateSubnet" in subnet for subnet in vpc["subnet_ids"])
    group = made.resource("aws_security_group", name="shop-orders-function")
    assert vpc["security_group_ids"] == [
        f"${{{made.address_of('aws_security_group', name='shop-orders-function')}.id}}"
    ]
    [out] = group["egress"]
    assert (out["from_port"], out["to_port"], out["cidr_blocks"]) == (443, 443, ["0.0.0.0/0"])
    assert not group.get("ingress")


def test_network_interfaces_are_for_lambda_and_not_for_its_code(
    make: Make, stack: TerraformStack, synthesize: Synthesize
) -> None:
    make(network=existing(stack, {"intra": ["subnet-1"]}), egress=[Rule(description="The database", cidr="10.0.0.0/8")])
    made = synthesize()
    assert made.resource("aws_lambda_function")["vpc_config"]["subnet_ids"] == ["subnet-1"]
    found = statements(made)
    assert found["FindNetwork"]["Resource"] == "*"
    assert found["EnterNetwork"]["Resource"].startswith("arn:aws:ec2:eu-central-1:${data.aws_caller_identity.")
    denied = found["NotFromCode"]
    assert denied["Effect"] == "Deny"
    assert set(denied["Action"]) == {*found["FindNetwork"]["Action"], *found["EnterNetwork"]["Action"]}
    assert denied["Condition"]["ArnEquals"]["lambda:SourceFunctionArn"].endswith(FUNCTION_ARN)
    made.assert_no_findings()


def test_what_fails_goes_to_its_queues(make: Make, synthesize: Synthesize) -> None:
    dead, failed = Reference("arn:aws:sqs:eu-central-1:1:dead"), Reference("arn:aws:sqs:eu-central-1:1:failed")
    make(dead_letters=dead, on_failure=failed, config=FunctionConfig(max_retries=1, max_event_age_seconds=60))
    made = synthesize()
    assert made.resource("aws_lambda_function")["dead_letter_config"] == {"target_arn": dead.arn}
    asynchronous = made.resource("aws_lambda_function_event_invoke_config")
    assert asynchronous["destination_config"] == {"on_failure": {"destination": failed.arn}}
    assert (asynchronous["maximum_retry_attempts"], asynchronous["maximum_event_age_in_seconds"]) == (1, 60)
    assert asynchronous["qualifier"] == f"${{{made.address_of('aws_lambda_alias')}.name}}"
    send = statements(made)["SendFailures"]
    assert (send["Action"], send["Resource"]) == ("sqs:SendMessage", [dead.arn, failed.arn])


def test_one_queue_may_do_for_both(make: Make, synthesize: Synthesize) -> None:
    queue = Reference("arn:aws:sqs:eu-central-1:1:dead")
    make(dead_letters=queue, on_failure=queue)
    assert statements(synthesize())["SendFailures"]["Resource"] == queue.arn


def test_without_queues_nothing_is_sent(make: Make, synthesize: Synthesize) -> None:
    make()
    made = synthesize()
    assert "dead_letter_config" not in made.resource("aws_lambda_function")
    assert "destination_config" not in made.resource("aws_lambda_function_event_invoke_config")
    assert "SendFailures" not in statements(made)


def test_it_may_do_what_is_said_then_or_later(make: Make, synthesize: Synthesize) -> None:
    first, second = (Statement(sid=sid, actions=["s3:GetObject"], resources=["arn:x"]) for sid in ("First", "Second"))
    function = make(statements=[first])
    function.add_statements([second])
    assert list(statements(synthesize())) == ["WriteLog", "Trace", "First", "Second"]


def test_two_statements_of_one_id_are_refused(make: Make) -> None:
    function = make()
    with pytest.raises(ConfigurationError, match="IAM refuses two statements of one id"):
        function.add_statements([Statement(sid="WriteLog", actions=["s3:GetObject"], resources=["arn:x"])])


def test_a_service_may_invoke_live_for_one_resource(make: Make, synthesize: Synthesize) -> None:
    function = make()
    function.allow_invoke("balancer", principal="elasticloadbalancing.amazonaws.com", source_arn="arn:target-group")
    function.allow_invoke("hourly", principal="events.amazonaws.com", source_arn="arn:rule")
    made = synthesize()
    balancer = made.resource("aws_lambda_permission", statement_id="balancer")
    assert (balancer["qualifier"], balancer["source_arn"]) == (
        f"${{{made.address_of('aws_lambda_alias')}.name}}",
        "arn:target-group",
    )
    assert balancer["source_account"].startswith("${data.aws_caller_identity.")
    # EventBridge is not known to state the account: the rule's ARN names it.
    assert "source_account" not in made.resource("aws_lambda_permission", statement_id="hourly")


def test_all_faults_are_told_at_once(make: Make, stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make(
            config=FunctionConfig(handler="main.handle"),
            environment={"API_TOKEN": "abcdefghijkl"},
            layers=["x"] * 6,
            network=existing(stack, {"public": ["subnet-1"]}),
        )
    assert [problem.where for problem in caught.value.problems] == [
        "shop/Orders.config.handler",
        "shop/Orders.environment.API_TOKEN",
        "shop/Orders.layers",
        "shop/Orders.network",
    ]
    assert "abcdefghijkl" not in str(caught.value)


def test_a_source_that_is_not_there_is_told_before_anything_is_made(make: Make, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no such folder"):
        make(source=tmp_path / "missing")


def existing(stack: TerraformStack, subnets: dict[Any, list[str]]) -> ExistingNetwork:
    return Network.from_existing(
        stack, vpc_id="vpc-1", cidr="10.0.0.0/16", subnets=subnets, names=locate(stack, None, None).names
    )
