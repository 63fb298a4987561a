from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from botocore.stub import Stubber

from .conftest import Account, Bus, Load

pytestmark = pytest.mark.xdist_group("emulator")

TASK = "arn:aws:dms:us-east-1:123456789012:task:SHOP"

Answers = Callable[..., None]


@pytest.fixture
def bus(account: Account) -> Bus:
    return Bus(account, "migration")


def environment(bus: str) -> dict[str, str]:
    return {
        "CLUSTER_ARN": "arn:aws:rds:us-east-1:123456789012:cluster:shop",
        "SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop",
        "DATABASE": "shop",
        "REPLICATION_TASK_ARN": TASK,
        "TABLES": json.dumps(["public.payments", "public.orders", "public.bad-name"]),
        "METRIC_NAMESPACE": "tap-dev/migration",
        "EVENT_BUS_NAME": bus,
    }


@pytest.fixture
def validation(
    load: Load,
    connected: Callable[[ModuleType], ModuleType],
    account: Account,
    bus: Bus,
) -> ModuleType:
    # moto remembers what a cluster answered to a statement.
    cluster = f"arn:aws:rds:us-east-1:123456789012:cluster:{account.name('shop')}"
    return connected(load("validation", **{**environment(bus.name), "CLUSTER_ARN": cluster}))


@pytest.fixture
def source(validation: ModuleType) -> Iterator[Stubber]:
    """What DMS answers: moto lacks DescribeTableStatistics."""
    with Stubber(validation._client("dms")) as stubber:
        yield stubber


@pytest.fixture
def target(account: Account) -> Answers:
    """`target(("7", "4711"), ...)`: rows and checksum of the tables that are asked for, in that order."""

    def prepare(*answers: tuple[str, str | None]) -> None:
        records = [
            [{"stringValue": rows}, {"stringValue": checksum} if checksum else {"isNull": True}]
            for rows, checksum in answers
        ]
        # moto takes from the end.
        body = {"results": [{"records": [record]} for record in reversed(records)]}
        url = f"{account.endpoint}/moto-api/static/rds-data/statement-results"
        urllib.request.urlopen(url, json.dumps(body).encode()).close()  # noqa: S310 -- loopback

    return prepare


def counted(table: str, **other: Any) -> dict[str, Any]:
    return {
        "SchemaName": "PUBLIC",
        "TableName": table,
        "FullLoadRows": 8,
        "Inserts": 1,
        "Deletes": 2,
        "FullLoadErrorRows": 0,
        "TableState": "Table completed",
        "ValidationState": "Validated",
        **other,
    }


def seen(stubber: Stubber, *tables: dict[str, Any], marker: str = "", following: str = "") -> None:
    asked = {"ReplicationTaskArn": TASK, **({"Marker": marker} if marker else {})}
    answer = {"TableStatistics": list(tables), **({"Marker": following} if following else {})}
    stubber.add_response("describe_table_statistics", answer, asked)


def statements(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The SQL that is sent from now on."""
    sent: list[str] = []
    original = module._client("rds-data").execute_statement

    def note(**arguments: Any) -> Any:
        sent.append(arguments["sql"])
        return original(**arguments)

    monkeypatch.setattr(module._client("rds-data"), "execute_statement", note)
    return sent


def test_tables_that_agree_pass(validation: ModuleType, source: Stubber, target: Answers, bus: Bus) -> None:
    seen(source, counted("payments"), following="more")
    seen(source, counted("ORDERS"), marker="more")
    target(("7", "4711"), ("7", "4712"))
    report = validation.handle({"tables": ["public.payments", "public.orders"]}, None)
    assert (report["status"], report["failed"], report["task"]) == ("passed", [], TASK)
    assert report["tables"]["public.payments"] == {
        "problems": [],
        "source_rows": 7,
        "target_rows": 7,
        "checksum": "4711",
        "validation_state": "Validated",
    }
    [event] = bus.received()
    detail = event["detail"]
    assert (detail["status"], detail["failed"]) == ("passed", [])


@pytest.mark.parametrize(
    ("table", "rows", "problems"),
    [
        ({}, "8", ["rows_differ"]),
        ({"ValidationState": "Pending records"}, "7", ["validation_pending"]),
        ({"ValidationState": "Not enabled"}, "7", ["not_validated"]),
        ({"ValidationState": "Mismatched records"}, "7", ["not_validated"]),
        ({"TableState": "Full load"}, "7", ["load_not_completed"]),
        ({"FullLoadErrorRows": 1}, "6", ["load_errors", "rows_differ"]),
    ],
)
def test_what_differs_is_named(
    table: dict[str, Any], rows: str, problems: list[str], validation: ModuleType, source: Stubber, target: Answers
) -> None:
    seen(source, counted("payments", **table))
    target((rows, "4711"))
    report = validation.handle({"tables": ["public.payments"]}, None)
    assert (report["status"], report["failed"]) == ("failed", ["public.payments"])
    assert report["tables"]["public.payments"]["problems"] == problems


def test_a_table_that_dms_does_not_know_fails(validation: ModuleType, source: Stubber, target: Answers) -> None:
    seen(source)
    target(("7", "4711"))
    found = validation.handle({"tables": ["public.payments"]}, None)["tables"]["public.payments"]
    assert (found["problems"], found["source_rows"], found["target_rows"]) == (["not_in_task"], None, 7)


def test_a_table_that_cannot_be_read_fails_and_the_others_are_compared(
    validation: ModuleType, source: Stubber, caplog: pytest.LogCaptureFixture
) -> None:
    seen(source, counted("payments"), counted("orders"))
    with Stubber(validation._client("rds-data")) as data:  # moto refuses no statement
        data.add_client_error("execute_statement", "StatementTimeoutException", "SELECT 1")
        data.add_response("execute_statement", {"records": [[{"stringValue": "7"}, {"stringValue": "1"}]]})
        report = validation.handle({"tables": ["public.payments", "public.orders"]}, None)
    first, second = report["tables"].values()
    assert (first["problems"], first["error"]) == (["target_unreadable"], "StatementTimeoutException")
    assert second["problems"] == []
    assert "SELECT 1" not in caplog.text


def test_checksums_of_the_source_are_compared(validation: ModuleType, source: Stubber, target: Answers) -> None:
    target(("7", "4711"))
    for checksum, problems in (("4711", []), ("4712", ["checksum_differs"])):
        seen(source, counted("payments"))
        event = {"tables": ["public.payments"], "source_checksums": {"public.payments": checksum}}
        assert validation.handle(event, None)["tables"]["public.payments"]["problems"] == problems


def test_checksums_can_be_left_out(
    validation: ModuleType, source: Stubber, target: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = statements(validation, monkeypatch)
    seen(source, counted("payments"))
    target(("7", None))
    report = validation.handle({"tables": ["public.payments"], "count_only": True}, None)
    assert report["tables"]["public.payments"]["checksum"] is None
    assert sent == ['SELECT count(*)::text, NULL::text FROM "public"."payments" AS r']


def test_a_table_named_twice_is_read_once(
    validation: ModuleType, source: Stubber, target: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = statements(validation, monkeypatch)
    seen(source, counted("payments"))
    target(("7", "4711"))
    validation.handle({"tables": ["public.payments"] * 2}, None)
    assert len(sent) == 1
    assert "md5(r::text)" in sent[0]


def test_it_counts_tables_and_failures(
    validation: ModuleType, source: Stubber, target: Answers, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    namespace = account.name("metrics")
    monkeypatch.setattr(validation, "METRIC_NAMESPACE", namespace)
    seen(source, counted("payments"))
    target(("8", "4711"))
    validation.handle({"tables": ["public.payments"]}, None)
    window = {"StartTime": datetime.now(UTC) - timedelta(hours=1), "EndTime": datetime.now(UTC) + timedelta(hours=1)}
    found = {
        name: account.client("cloudwatch").get_metric_statistics(
            Namespace=namespace, MetricName=name, Period=7200, Statistics=["Sum"], **window
        )["Datapoints"][0]["Sum"]
        for name in ("TablesChecked", "TablesFailed")
    }
    assert found == {"TablesChecked": 1, "TablesFailed": 1}


def test_a_bus_that_does_not_take_the_report_is_an_error(
    validation: ModuleType, source: Stubber, target: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen(source, counted("payments"))
    target(("7", "4711"))
    monkeypatch.setattr(validation._client("events"), "put_events", lambda **_: {"FailedEntryCount": 1})
    with pytest.raises(RuntimeError, match="did not take"):
        validation.handle({"tables": ["public.payments"]}, None)


def test_without_a_bus_nothing_is_sent(
    validation: ModuleType, source: Stubber, target: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validation, "EVENT_BUS_NAME", "")
    seen(source, counted("payments"))
    target(("7", "4711"))
    monkeypatch.setattr(validation, "_announce", None)
    assert validation.handle({"tables": ["public.payments"]}, None)["status"] == "passed"


def test_a_failure_of_dms_is_an_error(validation: ModuleType, source: Stubber) -> None:
    source.add_client_error("describe_table_statistics", "ResourceNotFoundFault")
    with pytest.raises(validation._client("dms").exceptions.ResourceNotFoundFault):
        validation.handle({"tables": ["public.payments"]}, None)


@pytest.mark.parametrize(
    "event",
    [
        [],
        {"table": "public.payments"},
        {"tables": []},
        {"tables": "public.payments"},
        {"tables": ["public.payments"] * 101},
        {"tables": ["public.users"]},
        {"tables": ['public.payments"; DROP TABLE payments; --']},
        {"tables": ["public.bad-name"]},
        {"tables": [{"name": "public.payments"}]},
        {"source_checksums": []},
        {"source_checksums": {"public.users": "1"}},
        {"tables": ["public.payments"], "source_checksums": {"public.payments": 1}},
        {"tables": ["public.payments"], "source_checksums": {"public.payments": "1; SELECT"}},
        {"tables": ["public.payments"], "count_only": "yes"},
        {"tables": ["public.payments"], "source_checksums": {"public.payments": "1"}, "count_only": True},
        {},  # takes in what is configured by mistake
    ],
    ids=lambda event: str(event)[:60],
)
def test_an_event_that_is_not_accepted_asks_nobody(event: Any, load: Load) -> None:
    validation = load("validation", **environment("shop"))
    with pytest.raises(validation.EventRefusedError):
        validation.handle(event, None)
