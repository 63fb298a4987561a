"""Whatever is sent to the function that takes payments: a right answer, one payment for a key, nothing in the log."""

from __future__ import annotations

import base64
import json
import logging
from types import ModuleType
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from .conftest import BODY, Account, Bus, Table, payment, request
from .hostile import ANYTHING, MEGABYTE, SCALARS, TEXTS, said

pytestmark = pytest.mark.xdist_group("emulator")

CARD = "4111 1111 1111 1111"
BLAMED = {400, 404, 405, 409, 413, 415}


def base64_text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


# All that the log may say beside its message, and how.
LOGGED = {"status": r"\d{3}", "code": r"[a-z_]+", "payment_id": r"[0-9a-f]{32}", "repeated": r"True|False"}

FIELDS = st.fixed_dictionaries(
    {"amount": SCALARS, "currency": st.one_of(st.just("EUR"), SCALARS)},
    optional={"reference": st.one_of(st.just(CARD), SCALARS), "admin": SCALARS},
)
TEXT_BODIES = st.one_of(
    FIELDS.map(json.dumps),
    ANYTHING.map(json.dumps),
    TEXTS,
    st.sampled_from(["[" * 8000, '{"a":' * 1300, "1" * 8000, '{"amount": 1e999, "currency": "EUR"}', "x" * MEGABYTE]),
)
# Of each part of a request what is right, and what may stand there instead.
PARTS = {
    "httpMethod": ("POST", st.one_of(st.sampled_from(["GET", "HEAD", "TRACE"]), SCALARS)),
    "path": (
        "/payments",
        st.one_of(
            st.sampled_from(["/payments/", "/health", f"/payments/{'0' * 32}", "/payments/" + "x" * MEGABYTE]),
            TEXTS.map(lambda text: f"/payments/{text}"),
            SCALARS,
        ),
    ),
    "headers": (
        payment()["headers"],
        st.one_of(
            st.fixed_dictionaries({"content-type": st.just("application/json"), "Idempotency-Key": TEXTS}),
            st.fixed_dictionaries({"content-type": SCALARS}),
            ANYTHING,
        ),
    ),
    "body": (json.dumps(BODY), st.one_of(TEXT_BODIES, st.binary(max_size=200).map(base64_text), ANYTHING)),
    "isBase64Encoded": (False, st.one_of(st.just(True), SCALARS)),
}


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """A payment of which up to two parts are something else, or missing."""
    event = {name: right for name, (right, _) in PARTS.items()}
    for name in draw(st.sets(st.sampled_from(sorted(PARTS)), max_size=2)):
        if draw(st.integers(0, 5)):
            event[name] = draw(PARTS[name][1])
        else:
            del event[name]
    return event


def check(answer: Any) -> None:
    """It is what a load balancer takes, and no header can be split."""
    assert set(answer) == {"statusCode", "statusDescription", "isBase64Encoded", "headers", "body"}
    assert answer["statusDescription"].startswith(f"{answer['statusCode']} ")
    assert all(
        f"{name}{value}".isascii() and f"{name}{value}".isprintable() for name, value in answer["headers"].items()
    )
    assert len(json.dumps(answer)) < MEGABYTE
    content = json.loads(answer["body"])
    assert (set(content) == {"error"}) == (answer["statusCode"] in BLAMED)


def test_any_event_gets_an_answer_that_blames_who_sent_it(api: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="handler")
    other_amount = payment({**BODY, "amount": 1})
    seen: set[int] = set()

    @example(payment("x" * MEGABYTE))
    @settings(max_examples=500, deadline=None)
    @given(event=st.one_of(requests(), requests(), st.just(other_amount), ANYTHING))
    def ask(event: Any) -> None:
        caplog.clear()
        answer = api.handle(event, None)
        check(answer)
        assert said(caplog.records, LOGGED) <= {"payment taken", "request refused"}
        seen.add(answer["statusCode"])

    ask()
    # None was 5xx, and the search came through to each of the others.
    assert seen == {200, 201, *BLAMED}


@pytest.mark.parametrize(
    ("body", "encoded"),
    [
        ("é", True),
        ("YQ", True),
        (base64.b64encode(b'{"amount": 1, "currency": "\xed\xa0\x80"}').decode(), True),
        (base64.b64encode('{"amount": 1, "currency": "EUR", "reference": "\\ud800"}'.encode("utf-16")).decode(), True),
        ('{"amount": 1, "currency": "EUR", "reference": "\\ud800"}', False),
        ('{"amount": 1, "currency": "EUR", "reference": "\\u202e"}', False),
        ('{"amount": 1e2, "currency": "EUR"}', False),
        ('{"amount": -0, "currency": "EUR"}', False),
        ('{"amount": Infinity, "currency": "EUR"}', False),
        ('{"amount": 1, "currency": "EUR", "\\u0061mount": 2}', False),
    ],
)
def test_what_looks_like_a_payment_and_is_none(body: str, encoded: bool, api: ModuleType, table: Table) -> None:
    answer = api.handle({**payment(body), "isBase64Encoded": encoded}, None)
    assert (answer["statusCode"], table.items()) == (400, [])


@pytest.mark.parametrize("event", [None, [], "POST", {}, {"httpMethod": "POST"}, {"path": "/payments"}, {"body": "{}"}])
def test_what_is_no_request(event: Any, api: ModuleType) -> None:
    assert api.handle(event, None)["statusCode"] == 400


def test_a_card_number_stands_in_no_log(api: ModuleType, table: Table, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="handler")
    assert api.handle(payment({**BODY, "reference": CARD}), None)["statusCode"] == 201
    assert api.handle(payment({**BODY, "reference": f"{CARD}\n"}, key=CARD), None)["statusCode"] == 400
    assert CARD in json.dumps(table.items())
    written = [str(vars(record)) for record in caplog.records if record.name == "handler"]
    assert len(written) == 2
    assert CARD not in "".join(written)


OPERATIONS = [("dynamodb", "put_item"), ("events", "put_events"), ("dynamodb", "update_item")]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("service", "operation"), OPERATIONS, ids=[name for _, name in OPERATIONS])
def test_a_repetition_at_any_moment_makes_no_second_payment(
    service: str,
    operation: str,
    when: str,
    api: ModuleType,
    table: Table,
    bus: Bus,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = interrupted(api, monkeypatch, service, operation, when, payment())
    answers = [api.handle(payment(), None), *other]
    assert sorted(answer["statusCode"] for answer in answers) == [200, 201]
    assert answers[0]["body"] == answers[1]["body"]
    [item] = table.items()
    assert "event_pending" not in item
    announced = [event["detail"] for event in bus.received()]
    assert announced
    assert all(detail == json.loads(answers[0]["body"]) for detail in announced)


def test_two_payments_that_share_a_key_at_the_same_time_do_not_both_happen(
    api: ModuleType, table: Table, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = interrupted(api, monkeypatch, "dynamodb", "put_item", "before", payment({**BODY, "amount": 1}))
    answers = [api.handle(payment(), None), *other]
    assert [answer["statusCode"] for answer in answers] == [409, 201]
    assert [item["amount"] for item in table.items()] == [{"N": "1"}]
    assert [event["detail"]["amount"] for event in bus.received()] == [1]


def test_a_payment_that_is_deleted_while_it_is_announced_stays_deleted(
    api: ModuleType, table: Table, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = api._client("events")
    announce = client.put_events

    def delete_first(**arguments: Any) -> Any:
        for item in table.items():
            account.client("dynamodb").delete_item(TableName=table.name, Key={"id": item["id"]})
        return announce(**arguments)

    monkeypatch.setattr(client, "put_events", delete_first)
    answer = api.handle(payment(), None)
    assert (answer["statusCode"], table.items()) == (201, [])
    shown = api.handle(request("GET", answer["headers"]["location"]), None)
    assert shown["statusCode"] == 404


def interrupted(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch, service: str, operation: str, when: str, event: Any
) -> list[dict[str, Any]]:
    """The answers to another request, which comes in the middle of an operation of the next one."""
    client = module._client(service)
    original = getattr(client, operation)
    answers: list[dict[str, Any]] = []

    def interrupt(**arguments: Any) -> Any:
        monkeypatch.setattr(client, operation, original)
        if when == "before":
            answers.append(module.handle(event, None))
            return original(**arguments)
        done = original(**arguments)
        answers.append(module.handle(event, None))
        return done

    monkeypatch.setattr(client, operation, interrupt)
    return answers
