"""Nothing overlaps, nothing sticks out, whatever the stack."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given

from lib.diagram.layout import ICON, Layout, Level, Rect, layout
from lib.diagram.links import Sort
from lib.diagram.model import Architecture, Flow, Node, Place, Vpc
from lib.diagram.pictures import Picture, Row
from lib.diagram.text import width

from .architectures import architectures


def inside(made: Layout) -> list[Rect]:
    """What stands in frames."""
    nodes = made.nodes.values()
    return [rect for node in nodes for rect in (node.icon, *(line.rect for line in node.label))]


@given(architectures())
def test_no_text_icon_or_number_lies_on_another(architecture: Architecture) -> None:
    made = layout(architecture)
    own = {(node.badge, node.icon) for node in made.nodes.values()}
    for one, other in combinations([*made.solid(), *(mark for _, mark in made.legend)], 2):
        # The number of a node sits on the corner of its icon.
        assert not one.meets(other) or (other, one) in own


@given(architectures())
def test_frames_lie_in_each_other_or_apart(architecture: Architecture) -> None:
    for one, other in combinations([frame.rect for frame in layout(architecture).frames], 2):
        assert not one.meets(other) or one.holds(other)


@given(architectures())
def test_every_node_is_in_the_frame_of_its_place(architecture: Architecture) -> None:
    made = layout(architecture)
    assert set(made.nodes) == set(range(len(architecture.nodes)))
    for number, node in made.nodes.items():
        (frame,) = [frame for frame in made.frames if frame.level is Level.ROW and frame.rect.meets(node.icon)]
        assert frame.row is architecture.nodes[number].place.row
        assert all(frame.rect.holds(rect) for rect in (node.icon, *(line.rect for line in node.label)))
        assert node.badge is None or frame.rect.holds(node.badge)


@given(architectures(most_flows=4))
def test_every_text_fits_in_its_room(architecture: Architecture) -> None:
    made = layout(architecture)
    page = Rect(0, 0, made.width, made.height)
    texts = [*made.texts, *(line for node in made.nodes.values() for line in node.label)]
    for text in texts:
        assert width(text.text, text.size, bold=text.bold) <= text.rect.width + 1e-6
        assert text.rect.height >= text.size
        assert page.holds(text.rect)
        assert text.size >= 12
    for frame in made.frames:
        assert page.holds(frame.rect)
        for text in texts:
            assert not frame.rect.meets(text.rect) or frame.rect.holds(text.rect)


SECRET = Picture("Secret", "security/secrets-manager", Row.SERVICES)
ALARM = Picture("Alarm", "management/cloudwatch-alarm", Row.OPERATIONS)


def of(*nodes: Node, regions: tuple[str, ...], vpcs: tuple[Vpc, ...] = ()) -> Layout:
    return layout(Architecture("stack", regions, vpcs, nodes, (Flow(0, 1, Sort.EVENT),), 10))


def test_the_right_region_is_the_mirror_of_the_left() -> None:
    places = [Place(region, "", Row.SERVICES) for region in ("us-east-1", "us-west-2")]
    made = of(
        *(Node(picture, place, 1) for place in places for picture in (SECRET, ALARM)),
        regions=("us-east-1", "us-west-2"),
    )
    first, second, third, fourth = (made.nodes[number].icon for number in range(4))
    assert first.x < second.x < fourth.x < third.x
    assert len({first.y, second.y, third.y, fourth.y}) == 1
    assert first.x + third.x + ICON == made.width


def test_five_nodes_stand_in_two_lines() -> None:
    place = Place("us-east-1", "", Row.SERVICES)
    made = of(*(Node(SECRET, place, 1) for _ in range(5)), regions=("us-east-1",))
    heights = [made.nodes[number].icon.y for number in range(5)]
    assert heights[0] == heights[1] == heights[2] < heights[3] == heights[4]


def test_headings_say_in_how_many_zones_subnets_are() -> None:
    vpc = Vpc("aws_vpc.x", "us-east-1", "VPC 10.0.0.0/16", {Row.PUBLIC: 3, Row.PRIVATE: 1})
    nodes = [Node(SECRET, Place("us-east-1", vpc.address, row), 1) for row in (Row.PUBLIC, Row.PRIVATE, Row.ISOLATED)]
    texts = [text.text for text in of(*nodes, regions=("us-east-1",), vpcs=(vpc,)).texts]
    assert texts[2:] == [
        "Public subnets in 3 zones", "Private subnets", "Isolated subnets", "VPC 10.0.0.0/16", "us-east-1", "Events",
    ]  # fmt: skip


def test_the_legend_goes_on_in_another_line() -> None:
    nodes = tuple(Node(SECRET, Place("us-east-1", "", Row.SERVICES), 1) for _ in range(2))
    flows = tuple(Flow(0, 1, sort) for sort in Sort)
    legend = layout(Architecture("stack", ("us-east-1",), (), nodes, flows, 2)).legend
    assert [sort for sort, _ in legend] == list(Sort)
    assert len({mark.y for _, mark in legend}) == 2


def test_rectangles() -> None:
    one = Rect(0, 0, 10, 10)
    assert one.meets(Rect(9, 9, 5, 5))
    assert not one.meets(Rect(10, 0, 5, 5))
    assert one.holds(Rect(0, 0, 10, 10))
    assert not one.holds(Rect(1, 1, 10, 5))
