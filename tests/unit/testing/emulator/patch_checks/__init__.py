"""The checks of all patches."""

from . import (
    containers,
    data,
    databases,
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
    "functions",
    "generic",
    "migration",
    "network",
    "operations",
    "recovery",
    "scaling",
    "storage",
]
