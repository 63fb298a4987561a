"""Requests reach moto one at a time: a listing that meets a creation in another thread fails, as dictionaries do."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Turns:
    """A WSGI application that lets one request at a time into another."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """The answer of the other application, when it is this request's turn."""
        body = _read(environ)  # before its turn: who is stalled in sending keeps nobody waiting
        if _waits_for_others(environ, body):
            return self._application(environ, start_response)
        with self._lock:
            return self._application(environ, start_response)

    def take(self, function: Callable[[], Any]) -> Any:
        """What the function returns, called while no request is at work."""
        with self._lock:
            return function()


def _read(environ: dict[str, Any]) -> bytes:
    """The request's body, which can be read again. One that was cut short stays shorter than its stated length."""
    length = environ.get("CONTENT_LENGTH")
    if not length and not environ.get("wsgi.input_terminated"):
        return b""  # nothing says where it would end
    body: bytes = environ["wsgi.input"].read(*([int(length)] if length else []))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _waits_for_others(environ: dict[str, Any], body: bytes) -> bool:
    """Long polling: it ends when another request sends a message."""
    return environ.get("HTTP_X_AMZ_TARGET") == "AmazonSQS.ReceiveMessage" or b"Action=ReceiveMessage" in body
