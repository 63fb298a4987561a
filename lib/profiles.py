"""What an environment gets for being a development, a test or a production one."""

from __future__ import annotations

from typing import Any, Final, Literal

from .merging import merged

Profile = Literal["dev", "test", "prod"]

# Small, and gone without a trace when it is destroyed.
_SMALL: Final[dict[str, Any]] = {
    "network": {
        "zone_count": 2,
        "nat": "single",
        "flow_logs": {"retention_days": 7, "force_destroy": True},
        "key": {"deletion_window_days": 7},
    },
    "key": {"deletion_window_days": 7},
    "features": {"backup": False, "registry": False, "secondary_cluster": False},
    "database": {
        "instances": {"a": {"promotion_tier": 0}},
        "serverless": {"min_acu": 1, "max_acu": 8},
        "insights": {"mode": "standard", "retention_days": 7},
        "log_retention_days": 7,
        "backup_retention_days": 1,
        "retain_automated_backups": False,
        "final_snapshot": False,
        "deletion_protection": False,
        "apply_immediately": True,
        "credentials": {"recovery_window_days": 0},
    },
    "cluster": {
        "log_types": ["api", "audit", "authenticator"],
        "log_retention_days": 7,
        "pod_logs": {"retention_days": 7},
        "container_insights": {"enabled": False, "retention_days": 7},
        "support": "STANDARD",
        "prevent_destroy": False,
    },
    "payments": {"log_retention_days": 7},
    "load_balancer": {
        "deletion_protection": False,
        "logs": {"retention_days": 7, "force_destroy": True},
        "web_acl": {"retention_days": 7},
    },
    "web_tier": {"capacity": {"minimum": 1, "maximum": 2}, "retention_days": 7},
    "service_cluster": {"container_insights": "disabled", "retention_days": 7},
    "migration": {
        "secrets_manager": "internet",
        "instance": {"instance_class": "dms.t3.medium", "storage_gb": 50, "multi_az": False},
    },
    "dns": {
        "hosted_zone": {
            "force_destroy": True,
            "dnssec": {"enabled": False, "deletion_window_days": 7},
            "query_log": {"retention_days": 7, "key": {"deletion_window_days": 7}},
        },
    },
    # What fails is told; what is only slow or busy is not.
    "monitoring": {
        "load_balancer": {"latency_p99_seconds": {"enabled": False}},
        "database": {"cpu_percent": {"enabled": False}, "connections_count": {"enabled": False}},
        "function": {"duration_percent": {"enabled": False}},
        "service": {"cpu_percent": {"enabled": False}, "memory_percent": {"enabled": False}},
    },
    "events": {"bus": {"archive_days": 7}},
    "table": {"replicated": False, "recovery_days": 7, "deletion_protection": False},
    "vault": {"deny_deletion": False, "force_destroy": True},
    "backup": {"plans": {"daily": {"rules": {"daily": {"delete_after_days": 7, "copies": None}}}}},
}

# Below what a user sets, above the defaults of the models.
PROFILES: Final[dict[Profile, dict[str, Any]]] = {
    "dev": _SMALL,
    "test": merged(_SMALL, {"network": {"flow_logs": {"retention_days": 30}}}),
    "prod": {
        "network": {
            "zone_count": 3,
            "nat": "per_zone",
            "flow_logs": {"retention_days": 365, "force_destroy": False},
            "key": {"deletion_window_days": 30},
        },
        "key": {"deletion_window_days": 30},
        "features": {"backup": True, "registry": True, "secondary_cluster": True},
        "database": {
            "instances": {"a": {"promotion_tier": 0}, "b": {"promotion_tier": 1}},
            # What AWS recommends as the least for a global database.
            "serverless": {"min_acu": 8, "max_acu": 32},
            "insights": {"mode": "advanced", "retention_days": 465},
            "log_retention_days": 365,
            "backup_retention_days": 35,
            "retain_automated_backups": True,
            "final_snapshot": True,
            "deletion_protection": True,
            "apply_immediately": False,
            "credentials": {"recovery_window_days": 30},
        },
        "cluster": {
            "log_types": ["api", "audit", "authenticator", "controllerManager", "scheduler"],
            "log_retention_days": 365,
            "pod_logs": {"retention_days": 365},
            "container_insights": {"enabled": True, "retention_days": 365},
            "support": "EXTENDED",
            "prevent_destroy": True,
        },
        "payments": {"log_retention_days": 365},
        "load_balancer": {
            "deletion_protection": True,
            "logs": {"retention_days": 365, "force_destroy": False},
            "web_acl": {"retention_days": 365},
        },
        "web_tier": {"capacity": {"minimum": 2, "maximum": 6}, "retention_days": 365},
        "service_cluster": {"container_insights": "enhanced", "retention_days": 365},
        "migration": {
            "secrets_manager": "internet",
            "instance": {"instance_class": "dms.r6i.large", "storage_gb": 200, "multi_az": True},
        },
        "dns": {
            "hosted_zone": {
                "force_destroy": False,
                "dnssec": {"enabled": True, "deletion_window_days": 30},
                "query_log": {"retention_days": 365, "key": {"deletion_window_days": 30}},
            },
        },
        "monitoring": {
            "load_balancer": {"latency_p99_seconds": {"enabled": True}},
            "database": {"cpu_percent": {"enabled": True}, "connections_count": {"enabled": True}},
            "function": {"duration_percent": {"enabled": True}},
            "service": {"cpu_percent": {"enabled": True}, "memory_percent": {"enabled": True}},
        },
        "events": {"bus": {"archive_days": 365}},
        "table": {"replicated": True, "recovery_days": 35, "deletion_protection": True},
        "vault": {"deny_deletion": True, "force_destroy": False},
        "backup": {
            "plans": {"daily": {"rules": {"daily": {"delete_after_days": 35, "copies": {"delete_after_days": 90}}}}}
        },
    },
}
