"""How the arrows run: along the lines of the grid, around all text and icons, and side by side.

Each is a shortest path, in which bends, crossings and company cost something. Arrows of one sort that begin or end at
the same node may share a line; others may only cross.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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
        for before, after in zip(path, path[1:], strict=False):
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
        foreign = self._foreign(flow)
        ends = {port.at: port for port in self._ports(flow.target)}
        nearest = self._nodes[flow.target].icon
        goal = (int(nearest.x + nearest.width / 2) // GRID, int(nearest.y + nearest.height / 2) // GRID)
        queue: list[tuple[int, int, Point, int]] = []
        best: dict[tuple[Point, int], int] = {}
        came: dict[tuple[Point, int], Point] = {}
        starts = list(self._ports(flow.source))
        for port in starts:
            best[port.at, port.away] = port.cost
            heapq.heappush(queue, (port.cost, port.cost, port.at, port.away))
        origins = {port.at for port in starts}
        while True:
            _, cost, point, direction = heapq.heappop(queue)
            if best[point, direction] < cost:
                continue
            if point in ends and point not in origins and direction == (ends[point].away + 2) % 4:
                return self._traced(came, point, direction)
            for turn in range(4):
                if turn == (direction + 2) % 4 or (point in origins and turn != direction):
                    continue
                after = (point[0] + _DIRECTIONS[turn][0], point[1] + _DIRECTIONS[turn][1])
                if not self._free(after, ends):
                    continue
                paid = cost + self._cost(flow, point, after, direction, turn)
                if after in foreign:
                    paid += _FOREIGN
                if after in ends:
                    paid += ends[after].cost
                if paid < best.get((after, turn), paid + 1):
                    best[after, turn] = paid
                    came[after, turn] = (direction, 0)
                    left = max(abs(after[0] - goal[0]) + abs(after[1] - goal[1]) - 8, 0)
                    heapq.heappush(queue, (paid + left * _STEP, paid, after, turn))

    def _traced(self, came: Mapping[tuple[Point, int], Point], point: Point, direction: int) -> list[Point]:
        path = [point]
        while (point, direction) in came:
            before = came[point, direction][0]
            point = (point[0] - _DIRECTIONS[direction][0], point[1] - _DIRECTIONS[direction][1])
            direction = before
            path.append(point)
        return path[::-1]

    def _free(self, point: Point, ends: Mapping[Point, _Port]) -> bool:
        inside = 0 < point[0] < self._columns and 0 < point[1] < self._rows
        return point in ends or (inside and point not in self._blocked)

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


def _related(one: Flow, other: Flow) -> bool:
    return one.sort == other.sort and (one.source == other.source or one.target == other.target)
