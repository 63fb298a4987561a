"""Events and configuration of two regions in one stack: from nothing, changed in place, and back to nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack

from lib import (
    CrossRegionRole,
    EncryptionKey,
    EventBus,
    EventBusConfig,
    EventReplication,
    Names,
    ParameterConfig,
    Parameters,
    ParametersConfig,
    Queue,
    QueueConfig,
    ReplicatedSecret,
    SecretConfig,
    Sender,
)
from lib.provider import add_provider, require_versions
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory

from .conftest import EMULATED, PROVIDER_NAMED, keep_state_beside, take_provider

pytestmark = pytest.mark.terraform

PRIMARY, SECONDARY = "us-east-1", "us-west-2"
NAMES = Names("tap", "ev")
TOKEN = "given-to-one-run-only"
TOPIC = f"arn:aws:sns:{PRIMARY}:123456789012:orders"


def write(folder: Path, *, version: int = 1, log_level: str = "info", archive_days: int = 30) -> Path:
    app = App(outdir=str(folder))
    stack = TerraformStack(app, "events")
    require_versions(stack, EMULATED)
    keep_state_beside(stack)
    keys, buses, parameters = {}, {}, {}
    for region, alias in ((PRIMARY, None), (SECONDARY, "secondary")):
        common: dict[str, Any] = {
            "names": NAMES,
            "provider": add_provider(stack, region, alias=alias, tags={"Environment": "ev"}, config=EMULATED),
        }
        keys[region] = EncryptionKey(
            stack, f"Key-{region}", purpose="events", users=["events", "logs", "sns"], **common
        )
        undelivered = Queue(
            stack,
            f"Undelivered-{region}",
            purpose="undelivered",
            key=keys[region],
            config=QueueConfig(retention_seconds=14 * 24 * 3600),
            **common,
        )
        buses[region] = EventBus(
            stack,
            f"Bus-{region}",
            purpose="events",
            key=keys[region],
            dead_letters=undelivered,
            config=EventBusConfig(archive_days=archive_days, log_retention_days=365, accounts=("210987654321",)),
            **common,
        )
        parameters[region] = Parameters(
            stack,
            f"Parameters-{region}",
            config=ParametersConfig(
                entries={
                    "web/log-level": ParameterConfig(value=log_level, description="How much is logged"),
                    "web/zones": ParameterConfig(value=("a", "b")),
                    "web/api-token": ParameterConfig(variable="api_token", version=version),
                }
            ),
            key=keys[region],
            **common,
        )
    EventReplication(stack, "Replication", primary=buses[PRIMARY], secondary=buses[SECONDARY])
    here: dict[str, Any] = {"names": NAMES, "provider": buses[PRIMARY].location.provider}
    orders = Queue(
        stack,
        "Orders",
        purpose="orders",
        key=keys[PRIMARY],
        senders=[Sender("sns", [TOPIC])],
        config=QueueConfig(max_receive_count=5),
        **here,
    )
    buses[PRIMARY].add_rule("orders", pattern={"source": ["shop.orders"]}, target=orders)
    sources: dict[str, dict[str, Any]] = {
        "generated": {},
        "given": {"value": "variable", "variable": "api_token"},
        "elsewhere": {"value": "elsewhere", "version": 1},
    }
    secrets = [
        ReplicatedSecret(
            stack,
            name.capitalize(),
            purpose=name,
            key=keys[PRIMARY],
            replicas={SECONDARY: keys[SECONDARY]},
            config=SecretConfig.model_validate({"recovery_days": 0, "version": version, **source}),
            **here,
        )
        for name, source in sources.items()
    ]
    CrossRegionRole(
        stack,
        "Role",
        services=["lambda", "events"],
        buses=list(buses.values()),
        parameters=list(parameters.values()),
        secrets=secrets,
        keys=list(keys.values()),
        **here,
    )
    app.synth()
    take_provider(folder / "stacks")
    return folder / "stacks" / "events"


def test_apply_an_empty_second_plan_a_change_in_place_and_destroy_to_nothing(
    terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
) -> None:
    run = terraform(write(tmp_path), registry=PROVIDER_NAMED)
    run.init()
    run.environment = {**run.environment, "TF_VAR_api_token": TOKEN}
    run.apply()
    run.environment = {name: value for name, value in run.environment.items() if name != "TF_VAR_api_token"}
    second = run.plan()  # without the token, which only the run that writes it needs
    assert second.is_empty, str(second)

    first_value = secret_values(emulator_clean, "generated")
    assert len(first_value[PRIMARY]) == 32
    assert first_value[PRIMARY] == first_value[SECONDARY]
    assert set(secret_values(emulator_clean, "given").values()) == {TOKEN}
    look_at_what_is_there(emulator_clean, archive_days=30, log_level="info")
    send_from_both_sides_and_see_each_event_once(emulator_clean)

    write(tmp_path, version=2, log_level="debug", archive_days=7)
    run.environment = {**run.environment, "TF_VAR_api_token": f"{TOKEN}-2"}
    changes = run.plan(out=tmp_path / "changes")
    replaced = {change.address.split(".")[0] for change in changes.changes if "delete" in change.actions}
    assert replaced == {"aws_secretsmanager_secret_version"}, str(changes)  # the provider knows no other way
    assert not [change for change in changes.changes if tuple(change.actions) == ("create",)], str(changes)
    run.apply(plan=tmp_path / "changes")
    assert run.plan().is_empty
    second_value = secret_values(emulator_clean, "generated")
    assert second_value[PRIMARY] != first_value[PRIMARY]
    assert second_value[PRIMARY] == second_value[SECONDARY]
    assert set(secret_values(emulator_clean, "given").values()) == {f"{TOKEN}-2"}
    look_at_what_is_there(emulator_clean, archive_days=7, log_level="debug")

    written = {
        "the stack": (run.folder / "cdk.tf.json").read_text(encoding="utf-8"),
        "the state": run.run("state", "pull"),
        "the plan": run.run("show", "-json", str(tmp_path / "changes")),
    }
    for place, text in written.items():
        for secret in (first_value[PRIMARY], second_value[PRIMARY], TOKEN):
            assert secret not in text, place

    run.destroy(refresh=False)
    assert emulator_clean.leftovers() == []


def secret_values(emulator: Emulator, name: str) -> dict[str, str]:
    return {
        region: emulator.client("secretsmanager", region).get_secret_value(SecretId=f"tap/ev/{name}")["SecretString"]
        for region in (PRIMARY, SECONDARY)
    }


def look_at_what_is_there(emulator: Emulator, *, archive_days: int, log_level: str) -> None:
    for region, other in ((PRIMARY, SECONDARY), (SECONDARY, PRIMARY)):
        events = emulator.client("events", region)
        assert events.describe_archive(ArchiveName="tap-ev-events")["RetentionDays"] == archive_days
        rule = f"tap-ev-events-to-{other}"
        found = events.describe_rule(Name=rule, EventBusName="tap-ev-events")
        assert json.loads(found["EventPattern"])["region"] == [region]
        (target,) = events.list_targets_by_rule(Rule=rule, EventBusName="tap-ev-events")["Targets"]
        assert target["Arn"] == f"arn:aws:events:{other}:123456789012:event-bus/tap-ev-events"
        assert target["DeadLetterConfig"]["Arn"] == f"arn:aws:sqs:{region}:123456789012:tap-ev-undelivered"
        parameters = emulator.client("ssm", region).get_parameters_by_path(Path="/tap/ev", Recursive=True)["Parameters"]
        assert {each["Name"]: each["Value"] for each in parameters if each["Type"] != "SecureString"} == {
            "/tap/ev/web/log-level": log_level,
            "/tap/ev/web/zones": "a,b",
        }


def send_from_both_sides_and_see_each_event_once(emulator: Emulator) -> None:
    for region in (PRIMARY, SECONDARY):
        entry = {"Source": "shop.orders", "DetailType": "placed", "Detail": "{}", "EventBusName": "tap-ev-events"}
        assert emulator.client("events", region).put_events(Entries=[entry])["FailedEntryCount"] == 0
    for region in (PRIMARY, SECONDARY):
        logged = emulator.client("logs", region).filter_log_events(logGroupName="/aws/events/tap/ev/events")["events"]
        assert sorted(json.loads(each["message"])["region"] for each in logged) == [PRIMARY, SECONDARY], region
    sqs = emulator.client("sqs", PRIMARY)
    url = sqs.get_queue_url(QueueName="tap-ev-orders")["QueueUrl"]
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert sorted(json.loads(each["Body"])["region"] for each in messages) == [PRIMARY, SECONDARY]
