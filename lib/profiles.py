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
    "features": {"backup": False},
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
        "features": {"backup": True},
        "events": {"bus": {"archive_days": 365}},
        "table": {"replicated": True, "recovery_days": 35, "deletion_protection": True},
        "vault": {"deny_deletion": True, "force_destroy": False},
        "backup": {
            "plans": {"daily": {"rules": {"daily": {"delete_after_days": 35, "copies": {"delete_after_days": 90}}}}}
        },
    },
}
