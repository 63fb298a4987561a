"""What was made by hand is taken into constructs, and what is renamed stays: neither is made anew."""

from __future__ import annotations

from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack
from constructs import Construct

from lib import (
    Bucket,
    BucketConfig,
    DynamodbConfig,
    DynamodbGlobal,
    EncryptionKey,
    Names,
    Network,
    NetworkConfig,
    renamed,
)
from lib.config.flow_logs import FlowLogsConfig
from lib.provider import add_provider, require_versions
from lib.testing.emulator import Emulator
from lib.testing.plan import Plan
from lib.testing.plugin import TerraformFactory

from .conftest import EMULATED, PROVIDER_NAMED, keep_state_beside, take_provider

pytestmark = pytest.mark.terraform

HERE, THERE = "eu-central-1", "eu-west-1"
BUCKET, TABLE = "by-hand-documents", "by-hand-orders"


def make_by_hand(emulator: Emulator) -> str:
    """A bucket and a VPC in the second region and a table in the first; the VPC's id."""
    where = {"LocationConstraint": THERE}
    emulator.client("s3", THERE).create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
    emulator.client("dynamodb", HERE).create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    emulator.client("s3", THERE).put_object(Bucket=BUCKET, Key="contract", Body=b"kept")
    emulator.client("dynamodb", HERE).put_item(TableName=TABLE, Item={"id": {"S": "kept"}})
    return str(emulator.client("ec2", THERE).create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"])


def synthesize(folder: Path, vpc_id: str, *, later: bool) -> Path:
    """Writes the stack; later its constructs have other ids, and one stands deeper."""
    app = App(outdir=str(folder))
    stack = TerraformStack(app, "adopted")
    require_versions(stack, EMULATED)
    keep_state_beside(stack)
    add_provider(stack, HERE, tags={}, config=EMULATED)
    far = add_provider(stack, THERE, alias="far", tags={}, config=EMULATED)
    names = Names("shop", "test")
    config = NetworkConfig(cidr=IPv4Network("10.7.0.0/16"), nat="none", flow_logs=FlowLogsConfig(enabled=False))
    scope = Construct(stack, "Region") if later else stack
    network = Network(scope, "Main" if later else "Network", config=config, names=names.in_region(THERE), provider=far)
    documents = Bucket(
        stack,
        "Files" if later else "Documents",
        purpose="documents",
        name=BUCKET,
        config=BucketConfig(force_destroy=True),
        provider=far,
    )
    orders = DynamodbGlobal(
        stack,
        "Sales" if later else "Orders",
        purpose="orders",
        name=TABLE,
        key=EncryptionKey(stack, "Key", purpose="orders", names=names.in_region(HERE)),
        config=DynamodbConfig(hash_key="id", attributes={"id": "S"}, deletion_protection=False),
    )
    if later:
        renamed(network, old="Network")
        renamed(documents, old="Documents")
        renamed(orders, old="Orders")
    else:
        network.vpc.import_from(vpc_id)
        documents.bucket.import_from(BUCKET)
        orders.table.import_from(TABLE)
    app.synth()
    take_provider(folder / "stacks")
    return folder / "stacks" / "adopted"


def actions(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {change["address"]: tuple(change["change"]["actions"]) for change in plan.data["resource_changes"]}


def imported(plan: Plan) -> dict[str, Any]:
    return {
        change["type"]: change["change"]["importing"]["id"]
        for change in plan.data["resource_changes"]
        if "importing" in change["change"]
    }


def test_adopt_and_rename(tmp_path: Path, terraform: TerraformFactory, emulator_clean: Emulator) -> None:
    vpc_id = make_by_hand(emulator_clean)
    run = terraform(synthesize(tmp_path, vpc_id, later=False), registry=PROVIDER_NAMED)
    run.init()
    taken = run.plan(tmp_path / "taken")
    assert imported(taken) == {"aws_vpc": vpc_id, "aws_s3_bucket": BUCKET, "aws_dynamodb_table": TABLE}
    assert {action for each in actions(taken).values() for action in each} <= {"create", "update", "no-op", "read"}
    run.apply(tmp_path / "taken")
    assert (second := run.plan()).is_empty, str(second)
    before = run.state_list()

    again = terraform(synthesize(tmp_path, vpc_id, later=True), registry=PROVIDER_NAMED)
    moved = again.plan(tmp_path / "moved")
    assert set(actions(moved).values()) <= {("no-op",), ("read",)}, str(moved)
    assert sum("previous_address" in change for change in moved.data["resource_changes"]) > 30
    again.apply(tmp_path / "moved")
    assert (last := again.plan()).is_empty, str(last)
    assert len(again.state_list()) == len(before)
    assert not {address for address in again.state_list() if "Documents" in address or "Orders" in address}

    body = emulator_clean.client("s3", THERE).get_object(Bucket=BUCKET, Key="contract")["Body"].read()
    assert body == b"kept"
    assert emulator_clean.client("dynamodb", HERE).get_item(TableName=TABLE, Key={"id": {"S": "kept"}})["Item"]
    again.destroy(refresh=False)
