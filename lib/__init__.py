"""A CDKTF construct library for AWS: two regions, every documented correction embedded.

Importing it protects provider bindings too: they load fast (`bindings`), and a dict that would lose its keys in a
list of blocks is refused (`nested_blocks`). It starts no Node; the first import of a construct does.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

from . import bindings, nested_blocks

if TYPE_CHECKING:
    from .app import readable_errors, synth
    from .config.bucket import BucketConfig
    from .config.encryption_key import EncryptionKeyConfig
    from .config.flow_logs import FlowLogsConfig
    from .config.function import FunctionConfig, LoadConfig
    from .config.migration import MigrationRollbackConfig, MigrationValidationConfig, RollbackRecordConfig
    from .config.network import NetworkConfig
    from .config.security_group import Rule
    from .config.vpc_endpoints import InterfaceEndpointConfig, VpcEndpointsConfig
    from .constructs.bucket import Bucket
    from .constructs.encryption_key import EncryptionKey
    from .constructs.flow_logs import FlowLogs
    from .constructs.migration_rollback import MigrationRollback
    from .constructs.migration_validation import MigrationValidation
    from .constructs.network import Network
    from .constructs.packaged_function import PackagedFunction
    from .constructs.payment_api import PaymentApi
    from .constructs.peering import Peering
    from .constructs.references import Reference
    from .constructs.security_group import SecurityGroup
    from .constructs.vpc_endpoints import VpcEndpoints
    from .errors import ConfigurationError, GuardWarning, Problem, TapError
    from .naming import Names
    from .ordering import order
    from .settings import TapSettings
    from .synth_guard import guard
    from .tap_stack import TapStack

__version__: Final = "0.1.0"

# Public name -> module. Loaded when first used, so that looking at settings starts no Node.
_EXPORTS: Final[dict[str, str]] = {
    "Bucket": "constructs.bucket",
    "BucketConfig": "config.bucket",
    "ConfigurationError": "errors",
    "EncryptionKey": "constructs.encryption_key",
    "EncryptionKeyConfig": "config.encryption_key",
    "FlowLogs": "constructs.flow_logs",
    "FlowLogsConfig": "config.flow_logs",
    "FunctionConfig": "config.function",
    "GuardWarning": "errors",
    "InterfaceEndpointConfig": "config.vpc_endpoints",
    "LoadConfig": "config.function",
    "MigrationRollback": "constructs.migration_rollback",
    "MigrationRollbackConfig": "config.migration",
    "MigrationValidation": "constructs.migration_validation",
    "MigrationValidationConfig": "config.migration",
    "Names": "naming",
    "Network": "constructs.network",
    "NetworkConfig": "config.network",
    "PackagedFunction": "constructs.packaged_function",
    "PaymentApi": "constructs.payment_api",
    "Peering": "constructs.peering",
    "Problem": "errors",
    "Reference": "constructs.references",
    "RollbackRecordConfig": "config.migration",
    "Rule": "config.security_group",
    "SecurityGroup": "constructs.security_group",
    "TapError": "errors",
    "TapSettings": "settings",
    "TapStack": "tap_stack",
    "VpcEndpoints": "constructs.vpc_endpoints",
    "VpcEndpointsConfig": "config.vpc_endpoints",
    "guard": "synth_guard",
    "order": "ordering",
    "readable_errors": "app",
    "synth": "app",
}

__all__ = [
    "Bucket",
    "BucketConfig",
    "ConfigurationError",
    "EncryptionKey",
    "EncryptionKeyConfig",
    "FlowLogs",
    "FlowLogsConfig",
    "FunctionConfig",
    "GuardWarning",
    "InterfaceEndpointConfig",
    "LoadConfig",
    "MigrationRollback",
    "MigrationRollbackConfig",
    "MigrationValidation",
    "MigrationValidationConfig",
    "Names",
    "Network",
    "NetworkConfig",
    "PackagedFunction",
    "PaymentApi",
    "Peering",
    "Problem",
    "Reference",
    "RollbackRecordConfig",
    "Rule",
    "SecurityGroup",
    "TapError",
    "TapSettings",
    "TapStack",
    "VpcEndpoints",
    "VpcEndpointsConfig",
    "guard",
    "order",
    "readable_errors",
    "synth",
]

bindings.install()
nested_blocks.install()


def __getattr__(name: str) -> Any:
    if name not in _EXPORTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_EXPORTS[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
