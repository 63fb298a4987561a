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
    from .config.certificate import CertificateConfig
    from .config.ecs_cluster import EcsClusterConfig
    from .config.ecs_service import ContainerConfig, ContainerHealthCheckConfig, EcsServiceConfig
    from .config.encryption_key import EncryptionKeyConfig
    from .config.flow_logs import FlowLogsConfig
    from .config.listener import ActionConfig, FixedResponseConfig, ForwardConfig, ListenerRuleConfig, RedirectConfig
    from .config.load_balancer import LoadBalancerConfig, LoadBalancerLogsConfig
    from .config.network import NetworkConfig
    from .config.scaling import CapacityConfig
    from .config.security_group import Rule
    from .config.target_group import TargetGroupConfig, TargetHealthCheckConfig
    from .config.vpc_endpoints import InterfaceEndpointConfig, VpcEndpointsConfig
    from .config.web_acl import ManagedRuleGroupConfig, WebAclConfig
    from .config.web_tier import WebTierConfig
    from .constructs.bucket import Bucket
    from .constructs.certificate import Certificate
    from .constructs.ecs_cluster import EcsCluster
    from .constructs.ecs_service import EcsService
    from .constructs.encryption_key import EncryptionKey
    from .constructs.flow_logs import FlowLogs
    from .constructs.load_balancer import LoadBalancer
    from .constructs.network import Network
    from .constructs.peering import Peering
    from .constructs.security_group import SecurityGroup
    from .constructs.target_group import TargetGroup
    from .constructs.vpc_endpoints import VpcEndpoints
    from .constructs.web_acl import WebAcl
    from .constructs.web_tier import WebTier
    from .errors import ConfigurationError, GuardWarning, Problem, TapError
    from .naming import Names
    from .ordering import order
    from .settings import TapSettings
    from .synth_guard import guard
    from .tap_stack import TapStack

__version__: Final = "0.1.0"

# Public name -> module. Loaded when first used, so that looking at settings starts no Node.
_EXPORTS: Final[dict[str, str]] = {
    "ActionConfig": "config.listener",
    "Bucket": "constructs.bucket",
    "BucketConfig": "config.bucket",
    "CapacityConfig": "config.scaling",
    "Certificate": "constructs.certificate",
    "CertificateConfig": "config.certificate",
    "ConfigurationError": "errors",
    "ContainerConfig": "config.ecs_service",
    "ContainerHealthCheckConfig": "config.ecs_service",
    "EcsCluster": "constructs.ecs_cluster",
    "EcsClusterConfig": "config.ecs_cluster",
    "EcsService": "constructs.ecs_service",
    "EcsServiceConfig": "config.ecs_service",
    "EncryptionKey": "constructs.encryption_key",
    "EncryptionKeyConfig": "config.encryption_key",
    "FixedResponseConfig": "config.listener",
    "FlowLogs": "constructs.flow_logs",
    "FlowLogsConfig": "config.flow_logs",
    "ForwardConfig": "config.listener",
    "GuardWarning": "errors",
    "InterfaceEndpointConfig": "config.vpc_endpoints",
    "ListenerRuleConfig": "config.listener",
    "LoadBalancer": "constructs.load_balancer",
    "LoadBalancerConfig": "config.load_balancer",
    "LoadBalancerLogsConfig": "config.load_balancer",
    "ManagedRuleGroupConfig": "config.web_acl",
    "Names": "naming",
    "Network": "constructs.network",
    "NetworkConfig": "config.network",
    "Peering": "constructs.peering",
    "Problem": "errors",
    "RedirectConfig": "config.listener",
    "Rule": "config.security_group",
    "SecurityGroup": "constructs.security_group",
    "TapError": "errors",
    "TapSettings": "settings",
    "TapStack": "tap_stack",
    "TargetGroup": "constructs.target_group",
    "TargetGroupConfig": "config.target_group",
    "TargetHealthCheckConfig": "config.target_group",
    "VpcEndpoints": "constructs.vpc_endpoints",
    "VpcEndpointsConfig": "config.vpc_endpoints",
    "WebAcl": "constructs.web_acl",
    "WebAclConfig": "config.web_acl",
    "WebTier": "constructs.web_tier",
    "WebTierConfig": "config.web_tier",
    "guard": "synth_guard",
    "order": "ordering",
    "readable_errors": "app",
    "synth": "app",
}

__all__ = [
    "ActionConfig",
    "Bucket",
    "BucketConfig",
    "CapacityConfig",
    "Certificate",
    "CertificateConfig",
    "ConfigurationError",
    "ContainerConfig",
    "ContainerHealthCheckConfig",
    "EcsCluster",
    "EcsClusterConfig",
    "EcsService",
    "EcsServiceConfig",
    "EncryptionKey",
    "EncryptionKeyConfig",
    "FixedResponseConfig",
    "FlowLogs",
    "FlowLogsConfig",
    "ForwardConfig",
    "GuardWarning",
    "InterfaceEndpointConfig",
    "ListenerRuleConfig",
    "LoadBalancer",
    "LoadBalancerConfig",
    "LoadBalancerLogsConfig",
    "ManagedRuleGroupConfig",
    "Names",
    "Network",
    "NetworkConfig",
    "Peering",
    "Problem",
    "RedirectConfig",
    "Rule",
    "SecurityGroup",
    "TapError",
    "TapSettings",
    "TapStack",
    "TargetGroup",
    "TargetGroupConfig",
    "TargetHealthCheckConfig",
    "VpcEndpoints",
    "VpcEndpointsConfig",
    "WebAcl",
    "WebAclConfig",
    "WebTier",
    "WebTierConfig",
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
