"""Starts jsii's program in Node itself, without the process that jsii puts before it.

As shipped, Node is started twice, one after the other: the first does nothing but hand on each message to the second
and each answer back, so that what the second prints is kept apart from them. That is a sixth of the time in which an
empty program starts, and a tenth of that of a large one. Here the messages go over a socket, and what Node prints over
pipes of its own. jsii's message about a Node that is too old comes from the first process, so it does not come.

Where this is not the jsii that it knows, or there is no Node, or no POSIX shell, everything is as shipped.
"""

from __future__ import annotations

import atexit
import functools
import os
import platform
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

_UNPACK = "_jsii_runtime"
_PROCESS = "_process"
_FAREWELL_SECONDS = 5
_SHELL = "/bin/sh"
# jsii's program reads and writes descriptor 3; nobody reads its standard input.
_MOVED = 'exec "$0" "$@" 3<&0 0</dev/null'


def install() -> None:
    """Have jsii start Node without the process between from now on; a second call changes nothing."""
    from jsii._kernel.providers.process import _NodeProcess

    process: Any = _NodeProcess
    if hasattr(process, _UNPACK) and not hasattr(process.start, "__wrapped__"):
        # jsii offers no hook: replacing the method is the one way.
        process.start = _starting_alone(process.start)


def _starting_alone(stock: Callable[[Any], None]) -> Callable[[Any], None]:
    @functools.wraps(stock)
    def start(process: Any) -> None:
        found = _found(process)
        if found is None:
            stock(process)
            return
        started, printed = _started(*found)
        setattr(process, _PROCESS, started)
        process.sink_thread = threading.Thread(target=_hand_on, args=printed, daemon=True)
        process.sink_thread.start()
        atexit.register(process.stop)
        try:
            process.handshake()
        except Exception:
            # Node has most likely ended: what it says of that comes before what Python makes of its silence.
            process.sink_thread.join(_FAREWELL_SECONDS)
            raise

    return start


def _found(process: Any) -> tuple[str, Path] | None:
    """Node, and the program as jsii unpacks it; None if one is missing, or the user has another."""
    node = shutil.which(os.environ.get("JSII_NODE", "node"))
    if node is None or "JSII_RUNTIME" in os.environ or not os.access(_SHELL, os.X_OK):
        return None
    program = Path(getattr(process, _UNPACK)()).parents[1] / "lib" / "program.js"
    return (node, program) if program.is_file() else None


def _started(node: str, program: Path) -> tuple[subprocess.Popen[bytes], tuple[IO[bytes], IO[bytes]]]:
    """Node, with the ends of the socket as the pipes that jsii uses, and the pipes of what it prints."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        started = subprocess.Popen(
            [_SHELL, "-c", _MOVED, node, "--max-old-space-size=4069", "--preserve-symlinks", str(program)],
            stdin=theirs.fileno(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "JSII_AGENT": f"Python/{platform.python_version()}"},
        )
        printed = (cast("IO[bytes]", started.stdout), cast("IO[bytes]", started.stderr))
        started.stdin = ours.makefile("wb")
        started.stdout = ours.makefile("rb")
    return started, printed


def _hand_on(output: IO[bytes], errors: IO[bytes]) -> None:
    """Write what Node prints where the program's own goes, until Node ends."""
    other = threading.Thread(target=_copy, args=(output, "stdout"), daemon=True)
    other.start()
    _copy(errors, "stderr")
    other.join()


def _copy(source: IO[bytes], name: str) -> None:
    with source:
        for line in source:
            target = getattr(sys, name)
            if hasattr(target, "buffer"):
                target.buffer.write(line)
            else:  # what takes text alone, as a program may put there
                target.write(line.decode(errors="backslashreplace"))
            target.flush()
