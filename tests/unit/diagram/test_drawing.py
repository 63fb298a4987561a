"""The SVG itself."""

from __future__ import annotations

import base64
import io
import re
from xml.etree import ElementTree

from hypothesis import given, settings
from PIL import Image

from lib.diagram import pictures
from lib.diagram.drawing import svg
from lib.diagram.icons import icon
from lib.diagram.links import Sort
from lib.diagram.model import Architecture, Flow, Node, Place
from lib.diagram.pictures import Picture, Row

from .architectures import architectures

NAMESPACE = {"svg": "http://www.w3.org/2000/svg"}
ICONS = sorted({each.icon for each in vars(pictures).values() if isinstance(each, Picture)})


def test_every_icon_is_there_and_small() -> None:
    names = {each.icon for each in pictures._PICTURES.values()} | set(ICONS)
    for name in names:
        with Image.open(io.BytesIO(icon(name))) as image:
            assert image.size == (80, 80)
        assert len(icon(name)) < 4000, name


def example() -> Architecture:
    table = Picture("DynamoDB <table>", "database/dynamodb", Row.SERVICES)
    places = [Place(region, "", Row.SERVICES) for region in ("us-east-1", "us-west-2")]
    nodes = (Node(table, places[0], 12), Node(table, places[1], 1), Node(table, places[1], 1))
    flows = (Flow(0, 1, Sort.DATA), Flow(1, 0, Sort.DATA), Flow(0, 2, Sort.ALARM))
    return Architecture("A & B", ("us-east-1", "us-west-2"), (), nodes, flows, 20)


def test_what_is_drawn() -> None:
    root = ElementTree.fromstring(svg(example()))  # noqa: S314  it is our own
    assert [each.text for each in root.iterfind("svg:title", NAMESPACE)] == ["Architecture of A & B"]
    texts = [each.text for each in root.iterfind(".//svg:text", NAMESPACE)]
    assert {"A & B", "us-east-1", "us-west-2", "12", "DynamoDB", "<table>", "Alarms and notifications"} <= set(texts)
    assert "20 resources; the 14 that shape it are drawn" in texts
    paths = root.findall("svg:path", NAMESPACE)
    assert sum("marker-start" in path.attrib for path in paths) == 1
    assert sum("stroke-dasharray" in path.attrib for path in paths) == 2


def test_each_icon_is_embedded_once() -> None:
    found = re.findall(r'href="data:image/png;base64,([^"]*)"', svg(example()))
    assert [base64.b64decode(each) for each in found] == [icon("database/dynamodb")]


@settings(deadline=None, max_examples=10)
@given(architectures(most_flows=6))
def test_the_same_gives_the_same(architecture: Architecture) -> None:
    drawn = svg(architecture)
    assert drawn == svg(architecture)
    assert ElementTree.fromstring(drawn) is not None  # noqa: S314  it is our own
