"""One of each kind of thing watched in one stack: from nothing, and back to nothing.

The emulator stores alarms and dashboards as they are given; that they ever go off it cannot show.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup

from lib import EncryptionKey, Monitoring, Names, Queue, QueueConfig, Topic
from lib.provider import add_provider, require_versions
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory
from tests.unit.constructs.watched import everything

from .conftest import EMULATED, PROVIDER_NAMED, keep_state_beside, take_provider

pytestmark = pytest.mark.terraform

REGION = "eu-west-1"
NAMES = Names("tap", "mo", REGION)


def write(folder: Path) -> Path:
    app = App(outdir=str(folder))
    stack = TerraformStack(app, "monitoring")
    require_versions(stack, EMULATED)
    keep_state_beside(stack)
    add_provider(stack, REGION, tags={"Environment": "mo"}, config=EMULATED)
    key = EncryptionKey(stack, "Key", purpose="alarms", users=["alarms", "logs"], names=NAMES)
    topic = Topic(stack, "Topic", purpose="alarms", key=key, publishers=["alarms"], names=NAMES)
    orders = Queue(stack, "Orders", purpose="orders", config=QueueConfig(max_receive_count=5), names=NAMES)
    assert orders.dead_letters
    made = everything(Monitoring(stack, "Monitoring", topic=topic, names=NAMES))
    made.monitor_queue(orders, name="orders")
    made.monitor_dead_letters(orders.dead_letters, name="orders-dead-letters")
    log = CloudwatchLogGroup(stack, "Log", name="/tap/mo/api", retention_in_days=7, kms_key_id=key.arn)
    made.count_in_logs(log, '{ $.level = "ERROR" }', "logged-errors")
    app.synth()
    take_provider(folder / "stacks")
    return folder / "stacks" / "monitoring"


def test_apply_an_empty_second_plan_and_destroy_to_nothing(
    terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
) -> None:
    run = terraform(write(tmp_path), registry=PROVIDER_NAMED)
    run.init()
    run.apply()
    second = run.plan()
    assert second.is_empty, str(second)

    cloudwatch = emulator_clean.client("cloudwatch", REGION)
    found = {alarm["AlarmName"]: alarm for alarm in cloudwatch.describe_alarms(MaxRecords=100)["MetricAlarms"]}
    topic = f"arn:aws:sns:{REGION}:123456789012:tap-mo-alarms"
    assert {tuple(alarm["AlarmActions"]) for alarm in found.values()} == {(topic,)}
    assert {each["Name"] for each in found["tap-mo-orders-oldest"]["Dimensions"]} == {"QueueName"}
    board = cloudwatch.get_dashboard(DashboardName=f"tap-mo-monitoring-{REGION}")
    widgets = json.loads(board["DashboardBody"])["widgets"]
    assert {each["properties"]["region"] for each in widgets if each["type"] == "metric"} == {REGION}
    shown = [name for each in widgets for name in each["properties"].get("alarms", [])]
    assert {name.rsplit(":", 1)[1] for name in shown} >= set(found)

    run.destroy(refresh=False)
    assert emulator_clean.leftovers() == []
