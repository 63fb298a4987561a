"""Handlers as Lambda loads them: by path, in their folder, with an environment.

Every test has resources of its own in an account that they share, since emptying it takes longer than the test.
"""

from __future__ import annotations

import functools
import importlib
import itertools
import json
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import boto3
import pytest

from lib.packaging import Handler, handler_folder
from lib.testing.emulator import Emulator

Load = Callable[..., ModuleType]

# A payment, and the key that it is made once for.
BODY = {"amount": 1999, "currency": "EUR", "reference": "order 17"}
KEY = "order-17-attempt-1"

_numbers = itertools.count(1)


def payment(body: Any = BODY, *, key: str = KEY, content_type: str = "application/json") -> dict[str, Any]:
    event = request("POST", "/payments", body if isinstance(body, str) else json.dumps(body))
    return {**event, "headers": {"content-type": content_type, "idempotency-key": key}}


def request(method: str, path: str, body: str = "", *, encoded: bool = False) -> dict[str, Any]:
    return {"httpMethod": method, "path": path, "headers": {}, "body": body, "isBase64Encoded": encoded}


class Account:
    """The account, through clients that are made once.

    Attributes:
        endpoint: Where it is.
    """

    def __init__(self, emulator: Emulator) -> None:
        self.endpoint = emulator.endpoint
        self.client = functools.cache(lambda service: emulator.client(service))

    def name(self, prefix: str) -> str:
        """A name that nothing has yet."""
        return f"{prefix}-{next(_numbers)}"


class Bus:
    """An event bus, and a queue that has what is sent over it.

    Attributes:
        name: The bus's name.
    """

    def __init__(self, account: Account, source: str) -> None:
        self.name = account.name("bus")
        self._sqs, events = account.client("sqs"), account.client("events")
        self._queue = self._sqs.create_queue(QueueName=self.name)["QueueUrl"]
        events.create_event_bus(Name=self.name)
        events.put_rule(Name="all", EventBusName=self.name, EventPattern=json.dumps({"source": [source]}))
        target = {"Id": "queue", "Arn": f"arn:aws:sqs:us-east-1:123456789012:{self.name}"}
        events.put_targets(Rule="all", EventBusName=self.name, Targets=[target])

    def received(self) -> list[Any]:
        """The events since the last time that it was asked."""
        found = self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"]) for message in found]


class Table:
    """A table for payments.

    Attributes:
        name: Its name.
    """

    def __init__(self, account: Account) -> None:
        self.name = account.name("payments")
        self._dynamodb = account.client("dynamodb")
        self._dynamodb.create_table(
            TableName=self.name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )

    def items(self) -> list[dict[str, Any]]:
        """What is in it."""
        found: list[dict[str, Any]] = self._dynamodb.scan(TableName=self.name)["Items"]
        return found


@pytest.fixture(scope="session")
def account(emulator: Emulator) -> Account:
    return Account(emulator)


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """`load(name, VARIABLE=...)`: a handler's module, made anew, without any AWS."""
    loaded: list[str] = []

    def make(name: Handler, **environment: str) -> ModuleType:
        folder = handler_folder(name)
        for key, value in environment.items():
            monkeypatch.setenv(key, value)
        monkeypatch.syspath_prepend(folder)
        loaded.extend(path.stem for path in folder.glob("*.py"))
        module = importlib.import_module("handler")
        monkeypatch.setattr(boto3, "client", None)
        return module

    yield make
    for stem in loaded:
        sys.modules.pop(stem, None)


@pytest.fixture
def connected(account: Account, monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType], ModuleType]:
    """`connected(module)`: the module, with clients of the account."""

    def connect(module: ModuleType) -> ModuleType:
        monkeypatch.setattr(boto3, "client", lambda service, **_: account.client(service))
        return module

    return connect


@pytest.fixture
def table(account: Account) -> Table:
    return Table(account)


@pytest.fixture
def bus(account: Account) -> Bus:
    return Bus(account, "payments")


@pytest.fixture
def api(load: Load, connected: Callable[[ModuleType], ModuleType], table: Table, bus: Bus) -> ModuleType:
    return connected(load("payment_api", TABLE_NAME=table.name, EVENT_BUS_NAME=bus.name))
