"""Domains that nobody can have."""

from __future__ import annotations

from ..aws_facts import RESERVED_DOMAINS


def is_reserved_domain(name: str) -> bool:
    """Whether a name is a reserved domain or lies under one."""
    clean = name.lower().rstrip(".")
    return any(clean == domain or clean.endswith(f".{domain}") for domain in RESERVED_DOMAINS)
