from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from .conftest import Account, Bus, Load

pytestmark = pytest.mark.xdist_group("emulator")

API, WILDCARD = "api.shop.net", "*.shop.net"
EVENT = {"reason": "checkout fails"}


class Scene:
    """A zone with two weighted records, a running task, and a bus."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.bus = Bus(account, "migration")
        self.parameter = f"/tap/{account.name('dev')}/migration-rollback"
        self.key = account.client("kms").create_key()["KeyMetadata"]["Arn"]
        made = account.client("route53").create_hosted_zone(Name="shop.net", CallerReference=account.name("zone"))
        self.zone = made["HostedZone"]["Id"].rpartition("/")[2]
        for name in (API, WILDCARD):
            for system, weight in (("old", 0), ("new", 200), ("canary", 5)):
                self.change("UPSERT", weighted(name, system, weight))
        self.change("UPSERT", weighted("www.shop.net", "old", 0))
        self.task = self._start_task()

    @property
    def environment(self) -> dict[str, str]:
        return {
            "REPLICATION_TASK_ARN": self.task,
            "HOSTED_ZONE_ID": self.zone,
            "RECORDS": json.dumps([{"name": name, "type": "A", "old": "old"} for name in (API, WILDCARD)]),
            "PARAMETER_NAME": self.parameter,
            "KEY_ARN": self.key,
            "EVENT_BUS_NAME": self.bus.name,
        }

    def change(self, action: str, record: dict[str, Any]) -> None:
        changes = [{"Action": action, "ResourceRecordSet": record}]
        self._account.client("route53").change_resource_record_sets(
            HostedZoneId=self.zone, ChangeBatch={"Changes": changes}
        )

    def records(self, name: str) -> dict[str, dict[str, Any]]:
        found = self._account.client("route53").list_resource_record_sets(HostedZoneId=self.zone)["ResourceRecordSets"]
        # AWS writes an asterisk as a number, moto as it was given.
        mine = (record for record in found if record["Name"].replace("\\052", "*") == f"{name}.")
        return {record["SetIdentifier"]: record for record in mine}

    def weights(self, name: str) -> dict[str, int]:
        return {identifier: record["Weight"] for identifier, record in self.records(name).items()}

    def status(self) -> str:
        mine = [{"Name": "replication-task-arn", "Values": [self.task]}]
        found = self._account.client("dms").describe_replication_tasks(Filters=mine)["ReplicationTasks"]
        return str(found[0]["Status"])

    def note(self) -> Any:
        found = self._account.client("ssm").get_parameter(Name=self.parameter, WithDecryption=True)["Parameter"]
        assert found["Type"] == "SecureString"
        assert len(found["Value"]) <= 4096
        return json.loads(found["Value"])

    def _start_task(self) -> str:
        dms, name = self._account.client("dms"), self._account.name("shop")
        ends = {
            f"{kind.capitalize()}EndpointArn": dms.create_endpoint(
                EndpointIdentifier=f"{name}-{kind}", EndpointType=kind, EngineName="postgres"
            )["Endpoint"]["EndpointArn"]
            for kind in ("source", "target")
        }
        instance = dms.create_replication_instance(
            ReplicationInstanceIdentifier=name, ReplicationInstanceClass="dms.t3.medium"
        )["ReplicationInstance"]
        arn: str = dms.create_replication_task(
            ReplicationTaskIdentifier=name,
            ReplicationInstanceArn=instance["ReplicationInstanceArn"],
            MigrationType="cdc",
            TableMappings="{}",
            **ends,
        )["ReplicationTask"]["ReplicationTaskArn"]
        dms.start_replication_task(ReplicationTaskArn=arn, StartReplicationTaskType="start-replication")
        return arn


@pytest.fixture
def scene(account: Account) -> Scene:
    return Scene(account)


@pytest.fixture
def rollback(load: Load, connected: Callable[[ModuleType], ModuleType], scene: Scene) -> ModuleType:
    return connected(load("rollback", **scene.environment))


def weighted(name: str, system: str, weight: int) -> dict[str, Any]:
    address = {"old": "192.0.2.1", "new": "192.0.2.2", "canary": "192.0.2.3"}[system]
    return {
        "Name": name,
        "Type": "A",
        "SetIdentifier": system,
        "Weight": weight,
        "TTL": 60,
        "ResourceRecords": [{"Value": address}],
    }


def failing(module: ModuleType, monkeypatch: pytest.MonkeyPatch, service: str, operation: str, code: str) -> None:
    def fail(**arguments: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, operation)

    monkeypatch.setattr(module._client(service), operation, fail)


def test_all_traffic_goes_back_and_the_task_stops(rollback: ModuleType, scene: Scene) -> None:
    before = scene.records(API)
    report = rollback.handle(EVENT, None)
    assert report["changed_records"] == [API, WILDCARD]
    assert report["task"] == "stopping"
    for name in (API, WILDCARD):
        assert scene.weights(name) == {"old": 100, "new": 0, "canary": 0}
    after = scene.records(API)
    assert {name: {**record, "Weight": 0} for name, record in before.items()} == {
        name: {**record, "Weight": 0} for name, record in after.items()
    }
    assert scene.status() == "stopped"
    assert scene.note() == {name: report[name] for name in ("rolled_back_at", "reason", "task")}


def test_a_second_time_changes_nothing_and_says_so(
    rollback: ModuleType, monkeypatch: pytest.MonkeyPatch, scene: Scene
) -> None:
    rollback.handle(EVENT, None)
    failing(rollback, monkeypatch, "route53", "change_resource_record_sets", "AccessDenied")
    failing(rollback, monkeypatch, "dms", "stop_replication_task", "AccessDenied")
    report = rollback.handle({"reason": " once more "}, None)
    assert (report["changed_records"], report["task"], report["failures"]) == ([], "stopped", {})
    assert scene.note()["reason"] == "once more"


def test_a_weight_that_the_old_system_has_is_kept(rollback: ModuleType, scene: Scene) -> None:
    scene.change("UPSERT", weighted(API, "old", 7))
    rollback.handle(EVENT, None)
    assert scene.weights(API)["old"] == 7


def test_other_records_stay_as_they_are(rollback: ModuleType, scene: Scene) -> None:
    report = rollback.handle({**EVENT, "records": [API], "hosted_zone_id": scene.zone}, None)
    assert report["changed_records"] == [API]
    assert scene.weights(WILDCARD)["new"] == 200
    assert scene.weights("www.shop.net") == {"old": 0}


@pytest.mark.parametrize(
    "event",
    [
        "reason",
        {},
        {"reason": ""},
        {"reason": "   "},
        {"reason": "x" * 301},
        {"reason": "two\nlines"},
        {"reason": 1},
        {**EVENT, "force": True},
        {**EVENT, "hosted_zone_id": "Z0OTHER"},
        {**EVENT, "records": ["www.shop.net"]},
        {**EVENT, "records": [API, "other.net"]},
        {**EVENT, "records": []},
        {**EVENT, "records": API},
        {**EVENT, "records": [{"name": API}]},
    ],
    ids=lambda event: str(event)[:60],
)
def test_an_event_that_is_not_accepted_asks_nobody(event: Any, load: Load) -> None:
    records = json.dumps([{"name": API, "type": "A", "old": "old"}])
    names = ("REPLICATION_TASK_ARN", "PARAMETER_NAME", "KEY_ARN")
    rollback = load("rollback", HOSTED_ZONE_ID="Z0MINE", RECORDS=records, **dict.fromkeys(names, "x"))
    with pytest.raises(rollback.EventRefusedError):
        rollback.handle(event, None)


def test_traffic_goes_back_even_if_the_task_does_not_stop(
    rollback: ModuleType, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(rollback, monkeypatch, "dms", "stop_replication_task", "InvalidResourceStateFault")
    with pytest.raises(rollback.RollbackIncompleteError) as caught:
        rollback.handle(EVENT, None)
    assert json.loads(str(caught.value)) == {"task": "InvalidResourceStateFault"}
    assert scene.weights(API)["old"] == 100
    assert scene.note()["reason"] == "checkout fails"


def test_one_record_does_not_hold_up_the_others(
    rollback: ModuleType, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollback, "RECORDS", ({**rollback.RECORDS[0], "old": "older"}, rollback.RECORDS[1]))
    with pytest.raises(rollback.RollbackIncompleteError, match=r"record api\.shop\.net A.*no weighted record older"):
        rollback.handle(EVENT, None)
    assert scene.weights(API) == {"old": 0, "new": 200, "canary": 5}
    assert scene.weights(WILDCARD)["old"] == 100
    assert scene.status() == "stopped"


def test_records_that_are_not_weighted_are_left_alone(rollback: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = {"Name": f"{API}.", "Type": "A", "SetIdentifier": "old", "Failover": "PRIMARY", "ResourceRecords": []}
    monkeypatch.setattr(rollback, "_record_sets", lambda wanted: iter([plain]))
    with pytest.raises(rollback.RollbackIncompleteError, match="no weighted record"):
        rollback.handle({**EVENT, "records": [API]}, None)


def test_records_on_several_pages_are_all_changed(rollback: ModuleType, scene: Scene) -> None:
    # A page has 300 records, which nobody wants to make.
    new, old = ({**weighted(API, system, 1), "Name": f"{API}."} for system in ("new", "old"))
    start = {"HostedZoneId": scene.zone, "StartRecordName": API, "StartRecordType": "A"}
    following = {"NextRecordName": f"{API}.", "NextRecordType": "A", "NextRecordIdentifier": "old"}
    with Stubber(rollback._client("route53")) as route53:
        for found, asked, rest in (
            (new, start, {"IsTruncated": True, **following}),
            (old, {**start, "StartRecordName": f"{API}.", "StartRecordIdentifier": "old"}, {"IsTruncated": False}),
        ):
            answer = {"ResourceRecordSets": [found], "MaxItems": "1", **rest}
            route53.add_response("list_resource_record_sets", answer, asked)
        changes = [
            {"Action": "UPSERT", "ResourceRecordSet": record} for record in ({**new, "Weight": 0}, {**old, "Weight": 1})
        ]
        batch = {"HostedZoneId": scene.zone, "ChangeBatch": {"Comment": "rollback", "Changes": changes}}
        done = {"ChangeInfo": {"Id": "1", "Status": "PENDING", "SubmittedAt": datetime.now(UTC)}}
        route53.add_response("change_resource_record_sets", done, batch)
        assert rollback.handle({**EVENT, "records": [API]}, None)["changed_records"] == [API]
        route53.assert_no_pending_responses()


@pytest.mark.parametrize("gone", [True, False])
def test_a_task_that_is_gone_is_stopped_enough(
    gone: bool, rollback: ModuleType, scene: Scene, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.client("dms").delete_replication_task(ReplicationTaskArn=scene.task)
    if gone:  # AWS answers with an error, moto with nothing
        failing(rollback, monkeypatch, "dms", "describe_replication_tasks", "ResourceNotFoundFault")
    assert rollback.handle(EVENT, None)["task"] == "gone"


def test_other_failures_of_dms_are_told(rollback: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(rollback, monkeypatch, "dms", "describe_replication_tasks", "AccessDeniedException")
    with pytest.raises(rollback.RollbackIncompleteError, match="AccessDeniedException"):
        rollback.handle(EVENT, None)


def test_a_bus_that_does_not_take_it_is_told(rollback: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollback._client("events"), "put_events", lambda **_: {"FailedEntryCount": 1})
    with pytest.raises(rollback.RollbackIncompleteError, match="event bus did not take it"):
        rollback.handle(EVENT, None)


def test_without_a_bus_nothing_is_sent(rollback: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollback, "EVENT_BUS_NAME", "")
    monkeypatch.setattr(rollback, "_announce", None)
    assert rollback.handle(EVENT, None)["failures"] == {}


def test_the_longest_reason_has_room_in_the_parameter(rollback: ModuleType, scene: Scene) -> None:
    reason = "\U0001f525" * 300
    rollback.handle({"reason": reason}, None)
    assert scene.note()["reason"] == reason
    [event] = scene.bus.received()
    assert (event["detail-type"], event["detail"]["reason"]) == ("MigrationRolledBack", reason)
