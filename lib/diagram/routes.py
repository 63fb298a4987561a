"""How the arrows run: along the lines of the grid, around all text and icons, and side by side.

Each is a shortest path, in which bends, crossings and company cost something. Arrows of one sort that begin or end at
the same node may share a line; others may only cross.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
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
# By direction: all but the one back.
_TURNS: Final = ((0, 1, 3), (0, 1, 2), (1, 2, 3), (0, 2, 3))


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
        solid = {point for rect in made.solid() for point in _points(rect)}
        self._blocked = solid | _border(made.width // GRID, made.height // GRID)
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
        blocked = self._blocked.difference(ends)
        # What a point costs beside the step to it.
        tolls = Counter(dict.fromkeys(self._foreign(flow), _FOREIGN))
        tolls.update({at: port.cost for at, port in ends.items()})
        left = _left(self._nodes[flow.target].icon)
        queue = [(cost, cost, point, direction) for (point, direction), cost in starts.items()]
        heapq.heapify(queue)
        best = dict(starts)
        came: dict[tuple[Point, int], int] = {}
        while True:
            _, cost, point, direction = heapq.heappop(queue)
            if cost > best[point, direction]:
                continue  # a cheaper way there was found after this one
            if point in ends and direction == _opposite(ends[point].away):
                return _traced(came, point, direction)
            for turn in (direction,) if point in origins else _TURNS[direction]:
                across, down = _DIRECTIONS[turn]
                after = (point[0] + across, point[1] + down)
                if after in blocked:
                    continue
                paid = cost + tolls.get(after, 0) + (0 if turn == direction else _BEND)
                paid += self._met(flow, point, after, direction, turn) if point in self._used else _STEP
                if paid < best.get((after, turn), paid + 1):
                    best[after, turn] = paid
                    came[after, turn] = direction
                    heapq.heappush(queue, (paid + left(after), paid, after, turn))

    def _met(self, flow: Flow, point: Point, after: Point, direction: int, turn: int) -> int:
        """What a step costs from a point that others run over: its length, and whom it meets."""
        axis = turn % 2
        cost = 0
        here = self._used[point]
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


def _border(columns: int, rows: int) -> set[Point]:
    """The grid's points at the edge of the page."""
    sides = {(x, y) for x in (0, columns) for y in range(rows + 1)}
    return sides | {(x, y) for x in range(columns + 1) for y in (0, rows)}


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


def _left(goal: Rect) -> Callable[[Point], int]:
    """What is still to be paid at least, by point; the ports lie around the middle of the goal."""
    x, y = (goal.x + goal.width / 2) // GRID, (goal.y + goal.height / 2) // GRID
    return cache(lambda point: max(int(abs(point[0] - x) + abs(point[1] - y)) - _REACH, 0) * _STEP)


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
