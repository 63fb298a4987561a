"""The functions deployed by Terraform, and what was deployed run against the same account.

The emulator runs no functions, so a deployed archive is unpacked and its handler called in a process of its own, with
the environment that Terraform gave the function.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.cloudwatch_event_bus import CloudwatchEventBus
from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
from cdktf_cdktf_provider_aws.cloudwatch_event_target import CloudwatchEventTarget
from cdktf_cdktf_provider_aws.dms_endpoint import DmsEndpoint
from cdktf_cdktf_provider_aws.dms_replication_instance import DmsReplicationInstance
from cdktf_cdktf_provider_aws.dms_replication_task import DmsReplicationTask
from cdktf_cdktf_provider_aws.dynamodb_table import DynamodbTable, DynamodbTableAttribute
from cdktf_cdktf_provider_aws.route53_record import Route53Record, Route53RecordWeightedRoutingPolicy
from cdktf_cdktf_provider_aws.route53_zone import Route53Zone
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue

from lib import (
    EncryptionKey,
    FunctionConfig,
    LoadConfig,
    MigrationRollback,
    MigrationRollbackConfig,
    MigrationValidation,
    MigrationValidationConfig,
    Names,
    Network,
    NetworkConfig,
    PackagedFunction,
    PaymentApi,
    Reference,
    RollbackRecordConfig,
)
from lib.provider import add_provider, require_versions
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory

from .conftest import EMULATED, PROVIDER_NAMED, keep_state_beside, take_provider

pytestmark = pytest.mark.terraform

REGION = "eu-central-1"
CLUSTER = Reference(f"arn:aws:rds:{REGION}:123456789012:cluster:shop")
RECORD = "api.shop.net"

RUN = """
import json, sys
sys.path.insert(0, sys.argv[1])
import handler
given = json.load(sys.stdin)
if given["statistics"] is not None:
    from botocore.stub import Stubber
    stubber = Stubber(handler._client("dms"))
    stubber.add_response("describe_table_statistics", {"TableStatistics": given["statistics"]})
    stubber.activate()
print(json.dumps(handler.handle(given["event"], None)))
"""


def build(app: App, source: Path) -> None:
    stack = TerraformStack(app, "functions")
    keep_state_beside(stack)
    require_versions(stack, EMULATED)
    add_provider(stack, REGION, tags={"Project": "shop"}, config=EMULATED)
    names = Names(project="shop", suffix="it")
    key = EncryptionKey(stack, "Key", purpose="functions", users=["logs"], names=names)
    bus = CloudwatchEventBus(stack, "Bus", name="shop")
    _payments(stack, key, bus, names)
    _migration(stack, key, bus, names)
    _own(stack, key, source, names)


def _payments(stack: TerraformStack, key: EncryptionKey, bus: CloudwatchEventBus, names: Names) -> None:
    table = DynamodbTable(
        stack,
        "Payments",
        name="payments",
        billing_mode="PAY_PER_REQUEST",
        hash_key="id",
        attribute=[DynamodbTableAttribute(name="id", type="S")],
    )
    api = PaymentApi(stack, "Api", table=table, bus=bus, key=key, table_key=key, names=names)
    api.admit_load_balancer(
        Reference(f"arn:aws:elasticloadbalancing:{REGION}:123456789012:targetgroup/api/0123456789abcdef")
    )


def _migration(stack: TerraformStack, key: EncryptionKey, bus: CloudwatchEventBus, names: Names) -> None:
    zone = Route53Zone(stack, "Zone", name="shop.net")
    for system, weight in {"old": 0, "new": 255}.items():
        Route53Record(
            stack,
            f"Record-{system}",
            zone_id=zone.zone_id,
            name=RECORD,
            type="CNAME",
            ttl=60,
            records=[f"{system}.shop.net"],
            set_identifier=system,
            weighted_routing_policy=Route53RecordWeightedRoutingPolicy(weight=weight),
        )
    ends = {
        kind: DmsEndpoint(
            stack, f"Endpoint-{kind}", endpoint_id=f"shop-{kind}", endpoint_type=kind, engine_name="postgres"
        )
        for kind in ("source", "target")
    }
    instance = DmsReplicationInstance(
        stack, "Instance", replication_instance_id="shop", replication_instance_class="dms.t3.medium"
    )
    made = DmsReplicationTask(
        stack,
        "Task",
        replication_task_id="shop",
        migration_type="full-load-and-cdc",
        replication_instance_arn=instance.replication_instance_arn,
        source_endpoint_arn=ends["source"].endpoint_arn,
        target_endpoint_arn=ends["target"].endpoint_arn,
        table_mappings=json.dumps({"rules": []}),
    )
    task = Reference(made.replication_task_arn)
    MigrationValidation(
        stack,
        "Validation",
        cluster=CLUSTER,
        secret=SecretsmanagerSecret(stack, "Secret", name="shop", recovery_window_in_days=0),
        task=task,
        key=key,
        secret_key=key,
        bus=bus,
        config=MigrationValidationConfig(database="shop", tables=("public.payments", "public.orders")),
        names=names,
    )
    MigrationRollback(
        stack,
        "Rollback",
        zone=zone,
        task=task,
        key=key,
        bus=bus,
        config=MigrationRollbackConfig(records=(RollbackRecordConfig(name=RECORD, type="CNAME", old="old"),)),
        names=names,
    )


def _own(stack: TerraformStack, key: EncryptionKey, source: Path, names: Names) -> None:
    config = NetworkConfig.model_validate({"nat": "none", "tiers": ["intra"], "flow_logs": {"enabled": False}})
    queues = {purpose: SqsQueue(stack, f"Queue-{purpose}", name=purpose) for purpose in ("dead", "failed")}
    function = PackagedFunction(
        stack,
        "Own",
        purpose="own",
        source=source,
        key=key,
        network=Network(stack, "Network", config=config, names=names),
        dead_letters=queues["dead"],
        on_failure=queues["failed"],
        config=FunctionConfig(
            tracing=False,
            max_retries=1,
            max_event_age_seconds=300,
            expected_load=LoadConfig(requests_per_second=5, duration_seconds=1),
        ),
        names=names,
    )
    rule = CloudwatchEventRule(stack, "Rule", name="hourly", schedule_expression="rate(1 hour)")
    CloudwatchEventTarget(stack, "Target", rule=rule.name, arn=function.arn)
    function.allow_invoke("hourly", principal="events.amazonaws.com", source_arn=rule.arn)


def synthesize(folder: Path, source: Path) -> Path:
    app = App(outdir=str(folder))
    build(app, source)
    app.synth()
    take_provider(folder / "stacks")
    return folder / "stacks" / "functions"


def write_source(folder: Path, answer: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "handler.py").write_text(f"def handle(event, context):\n    return {answer!r}\n", encoding="utf-8")
    return folder


class Deployed:
    """A function as the emulator has it, and its archive."""

    def __init__(self, emulator: Emulator, stack: Path, name: str, folder: Path) -> None:
        self._emulator = emulator
        self.configuration = emulator.client("lambda", REGION).get_function_configuration(
            FunctionName=name, Qualifier="live"
        )
        [archive] = stack.glob(f"assets/*/*/{name}.zip")
        content = archive.read_bytes()
        assert base64.b64encode(hashlib.sha256(content).digest()).decode() == self.configuration["CodeSha256"]
        self._code = folder / name
        zipfile.ZipFile(io.BytesIO(content)).extractall(self._code)

    def invoke(self, event: Any, statistics: list[dict[str, Any]] | None = None) -> Any:
        """Calls the handler; `statistics` is what DMS answers, an operation that moto lacks."""
        done = subprocess.run(
            [sys.executable, "-c", RUN, str(self._code)],
            input=json.dumps({"event": event, "statistics": statistics}),
            env={
                **self._emulator.environment(),
                **self.configuration["Environment"]["Variables"],
                "AWS_DEFAULT_REGION": REGION,
            },
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)


def test_apply_an_empty_second_plan_and_destroy_to_nothing(
    terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
) -> None:
    emulator = emulator_clean
    source = write_source(tmp_path / "own", "first")
    folder = synthesize(tmp_path / "out", source)
    run = terraform(folder, registry=PROVIDER_NAMED)
    run.init()
    run.apply()
    # Another checkout: its files are of another time, and Python has left something behind.
    os.utime(source / "handler.py", (1_000_000_000, 1_000_000_000))
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "handler.cpython-313.pyc").write_bytes(b"compiled")
    synthesize(tmp_path / "out", source)
    second = run.plan()
    assert second.is_empty, str(second)

    _check_own_function(emulator)
    _check_payments(Deployed(emulator, folder, "shop-it-payment-api", tmp_path), emulator)
    _check_validation(Deployed(emulator, folder, "shop-it-migration-validation", tmp_path), emulator)
    _check_rollback(Deployed(emulator, folder, "shop-it-migration-rollback", tmp_path), emulator)

    # What the function wrote is no drift; the weights are, and that is what the next deploy would undo.
    drift = run.plan()
    assert {change.address.split(".")[0] for change in drift.changes} == {"aws_route53_record"}, str(drift)

    synthesize(tmp_path / "out", write_source(source, "second"))
    run.apply()
    assert _version(emulator, "shop-it-own") == "2"
    assert _version(emulator, "shop-it-payment-api") == "1"
    run.destroy(refresh=False)
    assert emulator.leftovers() == []


def _version(emulator: Emulator, name: str) -> str:
    found: str = emulator.client("lambda", REGION).get_alias(FunctionName=name, Name="live")["FunctionVersion"]
    return found


def _check_own_function(emulator: Emulator) -> None:
    client = emulator.client("lambda", REGION)
    found = client.get_function_configuration(FunctionName="shop-it-own", Qualifier="live")
    assert found["LoggingConfig"]["LogGroup"] == "/aws/lambda/shop-it-own"
    assert found["DeadLetterConfig"]["TargetArn"].endswith(":dead")
    assert len(found["VpcConfig"]["SubnetIds"]) == 3
    assert client.get_function_concurrency(FunctionName="shop-it-own")["ReservedConcurrentExecutions"] == 10
    [statement] = json.loads(client.get_policy(FunctionName="shop-it-own", Qualifier="live")["Policy"])["Statement"]
    assert (statement["Sid"], statement["Principal"]) == ("hourly", {"Service": "events.amazonaws.com"})
    [group] = emulator.client("logs", REGION).describe_log_groups(logGroupNamePrefix="/aws/lambda/shop-it-own")[
        "logGroups"
    ]
    assert group["retentionInDays"] == 365


def _check_payments(api: Deployed, emulator: Emulator) -> None:
    request = {
        "httpMethod": "POST",
        "path": "/payments",
        "headers": {"content-type": "application/json", "idempotency-key": "order-17-attempt-1"},
        "body": json.dumps({"amount": 1999, "currency": "EUR", "reference": "order 17"}),
        "isBase64Encoded": False,
    }
    queue = emulator.client("sqs", REGION).create_queue(QueueName="seen")["QueueUrl"]
    events = emulator.client("events", REGION)
    events.put_rule(Name="seen", EventBusName="shop", EventPattern=json.dumps({"source": ["payments"]}))
    arn = f"arn:aws:sqs:{REGION}:123456789012:seen"
    events.put_targets(Rule="seen", EventBusName="shop", Targets=[{"Id": "seen", "Arn": arn}])

    first, repeated = api.invoke(request), api.invoke(request)
    assert (first["statusCode"], repeated["statusCode"]) == (201, 200)
    assert first["body"] == repeated["body"]
    shown = api.invoke({"httpMethod": "GET", "path": first["headers"]["location"], "headers": {}, "body": ""})
    assert shown["body"] == first["body"]

    messages = emulator.client("sqs", REGION).receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    [announced] = [json.loads(message["Body"]) for message in messages]
    assert announced["detail"] == json.loads(first["body"])
    events.remove_targets(Rule="seen", EventBusName="shop", Ids=["seen"])
    events.delete_rule(Name="seen", EventBusName="shop")
    emulator.client("sqs", REGION).delete_queue(QueueUrl=queue)


def _check_validation(validation: Deployed, emulator: Emulator) -> None:
    # moto takes from the end what it is to answer.
    target = [[{"stringValue": rows}, {"stringValue": "4711"}] for rows in ("9", "7")]
    prepared = {"region": REGION, "results": [{"records": [record]} for record in target]}
    urllib.request.urlopen(  # noqa: S310 -- loopback
        f"{emulator.endpoint}/moto-api/static/rds-data/statement-results", json.dumps(prepared).encode()
    ).close()
    statistics = [
        {
            "SchemaName": "public",
            "TableName": table,
            "FullLoadRows": 8,
            "Inserts": 0,
            "Deletes": 1,
            "FullLoadErrorRows": 0,
            "TableState": "Table completed",
            "ValidationState": "Validated",
        }
        for table in ("payments", "orders")
    ]
    report = validation.invoke({}, statistics)
    assert (report["status"], report["failed"]) == ("failed", ["public.orders"])
    assert report["tables"]["public.orders"]["problems"] == ["rows_differ"]
    metrics = emulator.client("cloudwatch", REGION).list_metrics(Namespace="shop-it/migration")["Metrics"]
    assert {metric["MetricName"] for metric in metrics} == {"TablesChecked", "TablesFailed"}


def _check_rollback(rollback: Deployed, emulator: Emulator) -> None:
    dms = emulator.client("dms", REGION)
    task = rollback.configuration["Environment"]["Variables"]["REPLICATION_TASK_ARN"]
    dms.start_replication_task(ReplicationTaskArn=task, StartReplicationTaskType="start-replication")
    event = {"reason": "checkout fails"}
    first, repeated = rollback.invoke(event), rollback.invoke(event)
    assert (first["task"], first["changed_records"]) == ("stopping", [RECORD])
    assert (repeated["task"], repeated["changed_records"]) == ("stopped", [])
    zone = rollback.configuration["Environment"]["Variables"]["HOSTED_ZONE_ID"]
    found = emulator.client("route53").list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    weighted = {record["SetIdentifier"]: record for record in found if "SetIdentifier" in record}
    assert {name: record["Weight"] for name, record in weighted.items()} == {"old": 100, "new": 0}
    assert (weighted["new"]["TTL"], weighted["new"]["ResourceRecords"]) == (60, [{"Value": "new.shop.net"}])
    note = emulator.client("ssm", REGION).get_parameter(Name="/shop/it/migration-rollback", WithDecryption=True)
    assert json.loads(note["Parameter"]["Value"])["reason"] == "checkout fails"
