"""What resources an emulated AWS holds, apart from those that an empty account has.

moto's own listing (/moto-api/data.json) keeps every object that was ever made, deleted ones too, so this walks
what the backends hold now. It runs inside the server.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Any

from moto.core.base_backend import AccountSpecificBackend, BackendDict, BaseBackend

from .patches.registry import Kept

# A backend that is made holds what AWS gives every account: default VPCs, managed policies, a default event bus.
_DEFAULTS = "_defaults_of_an_empty_account"

# AWS, and moto with it, goes on showing what was deleted for a while.
_GONE = frozenset({"deleted", "deleting", "terminated", "shutting-down", "pendingdeletion", "inactive"})
# What happened, not what is there.
_RECORDS = frozenset({"rds.event", "rds-data.query_results", "cloudwatch.metric_datum", "cloudwatch.metric_datum_base"})
_IDENTIFIERS = ("name", "arn", "id")
_lock = threading.RLock()

Resource = tuple[str, str, Any]  # kind, identifier, object


def remember_defaults() -> None:
    """From now on every new backend remembers what it holds when it is made."""
    original = AccountSpecificBackend.__getitem__
    if getattr(original, _DEFAULTS, False):
        return

    def remembering(self: Any, region: str) -> Any:
        with _lock:
            backend = original(self, region)
            if _DEFAULTS not in vars(backend):
                # The objects are held, not their ids alone: an id is used again once its object is gone.
                found = tuple(value for _, _, value in _resources(backend, is_default=lambda value: True))
                vars(backend)[_DEFAULTS] = found
            return backend

    setattr(remembering, _DEFAULTS, True)
    AccountSpecificBackend.__getitem__ = remembering


def leftovers() -> list[str]:
    """One line per resource, sorted: `<service>.<kind> <region> <identifier>`."""
    lines = set()
    for backends in list(BackendDict._instances):  # noqa: SLF001 -- moto has no other list of them
        for _, region, backend in list(backends.iter_backends()):
            place = "global" if region.startswith("aws") else region
            found = ((f"{backends.service_name}.{kind}", name) for kind, name in _made_by_a_user(backend))
            lines |= {f"{kind} {place} {name}" for kind, name in found if kind not in _RECORDS}
    return sorted(line for line in lines if not line.startswith("moto_api."))


def _made_by_a_user(backend: Any) -> Iterator[tuple[str, str]]:
    defaults = {id(value) for value in vars(backend).get(_DEFAULTS, ())}
    for kind, name, value in _resources(backend, is_default=lambda value: id(value) in defaults):
        if id(value) not in defaults and not _is_gone(value) and not _is_aws_own(value):
            yield kind, name


def _resources(backend: Any, *, is_default: Any) -> Iterator[Resource]:
    """Every resource that a backend's attributes lead to.

    What is inside a resource is its own business, except inside a default one: a rule on the default event bus is
    a resource that somebody made.
    """
    seen: set[int] = set()
    pending = [(name, value) for name, value in list(vars(backend).items()) if name != _DEFAULTS]
    while pending:
        key, value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Kept):
            yield from ((value.kind, _text(name), item) for name, item in list(value.items()))
        elif _is_model(value):
            yield _kind(value), _identifier(key, value), value
            pending += _inside(value) if is_default(value) else []
        else:
            pending += _inside(value)


def _inside(value: Any) -> list[tuple[Any, Any]]:
    """The keys and values of a container or of a model's attributes."""
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return list(enumerate(value))
    return list(vars(value).items()) if _is_model(value) else []


def _is_model(value: Any) -> bool:
    of: Any = type(value)  # which mypy does not take for something that can be a key
    return _are_models(of) and hasattr(value, "__dict__")


@cache
def _are_models(of: type) -> bool:
    in_models = re.match(r"moto\.(?!core|utilities|moto_api)\w+\.(\w+\.)*models", of.__module__)
    return bool(in_models) and not issubclass(of, BaseBackend | Enum | dict | list | str)


def _kind(value: Any) -> str:
    return _kind_of(type(value).__name__)


@cache
def _kind_of(name: str) -> str:
    """`FakeBucket` is a bucket, `NatGateway` a nat_gateway, `VPCPeeringConnection` a vpc_peering_connection."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name.removeprefix("Fake")).lower()


def _identifier(key: Any, value: Any) -> str:
    """The key under which moto keeps a resource, which is its id, ARN or name; IAM's keys say nothing."""
    if isinstance(key, str) and not type(value).__module__.startswith("moto.iam."):
        return key
    named = (getattr(value, name, None) for name in _IDENTIFIERS)
    return next((name for name in named if isinstance(name, str)), _text(key))


def _text(key: Any) -> str:
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _is_gone(value: Any) -> bool:
    """Deleted, or scheduled to be."""
    states = (_attribute(value, name) for name in ("status", "state", "key_state", "_status", "_state"))
    words = (_attribute(state, "name") or _attribute(state, "code") or state for state in states)
    # Of a secret in its recovery window, and of a backup plan.
    deleted_at = _attribute(value, "deleted_date") or _attribute(value, "deletion_date")
    return bool(deleted_at) or any(str(word).lower() in _GONE for word in words) or _is_gone_reservation(value)


def _is_gone_reservation(value: Any) -> bool:
    """What instances were launched by is shown as long as they are."""
    return _kind(value) == "reservation" and all(map(_is_gone, _attribute(value, "instances")))


def _is_aws_own(value: Any) -> bool:
    """A key that AWS makes for a service when it is first used."""
    return bool(_attribute(value, "key_manager") == "AWS")


def _attribute(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)
