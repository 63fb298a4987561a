"""Architectures of all shapes."""

from __future__ import annotations

from hypothesis import strategies as st

from lib.diagram.links import Sort
from lib.diagram.model import EVERYWHERE, Architecture, Flow, Node, Place, Vpc
from lib.diagram.pictures import IN_VPC, Picture, Row

REGIONS = ("us-east-1", "ap-southeast-2", "eu-central-1")
ICON = "compute/lambda"

_words = st.text(alphabet="aeilmtw WM-", min_size=1, max_size=14).filter(str.strip)
_labels = st.lists(_words, min_size=1, max_size=3).map(" ".join)
_counts = st.one_of(st.just(1), st.integers(min_value=2, max_value=1200))
_zones = st.dictionaries(st.sampled_from(IN_VPC), st.integers(min_value=1, max_value=6))


@st.composite
def architectures(draw: st.DrawFn, most_flows: int = 0) -> Architecture:
    """Up to three regions of up to two networks each, with nodes in any row, and flows between any of them."""
    regions = REGIONS[: draw(st.integers(min_value=0, max_value=len(REGIONS)))]
    vpcs = [
        Vpc(f"aws_vpc.{region}-{number}", region, draw(_labels), draw(_zones))
        for region in regions
        for number in range(draw(st.integers(min_value=0, max_value=2)))
    ]
    places = [Place(EVERYWHERE, "", Row.OUTSIDE)]
    places += [Place(vpc.region, vpc.address, row) for vpc in vpcs for row in IN_VPC]
    places += [Place(region, "", row) for region in regions for row in Row if row not in (*IN_VPC, Row.OUTSIDE)]
    kinds = st.builds(
        Node, st.builds(Picture, _labels, st.just(ICON), st.just(Row.EDGE)), st.sampled_from(places), _counts
    )
    nodes = draw(st.lists(kinds, max_size=24))
    ends = st.integers(min_value=0, max_value=max(len(nodes) - 1, 0))
    some = st.lists(
        st.builds(Flow, ends, ends, st.sampled_from(Sort)), max_size=most_flows if nodes else 0, unique=True
    )
    flows = tuple(flow for flow in draw(some) if flow.source != flow.target)
    return Architecture(draw(_labels), regions, tuple(vpcs), tuple(nodes), flows, 1000)
