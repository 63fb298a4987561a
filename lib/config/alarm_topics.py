"""Who is told of which alarms."""

from __future__ import annotations

from ..model import Model
from .topic import TopicConfig


class AlarmTopicsConfig(Model):
    """Who is told of which alarms."""

    critical: TopicConfig = TopicConfig()
    """Who is told of what somebody has to see to now."""

    warning: TopicConfig = TopicConfig()
    """Who is told of what can wait until morning."""
