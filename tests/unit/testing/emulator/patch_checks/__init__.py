"""The checks of all patches."""

from . import (
    containers,
    data,
    databases,
    domains,
    functions,
    generic,
    migration,
    network,
    operations,
    recovery,
    scaling,
    storage,
)
from .registry import CHECKS, Aws, Check

__all__ = [
    "CHECKS",
    "Aws",
    "Check",
    "containers",
    "data",
    "databases",
    "domains",
    "functions",
    "generic",
    "migration",
    "network",
    "operations",
    "recovery",
    "scaling",
    "storage",
]
