"""What an environment gets for being a development, a test or a production one."""

from __future__ import annotations

from typing import Any, Final, Literal

Profile = Literal["dev", "test", "prod"]

# Below what a user sets, above the defaults of the models.
PROFILES: Final[dict[Profile, dict[str, Any]]] = {
    "dev": {
        "network": {
            "zone_count": 2,
            "nat": "single",
            "flow_logs": {"retention_days": 7, "force_destroy": True},
            "key": {"deletion_window_days": 7},
        },
        "key": {"deletion_window_days": 7},
    },
    "test": {
        "network": {
            "zone_count": 2,
            "nat": "single",
            "flow_logs": {"retention_days": 30, "force_destroy": True},
            "key": {"deletion_window_days": 7},
        },
        "key": {"deletion_window_days": 7},
    },
    "prod": {
        "network": {
            "zone_count": 3,
            "nat": "per_zone",
            "flow_logs": {"retention_days": 365, "force_destroy": False},
            "key": {"deletion_window_days": 30},
        },
        "key": {"deletion_window_days": 30},
    },
}
