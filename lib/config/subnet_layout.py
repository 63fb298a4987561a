"""Where the subnets of a VPC lie: pure arithmetic over its CIDR.

Each tier owns a run of equal slots, one per Availability Zone, whether or not the zone or the tier is in use. A zone
or a tier that is added later therefore takes a free slot and moves no subnet that exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Final, Literal

from ..model import refuse

Tier = Literal["public", "private", "database", "intra"]

# In the order in which they lie in the VPC: the large ones first, so that nothing is lost to alignment.
TIERS: Final[tuple[Tier, ...]] = ("private", "public", "database", "intra")

SMALLEST_PREFIX_LENGTH: Final = 28  # AWS makes no smaller subnet
LARGEST_PREFIX_LENGTH: Final = 16  # nor a larger one

Layout = dict[Tier, tuple[IPv4Network, ...]]


def default_prefix_lengths(vpc: IPv4Network) -> dict[Tier, int]:
    """A sixteenth of the VPC for each private subnet, a 256th for every other; never smaller than a /28."""
    return {tier: min(vpc.prefixlen + (4 if tier == "private" else 8), SMALLEST_PREFIX_LENGTH) for tier in TIERS}


def lay_out(vpc: IPv4Network, prefix_lengths: Mapping[Tier, int], slots: int) -> Layout:
    """The slots of every tier.

    Args:
        vpc: The VPC's CIDR.
        prefix_lengths: The prefix length of one subnet of each tier.
        slots: How many subnets each tier has room for.

    Returns:
        For each tier `slots` subnets, none of which overlaps another.

    Raises:
        ConfigurationError: The VPC is too small to hold them.
    """
    layout: Layout = {}
    position = int(vpc.network_address)
    for tier in sorted(TIERS, key=lambda tier: (prefix_lengths[tier], TIERS.index(tier))):
        size = 2 ** (32 - prefix_lengths[tier])
        layout[tier] = tuple(IPv4Network((position + index * size, prefix_lengths[tier])) for index in range(slots))
        position += slots * size
    needed = position - int(vpc.network_address)
    if needed > vpc.num_addresses:
        raise refuse(
            f"{vpc} is too small for its subnets: {slots} zones of four tiers need {needed} addresses",
            got=f"{vpc.num_addresses} addresses",
            expected=f"a /{32 - (needed - 1).bit_length()} or larger",
            remedy="enlarge cidr, lower zone_slots, or give longer subnet_prefix_lengths",
        )
    return layout
