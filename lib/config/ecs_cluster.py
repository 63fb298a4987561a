"""How an ECS cluster is watched."""

from __future__ import annotations

from typing import Literal

from ..model import Model
from .retention import RetentionDays


class EcsClusterConfig(Model):
    """How a cluster is watched."""

    container_insights: Literal["enhanced", "enabled", "disabled"] = "enhanced"
    """How much is measured: down to containers, down to services, or only what costs nothing."""

    retention_days: RetentionDays = 365
    """Days that the record of commands is kept which people ran in containers."""
