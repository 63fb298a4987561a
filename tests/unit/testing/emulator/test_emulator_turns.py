from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lib.testing.emulator.turns import Turns

PARALLEL = 8


class Counting:
    """An application that sees how many requests are in it at once."""

    def __init__(self) -> None:
        self.inside = self.most = 0
        self.bodies: list[bytes] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.inside += 1
        self.most = max(self.most, self.inside)
        time.sleep(0.01)
        self.inside -= 1
        self.bodies.append(environ["wsgi.input"].read())
        return [b"answer"]


def request(body: bytes = b"", **environ: Any) -> dict[str, Any]:
    return {"wsgi.input": io.BufferedReader(io.BytesIO(body)), **environ}


def test_requests_come_one_at_a_time() -> None:
    inner = Counting()
    turns = Turns(inner)
    with ThreadPoolExecutor(PARALLEL) as pool:
        answers = list(pool.map(lambda _: turns(request(), None), range(PARALLEL)))
    assert answers == [[b"answer"]] * PARALLEL
    assert inner.most == 1


def test_what_is_done_between_requests_waits_for_its_turn() -> None:
    inner = Counting()
    turns = Turns(inner)
    with ThreadPoolExecutor(PARALLEL) as pool:
        requests = [pool.submit(turns, request(), None) for _ in range(PARALLEL - 1)]
        assert turns.take(lambda: inner.inside) == 0
        assert [done.result() for done in requests] == [[b"answer"]] * (PARALLEL - 1)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"CONTENT_LENGTH": "4"}, b"text"),
        ({"wsgi.input_terminated": True}, b"text and more"),
        ({"CONTENT_LENGTH": "20"}, b"text and more"),
        ({"CONTENT_LENGTH": ""}, b"text and more"),
    ],
    ids=["stated length", "chunked", "cut short", "no length: not read before"],
)
def test_the_application_reads_the_body(environ: dict[str, Any], expected: bytes) -> None:
    inner = Counting()
    Turns(inner)(request(b"text and more", **environ), None)
    assert inner.bodies == [expected]


def test_who_stalls_in_sending_keeps_nobody_waiting() -> None:
    inner, may_end, reading = Counting(), threading.Event(), threading.Event()

    class Stalled(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            reading.set()
            assert may_end.wait(10)
            return super().read(size)

    turns = Turns(inner)
    stalled = {"wsgi.input": Stalled(b"late"), "CONTENT_LENGTH": "4"}
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(turns, stalled, None)
        assert reading.wait(10)
        turns(request(b"soon", CONTENT_LENGTH="4"), None)
        may_end.set()
        late.result()
    assert inner.bodies == [b"soon", b"late"]


@pytest.mark.parametrize(
    "polling",
    [{"HTTP_X_AMZ_TARGET": "AmazonSQS.ReceiveMessage"}, {"CONTENT_LENGTH": "28"}],
    ids=["JSON", "query"],
)
def test_who_waits_for_a_message_does_not_keep_it_from_being_sent(polling: dict[str, str]) -> None:
    sent, waiting = threading.Event(), threading.Event()

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("REQUEST_METHOD") == "SEND":
            sent.set()
        else:
            waiting.set()
            assert sent.wait(10)
        return []

    turns = Turns(application)
    with ThreadPoolExecutor(1) as pool:
        received = pool.submit(turns, request(b"Action=ReceiveMessage&Url=qu", **polling), None)
        assert waiting.wait(10)
        turns(request(REQUEST_METHOD="SEND"), None)
        received.result()
