"""Arrows run around everything."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings

from lib.diagram.layout import GRID, Layout, Rect, layout
from lib.diagram.links import Sort
from lib.diagram.model import Architecture, Flow, Node, Place
from lib.diagram.pictures import Picture, Row
from lib.diagram.routes import Point, Route, route

from .architectures import architectures


def segments(found: Route) -> list[Rect]:
    """What the arrow covers, as rectangles without width."""
    return [
        Rect(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in pairwise(found.points)
    ]


def touches(made: Layout, number: int, point: Point) -> bool:
    """Whether a point is at the edge of a node's icon, or below its label."""
    node = made.nodes[number]
    x, y = point
    icon = node.icon
    if y >= node.label[-1].rect.bottom:
        return x == icon.x + icon.width / 2 and y - node.label[-1].rect.bottom < GRID
    return (x in (icon.x, icon.right) and icon.y < y < icon.bottom) or (y == icon.y and icon.x < x < icon.right)


@settings(deadline=None, max_examples=60)
@given(architectures(most_flows=12))
def test_no_arrow_runs_through_text_or_an_icon(architecture: Architecture) -> None:
    made = layout(architecture)
    solid = list(made.solid())
    page = Rect(0, 0, made.width, made.height)
    for found in route(made, architecture.flows):
        assert touches(made, found.flow.source, found.points[0])
        assert touches(made, found.flow.target, found.points[-1])
        for segment in segments(found):
            assert not segment.width or not segment.height
            assert page.holds(segment)
            assert not any(segment.meets(rect) for rect in solid)


@settings(deadline=None, max_examples=30)
@given(architectures(most_flows=12))
def test_every_flow_has_its_arrow_and_reverses_share_one(architecture: Architecture) -> None:
    found = route(layout(architecture), architecture.flows)
    told = [each.flow for each in found]
    told += [Flow(each.flow.target, each.flow.source, each.flow.sort) for each in found if each.both]
    assert sorted(told, key=str) == sorted(architecture.flows, key=str)


@settings(deadline=None, max_examples=20)
@given(architectures(most_flows=12))
def test_the_order_of_the_flows_changes_nothing(architecture: Architecture) -> None:
    made = layout(architecture)
    assert route(made, architecture.flows) == route(made, architecture.flows[::-1])


PICTURE = Picture("Queue", "integration/simple-queue-service-sqs", Row.EVENTS)
ABOVE, BELOW = Row.SERVICES, Row.OPERATIONS


def drawn(*flows: tuple[int, int, Sort], rows: tuple[Row, ...], count: int = 1) -> tuple[Layout, tuple[Route, ...]]:
    nodes = tuple(Node(PICTURE, Place("us-east-1", "", row), count) for row in rows)
    made = layout(Architecture("stack", ("us-east-1",), (), nodes, tuple(Flow(*flow) for flow in flows), 4))
    return made, route(made, [Flow(*flow) for flow in flows])


def test_neighbours_are_joined_by_a_straight_line() -> None:
    made, (found,) = drawn((0, 1, Sort.EVENT), rows=(ABOVE, ABOVE))
    left, right = made.nodes[0].icon, made.nodes[1].icon
    assert found.points == ((left.right, left.y + 20), (right.x, right.y + 20))


def test_no_arrow_touches_a_node_at_its_number() -> None:
    made, (found,) = drawn((0, 1, Sort.EVENT), rows=(ABOVE, ABOVE), count=10)
    assert made.nodes[0].badge is not None
    assert not any(segment.meets(made.nodes[0].badge) for segment in segments(found))


def test_arrows_of_one_origin_share_their_way_and_others_do_not() -> None:
    rows = (ABOVE, ABOVE, BELOW, BELOW)

    def shared(*flows: tuple[int, int, Sort]) -> bool:
        _, (one, other) = drawn(*flows, rows=rows)
        return any(
            a.width == b.width == 0 and a.x == b.x and max(a.y, b.y) < min(a.bottom, b.bottom)
            for a in segments(one)
            for b in segments(other)
        )

    assert shared((0, 2, Sort.EVENT), (0, 3, Sort.EVENT))
    assert not shared((0, 2, Sort.EVENT), (0, 3, Sort.DATA))
    assert not shared((0, 3, Sort.EVENT), (1, 2, Sort.EVENT))
