"""What an event bus keeps and passes on."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ..model import Distinct, Model
from .queue import LONGEST_RETENTION_SECONDS, QueueConfig
from .retention import RetentionDays
from .scalars import AccountId


class EventBusConfig(Model):
    """What a bus keeps, and from whom it takes events."""

    archive_days: int | None = Field(default=30, ge=1)
    """Days that events are kept for a replay; None keeps none."""

    log_retention_days: RetentionDays | None = Field(default=None, examples=[90])
    """Days that every event is kept in a log group; None logs none."""

    accounts: Distinct[AccountId] = ()
    """Other accounts that may send events to it; its own always may."""


class EventRuleConfig(Model):
    """How a rule delivers."""

    enabled: bool = True
    """Whether it matches events."""

    description: str = Field(default="", max_length=512)
    """What it is for."""

    maximum_age_seconds: int = Field(default=24 * 3600, ge=60, le=24 * 3600)
    """Seconds during which a delivery is tried again; without effect on a bus, which AWS retries by its own rules."""

    maximum_retries: int = Field(default=185, ge=0, le=185)
    """How often a delivery is tried again; without effect on a bus."""


class EventReplicationConfig(Model):
    """Which way events go between two regions."""

    replicate: Literal["both", "to_secondary", "none"] = "both"
    """``both`` ways, one way ``to_secondary``, or ``none``."""


class EventsConfig(Model):
    """What happens to the events of an environment."""

    bus: EventBusConfig = EventBusConfig()
    """The bus of each region."""

    replication: EventReplicationConfig = EventReplicationConfig()
    """Which way events go between the regions."""

    undelivered: QueueConfig = QueueConfig(retention_seconds=LONGEST_RETENTION_SECONDS)
    """The queue of each region that takes what cannot be delivered."""
