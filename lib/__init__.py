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
    from .config.container_registry import ContainerRegistryConfig, RegistryReplicationConfig, RepositoryConfig
    from .config.eks import (
        AccessEntryConfig,
        AddonConfig,
        AddonsConfig,
        ContainerInsightsConfig,
        EksConfig,
        EndpointConfig,
        NamespaceConfig,
        PodLogsConfig,
    )
    from .config.encryption_key import EncryptionKeyConfig
    from .config.flow_logs import FlowLogsConfig
    from .config.network import NetworkConfig
    from .config.security_group import Rule
    from .config.vpc_endpoints import InterfaceEndpointConfig, VpcEndpointsConfig
    from .constructs.bucket import Bucket
    from .constructs.container_registry import ContainerRegistry
    from .constructs.eks_fargate import EksFargate
    from .constructs.encryption_key import EncryptionKey
    from .constructs.flow_logs import FlowLogs
    from .constructs.network import Network
    from .constructs.peering import Peering
    from .constructs.pod_role import PodRole
    from .constructs.registry_replication import RegistryReplication
    from .constructs.security_group import SecurityGroup
    from .constructs.vpc_endpoints import VpcEndpoints
    from .errors import ConfigurationError, GuardWarning, Problem, TapError
    from .iam import Statement
    from .naming import Names
    from .ordering import order
    from .settings import TapSettings
    from .synth_guard import guard
    from .tap_stack import TapStack

__version__: Final = "0.1.0"

# Public name -> module. Loaded when first used, so that looking at settings starts no Node.
_EXPORTS: Final[dict[str, str]] = {
    "AccessEntryConfig": "config.eks",
    "AddonConfig": "config.eks",
    "AddonsConfig": "config.eks",
    "Bucket": "constructs.bucket",
    "BucketConfig": "config.bucket",
    "ConfigurationError": "errors",
    "ContainerInsightsConfig": "config.eks",
    "ContainerRegistry": "constructs.container_registry",
    "ContainerRegistryConfig": "config.container_registry",
    "EksConfig": "config.eks",
    "EksFargate": "constructs.eks_fargate",
    "EncryptionKey": "constructs.encryption_key",
    "EncryptionKeyConfig": "config.encryption_key",
    "EndpointConfig": "config.eks",
    "FlowLogs": "constructs.flow_logs",
    "FlowLogsConfig": "config.flow_logs",
    "GuardWarning": "errors",
    "InterfaceEndpointConfig": "config.vpc_endpoints",
    "Names": "naming",
    "NamespaceConfig": "config.eks",
    "Network": "constructs.network",
    "NetworkConfig": "config.network",
    "Peering": "constructs.peering",
    "PodLogsConfig": "config.eks",
    "PodRole": "constructs.pod_role",
    "Problem": "errors",
    "RegistryReplication": "constructs.registry_replication",
    "RegistryReplicationConfig": "config.container_registry",
    "RepositoryConfig": "config.container_registry",
    "Rule": "config.security_group",
    "SecurityGroup": "constructs.security_group",
    "Statement": "iam",
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
    "AccessEntryConfig",
    "AddonConfig",
    "AddonsConfig",
    "Bucket",
    "BucketConfig",
    "ConfigurationError",
    "ContainerInsightsConfig",
    "ContainerRegistry",
    "ContainerRegistryConfig",
    "EksConfig",
    "EksFargate",
    "EncryptionKey",
    "EncryptionKeyConfig",
    "EndpointConfig",
    "FlowLogs",
    "FlowLogsConfig",
    "GuardWarning",
    "InterfaceEndpointConfig",
    "Names",
    "NamespaceConfig",
    "Network",
    "NetworkConfig",
    "Peering",
    "PodLogsConfig",
    "PodRole",
    "Problem",
    "RegistryReplication",
    "RegistryReplicationConfig",
    "RepositoryConfig",
    "Rule",
    "SecurityGroup",
    "Statement",
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
