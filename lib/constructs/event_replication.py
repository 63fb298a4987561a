"""Events of one region's bus on the other region's bus too, and the other way round."""

from __future__ import annotations

from constructs import Construct

from ..arguments import checked
from ..config.events import EventReplicationConfig
from ..errors import ConfigurationError, Problem
from .event_rule import EventBusLike, EventRule


@checked
class EventReplication(Construct):
    """Events of one region's bus on the other region's bus too, and the other way round.

    An event keeps the region that it was first put in, whatever buses it passes. Each side's rule matches its own
    region's events only, so what came from the other side never goes back: EventBridge would refuse the second
    crossing and fill the dead-letter queues. Replays of an archive stay in their region. An event's id changes when
    it crosses; who consumes in both regions needs an id of its own in the detail.

    Attributes:
        to_secondary: The rule on the primary's bus; None where nothing is replicated.
        to_primary: The rule on the secondary's bus; None unless both ways are.

    Source: Amazon EventBridge User Guide, "Event structure reference" (`region`), "Sending and receiving events
    between AWS Regions", "Best practices for global endpoints", and `THIRD_REGION_HOP_DETECTED` in "Using
    dead-letter queues to process undelivered events". Checked 2026-11-22.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        primary: EventBusLike,
        secondary: EventBusLike,
        purpose: str = "events",
        config: EventReplicationConfig | None = None,
    ) -> None:
        """Connects the buses.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            primary: The one bus, with a dead-letter queue in its region.
            secondary: The bus of the other region, with a dead-letter queue in its region if events go back.
            purpose: What is replicated; part of the names of rules and roles.
            config: Which way events go.

        Raises:
            ConfigurationError: Both buses are in one region, or one that events leave has no dead-letter queue.
        """
        super().__init__(scope, construct_id)
        config = config or EventReplicationConfig()
        ways = {
            "both": [(primary, secondary), (secondary, primary)],
            "to_secondary": [(primary, secondary)],
            "none": [],
        }
        chosen = ways[config.replicate]
        _refuse_losses(self.node.path, primary, secondary, [source for source, _ in chosen])
        rules = [
            EventRule(
                self,
                construct_id,
                bus=source,
                name=f"{purpose}-to-{target.location.region}",
                pattern={"region": [source.location.region], "replay-name": [{"exists": False}]},
                target=target,
            )
            for construct_id, (source, target) in zip(("ToSecondary", "ToPrimary"), chosen, strict=False)
        ]
        self.to_secondary: EventRule | None = rules[0] if rules else None
        self.to_primary: EventRule | None = rules[1] if len(rules) > 1 else None


def _refuse_losses(path: str, primary: EventBusLike, secondary: EventBusLike, sources: list[EventBusLike]) -> None:
    problems = []
    if primary.location.region == secondary.location.region:
        problems.append(
            Problem(
                path,
                "both buses are in one region",
                got=primary.location.region,
                expected="two regions",
                remedy="give the secondary bus a provider of another region",
            )
        )
    problems += [
        Problem(
            path,
            f"events that cannot leave {bus.location.region} would be lost",
            expected="a bus with a dead-letter queue",
            remedy="give that bus dead_letters=Queue(...) in its own region",
        )
        for bus in sources
        if bus.dead_letters is None
    ]
    if problems:
        raise ConfigurationError(problems)
