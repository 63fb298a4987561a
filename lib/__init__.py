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
    from .config.dns import DnsConfig
    from .config.dns_failover import DnsFailoverConfig, DnsTarget, MigrationConfig
    from .config.dns_record import (
        AliasConfig,
        DnsRecordConfig,
        FailoverRouting,
        LatencyRouting,
        SimpleRouting,
        WeightedRouting,
    )
    from .config.encryption_key import EncryptionKeyConfig
    from .config.flow_logs import FlowLogsConfig
    from .config.health_check import AlarmHealthCheck, CalculatedHealthCheck, EndpointCheck, HttpsHealthCheck
    from .config.hosted_zone import DnssecConfig, HostedZoneConfig, QueryLogConfig
    from .config.network import NetworkConfig
    from .config.security_group import Rule
    from .config.vpc_endpoints import InterfaceEndpointConfig, VpcEndpointsConfig
    from .constructs.bucket import Bucket
    from .constructs.dns_failover import DnsFailover
    from .constructs.dns_record import DnsRecord
    from .constructs.encryption_key import EncryptionKey
    from .constructs.flow_logs import FlowLogs
    from .constructs.health_check import HealthCheck
    from .constructs.hosted_zone import HostedZone
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
    "AlarmHealthCheck": "config.health_check",
    "AliasConfig": "config.dns_record",
    "Bucket": "constructs.bucket",
    "BucketConfig": "config.bucket",
    "CalculatedHealthCheck": "config.health_check",
    "ConfigurationError": "errors",
    "DnsConfig": "config.dns",
    "DnsFailover": "constructs.dns_failover",
    "DnsFailoverConfig": "config.dns_failover",
    "DnsRecord": "constructs.dns_record",
    "DnsRecordConfig": "config.dns_record",
    "DnsTarget": "config.dns_failover",
    "DnssecConfig": "config.hosted_zone",
    "EncryptionKey": "constructs.encryption_key",
    "EncryptionKeyConfig": "config.encryption_key",
    "EndpointCheck": "config.health_check",
    "FailoverRouting": "config.dns_record",
    "FlowLogs": "constructs.flow_logs",
    "FlowLogsConfig": "config.flow_logs",
    "HealthCheck": "constructs.health_check",
    "HostedZone": "constructs.hosted_zone",
    "HostedZoneConfig": "config.hosted_zone",
    "HttpsHealthCheck": "config.health_check",
    "InterfaceEndpointConfig": "config.vpc_endpoints",
    "LatencyRouting": "config.dns_record",
    "MigrationConfig": "config.dns_failover",
    "Names": "naming",
    "Network": "constructs.network",
    "NetworkConfig": "config.network",
    "Peering": "constructs.peering",
    "Problem": "errors",
    "QueryLogConfig": "config.hosted_zone",
    "Rule": "config.security_group",
    "SecurityGroup": "constructs.security_group",
    "SimpleRouting": "config.dns_record",
    "TapError": "errors",
    "TapSettings": "settings",
    "TapStack": "tap_stack",
    "VpcEndpoints": "constructs.vpc_endpoints",
    "VpcEndpointsConfig": "config.vpc_endpoints",
    "WeightedRouting": "config.dns_record",
    "guard": "tree_guards",
    "order": "ordering",
    "readable_errors": "app",
    "synth": "app",
}

__all__ = [
    "AlarmHealthCheck",
    "AliasConfig",
    "Bucket",
    "BucketConfig",
    "CalculatedHealthCheck",
    "ConfigurationError",
    "DnsConfig",
    "DnsFailover",
    "DnsFailoverConfig",
    "DnsRecord",
    "DnsRecordConfig",
    "DnsTarget",
    "DnssecConfig",
    "EncryptionKey",
    "EncryptionKeyConfig",
    "EndpointCheck",
    "FailoverRouting",
    "FlowLogs",
    "FlowLogsConfig",
    "HealthCheck",
    "HostedZone",
    "HostedZoneConfig",
    "HttpsHealthCheck",
    "InterfaceEndpointConfig",
    "LatencyRouting",
    "MigrationConfig",
    "Names",
    "Network",
    "NetworkConfig",
    "Peering",
    "Problem",
    "QueryLogConfig",
    "Rule",
    "SecurityGroup",
    "SimpleRouting",
    "TapError",
    "TapSettings",
    "TapStack",
    "VpcEndpoints",
    "VpcEndpointsConfig",
    "WeightedRouting",
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
