"""The emulator's own process: moto behind one loopback port that the system chooses."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO

from werkzeug.serving import BaseWSGIServer, make_server

# Paths of the emulator's own; no bucket can have this name.
CONTROL_PREFIX = "/_tap/"

# Read by moto when it is imported or first used.
MOTO_SETTINGS = {
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",  # attachments name AWS managed policies
    "MOTO_ACM_VALIDATION_WAIT": "1",  # seconds until a certificate is issued
}


def create_server(port: int = 0, *, patched: bool = True) -> BaseWSGIServer:
    """A server bound to 127.0.0.1, not serving yet; `patched=False` gives moto as it is published."""
    for name, value in MOTO_SETTINGS.items():
        os.environ.setdefault(name, value)
    from moto.core.config import default_user_config
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        MotoRequestHandler,
        create_backend_app,
    )

    from . import leftovers, lookups, patches
    from .turns import Turns

    for service in ("lambda", "batch"):  # no code is run, so no Docker is wanted
        default_user_config[service]["use_docker"] = False
    if patched:
        patches.apply()
    lookups.keep()
    leftovers.remember_defaults()

    class InOnePiece(MotoRequestHandler):  # type: ignore[misc]  # moto is untyped here
        # Terraform's AWS SDK closes the connection when an answer's headers come before its body, about once in 250
        # calls, and calls again: a lock that it holds is then refused to it. Buffered, both are one write.
        wbufsize = 65536

        def handle_expect_100(self) -> bool:
            # boto3 waits a second for leave to send an object; in the buffer it would not come.
            given = bool(super().handle_expect_100())
            self.wfile.flush()
            return given

    in_turns = Turns(DomainDispatcherApplication(create_backend_app))
    application = _with_control(in_turns, lambda: in_turns.take(leftovers.leftovers), patched)
    server = make_server("127.0.0.1", port, application, threaded=True, request_handler=InOnePiece)
    os.environ["MOTO_PORT"] = str(server.server_port)  # moto calls itself for some services
    return server


def _with_control(application: Any, leftovers: Callable[[], list[str]], patched: bool) -> Any:
    answers: dict[str, Callable[[], Any]] = {
        "health": lambda: {"pid": os.getpid(), "patched": patched},
        "leftovers": leftovers,
    }

    def control(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(CONTROL_PREFIX):
            answer: Iterable[bytes] = application(environ, start_response)
            return answer
        found = answers.get(path.removeprefix(CONTROL_PREFIX)) or _set_health(path.removeprefix(CONTROL_PREFIX))
        body = json.dumps(found() if found else f"no such page: {path}").encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("200 OK" if found else "404 NOT FOUND", headers)
        return [body]

    return control


def _set_health(path: str) -> Callable[[], Any] | None:
    """What `health-checks/<id>/healthy` and `health-checks/<id>/unhealthy` do; None for another path."""
    asked = re.fullmatch(r"health-checks/([\w-]+)/(healthy|unhealthy)", path)
    if asked is None:
        return None
    from moto.core import DEFAULT_ACCOUNT_ID

    from .patches.route53 import set_endpoint_health

    check_id, health = asked.groups()
    return lambda: set_endpoint_health(DEFAULT_ACCOUNT_ID, check_id, healthy=health == "healthy")


def main(arguments: Sequence[str] | None = None) -> None:
    """Serves until SIGTERM or, with `--until-stdin-closes`, until the process that started it is gone."""
    parser = argparse.ArgumentParser(prog="python -m tap_constructs.testing.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0, the default, lets the system choose a free one")
    parser.add_argument("--unpatched", action="store_true", help="moto as it is published")
    parser.add_argument("--until-stdin-closes", action="store_true", help="stop when standard input ends")
    options = parser.parse_args(arguments)

    signal.signal(signal.SIGTERM, _exit)
    server = create_server(options.port, patched=not options.unpatched)
    if options.until_stdin_closes:
        watch(sys.stdin.buffer, server.shutdown)
    report(server.server_port)
    try:
        server.serve_forever(poll_interval=0.05)  # how soon it sees that it is to stop
    finally:
        server.server_close()


def report(port: int) -> None:
    """Tells the process that started this one where it listens: one line of JSON, then no more on that pipe."""
    sys.stdout.write(json.dumps({"port": port, "pid": os.getpid()}) + "\n")
    sys.stdout.flush()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def watch(pipe: BinaryIO, stop: Callable[[], None]) -> threading.Thread:
    """Calls `stop` when `pipe` ends, as it does when its other end is closed or its owner dies, killed or not."""

    def wait() -> None:
        while pipe.read(1024):
            pass
        stop()

    thread = threading.Thread(target=wait, name="parent-watch", daemon=True)
    thread.start()
    return thread


def _exit(signal_number: int, frame: Any) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not cut the end short
    sys.exit(0)
