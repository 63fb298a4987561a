"""The runbook of a restore: its commands put a restored table in the old one's place, and Terraform takes it over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack

from lib.config.dynamodb import DynamodbConfig
from lib.constructs.dynamodb_global import DynamodbGlobal
from lib.constructs.encryption_key import EncryptionKey
from lib.naming import Names
from lib.provider import add_provider, require_versions
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory
from tests.aws_lines import call_of
from tests.pages import Block, blocks, split

from .conftest import EMULATED, PROVIDER_NAMED, keep_state_beside, take_provider

pytestmark = pytest.mark.terraform

REGION = "us-east-1"
NAMES = Names("tap", "prod", REGION)
TABLE, RESTORED = "tap-prod-payments", "tap-prod-payments-restored"


def synthesize(folder: Path) -> Path:
    """A table as production has it, but for its protection, which the runbook has deployed away."""
    app = App(outdir=str(folder))
    stack = TerraformStack(app, "data")
    require_versions(stack, EMULATED)
    keep_state_beside(stack)
    provider = add_provider(stack, REGION, tags={"Project": "shop"}, config=EMULATED)
    key = EncryptionKey(stack, "Key", purpose="data", names=NAMES)
    config = DynamodbConfig(
        hash_key="id", attributes={"id": "S"}, ttl_attribute="expires_at", deletion_protection=False
    )
    DynamodbGlobal(stack, "Payments", purpose="payments", key=key, config=config, names=NAMES, provider=provider)
    app.synth()
    take_provider(folder / "stacks")
    return folder / "stacks" / "data"


def run_block(block: Block, emulator: Emulator) -> None:
    for command in split(block.text, block.place, in_block=True):
        if command.words[0] == "aws":
            call = call_of(command.words)
            call.run(emulator.client(call.service, REGION))


def test_a_restored_table_takes_the_place_of_the_old_one(
    terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
) -> None:
    run = terraform(synthesize(tmp_path), registry=PROVIDER_NAMED)
    run.init()
    run.apply()
    dynamodb: Any = emulator_clean.client("dynamodb", REGION)
    dynamodb.put_item(TableName=TABLE, Item={"id": {"S": "1"}})
    restore, swap = (block for block in blocks("docs/restore.md", "sh") if "dynamodb" in block.text)

    run_block(restore, emulator_clean)
    assert dynamodb.scan(TableName=RESTORED)["Count"] == 1
    assert run.plan().is_empty

    dynamodb.delete_item(TableName=TABLE, Key={"id": {"S": "1"}})
    run_block(swap, emulator_clean)
    assert dynamodb.scan(TableName=TABLE)["Count"] == 1
    (change,) = run.plan(tmp_path / "change").changes
    assert change.address.startswith("aws_dynamodb_table.")
    assert change.actions == ("update",)

    run.apply(tmp_path / "change")
    after = run.plan()
    assert after.is_empty, str(after)
    dynamodb.delete_table(TableName=RESTORED)
    run.destroy(refresh=False)
    assert emulator_clean.leftovers() == []
