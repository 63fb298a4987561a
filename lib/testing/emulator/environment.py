"""The environment in which a process talks to the emulator and to no other AWS."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from .errors import EmulatorError

ENDPOINT_VARIABLE = "TAP_AWS_ENDPOINT"
RESET_VARIABLE = "TAP_AWS_ENDPOINT_RESET"
ACCESS_KEY = SECRET_KEY = "testing"  # noqa: S105 -- what moto takes for its default account
ACCOUNT_ID = "123456789012"
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")


def environment_for(endpoint: str, base: Mapping[str, str]) -> dict[str, str]:
    """A whole environment: `base` without anything that leads to a real AWS, plus the emulator's own settings.

    Every `AWS_*` variable goes (profiles, session tokens, per-service endpoints, role and metadata settings), and
    so do the user's AWS configuration files, which may hold any of these too. No region is set: a provider
    block, a backend or a client names its own.
    """
    kept = {name: value for name, value in base.items() if not name.startswith("AWS_")}
    bypassed = [name for name in (base.get("NO_PROXY") or base.get("no_proxy") or "").split(",") if name]
    no_proxy = ",".join(dict.fromkeys([*bypassed, *LOOPBACK_NAMES]))
    return kept | {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "CHECKPOINT_DISABLE": "1",
        "NO_PROXY": no_proxy,
        "no_proxy": no_proxy,
    }


def loopback_endpoint(address: str) -> str:
    """`address` without a trailing slash.

    Raises:
        EmulatorError: It is not `http://<loopback host>:<port>`; tests must not reach a machine elsewhere.
    """
    parts = urlsplit(address)
    if parts.scheme != "http" or not _is_loopback(parts.hostname or "") or not _has_port(address):
        raise EmulatorError(
            f"{ENDPOINT_VARIABLE}: not the address of an emulator on this machine\n"
            f"    got:      {address}\n"
            "    expected: http://127.0.0.1:<port> (a loopback address and a port)\n"
            f"    remedy:   unset {ENDPOINT_VARIABLE} to have an emulator started"
        )
    return f"http://{parts.netloc}"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _has_port(address: str) -> bool:
    try:
        return bool(urlsplit(address).port)
    except ValueError:  # not a number, or out of range
        return False
