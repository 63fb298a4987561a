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
    from .config.events import EventBusConfig, EventReplicationConfig, EventRuleConfig
    from .config.flow_logs import FlowLogsConfig
    from .config.network import NetworkConfig
    from .config.parameters import ParameterConfig, ParametersConfig
    from .config.queue import QueueConfig
    from .config.secret import SecretConfig
    from .config.security_group import Rule
    from .config.vpc_endpoints import InterfaceEndpointConfig, VpcEndpointsConfig
    from .constructs.bucket import Bucket
    from .constructs.cross_region_role import CrossRegionRole
    from .constructs.encryption_key import EncryptionKey
    from .constructs.event_bus import EventBus
    from .constructs.event_replication import EventReplication
    from .constructs.event_rule import EventRule, FunctionTarget
    from .constructs.flow_logs import FlowLogs
    from .constructs.network import Network
    from .constructs.parameters import Parameters
    from .constructs.peering import Peering
    from .constructs.queue import Queue, Sender
    from .constructs.secret import ReplicatedSecret
    from .constructs.security_group import SecurityGroup
    from .constructs.vpc_endpoints import VpcEndpoints
    from .errors import ConfigurationError, GuardWarning, Problem, TapError
    from .naming import Names
    from .ordering import order
    from .settings import TapSettings
    from .tap_stack import TapStack
    from .tree_guards import guard

__version__: Final = "0.1.0"

# Public name -> module. Loaded when first used, so that looking at settings starts no Node.
_EXPORTS: Final[dict[str, str]] = {
    "Bucket": "constructs.bucket",
    "BucketConfig": "config.bucket",
    "ConfigurationError": "errors",
    "CrossRegionRole": "constructs.cross_region_role",
    "EncryptionKey": "constructs.encryption_key",
    "EncryptionKeyConfig": "config.encryption_key",
    "EventBus": "constructs.event_bus",
    "EventBusConfig": "config.events",
    "EventReplication": "constructs.event_replication",
    "EventReplicationConfig": "config.events",
    "EventRule": "constructs.event_rule",
    "EventRuleConfig": "config.events",
    "FlowLogs": "constructs.flow_logs",
    "FlowLogsConfig": "config.flow_logs",
    "FunctionTarget": "constructs.event_rule",
    "GuardWarning": "errors",
    "InterfaceEndpointConfig": "config.vpc_endpoints",
    "Names": "naming",
    "Network": "constructs.network",
    "NetworkConfig": "config.network",
    "ParameterConfig": "config.parameters",
    "Parameters": "constructs.parameters",
    "ParametersConfig": "config.parameters",
    "Peering": "constructs.peering",
    "Problem": "errors",
    "Queue": "constructs.queue",
    "QueueConfig": "config.queue",
    "ReplicatedSecret": "constructs.secret",
    "Rule": "config.security_group",
    "SecretConfig": "config.secret",
    "SecurityGroup": "constructs.security_group",
    "Sender": "constructs.queue",
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
    "Bucket",
    "BucketConfig",
    "ConfigurationError",
    "CrossRegionRole",
    "EncryptionKey",
    "EncryptionKeyConfig",
    "EventBus",
    "EventBusConfig",
    "EventReplication",
    "EventReplicationConfig",
    "EventRule",
    "EventRuleConfig",
    "FlowLogs",
    "FlowLogsConfig",
    "FunctionTarget",
    "GuardWarning",
    "InterfaceEndpointConfig",
    "Names",
    "Network",
    "NetworkConfig",
    "ParameterConfig",
    "Parameters",
    "ParametersConfig",
    "Peering",
    "Problem",
    "Queue",
    "QueueConfig",
    "ReplicatedSecret",
    "Rule",
    "SecretConfig",
    "SecurityGroup",
    "Sender",
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
