"""Which Availability Zones a network spans, and which subnet slot each takes; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..aws_facts import ZONE_LETTERS, zone_names
from ..model import refuse


@dataclass(frozen=True, slots=True)
class Zone:
    """One Availability Zone of a network.

    Attributes:
        key: Tells the zone's resources apart in construct ids and names: its letter, or its index when AWS is asked.
        slot: The place of its subnets in every tier.
        name: The zone's name; None when AWS is asked at deploy time.
    """

    key: str
    slot: int
    name: str | None


def literal_zones(region: str, count: int, named: Sequence[str] | None, slots: int) -> tuple[Zone, ...]:
    """The zones of a region, by name.

    A zone's letter decides its slot, so that adding, removing or reordering zones moves no other zone's subnets.

    Args:
        region: The region.
        count: How many of the table's zones are wanted; without effect when they are named.
        named: The zones by name; None for the first of the region's table.
        slots: How many slots each tier has.

    Raises:
        ConfigurationError: The region has fewer zones, or one of those named is not in it or finds no slot.
    """
    names = tuple(named) if named else _first_zones(region, count)
    zones = []
    for name in names:
        if not re.fullmatch(re.escape(region) + "[a-z]", name):
            raise refuse(
                f"{name} is no Availability Zone of {region}",
                got=name,
                expected=f"a name such as {region}a",
                remedy="name zones of the network's own region",
                where="availability_zones",
            )
        letter = name[-1]
        slot = ord(letter) - ord("a")
        if slot >= slots:
            raise refuse(
                f"zone {name} takes slot {slot + 1} of each tier, and there are {slots}",
                got=f"zone_slots = {slots}",
                expected=f"at least {slot + 1}",
                remedy="raise zone_slots, or name zones with earlier letters",
                where="zone_slots",
            )
        zones.append(Zone(letter, slot, name))
    return tuple(zones)


def indexed_zones(count: int, slots: int) -> tuple[Zone, ...]:
    """Zones that AWS is asked for at deploy time, known by index alone."""
    if count > slots:
        raise refuse(
            f"{count} zones do not fit the {slots} slots of a tier",
            got=f"zone_slots = {slots}",
            expected=f"at least {count}",
            remedy="raise zone_slots or lower zone_count",
            where="zone_slots",
        )
    return tuple(Zone(str(index), index, None) for index in range(count))


def _first_zones(region: str, count: int) -> tuple[str, ...]:
    known = zone_names(region)
    if not known:
        raise refuse(
            f"the zones of region {region} are not known",
            got=region,
            expected=f"one of {', '.join(sorted(ZONE_LETTERS))}",
            remedy='correct the region, or name its availability_zones, or set zone_source = "aws"',
        )
    if count > len(known):
        raise refuse(
            f"{region} has {len(known)} zones",
            got=f"zone_count = {count}",
            expected=f"at most {len(known)}: {', '.join(known)}",
            remedy="lower zone_count",
            where="zone_count",
        )
    return known[:count]
