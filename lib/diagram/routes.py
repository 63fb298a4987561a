"""How the arrows run: along the lines of the grid, around all text and icons, and side by side.

Each is a shortest path, in which bends, crossings and company cost something. Arrows of one sort that begin or end at
the same node may share a line; others may only cross.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from .layout import GRID, Layout, Level, Placed, Rect
from .links import Sort
from .model import Flow

Point = tuple[int, int]

_CLEARANCE: Final = 3
_STEP: Final = 10
_SHARED: Final = 7  # less than a step: arrows of one origin keep together
_BEND: Final = 25
_CROSSING: Final = 40
_CLASH: Final = 400
_FOREIGN: Final = 4  # per step through a region in which the arrow neither begins nor ends
_BELOW: Final = 20  # the label stands between the icon and an arrow from below
_REACH: Final = 8
_DIRECTIONS: Final[tuple[Point, ...]] = ((1, 0), (0, 1), (-1, 0), (0, -1))


@dataclass(frozen=True, slots=True)
class Route:
    """The way of an arrow.

    Attributes:
        flow: What flows.
        both: Whether it flows in both directions.
        points: The corners, from the source's edge to the target's.
    """

    flow: Flow
    both: bool
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class _Port:
    """Where an arrow may touch a node, the direction away from it, and what that costs."""

    at: Point
    away: int
    cost: int


def route(made: Layout, flows: Iterable[Flow]) -> tuple[Route, ...]:
    """The ways of all arrows; short ones choose first.

    Args:
        made: Where the nodes stand.
        flows: What flows; two that are each other's reverse become one arrow with two heads.
    """
    wanted = set(flows)
    single = [flow for flow in wanted if not (_reverse(flow) in wanted and flow.source > flow.target)]
    grid = _Grid(made)
    found = [
        Route(flow, _reverse(flow) in wanted, grid.way(flow))
        for flow in sorted(single, key=lambda flow: (_distance(made, flow), flow.source, flow.target, flow.sort))
    ]
    return tuple(sorted(found, key=lambda each: (list(Sort).index(each.flow.sort), each.flow.source, each.points)))


def _reverse(flow: Flow) -> Flow:
    return Flow(flow.target, flow.source, flow.sort)


def _distance(made: Layout, flow: Flow) -> float:
    source, target = made.nodes[flow.source].icon, made.nodes[flow.target].icon
    return abs(source.x - target.x) + abs(source.y - target.y)


class _Grid:
    """The points of the grid: which are free, and which arrows run over them."""

    def __init__(self, made: Layout) -> None:
        self._nodes: Mapping[int, Placed] = made.nodes
        self._columns = made.width // GRID
        self._rows = made.height // GRID
        self._blocked = {point for rect in made.solid() for point in _points(rect)}
        self._regions = [frame.rect for frame in made.frames if frame.level is Level.REGION]
        # By point: each flow that runs over it, with the axes (0 across, 1 down) in which it does.
        self._used: dict[Point, dict[Flow, set[int]]] = defaultdict(dict)

    def way(self, flow: Flow) -> tuple[Point, ...]:
        """The way of a flow, which then is used."""
        path = self._cheapest(flow)
        for before, after in pairwise(path):
            axis = int(before[0] == after[0])
            for point in (before, after):
                self._used[point].setdefault(flow, set()).add(axis)
        corners = [
            point
            for before, point, after in zip(path, path[1:], path[2:], strict=False)
            if (before[0] == point[0]) != (point[0] == after[0])
        ]
        return tuple((x * GRID, y * GRID) for x, y in (path[0], *corners, path[-1]))

    def _foreign(self, flow: Flow) -> set[Point]:
        icons = (self._nodes[flow.source].icon, self._nodes[flow.target].icon)
        others = [region for region in self._regions if not any(map(region.holds, icons))]
        return {point for region in others for point in _points(region)}

    def _cheapest(self, flow: Flow) -> list[Point]:
        """The cheapest way, by the distance that is left at least: there always is one, between the labels."""
        ends = {port.at: port for port in self._ports(flow.target)}
        starts = {(port.at, port.away): port.cost for port in self._ports(flow.source)}
        origins = {at for at, _ in starts}
        foreign = self._foreign(flow)
        goal = self._nodes[flow.target].icon
        queue = [(cost, cost, point, direction) for (point, direction), cost in starts.items()]
        heapq.heapify(queue)
        best = dict(starts)
        came: dict[tuple[Point, int], int] = {}
        while True:
            _, cost, point, direction = heapq.heappop(queue)
            if point in ends and direction == _opposite(ends[point].away):
                return _traced(came, point, direction)
            for after, turn in self._next(point, direction, ends, straight=point in origins):
                paid = cost + self._cost(flow, point, after, direction, turn)
                paid += (_FOREIGN if after in foreign else 0) + (ends[after].cost if after in ends else 0)
                if paid < best.get((after, turn), paid + 1):
                    best[after, turn] = paid
                    came[after, turn] = direction
                    heapq.heappush(queue, (paid + _left(after, goal), paid, after, turn))

    def _next(
        self, point: Point, direction: int, ends: Mapping[Point, _Port], *, straight: bool
    ) -> Iterator[tuple[Point, int]]:
        """The free points beside one, but for the one before it."""
        for turn in (direction,) if straight else range(4):
            across, down = point[0] + _DIRECTIONS[turn][0], point[1] + _DIRECTIONS[turn][1]
            inside = 0 < across < self._columns and 0 < down < self._rows
            free = (across, down) in ends or (inside and (across, down) not in self._blocked)
            if free and turn != _opposite(direction):
                yield (across, down), turn

    def _cost(self, flow: Flow, point: Point, after: Point, direction: int, turn: int) -> int:
        """What a step costs: its length, its bend, and whom it meets."""
        axis = turn % 2
        cost = _BEND if direction != turn else 0
        here = self._used.get(point)
        if not here:
            return cost + _STEP
        for other, axes in here.items():
            if not _related(flow, other):
                cost += _CROSSING if direction == turn and axes == {1 - axis} else _CLASH
        ahead = self._used.get(after, {})
        alongside = [other for other, axes in here.items() if axis in axes and axis in ahead.get(other, ())]
        if any(not _related(flow, other) for other in alongside):
            return cost + _STEP + _CLASH
        return cost + (_SHARED if alongside else _STEP)

    def _ports(self, number: int) -> Iterator[_Port]:
        """In the middle of each side and beside it, where no number of resources stands."""
        node = self._nodes[number]
        x, y = int(node.icon.x), int(node.icon.y)
        middle, side = int(node.icon.width) // 2, int(node.icon.width)
        for shift in (0, -GRID, GRID):
            cost = 4 if shift else 0
            found = (
                (x + side, y + middle + shift, 0, cost),
                (x, y + middle + shift, 2, cost),
                (x + middle + shift, y, 3, cost),
            )
            for across, down, away, price in found:
                if not (node.badge and _near(node.badge, across, down)):
                    yield _Port((across // GRID, down // GRID), away, price)
        below = -(-int(node.label[-1].rect.bottom) // GRID)
        yield _Port(((x + middle) // GRID, below), 1, _BELOW)


def _points(rect: Rect) -> Iterator[Point]:
    """The grid's points in a rectangle and close to it."""
    across = range(-int(-(rect.x - _CLEARANCE) // GRID), int((rect.right + _CLEARANCE) // GRID) + 1)
    down = range(-int(-(rect.y - _CLEARANCE) // GRID), int((rect.bottom + _CLEARANCE) // GRID) + 1)
    yield from ((x, y) for x in across for y in down)


def _near(rect: Rect, x: float, y: float) -> bool:
    across = rect.x - _CLEARANCE < x < rect.right + _CLEARANCE
    return across and rect.y - _CLEARANCE < y < rect.bottom + _CLEARANCE


def _opposite(direction: int) -> int:
    return (direction + 2) % 4


def _left(point: Point, goal: Rect) -> int:
    """What is still to be paid at least; the ports lie around the middle of the goal."""
    across = abs(point[0] - (goal.x + goal.width / 2) // GRID)
    down = abs(point[1] - (goal.y + goal.height / 2) // GRID)
    return max(int(across + down) - _REACH, 0) * _STEP


def _traced(came: Mapping[tuple[Point, int], int], point: Point, direction: int) -> list[Point]:
    path = [point]
    while (point, direction) in came:
        before = came[point, direction]
        point = (point[0] - _DIRECTIONS[direction][0], point[1] - _DIRECTIONS[direction][1])
        direction = before
        path.append(point)
    return path[::-1]


def _related(one: Flow, other: Flow) -> bool:
    return one.sort == other.sort and (one.source == other.source or one.target == other.target)
