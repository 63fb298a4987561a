"""A CDKTF construct library for AWS: two regions, every documented correction embedded.

Importing it protects provider bindings too: they load fast (`bindings`), and a dict that would lose its keys in a
list of blocks is refused (`nested_blocks`). It starts no Node; the first import of a construct does. Where CDK Terrain
is wanted, it stands in for CDKTF (`base`).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

from . import base, bindings, nested_blocks

if TYPE_CHECKING:
    from .app import readable_errors, synth
    from .config.alarm import AlarmConfig, PercentAlarmConfig
    from .config.alarm_topics import AlarmTopicsConfig
    from .config.aurora import AuroraConfig
    from .config.backup import (
        BackupConfig,
        BackupCopyConfig,
        BackupPlanConfig,
        BackupRuleConfig,
        RestoreTestConfig,
        RestoreTestingConfig,
    )
    from .config.backup_vault import BackupVaultConfig, VaultLockConfig
    from .config.bucket import BucketConfig
    from .config.certificate import CertificateConfig
    from .config.container_registry import ContainerRegistryConfig, RegistryReplicationConfig, RepositoryConfig
    from .config.dms_endpoint import (
        MigrationSourceConfig,
        MigrationTargetConfig,
        PostgresSourceConfig,
        PostgresTargetConfig,
    )
    from .config.dms_mappings import TableMappingsConfig, TableSelectionConfig, TableTransformationConfig
    from .config.dms_task import MigrationTaskConfig, MigrationTaskSettingsConfig
    from .config.dns import DnsConfig
    from .config.dns_failover import DnsFailoverConfig, DnsTarget, WeightedMigrationConfig
    from .config.dns_record import (
        AliasConfig,
        DnsRecordConfig,
        FailoverRouting,
        LatencyRouting,
        SimpleRouting,
        WeightedRouting,
    )
    from .config.dynamodb import DynamodbConfig, GlobalIndexConfig, LocalIndexConfig, TableCapacityConfig
    from .config.ecs_cluster import EcsClusterConfig
    from .config.ecs_service import ContainerConfig, ContainerHealthCheckConfig, EcsServiceConfig
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
    from .config.events import EventBusConfig, EventReplicationConfig, EventRuleConfig
    from .config.flow_logs import FlowLogsConfig
    from .config.function import FunctionConfig, LoadConfig
    from .config.github_actions import GithubActionsConfig
    from .config.health_check import AlarmHealthCheck, CalculatedHealthCheck, EndpointCheck, HttpsHealthCheck
    from .config.hosted_zone import DnssecConfig, HostedZoneConfig, QueryLogConfig
    from .config.listener import ActionConfig, FixedResponseConfig, ForwardConfig, ListenerRuleConfig, RedirectConfig
    from .config.load_balancer import LoadBalancerConfig, LoadBalancerLogsConfig
    from .config.master_secret import MasterSecretConfig
    from .config.migration import (
        MigrationConfig,
        ReplicationInstanceConfig,
    )
    from .config.migration_functions import MigrationRollbackConfig, MigrationValidationConfig, RollbackRecordConfig
    from .config.monitoring import (
        CertificateAlarms,
        ClusterAlarms,
        DatabaseAlarms,
        DeadLetterAlarms,
        FunctionAlarms,
        LoadBalancerAlarms,
        MigrationAlarms,
        MonitoringConfig,
        QueueAlarms,
        ServiceAlarms,
        TableAlarms,
    )
    from .config.network import NetworkConfig
    from .config.parameters import ParameterConfig, ParametersConfig
    from .config.queue import QueueConfig
    from .config.scaling import CapacityConfig
    from .config.secret import SecretConfig
    from .config.security_group import Rule
    from .config.target_group import TargetGroupConfig, TargetHealthCheckConfig
    from .config.topic import TopicConfig
    from .config.vpc_endpoints import InterfaceEndpointConfig, VpcEndpointsConfig
    from .config.web_acl import ManagedRuleGroupConfig, WebAclConfig
    from .config.web_tier import WebTierConfig
    from .constructs.alarm_topics import AlarmTopics
    from .constructs.aurora_cluster import Placement
    from .constructs.aurora_global import AuroraGlobal
    from .constructs.backup import Backup
    from .constructs.backup_vault import BackupVault
    from .constructs.bucket import Bucket
    from .constructs.certificate import Certificate
    from .constructs.container_registry import ContainerRegistry
    from .constructs.cross_region_role import CrossRegionRole
    from .constructs.dms_endpoint import DatabaseTarget
    from .constructs.dms_roles import DmsAccountRoles
    from .constructs.dns_failover import DnsFailover
    from .constructs.dns_record import DnsRecord
    from .constructs.dynamodb_global import DynamodbGlobal, TableReplica
    from .constructs.ecs_cluster import EcsCluster
    from .constructs.ecs_service import EcsService
    from .constructs.eks_fargate import EksFargate
    from .constructs.encryption_key import EncryptionKey
    from .constructs.event_bus import EventBus
    from .constructs.event_replication import EventReplication
    from .constructs.event_rule import EventRule, FunctionTarget
    from .constructs.flow_logs import FlowLogs
    from .constructs.github_actions_role import GithubActionsRole
    from .constructs.health_check import HealthCheck
    from .constructs.hosted_zone import HostedZone
    from .constructs.load_balancer import LoadBalancer
    from .constructs.master_secret import MasterSecret
    from .constructs.migration import Migration
    from .constructs.migration_rollback import MigrationRollback
    from .constructs.migration_validation import MigrationValidation
    from .constructs.monitoring import Monitoring
    from .constructs.network import Network
    from .constructs.packaged_function import PackagedFunction
    from .constructs.parameters import Parameters
    from .constructs.payment_api import PaymentApi
    from .constructs.peering import Peering
    from .constructs.pod_role import PodRole
    from .constructs.queue import Queue, Sender
    from .constructs.references import Reference
    from .constructs.registry_replication import RegistryReplication
    from .constructs.secret import ReplicatedSecret
    from .constructs.security_group import SecurityGroup
    from .constructs.target_group import TargetGroup
    from .constructs.topic import Topic
    from .constructs.vpc_endpoints import VpcEndpoints
    from .constructs.web_acl import WebAcl
    from .constructs.web_tier import WebTier
    from .errors import ConfigurationError, GuardWarning, Problem, TapError
    from .iam import Statement
    from .naming import Names
    from .ordering import order
    from .renaming import renamed
    from .settings import TapSettings
    from .synth_guard import guard
    from .tap_stack import TapStack

__version__: Final = "0.1.0"

# Public name -> module. Loaded when first used, so that looking at settings starts no Node.
_EXPORTS: Final[dict[str, str]] = {
    "AccessEntryConfig": "config.eks",
    "ActionConfig": "config.listener",
    "AddonConfig": "config.eks",
    "AddonsConfig": "config.eks",
    "AlarmConfig": "config.alarm",
    "AlarmHealthCheck": "config.health_check",
    "AlarmTopics": "constructs.alarm_topics",
    "AlarmTopicsConfig": "config.alarm_topics",
    "AliasConfig": "config.dns_record",
    "AuroraConfig": "config.aurora",
    "AuroraGlobal": "constructs.aurora_global",
    "Backup": "constructs.backup",
    "BackupConfig": "config.backup",
    "BackupCopyConfig": "config.backup",
    "BackupPlanConfig": "config.backup",
    "BackupRuleConfig": "config.backup",
    "BackupVault": "constructs.backup_vault",
    "BackupVaultConfig": "config.backup_vault",
    "Bucket": "constructs.bucket",
    "BucketConfig": "config.bucket",
    "CalculatedHealthCheck": "config.health_check",
    "CapacityConfig": "config.scaling",
    "Certificate": "constructs.certificate",
    "CertificateAlarms": "config.monitoring",
    "CertificateConfig": "config.certificate",
    "ClusterAlarms": "config.monitoring",
    "ConfigurationError": "errors",
    "ContainerConfig": "config.ecs_service",
    "ContainerHealthCheckConfig": "config.ecs_service",
    "ContainerInsightsConfig": "config.eks",
    "ContainerRegistry": "constructs.container_registry",
    "ContainerRegistryConfig": "config.container_registry",
    "CrossRegionRole": "constructs.cross_region_role",
    "DatabaseAlarms": "config.monitoring",
    "DatabaseTarget": "constructs.dms_endpoint",
    "DeadLetterAlarms": "config.monitoring",
    "DmsAccountRoles": "constructs.dms_roles",
    "DnsConfig": "config.dns",
    "DnsFailover": "constructs.dns_failover",
    "DnsFailoverConfig": "config.dns_failover",
    "DnsRecord": "constructs.dns_record",
    "DnsRecordConfig": "config.dns_record",
    "DnsTarget": "config.dns_failover",
    "DnssecConfig": "config.hosted_zone",
    "DynamodbConfig": "config.dynamodb",
    "DynamodbGlobal": "constructs.dynamodb_global",
    "EcsCluster": "constructs.ecs_cluster",
    "EcsClusterConfig": "config.ecs_cluster",
    "EcsService": "constructs.ecs_service",
    "EcsServiceConfig": "config.ecs_service",
    "EksConfig": "config.eks",
    "EksFargate": "constructs.eks_fargate",
    "EncryptionKey": "constructs.encryption_key",
    "EncryptionKeyConfig": "config.encryption_key",
    "EndpointCheck": "config.health_check",
    "EndpointConfig": "config.eks",
    "EventBus": "constructs.event_bus",
    "EventBusConfig": "config.events",
    "EventReplication": "constructs.event_replication",
    "EventReplicationConfig": "config.events",
    "EventRule": "constructs.event_rule",
    "EventRuleConfig": "config.events",
    "FailoverRouting": "config.dns_record",
    "FixedResponseConfig": "config.listener",
    "FlowLogs": "constructs.flow_logs",
    "FlowLogsConfig": "config.flow_logs",
    "ForwardConfig": "config.listener",
    "FunctionAlarms": "config.monitoring",
    "FunctionConfig": "config.function",
    "FunctionTarget": "constructs.event_rule",
    "GithubActionsConfig": "config.github_actions",
    "GithubActionsRole": "constructs.github_actions_role",
    "GlobalIndexConfig": "config.dynamodb",
    "GuardWarning": "errors",
    "HealthCheck": "constructs.health_check",
    "HostedZone": "constructs.hosted_zone",
    "HostedZoneConfig": "config.hosted_zone",
    "HttpsHealthCheck": "config.health_check",
    "InterfaceEndpointConfig": "config.vpc_endpoints",
    "LatencyRouting": "config.dns_record",
    "ListenerRuleConfig": "config.listener",
    "LoadBalancer": "constructs.load_balancer",
    "LoadBalancerAlarms": "config.monitoring",
    "LoadBalancerConfig": "config.load_balancer",
    "LoadBalancerLogsConfig": "config.load_balancer",
    "LoadConfig": "config.function",
    "LocalIndexConfig": "config.dynamodb",
    "ManagedRuleGroupConfig": "config.web_acl",
    "MasterSecret": "constructs.master_secret",
    "MasterSecretConfig": "config.master_secret",
    "Migration": "constructs.migration",
    "MigrationAlarms": "config.monitoring",
    "MigrationConfig": "config.migration",
    "MigrationRollback": "constructs.migration_rollback",
    "MigrationRollbackConfig": "config.migration_functions",
    "MigrationSourceConfig": "config.dms_endpoint",
    "MigrationTargetConfig": "config.dms_endpoint",
    "MigrationTaskConfig": "config.dms_task",
    "MigrationTaskSettingsConfig": "config.dms_task",
    "MigrationValidation": "constructs.migration_validation",
    "MigrationValidationConfig": "config.migration_functions",
    "Monitoring": "constructs.monitoring",
    "MonitoringConfig": "config.monitoring",
    "Names": "naming",
    "NamespaceConfig": "config.eks",
    "Network": "constructs.network",
    "NetworkConfig": "config.network",
    "PackagedFunction": "constructs.packaged_function",
    "ParameterConfig": "config.parameters",
    "Parameters": "constructs.parameters",
    "ParametersConfig": "config.parameters",
    "PaymentApi": "constructs.payment_api",
    "Peering": "constructs.peering",
    "PercentAlarmConfig": "config.alarm",
    "Placement": "constructs.aurora_cluster",
    "PodLogsConfig": "config.eks",
    "PodRole": "constructs.pod_role",
    "PostgresSourceConfig": "config.dms_endpoint",
    "PostgresTargetConfig": "config.dms_endpoint",
    "Problem": "errors",
    "QueryLogConfig": "config.hosted_zone",
    "Queue": "constructs.queue",
    "QueueAlarms": "config.monitoring",
    "QueueConfig": "config.queue",
    "RedirectConfig": "config.listener",
    "Reference": "constructs.references",
    "RegistryReplication": "constructs.registry_replication",
    "RegistryReplicationConfig": "config.container_registry",
    "ReplicatedSecret": "constructs.secret",
    "ReplicationInstanceConfig": "config.migration",
    "RepositoryConfig": "config.container_registry",
    "RestoreTestConfig": "config.backup",
    "RestoreTestingConfig": "config.backup",
    "RollbackRecordConfig": "config.migration_functions",
    "Rule": "config.security_group",
    "SecretConfig": "config.secret",
    "SecurityGroup": "constructs.security_group",
    "Sender": "constructs.queue",
    "ServiceAlarms": "config.monitoring",
    "SimpleRouting": "config.dns_record",
    "Statement": "iam",
    "TableAlarms": "config.monitoring",
    "TableCapacityConfig": "config.dynamodb",
    "TableMappingsConfig": "config.dms_mappings",
    "TableReplica": "constructs.dynamodb_global",
    "TableSelectionConfig": "config.dms_mappings",
    "TableTransformationConfig": "config.dms_mappings",
    "TapError": "errors",
    "TapSettings": "settings",
    "TapStack": "tap_stack",
    "TargetGroup": "constructs.target_group",
    "TargetGroupConfig": "config.target_group",
    "TargetHealthCheckConfig": "config.target_group",
    "Topic": "constructs.topic",
    "TopicConfig": "config.topic",
    "VaultLockConfig": "config.backup_vault",
    "VpcEndpoints": "constructs.vpc_endpoints",
    "VpcEndpointsConfig": "config.vpc_endpoints",
    "WebAcl": "constructs.web_acl",
    "WebAclConfig": "config.web_acl",
    "WebTier": "constructs.web_tier",
    "WebTierConfig": "config.web_tier",
    "WeightedMigrationConfig": "config.dns_failover",
    "WeightedRouting": "config.dns_record",
    "guard": "synth_guard",
    "order": "ordering",
    "readable_errors": "app",
    "renamed": "renaming",
    "synth": "app",
}

__all__ = [
    "AccessEntryConfig",
    "ActionConfig",
    "AddonConfig",
    "AddonsConfig",
    "AlarmConfig",
    "AlarmHealthCheck",
    "AlarmTopics",
    "AlarmTopicsConfig",
    "AliasConfig",
    "AuroraConfig",
    "AuroraGlobal",
    "Backup",
    "BackupConfig",
    "BackupCopyConfig",
    "BackupPlanConfig",
    "BackupRuleConfig",
    "BackupVault",
    "BackupVaultConfig",
    "Bucket",
    "BucketConfig",
    "CalculatedHealthCheck",
    "CapacityConfig",
    "Certificate",
    "CertificateAlarms",
    "CertificateConfig",
    "ClusterAlarms",
    "ConfigurationError",
    "ContainerConfig",
    "ContainerHealthCheckConfig",
    "ContainerInsightsConfig",
    "ContainerRegistry",
    "ContainerRegistryConfig",
    "CrossRegionRole",
    "DatabaseAlarms",
    "DatabaseTarget",
    "DeadLetterAlarms",
    "DmsAccountRoles",
    "DnsConfig",
    "DnsFailover",
    "DnsFailoverConfig",
    "DnsRecord",
    "DnsRecordConfig",
    "DnsTarget",
    "DnssecConfig",
    "DynamodbConfig",
    "DynamodbGlobal",
    "EcsCluster",
    "EcsClusterConfig",
    "EcsService",
    "EcsServiceConfig",
    "EksConfig",
    "EksFargate",
    "EncryptionKey",
    "EncryptionKeyConfig",
    "EndpointCheck",
    "EndpointConfig",
    "EventBus",
    "EventBusConfig",
    "EventReplication",
    "EventReplicationConfig",
    "EventRule",
    "EventRuleConfig",
    "FailoverRouting",
    "FixedResponseConfig",
    "FlowLogs",
    "FlowLogsConfig",
    "ForwardConfig",
    "FunctionAlarms",
    "FunctionConfig",
    "FunctionTarget",
    "GithubActionsConfig",
    "GithubActionsRole",
    "GlobalIndexConfig",
    "GuardWarning",
    "HealthCheck",
    "HostedZone",
    "HostedZoneConfig",
    "HttpsHealthCheck",
    "InterfaceEndpointConfig",
    "LatencyRouting",
    "ListenerRuleConfig",
    "LoadBalancer",
    "LoadBalancerAlarms",
    "LoadBalancerConfig",
    "LoadBalancerLogsConfig",
    "LoadConfig",
    "LocalIndexConfig",
    "ManagedRuleGroupConfig",
    "MasterSecret",
    "MasterSecretConfig",
    "Migration",
    "MigrationAlarms",
    "MigrationConfig",
    "MigrationRollback",
    "MigrationRollbackConfig",
    "MigrationSourceConfig",
    "MigrationTargetConfig",
    "MigrationTaskConfig",
    "MigrationTaskSettingsConfig",
    "MigrationValidation",
    "MigrationValidationConfig",
    "Monitoring",
    "MonitoringConfig",
    "Names",
    "NamespaceConfig",
    "Network",
    "NetworkConfig",
    "PackagedFunction",
    "ParameterConfig",
    "Parameters",
    "ParametersConfig",
    "PaymentApi",
    "Peering",
    "PercentAlarmConfig",
    "Placement",
    "PodLogsConfig",
    "PodRole",
    "PostgresSourceConfig",
    "PostgresTargetConfig",
    "Problem",
    "QueryLogConfig",
    "Queue",
    "QueueAlarms",
    "QueueConfig",
    "RedirectConfig",
    "Reference",
    "RegistryReplication",
    "RegistryReplicationConfig",
    "ReplicatedSecret",
    "ReplicationInstanceConfig",
    "RepositoryConfig",
    "RestoreTestConfig",
    "RestoreTestingConfig",
    "RollbackRecordConfig",
    "Rule",
    "SecretConfig",
    "SecurityGroup",
    "Sender",
    "ServiceAlarms",
    "SimpleRouting",
    "Statement",
    "TableAlarms",
    "TableCapacityConfig",
    "TableMappingsConfig",
    "TableReplica",
    "TableSelectionConfig",
    "TableTransformationConfig",
    "TapError",
    "TapSettings",
    "TapStack",
    "TargetGroup",
    "TargetGroupConfig",
    "TargetHealthCheckConfig",
    "Topic",
    "TopicConfig",
    "VaultLockConfig",
    "VpcEndpoints",
    "VpcEndpointsConfig",
    "WebAcl",
    "WebAclConfig",
    "WebTier",
    "WebTierConfig",
    "WeightedMigrationConfig",
    "WeightedRouting",
    "guard",
    "order",
    "readable_errors",
    "renamed",
    "synth",
]

bindings.install()
base.install()  # asked before the finder of the bindings
nested_blocks.install()


def __getattr__(name: str) -> Any:
    if name not in _EXPORTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_EXPORTS[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
