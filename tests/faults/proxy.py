"""A proxy before the emulator that has calls of AWS fail.

It listens on loopback, passes every call on, and knows which one it is: the service and region by the signature, the
action by the header, the form or the path.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

SIGNED = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")
READS = re.compile(r"(Describe|Get|List|Head|BatchGet|Lookup|Search|GET /|HEAD /)")
EMULATOR_SECONDS: Final = 120
SILENT_SECONDS: Final = 900  # longer than any test waits: a caller that is cut off asks again
SETTLING_SECONDS: Final = 0.3
_OF_A_CONNECTION = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"})


@dataclass(frozen=True)
class Call:
    """A call: `kms CreateKey`, or `eks POST /clusters` where only the path says what is done."""

    service: str
    region: str
    action: str
    path: str
    target: str

    def __str__(self) -> str:
        return f"{self.service} {self.action}"

    @property
    def changes(self) -> bool:
        """Whether it may change something."""
        return READS.match(self.action) is None and self.service != "sts"


@dataclass(frozen=True)
class Answer:
    """What is answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


Forward = Callable[[], Answer]
Rule = Callable[[Call, Forward], Answer | None]  # None: the connection is closed without an answer


@dataclass
class Fault:
    """What happens to calls that a pattern matches.

    Attributes:
        pattern: Is searched in the text of a call.
        rule: What happens instead.
        times: How often it happens; None for until it is repaired.
        hits: The calls to which it has happened.
    """

    pattern: str
    rule: Rule
    times: int | None = None
    hits: list[Call] = field(default_factory=list)

    def takes(self, call: Call) -> bool:
        """Whether it happens to the call; each time counts."""
        if self.is_over or not re.search(self.pattern, str(call)):
            return False
        self.hits.append(call)
        return True

    @property
    def is_over(self) -> bool:
        """Whether it happens no more."""
        return self.times is not None and len(self.hits) >= self.times

    def repair(self) -> None:
        """Has it happen no more."""
        self.times = len(self.hits)


class Proxy:
    """The proxy, for as long as the block lasts.

    Args:
        target: The emulator's address.
        states: The bucket of states; calls to it are no changes of AWS.
    """

    def __init__(self, target: str, states: str) -> None:
        self.states = states
        self.faults: list[Fault] = []
        self.changes: list[Call] = []
        self.target = urlsplit(target).netloc
        self._lock = threading.Lock()
        self._open = threading.Event()
        self._open.set()
        self._in_flight = 0
        self._at: tuple[int, Callable[[], None]] | None = None
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="proxy", daemon=True)

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Proxy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def refuse(self, pattern: str, *, times: int | None = None, status: int = 403, code: str = "AccessDenied") -> Fault:
        """Has calls that the pattern matches refused; the emulator hears nothing of them."""
        return self._add(Fault(pattern, lambda call, _: _refusal(call, status, code), times))

    def lose_answers(self, pattern: str, *, times: int | None = None) -> Fault:
        """Has calls done, and their answers never arrive: the connection stays silent until the caller ends it."""

        def rule(_: Call, forward: Forward) -> None:
            forward()

        return self._add(Fault(pattern, rule, times))

    def at_change(self, number: int, do: Callable[[], None]) -> None:
        """Does something once, when the change of that number, from one, has been answered and none is under way.

        Until then calls that come wait; those that still wait afterwards are closed, as if they had never been sent.
        """
        self._at = (number, do)

    def when_quiet(self, do: Callable[[], None]) -> None:
        """Does something once, when no call is under way; calls that come wait, and are closed as at a change."""
        self._open.clear()
        threading.Thread(target=self._do_when_quiet, args=(do,), name="proxy-fault", daemon=True).start()

    def repair(self) -> None:
        """Ends all faults."""
        for fault in self.faults:
            fault.repair()
        self.faults.clear()

    def _add(self, fault: Fault) -> Fault:
        self.faults.append(fault)
        return fault

    def answer(self, call: Call, forward: Forward, write: Callable[[Answer], None]) -> bool:
        """Answers a call; False where it gets no answer."""
        of_the_state = call.path.startswith(f"/{self.states}")
        if of_the_state and not self.faults:
            write(forward())
            return True
        if not of_the_state and not self._let_in():
            return False
        try:
            with self._lock:
                fault = next((fault for fault in self.faults if fault.takes(call)), None)
            given = fault.rule(call, forward) if fault else forward()
            if given is not None:
                write(given)
        finally:
            if not of_the_state:
                self._let_out(call)
        return given is not None

    def _let_in(self) -> bool:
        if not self._open.is_set():
            self._open.wait()
            return False
        with self._lock:
            self._in_flight += 1
        return True

    def _let_out(self, call: Call) -> None:
        with self._lock:
            self._in_flight -= 1
            if call.changes:
                self.changes.append(call)
            if self._at is None or len(self.changes) < self._at[0]:
                return
            (_, do), self._at = self._at, None
        self.when_quiet(do)

    def _do_when_quiet(self, do: Callable[[], None]) -> None:
        try:
            while self._in_flight:
                time.sleep(0.01)
            time.sleep(SETTLING_SECONDS)  # the callers read their answers
            do()
            time.sleep(SETTLING_SECONDS)  # Terraform tells its providers to stop
        finally:
            self._open.set()


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = 65536  # an answer in one piece, as the emulator gives it

    def handle_one_request(self) -> None:
        """Takes any method."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = _call(self.command, self.path, dict(self.headers), body)
        if not self.server.proxy.answer(call, lambda: self._forward(body), self._write):
            self._stay_silent()

    def _forward(self, body: bytes) -> Answer:
        connection = http.client.HTTPConnection(self.server.proxy.target, timeout=EMULATOR_SECONDS)
        with contextlib.closing(connection):
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in ("connection", "expect", "content-length"):
                    connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            given = connection.getresponse()
            kept = [(name, value) for name, value in given.getheaders() if name.lower() not in _OF_A_CONNECTION]
            length = given.getheader("Content-Length") if self.command == "HEAD" else None
            content = given.read()
            return Answer(given.status, [*kept, ("Content-Length", length or str(len(content)))], content)

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()

    def _stay_silent(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.settimeout(SILENT_SECONDS)
            while self.connection.recv(1024):
                pass

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- its name there
        """The emulator logs the calls."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that was killed is none of the proxy's errors."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _call(method: str, path: str, headers: dict[str, str], body: bytes) -> Call:
    given = {name.lower(): value for name, value in headers.items()}
    signed = SIGNED.search(given.get("authorization", ""))
    region, service = signed.groups() if signed else ("", "")
    target = given.get("x-amz-target", "")
    form = "x-www-form-urlencoded" in given.get("content-type", "")
    action = target.rpartition(".")[2] or (parse_qs(body.decode()).get("Action", [""])[0] if form else "")
    return Call(service, region, action or f"{method} {path}", path, target)


def _refusal(call: Call, status: int, code: str) -> Answer:
    """An error in the protocol of the call's service."""
    said = f"{call} is refused by a fault"
    if call.service in ("s3", "route53") or not (call.target or call.action.startswith(("POST ", "PUT "))):
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{said}</Message></Error>"
        wrapped = {
            "s3": error,
            "ec2": f"<Response><Errors>{error}</Errors><RequestID>fault</RequestID></Response>",
        }.get(call.service, f"<ErrorResponse>{error}<RequestId>fault</RequestId></ErrorResponse>")
        return _made(status, "text/xml", wrapped.encode())
    body = json.dumps({"__type": code, "message": said}).encode()
    return _made(status, "application/x-amz-json-1.1", body, [("x-amzn-ErrorType", code)])


def _made(status: int, kind: str, body: bytes, headers: list[tuple[str, str]] | None = None) -> Answer:
    return Answer(status, [("Content-Type", kind), *(headers or []), ("Content-Length", str(len(body)))], body)
