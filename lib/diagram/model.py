"""What the picture shows: regions, their networks, nodes that stand for resources alike, and flows between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..guards.document import Document, Resource
from ..guards.values import is_true, literal
from .links import Link, Sort, links, references
from .pictures import CLIENTS, IN_VPC, ORDER, Picture, Row, picture_of

# The region of what has none.
EVERYWHERE: Final = ""

_UNKNOWN: Final = "Region not known"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands.

    Attributes:
        region: The region's name; empty for what is global.
        vpc: The address of its VPC; empty outside of one.
        row: The row.
    """

    region: str
    vpc: str
    row: Row


@dataclass(frozen=True, slots=True)
class Node:
    """Resources of one kind in one place.

    Attributes:
        picture: How they are drawn.
        place: Where they stand.
        count: How many there are.
    """

    picture: Picture
    place: Place
    count: int


@dataclass(frozen=True, slots=True)
class Vpc:
    """A network.

    Attributes:
        address: Its address in the configuration.
        region: Its region.
        label: Its heading.
        zones: How many availability zones each of its rows has.
    """

    address: str
    region: str
    label: str
    zones: Mapping[Row, int]


@dataclass(frozen=True, slots=True)
class Flow:
    """What flows between two nodes, which are given by their positions."""

    source: int
    target: int
    sort: Sort


@dataclass(frozen=True, slots=True)
class Architecture:
    """All that the picture shows.

    Attributes:
        name: The stack's name.
        regions: The regions, the one of the default provider first.
        vpcs: The networks.
        nodes: The nodes, in the order in which they stand.
        flows: The flows.
        total: How many resources the stack has, drawn or not.
    """

    name: str
    regions: tuple[str, ...]
    vpcs: tuple[Vpc, ...]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    total: int


def architecture_of(document: Document, name: str) -> Architecture:
    """Reads what the picture shows.

    Args:
        document: The configuration.
        name: The stack's name.
    """
    rows = {subnet.address: _row_of(document, subnet) for subnet in document.of("aws_subnet")}
    found: dict[tuple[Picture, Place], list[Resource]] = defaultdict(list)
    entries = _entries(document)
    if entries:
        found[CLIENTS, Place(EVERYWHERE, "", Row.OUTSIDE)] = []
    for resource in sorted(document.resources, key=lambda each: ORDER.get(each.kind, 0)):
        picture = picture_of(resource)
        if picture:
            found[picture, _place(document, resource, picture, rows)].append(resource)
    drawn = {each.address: number for number, group in enumerate(found.values()) for each in group}
    nodes = [Node(picture, place, len(group)) for (picture, place), group in found.items()]
    # The clients are the first node, when there is where they come in.
    flows = [Flow(0, number, Sort.REQUEST) for number in sorted({drawn[each.address] for each in entries})]
    flows += _flows(document, drawn)
    vpcs = [_vpc(document, each, rows) for each in document.of("aws_vpc")]
    foreign = {node.place.region for node in nodes if node.place.row in IN_VPC and not node.place.vpc}
    vpcs += [Vpc("", region, "VPC of another stack", {}) for region in sorted(foreign)]
    present = {node.place.region for node in nodes} | {vpc.region for vpc in vpcs}
    regions = tuple(each for each in _regions(document) if each in present)
    return Architecture(name, regions, tuple(vpcs), tuple(nodes), tuple(flows), len(document.resources))


def _regions(document: Document) -> Iterator[str]:
    """The regions, those of the providers first; what no provider tells is one more."""
    named = [literal(each.get("region")) for each in document.providers]
    yield from dict.fromkeys((*filter(None, named), *(_region(document, each) for each in document.resources)))


def _region(document: Document, resource: Resource) -> str:
    return document.region_of(resource) or _UNKNOWN


def _row_of(document: Document, subnet: Resource) -> Row:
    """Where the subnet's routes lead: to the internet, to a NAT gateway, or to neither."""
    routes: list[object] = []
    for association in document.attached("aws_route_table_association", "subnet_id", subnet):
        for table in references(document, association.get("route_table_id")):
            routes += [route.body for route in document.attached("aws_route", "route_table_id", table)]
            routes.append(table.get("route"))
    kinds = {each.kind for each in references(document, routes)}
    if "aws_internet_gateway" in kinds or is_true(subnet.get("map_public_ip_on_launch")):
        return Row.PUBLIC
    return Row.PRIVATE if "aws_nat_gateway" in kinds else Row.ISOLATED


def _place(document: Document, resource: Resource, picture: Picture, rows: Mapping[str, Row]) -> Place:
    if picture.row is Row.OUTSIDE:
        return Place(EVERYWHERE, "", Row.OUTSIDE)
    region = _region(document, resource)
    subnet = next(_subnets(document, resource), None)
    if subnet:
        return Place(region, _vpc_named(document, subnet.get("vpc_id")), rows[subnet.address])
    vpc = _vpc_named(document, _vpc_argument(document, resource)) if picture.row in IN_VPC else ""
    return Place(region, vpc, picture.row)


def _subnets(document: Document, resource: Resource) -> Iterator[Resource]:
    """The subnets that a resource names, itself or by a group of subnets."""
    waiting, seen = [resource], {resource.address}
    while waiting:
        body = waiting.pop(0).body
        for found in references(document, {name: value for name, value in body.items() if name != "depends_on"}):
            if found.kind == "aws_subnet":
                yield found
            elif found.kind.endswith("_subnet_group") and found.address not in seen:
                seen.add(found.address)
                waiting.append(found)


def _vpc_argument(document: Document, resource: Resource) -> object:
    """What tells the VPC of a resource; for the accepting side of a peering, what the asking side says."""
    if resource.kind == "aws_vpc_peering_connection_accepter":
        asking = document.target(resource.get("vpc_peering_connection_id"))
        return asking.get("peer_vpc_id") if asking else None
    return resource.get("vpc_id")


def _vpc_named(document: Document, value: object) -> str:
    return next((each.address for each in references(document, value) if each.kind == "aws_vpc"), "")


def _vpc(document: Document, vpc: Resource, rows: Mapping[str, Row]) -> Vpc:
    zones: dict[Row, set[str]] = defaultdict(set)
    for subnet in document.attached("aws_subnet", "vpc_id", vpc):
        zones[rows[subnet.address]].add(str(subnet.get("availability_zone") or subnet.get("availability_zone_id")))
    label = f"VPC {literal(vpc.get('cidr_block'))}".strip()
    return Vpc(vpc.address, _region(document, vpc), label, {row: len(found) for row, found in zones.items()})


def _entries(document: Document) -> tuple[Resource, ...]:
    """Where requests come in: at the names and the distributions, else at what the internet reaches directly."""
    named = (*document.of("aws_route53_record"), *document.of("aws_cloudfront_distribution"))
    front = tuple(each for each in named if picture_of(each))
    balancers = (each for each in document.of("aws_lb") if not is_true(each.get("internal")))
    return front or (*balancers, *document.of("aws_apigatewayv2_api", "aws_api_gateway_rest_api"))


def _flows(document: Document, drawn: Mapping[str, int]) -> list[Flow]:
    """The flows between nodes: what is not drawn hands on what it gets."""
    by_source: dict[str, list[Link]] = defaultdict(list)
    for link in links(document):
        by_source[link.source.address].append(link)
    flows = {
        Flow(number, target, sort)
        for address, number in drawn.items()
        for first in by_source.get(address, ())
        for target, sort in _arrivals(first, by_source, drawn)
        if target != number
    }
    return sorted(flows, key=lambda flow: (flow.source, flow.target, flow.sort))


def _arrivals(first: Link, by_source: Mapping[str, list[Link]], drawn: Mapping[str, int]) -> Iterator[tuple[int, Sort]]:
    """Where a link leads, past whatever is not drawn; each resource is passed once, however many ways lead to it."""
    waiting, passed = [first], set()
    while waiting:
        link = waiting.pop()
        address = link.target.address
        if address in drawn:
            yield drawn[address], link.sort
        elif address not in passed:
            passed.add(address)
            waiting.extend(by_source.get(address, ()))
