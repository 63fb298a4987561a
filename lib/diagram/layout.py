"""Where everything stands: arithmetic alone.

Centres of icons lie on a grid, and frames lie between its lines, so that arrows along the lines run on no frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from .links import Sort
from .model import EVERYWHERE, Architecture, Node
from .pictures import ABOVE_VPC, BELOW_VPC, IN_VPC, Row
from .text import cut, lines, width

GRID: Final = 10
ICON: Final = 40
SIZE: Final = 13
TITLE_SIZE: Final = 18
_LINE: Final = 15
_CELL: Final = 100
_BETWEEN: Final = 10  # between two labels, so that a grid line stays free
_LABEL: Final = 120
_CELLS: Final = 4
# From the edge of a region's column to its cells: frames of the region, the network and the row lie in it.
_INSET: Final = 30
_COLUMN: Final = _CELLS * _CELL + 2 * _INSET
_GUTTER: Final = 40
_MARGIN: Final = 10
_HEADING: Final = 30
_COLUMNS: Final = 2
_BADGE: Final = 18
_LEGEND_MARK: Final = 30


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    def meets(self, other: Rect) -> bool:
        """Whether the two share more than an edge."""
        across = self.x < other.right and other.x < self.right
        return across and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: Rect) -> bool:
        """Whether the other lies inside."""
        across = self.x <= other.x and other.right <= self.right
        return across and self.y <= other.y and other.bottom <= self.bottom


class Level(StrEnum):
    """What a frame is around."""

    REGION = "region"
    VPC = "vpc"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Frame:
    """A box around something.

    Attributes:
        rect: Where it is.
        level: What it is around.
        row: The row; None around a region or a network.
    """

    rect: Rect
    level: Level
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text.

    Attributes:
        text: What it says.
        rect: The room it takes, at most; the text stands in its middle when it is centred.
        size: The font's size.
        bold: Whether it is bold.
        centred: Whether it is centred in its room.
    """

    text: str
    rect: Rect
    size: int = SIZE
    bold: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A node in its place.

    Attributes:
        number: Its position among the nodes.
        icon: Where its icon is.
        label: The lines of its label.
        badge: Where its number stands; None for a single resource.
    """

    number: int
    icon: Rect
    label: tuple[Text, ...]
    badge: Rect | None


@dataclass(slots=True)
class Layout:
    """Where everything stands.

    Attributes:
        width: The picture's width.
        height: The picture's height.
        frames: The frames, outer ones first.
        texts: The headings.
        nodes: The nodes, by their position.
        legend: The sorts of flow that there are, and where the mark of each stands.
    """

    width: int = 0
    height: int = 0
    frames: list[Frame] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    nodes: dict[int, Placed] = field(default_factory=dict)
    legend: list[tuple[Sort, Rect]] = field(default_factory=list)

    def solid(self) -> Iterator[Rect]:
        """What no arrow may run through."""
        yield from (text.rect for text in self.texts)
        for node in self.nodes.values():
            yield node.icon
            yield from (line.rect for line in node.label)
            if node.badge:
                yield node.badge


def layout(architecture: Architecture) -> Layout:
    """Lays the picture out.

    Args:
        architecture: What it shows.
    """
    made = Layout()
    columns = min(max(len(architecture.regions), 1), _COLUMNS)
    made.width = 2 * _MARGIN + columns * _COLUMN + (columns - 1) * _GUTTER
    y = _title(made, architecture)
    outside = [number for number, node in enumerate(architecture.nodes) if node.place.region == EVERYWHERE]
    if outside:
        y = _row(made, architecture, Row.OUTSIDE, outside, Rect(_MARGIN, y, made.width - 2 * _MARGIN, 0), y)
        y += _GUTTER // 2
    for first in range(0, len(architecture.regions), _COLUMNS):
        y = _regions(made, architecture, architecture.regions[first : first + _COLUMNS], y) + _GUTTER // 2
    made.height = _legend(made, architecture, y)
    return made


def _title(made: Layout, architecture: Architecture) -> int:
    most = made.width - 2 * _MARGIN
    drawn = sum(node.count for node in architecture.nodes)
    count = f"{architecture.total} resources; the {drawn} that shape it are drawn"
    for text, size, bold, y in ((architecture.name, TITLE_SIZE, True, 10), (count, SIZE, False, 34)):
        _write(made, text, _MARGIN + 5, y, most, size=size, bold=bold)
    return 60


def _write(made: Layout, text: str, x: int, y: int, most: int, *, size: int = SIZE, bold: bool = True) -> None:
    shown = cut(text, size, most, bold=bold)
    made.texts.append(Text(shown, Rect(x, y, width(shown, size, bold=bold), size + 3), size, bold))


def _regions(made: Layout, architecture: Architecture, regions: Sequence[str], top: int) -> int:
    """Regions side by side, row by row, so that the same row stands at the same height in both."""
    frames = [Rect(_MARGIN + place * (_COLUMN + _GUTTER), top, _COLUMN, 0) for place in range(len(regions))]
    vpcs = [[vpc for vpc in architecture.vpcs if vpc.region == region] for region in regions]
    start = len(made.frames)
    y = top + _HEADING
    for row in ABOVE_VPC:
        y = _rows(made, architecture, row, [(region, "") for region in regions], frames, y)
    for place in range(max(map(len, vpcs))):
        here = [(frame, found[place]) for frame, found in zip(frames, vpcs, strict=True) if place < len(found)]
        upper, inner = y, len(made.frames)
        y += _HEADING
        for row in IN_VPC:
            y = _rows(made, architecture, row, [(v.region, v.address) for _, v in here], [f for f, _ in here], y)
        y += GRID
        for frame, vpc in here:
            _write(made, vpc.label, int(frame.x) + 30, upper + 8, _COLUMN - 2 * _INSET)
            made.frames.insert(inner, Frame(_framed(frame, 15, upper, y), Level.VPC))
    for row in BELOW_VPC:
        y = _rows(made, architecture, row, [(region, "") for region in regions], frames, y)
    y += GRID
    for frame, region in zip(frames, regions, strict=True):
        _write(made, region, int(frame.x) + 15, top + 8, _COLUMN - 2 * _INSET)
        made.frames.insert(start, Frame(_framed(frame, 5, top, y), Level.REGION))
    return y


def _rows(
    made: Layout,
    architecture: Architecture,
    row: Row,
    places: Iterable[tuple[str, str]],
    frames: Iterable[Rect],
    y: int,
) -> int:
    """One row in all regions: as high as the highest of them."""
    lowest = y
    started = len(made.frames)
    for frame, (region, vpc) in zip(frames, places, strict=True):
        found = [
            number
            for number, node in enumerate(architecture.nodes)
            if (node.place.region, node.place.row) == (region, row) and node.place.vpc == vpc
        ]
        if found:
            lowest = max(lowest, _row(made, architecture, row, found, frame, y))
    made.frames[started:] = [
        Frame(Rect(each.rect.x, each.rect.y, each.rect.width, lowest - GRID // 2 - each.rect.y), each.level, each.row)
        for each in made.frames[started:]
    ]
    return lowest


def _row(made: Layout, architecture: Architecture, row: Row, numbers: list[int], column: Rect, y: int) -> int:
    """A row of one column; columns on the right are mirrored, so that what talks across stands close together."""
    first = architecture.nodes[numbers[0]]
    inset = 5 if row is Row.OUTSIDE else 25 if row in IN_VPC else 15
    zones = next((vpc.zones.get(row, 0) for vpc in architecture.vpcs if vpc.address == first.place.vpc), 0)
    heading = f"{row} in {zones} zones" if zones > 1 else str(row)
    most = int((column.width - 2 * _INSET) // _CELL)
    each_line = -(-len(numbers) // -(-len(numbers) // most))
    _write(made, heading, int(column.x) + inset + 10, y + 8, int(column.width) - 2 * _INSET)
    lower = y + _HEADING
    for start in range(0, len(numbers), each_line):
        line = numbers[start : start + each_line]
        mirrored = column.x > _MARGIN
        lower = _line(made, architecture.nodes, line[::-1] if mirrored else line, column, lower + GRID)
    made.frames.append(Frame(_framed(column, inset, y, lower), Level.ROW, row))
    return lower


def _line(made: Layout, nodes: Sequence[Node], numbers: Sequence[int], column: Rect, y: int) -> int:
    room = column.width - 2 * _INSET
    cell = int(room / len(numbers) // (2 * GRID)) * 2 * GRID
    start = int(column.x) + _INSET + int((room - cell * len(numbers)) / 2 // GRID) * GRID
    most = min(cell - _BETWEEN, _LABEL)
    centres = range(start + cell // 2, start + cell * len(numbers), cell)
    placed = [_placed(nodes, number, centre, y, most) for number, centre in zip(numbers, centres, strict=True)]
    made.nodes |= {each.number: each for each in placed}
    lowest = max(each.label[-1].rect.bottom for each in placed)
    return (int(lowest) // GRID + 2) * GRID


def _placed(nodes: Sequence[Node], number: int, centre: int, y: int, most: int) -> Placed:
    node = nodes[number]
    label = []
    for place, line in enumerate(lines(node.picture.label, SIZE, most)):
        wide = width(line, SIZE)
        rect = Rect(centre - wide / 2, y + ICON + 4 + place * _LINE, wide, _LINE)
        label.append(Text(line, rect, centred=True))
    badge = None
    if node.count > 1:
        wide = max(_BADGE, width(str(node.count), SIZE, bold=True) + 8)
        badge = Rect(centre + ICON / 2 - 8, y - 8, wide, _BADGE)
    return Placed(number, Rect(centre - ICON / 2, y, ICON, ICON), tuple(label), badge)


def _framed(column: Rect, inset: int, top: int, bottom: int) -> Rect:
    return Rect(column.x + inset, top + GRID / 2, column.width - 2 * inset, bottom - top - GRID)


def _legend(made: Layout, architecture: Architecture, y: int) -> int:
    x = _MARGIN + 5
    sorts = {flow.sort for flow in architecture.flows}
    for sort in (each for each in Sort if each in sorts):
        wide = int(_LEGEND_MARK + 10 + width(sort, SIZE)) + 20
        if x + wide > made.width:
            x, y = _MARGIN + 5, y + 20
        made.legend.append((sort, Rect(x, y, _LEGEND_MARK, SIZE + 3)))
        _write(made, sort, x + _LEGEND_MARK + 10, y, wide, bold=False)
        x += wide
    return y + (30 if sorts else 0)
