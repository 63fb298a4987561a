"""EventBridge."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from moto.events.models import Rule

from .registry import Function, Patch

forwarded_event = Patch(
    "events.forwarded_event",
    "an event that a rule sends to another bus keeps the account and region that it was first put in, as AWS says",
)

# moto puts it on the other bus anew, while the rule is still at work.
_origin: ContextVar[Mapping[str, Any] | None] = ContextVar("origin", default=None)


@forwarded_event.wraps(Rule)
def _send_to_targets(original: Function, self: Any, event: Mapping[str, Any], transform_input: bool = True) -> None:
    whole = {**event, **(_origin.get() or {})}
    token = _origin.set({name: whole[name] for name in ("account", "region", "resources")})
    try:
        original(self, whole, transform_input)
    finally:
        _origin.reset(token)
