"""Takes payments over HTTP as a target of a load balancer.

- ``POST /payments`` records one: ``{"amount": 1999, "currency": "EUR", "reference": "order 17"}``, the amount in the
  currency's minor unit. The header ``Idempotency-Key`` makes repeating it safe: the payment's id is computed from it.
- ``GET /payments/<id>`` shows one.
- ``GET /health`` says that the function runs. It asks no other service, so that the trouble of one empties no region.

Guarantees: a payment is written once for each key, in the region that takes it. Every payment that is answered with
2xx was announced on the event bus, at least once: consumers tell repetitions by the payment's id. A payment that was
written and could not be announced is answered with 503 and keeps its attribute ``event_pending``; repeating the
request announces it. Two regions that take the same key at the same time write the same payment twice, under one id.

The target group passes headers as single values, which is its default.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Final, NoReturn

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from currencies import CURRENCIES

TABLE_NAME: Final = os.environ["TABLE_NAME"]
EVENT_BUS_NAME: Final = os.environ["EVENT_BUS_NAME"]

MAX_BODY_BYTES: Final = 8192
MAX_AMOUNT: Final = 10**12
MAX_REFERENCE: Final = 140
FIELDS: Final = frozenset({"amount", "currency", "reference"})
KEY_HEADER: Final = "idempotency-key"

logger = logging.getLogger(__name__)

Answer = dict[str, Any]


class Refused(Exception):  # noqa: N818 -- an answer to a client, no fault of this program
    """A request that is answered with an error."""

    def __init__(self, status: HTTPStatus, code: str, message: str, **headers: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers


def handle(event: Mapping[str, Any], context: object) -> Answer:
    """Answers one request.

    Args:
        event: The request, as a load balancer passes it.
        context: Not needed.

    Returns:
        The answer, as a load balancer wants it.
    """
    try:
        return _route(event)
    except Refused as refused:
        logger.info("request refused", extra={"status": refused.status.value, "code": refused.code})
        return _error(refused.status, refused.code, refused.message, **refused.headers)
    except (BotoCoreError, ClientError) as error:
        logger.error("a service did not do its part", extra={"cause": _cause(error)})  # noqa: TRY400 -- it may quote input
        return _error(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "unavailable",
            "Try again with the same Idempotency-Key.",
            **{"retry-after": "1"},
        )


def _route(event: Mapping[str, Any]) -> Answer:
    # Whoever may call the function can send it anything, past the load balancer.
    if not isinstance(event, Mapping) or not {"httpMethod", "path"} <= set(event):
        _invalid("This is no request of a load balancer.")
    method, path = str(event["httpMethod"]), str(event["path"]).rstrip("/")
    if path == "/health":
        _allow(method, "GET")
        return _answer(HTTPStatus.OK, {"status": "ok"})
    if path == "/payments":
        _allow(method, "POST")
        return _create(event)
    if found := re.fullmatch(r"/payments/([^/]{1,64})", path):
        _allow(method, "GET")
        return _show(found[1])
    raise Refused(HTTPStatus.NOT_FOUND, "not_found", "There is nothing here.")


def _allow(method: str, allowed: str) -> None:
    if method != allowed:
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", f"Use {allowed}.", allow=allowed)


def _show(payment_id: str) -> Answer:
    found = _read(payment_id) if re.fullmatch(r"[0-9a-f]{32}", payment_id) else None
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND, "not_found", "There is no such payment.")
    return _answer(HTTPStatus.OK, _public(found))


def _create(event: Mapping[str, Any]) -> Answer:
    given = event.get("headers")
    headers = {str(name).lower(): str(value) for name, value in given.items()} if isinstance(given, Mapping) else {}
    wanted = _payment(headers, _body(event))
    created = _write(wanted)
    payment = wanted if created else _written(wanted["id"])
    if payment["request"] != wanted["request"]:
        raise Refused(HTTPStatus.CONFLICT, "key_reused", "Another payment was made with this Idempotency-Key.")
    if payment["event_pending"]:
        _announce(payment)
    logger.info("payment taken", extra={"payment_id": payment["id"], "repeated": not created})
    status = HTTPStatus.CREATED if created else HTTPStatus.OK
    return _answer(status, _public(payment), location=f"/payments/{payment['id']}")


def _body(event: Mapping[str, Any]) -> bytes:
    body = str(event.get("body") or "")
    try:
        content = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except ValueError:  # no base64, or no text: half of a surrogate pair
        _invalid("The body cannot be read.")
    if len(content) > MAX_BODY_BYTES:
        raise Refused(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", f"The body may have {MAX_BODY_BYTES} bytes at most."
        )
    return content


def _payment(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_json", "Send application/json.")
    key = headers.get(KEY_HEADER, "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,128}", key):
        _invalid("Idempotency-Key must have 16 to 128 letters, digits, hyphens and underscores.")
    fields = _fields(body)
    amount, currency, reference = _amount(fields), _currency(fields), _reference(fields)
    return {
        # A hash, so that who may see a payment cannot repeat it.
        "id": hashlib.sha256(key.encode()).hexdigest()[:32],
        "amount": amount,
        "currency": currency,
        "reference": reference,
        # What a repetition must have in common with it.
        "request": hashlib.sha256(json.dumps([amount, currency, reference]).encode()).hexdigest(),
        "created_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event_pending": True,
    }


def _fields(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body, object_pairs_hook=_without_repetition)
    except (ValueError, RecursionError):  # not JSON, not UTF-8, a number of thousands of digits, or nested too deep
        _invalid("The body must be a JSON object that names each field once.")
    if not isinstance(fields, dict) or not {"amount", "currency"} <= set(fields) <= FIELDS:
        _invalid("The body must have amount and currency, may have reference, and nothing else.")
    return fields


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Who reads the first of two amounts and who reads the last would disagree.
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a field stands twice")
    return dict(pairs)


def _amount(fields: Mapping[str, Any]) -> int:
    amount = fields["amount"]
    if type(amount) is not int or not 1 <= amount <= MAX_AMOUNT:  # a bool is an int too
        _invalid(f"amount must be a whole number from 1 to {MAX_AMOUNT}, in the currency's minor unit.")
    return amount


def _currency(fields: Mapping[str, Any]) -> str:
    currency = fields["currency"]
    if not isinstance(currency, str) or currency not in CURRENCIES:
        _invalid("currency must be a code of ISO 4217 in capitals, such as EUR.")
    return currency


def _reference(fields: Mapping[str, Any]) -> str:
    reference = fields.get("reference", "")
    if not isinstance(reference, str) or len(reference) > MAX_REFERENCE or not reference.isprintable():
        _invalid(f"reference must be text of {MAX_REFERENCE} printable characters at most.")
    return reference


def _invalid(message: str) -> NoReturn:
    raise Refused(HTTPStatus.BAD_REQUEST, "invalid", message)


def _write(payment: Mapping[str, Any]) -> bool:
    """Writes a payment; False where there is one with its id already."""
    item = {
        "id": {"S": payment["id"]},
        "amount": {"N": str(payment["amount"])},
        "currency": {"S": payment["currency"]},
        "reference": {"S": payment["reference"]},
        "request": {"S": payment["request"]},
        "created_at": {"S": payment["created_at"]},
        "event_pending": {"BOOL": True},
    }
    try:
        _client("dynamodb").put_item(TableName=TABLE_NAME, Item=item, ConditionExpression="attribute_not_exists(id)")
    except ClientError as error:
        if _cause(error) == "ConditionalCheckFailedException":
            return False
        raise
    return True


def _read(payment_id: str) -> dict[str, Any] | None:
    key = {"id": {"S": payment_id}}
    item = _client("dynamodb").get_item(TableName=TABLE_NAME, Key=key, ConsistentRead=True).get("Item")
    if item is None:
        return None
    return {
        **{name: item[name]["S"] for name in ("id", "currency", "reference", "request", "created_at")},
        "amount": int(item["amount"]["N"]),
        "event_pending": "event_pending" in item,
    }


def _written(payment_id: str) -> dict[str, Any]:
    found = _read(payment_id)
    if found is None:  # deleted since
        raise Refused(HTTPStatus.CONFLICT, "gone", "The payment of this Idempotency-Key was deleted.")
    return found


def _announce(payment: Mapping[str, Any]) -> None:
    entry = {
        "EventBusName": EVENT_BUS_NAME,
        "Source": "payments",
        "DetailType": "PaymentCreated",
        "Detail": json.dumps(_public(payment)),
    }
    if _client("events").put_events(Entries=[entry])["FailedEntryCount"]:
        logger.error("payment not announced", extra={"payment_id": payment["id"]})
        raise Refused(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "not_announced",
            "The payment is recorded. Try again with the same Idempotency-Key.",
            **{"retry-after": "1"},
        )
    try:
        _client("dynamodb").update_item(
            TableName=TABLE_NAME,
            Key={"id": {"S": payment["id"]}},
            UpdateExpression="REMOVE event_pending",
            # An update of what was deleted since would leave an item with nothing but an id.
            ConditionExpression="attribute_exists(id)",
        )
    except (BotoCoreError, ClientError) as error:
        # It was announced, which is what counts: a repetition would announce it again.
        logger.warning("announcement not noted", extra={"payment_id": payment["id"], "cause": _cause(error)})


def _public(payment: Mapping[str, Any]) -> dict[str, Any]:
    return {name: payment[name] for name in ("id", "amount", "currency", "reference", "created_at")}


def _answer(status: HTTPStatus, content: Mapping[str, Any], **headers: str) -> Answer:
    return {
        "statusCode": status.value,
        "statusDescription": f"{status.value} {status.phrase}",
        "isBase64Encoded": False,
        "headers": {
            "content-type": "application/json",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            **headers,
        },
        "body": json.dumps(content),
    }


def _error(status: HTTPStatus, code: str, message: str, **headers: str) -> Answer:
    return _answer(status, {"error": {"code": code, "message": message}}, **headers)


def _cause(error: Exception) -> str:
    """What went wrong, without what was sent."""
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__


@cache
def _client(service: str) -> Any:
    # Three attempts at most, which end before the function's 30 seconds do.
    limits = Config(connect_timeout=2, read_timeout=4, retries={"mode": "standard", "total_max_attempts": 3})
    return boto3.client(service, config=limits)
