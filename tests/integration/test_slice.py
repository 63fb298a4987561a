"""Two regions with everything on: the real Terraform and provider, from nothing and back to nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cdktf import App

from lib.merging import merged
from lib.settings import TapSettings
from lib.tap_stack import TapStack
from lib.testing.deployed import Deployed
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory
from lib.testing.terraform import TerraformError
from tests.aws_lines import call_of
from tests.pages import commands

from .changes import assert_data_stays, every_change
from .conftest import FREE, PROVIDER_NAMED, ROOT, Synthesize, assert_as_prepared, take_provider
from .deployed_checks import check_all

pytestmark = pytest.mark.terraform

REGION = "us-east-1"


@pytest.mark.parametrize("suffix", ["full", "test"])
def test_apply_an_empty_second_plan_and_destroy_to_nothing(
    suffix: str, synthesize: Synthesize, terraform: TerraformFactory, emulator: Emulator, states: str
) -> None:
    changes = every_change(lambda tree: settings_of(suffix, states, emulator, tree)) if suffix == "full" else {}
    stacks = synthesize(
        "tap.py",
        {"ENVIRONMENT_SUFFIX": suffix, "TERRAFORM_STATE_BUCKET": states, "AWS_ENDPOINT_URL": emulator.endpoint},
    )
    run = terraform(stacks / f"TapStack{suffix}", registry=PROVIDER_NAMED)
    run.init()
    run.validate()
    run.apply()
    second = run.plan()
    assert second.is_empty, str(second)
    outputs = run.outputs()
    assert outputs["environment_suffix"] == suffix
    for region, vpc in (("us-east-1", "vpc_id"), ("us-west-2", "secondary_vpc_id")):
        (found,) = emulator.client("ec2", region).describe_vpcs(VpcIds=[outputs[vpc]])["Vpcs"]
        tags = {tag["Key"]: tag["Value"] for tag in found["Tags"]}
        assert (tags["Environment"], tags["Name"]) == (suffix, f"tap-{suffix}-vpc")
    check_all(Deployed(outputs, emulator.client, is_aws=False))
    assert_no_secret_stands_anywhere(emulator, states, stacks / f"TapStack{suffix}", outputs)
    if suffix == "full":
        migrate_as_the_runbook_says(emulator, outputs)
        with pytest.raises(TerraformError, match="Instance cannot be destroyed"):
            run.destroy(refresh=False)
    if changes:
        resynthesize(settings_of(suffix, states, emulator, merged(changes, FREE)), run.folder)
        assert_data_stays(run.plan())
    # Without its protection, as docs/teardown.md has it before a destroy.
    resynthesize(settings_of(suffix, states, emulator, FREE), run.folder)
    run.apply()
    run.destroy(refresh=False)
    assert_as_prepared(emulator)


def settings_of(suffix: str, states: str, emulator: Emulator, above: Mapping[str, Any]) -> TapSettings:
    """The environment's settings, with others above them."""
    environ = {"TERRAFORM_STATE_BUCKET": states, "AWS_ENDPOINT_URL": emulator.endpoint}
    return TapSettings.load(suffix, root=ROOT, environ=environ, **above)


def resynthesize(settings: TapSettings, folder: Path) -> None:
    """Puts the environment with other settings into the folder of its stack."""
    app = App(outdir=str(folder.parent.parent))
    TapStack(app, folder.name, settings=settings)
    app.synth()
    take_provider(folder.parent)


def migrate_as_the_runbook_says(emulator: Emulator, outputs: Mapping[str, Any]) -> None:
    """The commands of docs/migrate.md, but for what the emulator has not: statistics of tables."""
    dms = emulator.client("dms", REGION)
    (instance,) = dms.describe_replication_instances()["ReplicationInstances"]
    (task,) = dms.describe_replication_tasks()["ReplicationTasks"]
    source = next(one for one in dms.describe_endpoints()["Endpoints"] if one["EndpointType"].lower() == "source")
    known = {
        **{f"{{{name}}}": value for name, value in outputs.items()},
        "ReplicationInstanceArn": instance["ReplicationInstanceArn"],
        "ReplicationTaskArn": task["ReplicationTaskArn"],
        "EndpointArn": source["EndpointArn"],
    }
    assert task["Status"] == "ready"
    done = []
    for command in commands("docs/migrate.md"):
        if command.words[0] == "aws" and command.words[2] != "describe-table-statistics":
            call = call_of(command.words)
            given = {key: known.get(str(value), known.get(key, value)) for key, value in call.arguments.items()}
            call._replace(arguments=given).run(emulator.client(call.service, REGION))
            done.append(call.operation)
    assert done == ["invoke", "invoke", "test_connection", "describe_connections", "start_replication_task"]
    assert dms.describe_replication_tasks()["ReplicationTasks"][0]["Status"] == "running"
    dms.stop_replication_task(ReplicationTaskArn=task["ReplicationTaskArn"])  # as the function would, were it run


def assert_no_secret_stands_anywhere(emulator: Emulator, states: str, folder: Path, outputs: Mapping[str, Any]) -> None:
    """Neither in the JSON, nor in the state in its bucket, in outputs, or in anything that the runs left behind."""
    found = secrets_of(emulator)
    assert len(found) >= 2
    s3 = emulator.client("s3")
    texts = {"outputs": json.dumps(outputs).encode()}
    for version in s3.list_object_versions(Bucket=states)["Versions"]:
        body = s3.get_object(Bucket=states, Key=version["Key"], VersionId=version["VersionId"])["Body"].read()
        texts[f"{version['Key']} {version['VersionId']}"] = body
    texts |= {
        str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file() and ".terraform" not in file.parts
    }
    for place, text in texts.items():
        assert not [name for name, value in found.items() if value.encode() in text], place


def secrets_of(emulator: Emulator) -> dict[str, str]:
    """The passwords that are kept in Secrets Manager."""
    client = emulator.client("secretsmanager", REGION)
    names = [secret["Name"] for secret in client.list_secrets()["SecretList"]]
    return {name: json.loads(client.get_secret_value(SecretId=name)["SecretString"])["password"] for name in names}
