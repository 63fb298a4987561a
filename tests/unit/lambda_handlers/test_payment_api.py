from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from .conftest import BODY, KEY, Bus, Load, Table, payment, request

pytestmark = pytest.mark.xdist_group("emulator")

Post = Callable[..., dict[str, Any]]


@pytest.fixture
def alone(load: Load) -> ModuleType:
    """The function with nobody to ask: it fails where it would."""
    return load("payment_api", TABLE_NAME="payments", EVENT_BUS_NAME="shop")


@pytest.fixture
def post(api: ModuleType) -> Post:
    return lambda *arguments, **named: dict(api.handle(payment(*arguments, **named), None))


def content(answer: dict[str, Any]) -> Any:
    return json.loads(answer["body"])


def failing(module: ModuleType, monkeypatch: pytest.MonkeyPatch, service: str, operation: str, error: Any) -> None:
    """From now on an operation of a service raises, or answers with, something else."""

    def fail(**arguments: Any) -> Any:
        if isinstance(error, Exception):
            raise error
        return error

    monkeypatch.setattr(module._client(service), operation, fail)


def test_a_payment_is_recorded_announced_and_shown(api: ModuleType, post: Post, table: Table, bus: Bus) -> None:
    answer = post()
    made = content(answer)
    assert (answer["statusCode"], answer["statusDescription"]) == (201, "201 Created")
    assert answer["isBase64Encoded"] is False
    assert answer["headers"]["cache-control"] == "no-store"
    assert {name: made[name] for name in BODY} == BODY
    assert set(made) == {*BODY, "id", "created_at"}
    assert [event["detail"] for event in bus.received()] == [made]
    [item] = table.items()
    assert "event_pending" not in item
    shown = api.handle(request("GET", answer["headers"]["location"]), None)
    assert (shown["statusCode"], content(shown)) == (200, made)


def test_a_repetition_makes_nothing_and_gets_the_same_answer(post: Post, table: Table, bus: Bus) -> None:
    first, repeated = post(), post({"currency": "EUR", "reference": "order 17", "amount": 1999})
    assert (first["statusCode"], repeated["statusCode"]) == (201, 200)
    assert first["body"] == repeated["body"]
    assert len(table.items()) == len([event["detail"] for event in bus.received()]) == 1


def test_a_key_is_good_for_one_payment(post: Post, table: Table, bus: Bus) -> None:
    post()
    answer = post({**BODY, "amount": 2000})
    assert (answer["statusCode"], content(answer)["error"]["code"]) == (409, "key_reused")
    assert table.items()[0]["amount"] == {"N": "1999"}


def test_the_key_cannot_be_told_from_the_payment(post: Post, table: Table, bus: Bus) -> None:
    assert KEY not in json.dumps([post(), table.items()])


def test_a_reference_may_be_left_out(post: Post) -> None:
    assert content(post({"amount": 1, "currency": "JPY"}))["reference"] == ""


def test_a_body_may_be_encoded(api: ModuleType) -> None:
    event = request("POST", "/payments", base64.b64encode(json.dumps(BODY).encode()).decode(), encoded=True)
    event["headers"] = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": KEY}
    assert api.handle(event, None)["statusCode"] == 201


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '{"amount": 1}',
        '{"amount": 1, "currency": "EUR", "admin": true}',
        '{"amount": 1, "amount": 2, "currency": "EUR"}',
        "[" * 8000,
        '{"amount": ' + "1" * 5000 + ', "currency": "EUR"}',
        '{"amount": NaN, "currency": "EUR"}',
        {**BODY, "amount": 0},
        {**BODY, "amount": -1},
        {**BODY, "amount": 19.99},
        {**BODY, "amount": True},
        {**BODY, "amount": "1999"},
        {**BODY, "amount": 10**12 + 1},
        {**BODY, "currency": "eur"},
        {**BODY, "currency": "XXX"},
        {**BODY, "currency": ["EUR"]},
        {**BODY, "reference": "x" * 141},
        {**BODY, "reference": "two\nlines"},
        {**BODY, "reference": {"S": "x"}},
    ],
    ids=lambda body: str(body)[:40],
)
def test_what_is_no_payment_is_refused(body: Any, alone: ModuleType) -> None:
    answer = alone.handle(payment(body), None)
    assert (answer["statusCode"], content(answer)["error"]["code"]) == (400, "invalid")


@pytest.mark.parametrize("key", ["", "short", "x" * 129, "has blanks in it, many", "'; DROP TABLE payments; --"])
def test_a_key_that_is_none_is_refused(key: str, alone: ModuleType) -> None:
    assert alone.handle(payment(key=key), None)["statusCode"] == 400


def test_other_content_is_refused(alone: ModuleType) -> None:
    assert alone.handle(payment(content_type="text/xml"), None)["statusCode"] == 415


@pytest.mark.parametrize("encoded", [False, True])
def test_a_body_that_is_too_large_is_refused(encoded: bool, alone: ModuleType) -> None:
    body = "x" * 8193
    event = request("POST", "/payments", base64.b64encode(body.encode()).decode() if encoded else body, encoded=encoded)
    answer = alone.handle(event, None)
    assert (answer["statusCode"], content(answer)["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(("body", "encoded"), [("not base64!", True), ("\ud800", False)])
def test_a_body_that_cannot_be_read_is_refused(body: str, encoded: bool, alone: ModuleType) -> None:
    assert alone.handle(request("POST", "/payments", body, encoded=encoded), None)["statusCode"] == 400


def test_a_body_that_is_not_utf_8_is_refused(alone: ModuleType) -> None:
    event = request("POST", "/payments", base64.b64encode(b'{"amount": 1, "currency": "\xff"}').decode(), encoded=True)
    event["headers"] = {"content-type": "application/json", "idempotency-key": KEY}
    assert alone.handle(event, None)["statusCode"] == 400


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/health", 200, None),
        ("POST", "/health", 405, "GET"),
        ("GET", "/payments/", 405, "POST"),
        ("DELETE", f"/payments/{'0' * 32}", 405, "GET"),
        ("GET", f"/payments/{'0' * 32}", 404, None),
        ("GET", "/payments/..", 404, None),
        ("GET", f"/payments/{'x' * 5000}", 404, None),
        ("GET", "/admin", 404, None),
    ],
)
def test_paths_and_methods(method: str, path: str, status: int, allow: str | None, api: ModuleType) -> None:
    answer = api.handle(request(method, path), None)
    assert (answer["statusCode"], answer["headers"].get("allow")) == (status, allow)


def test_health_asks_no_other_service(alone: ModuleType) -> None:
    assert content(alone.handle(request("GET", "/health"), None)) == {"status": "ok"}


def test_what_was_not_announced_is_announced_by_the_repetition(
    api: ModuleType, post: Post, table: Table, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        failing(api, broken, "events", "put_events", {"FailedEntryCount": 1})
        answer = post()
        assert (answer["statusCode"], answer["headers"]["retry-after"]) == (503, "1")
        assert content(answer)["error"]["code"] == "not_announced"
    [item] = table.items()
    assert item["event_pending"] == {"BOOL": True}
    assert post()["statusCode"] == 200
    assert len([event["detail"] for event in bus.received()]) == 1
    assert post()["statusCode"] == 200
    assert [event["detail"] for event in bus.received()] == []


def test_an_announcement_that_cannot_be_noted_is_repeated(
    api: ModuleType,
    post: Post,
    table: Table,
    bus: Bus,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with monkeypatch.context() as broken:
        failing(api, broken, "dynamodb", "update_item", ReadTimeoutError(endpoint_url="x"))
        assert post()["statusCode"] == 201
    [record] = [record for record in caplog.records if record.getMessage() == "announcement not noted"]
    assert vars(record)["cause"] == "ReadTimeoutError"
    post()
    assert len([event["detail"] for event in bus.received()]) == 2


def test_a_payment_that_was_deleted_since_is_not_made_again(
    api: ModuleType, post: Post, table: Table, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    post()
    failing(api, monkeypatch, "dynamodb", "get_item", {})
    assert content(post())["error"]["code"] == "gone"


def test_a_service_that_fails_is_no_fault_of_the_client(
    api: ModuleType, post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    error = ClientError({"Error": {"Code": "ThrottlingException", "Message": "order 17"}}, "PutItem")
    failing(api, monkeypatch, "dynamodb", "put_item", error)
    answer = post()
    assert (answer["statusCode"], content(answer)["error"]["code"]) == (503, "unavailable")
    assert "order 17" not in answer["body"] + caplog.text


def test_logs_have_neither_key_nor_content(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="handler")
    made = content(post())
    post({**BODY, "currency": "Secret"})
    records = [record for record in caplog.records if record.name == "handler"]
    assert [record.getMessage() for record in records] == ["payment taken", "request refused"]
    assert vars(records[0])["payment_id"] == made["id"]
    written = " ".join(str(vars(record)) for record in records)
    assert not [text for text in (KEY, "order 17", "Secret") if text in written]
