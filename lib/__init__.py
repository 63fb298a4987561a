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
    from .config.aurora import AuroraConfig
    from .config.bucket import BucketConfig
    from .config.encryption_key import EncryptionKeyConfig
    from .config.flow_logs import FlowLogsConfig
    from .config.master_secret import MasterSecretConfig
    from .config.network import NetworkConfig
    from .config.security_group import Rule
    from .config.vpc_endpoints import InterfaceEndpointConfig, VpcEndpointsConfig
    from .constructs.aurora_cluster import Placement
    from .constructs.aurora_global import AuroraGlobal
    from .constructs.bucket import Bucket
    from .constructs.encryption_key import EncryptionKey
    from .constructs.flow_logs import FlowLogs
    from .constructs.master_secret import MasterSecret
    from .constructs.network import Network
    from .constructs.peering import Peering
    from .constructs.security_group import SecurityGroup
    from .constructs.vpc_endpoints import VpcEndpoints
    from .errors import ConfigurationError, Problem, TapError
    from .naming import Names
    from .ordering import order
    from .settings import TapSettings
    from .tap_stack import TapStack
    from .tree_guards import guard

__version__: Final = "0.1.0"

# Public name -> module. Loaded when first used, so that looking at settings starts no Node.
_EXPORTS: Final[dict[str, str]] = {
    "AuroraConfig": "config.aurora",
    "AuroraGlobal": "constructs.aurora_global",
    "Bucket": "constructs.bucket",
    "BucketConfig": "config.bucket",
    "ConfigurationError": "errors",
    "EncryptionKey": "constructs.encryption_key",
    "EncryptionKeyConfig": "config.encryption_key",
    "FlowLogs": "constructs.flow_logs",
    "FlowLogsConfig": "config.flow_logs",
    "InterfaceEndpointConfig": "config.vpc_endpoints",
    "MasterSecret": "constructs.master_secret",
    "MasterSecretConfig": "config.master_secret",
    "Names": "naming",
    "Network": "constructs.network",
    "NetworkConfig": "config.network",
    "Peering": "constructs.peering",
    "Placement": "constructs.aurora_cluster",
    "Problem": "errors",
    "Rule": "config.security_group",
    "SecurityGroup": "constructs.security_group",
    "TapError": "errors",
    "TapSettings": "settings",
    "TapStack": "tap_stack",
    "VpcEndpoints": "constructs.vpc_endpoints",
    "VpcEndpointsConfig": "config.vpc_endpoints",
    "guard": "tree_guards",
    "order": "ordering",
    "readable_errors": "app",
    "synth": "app",
}

__all__ = [
    "AuroraConfig",
    "AuroraGlobal",
    "Bucket",
    "BucketConfig",
    "ConfigurationError",
    "EncryptionKey",
    "EncryptionKeyConfig",
    "FlowLogs",
    "FlowLogsConfig",
    "InterfaceEndpointConfig",
    "MasterSecret",
    "MasterSecretConfig",
    "Names",
    "Network",
    "NetworkConfig",
    "Peering",
    "Placement",
    "Problem",
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
