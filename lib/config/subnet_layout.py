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
        prefix_lengths: The prefix length of one subnet of a tier; the default where a tier has none.
        slots: How many subnets each tier has room for.

    Returns:
        For each tier `slots` subnets, none of which overlaps another.

    Raises:
        ConfigurationError: The VPC is too small to hold them.
    """
    needed = slots * _addresses_of_a_slot(vpc, prefix_lengths)
    if needed > vpc.num_addresses:
        raise refuse(
            f"{vpc} is too small for its subnets: {slots} zones of four tiers need {needed} addresses",
            got=f"{vpc.num_addresses} addresses",
            expected=_what_would_fit(vpc, prefix_lengths, slots),
            remedy="enlarge cidr, lower zone_slots, or give longer subnet_prefix_lengths",
        )
    lengths = {**default_prefix_lengths(vpc), **prefix_lengths}
    layout: Layout = {}
    position = int(vpc.network_address)
    for tier in sorted(TIERS, key=lambda tier: (lengths[tier], TIERS.index(tier))):
        size = 2 ** (32 - lengths[tier])
        layout[tier] = tuple(IPv4Network((position + index * size, lengths[tier])) for index in range(slots))
        position += slots * size
    return layout


def _addresses_of_a_slot(vpc: IPv4Network, prefix_lengths: Mapping[Tier, int]) -> int:
    lengths = {**default_prefix_lengths(vpc), **prefix_lengths}
    return sum(2 ** (32 - length) for length in lengths.values())


def _what_would_fit(vpc: IPv4Network, prefix_lengths: Mapping[Tier, int], slots: int) -> str:
    """A larger VPC has larger subnets by default, so what is needed grows with it: the sizes are tried."""
    for length in range(vpc.prefixlen - 1, LARGEST_PREFIX_LENGTH - 1, -1):
        larger = vpc.supernet(new_prefix=length)
        if slots * _addresses_of_a_slot(larger, prefix_lengths) <= larger.num_addresses:
            return f"a /{length} or larger"
    fitting = vpc.num_addresses // _addresses_of_a_slot(vpc, prefix_lengths)
    return f"at most {fitting} zone_slots" if fitting > 1 else "smaller subnets"
