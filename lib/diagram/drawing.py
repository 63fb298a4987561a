"""The picture as SVG."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import drawsvg

from ..errors import printable
from .icons import icon
from .layout import ICON, SIZE, Frame, Level, Rect, Text, layout
from .links import Sort
from .model import Architecture
from .pictures import Row
from .routes import Point, Route, route
from .text import FAMILY

_INK: Final = "#1f2937"
_COLOURS: Final = {Sort.REQUEST: "#1d4ed8", Sort.DATA: "#7c3aed", Sort.EVENT: "#be185d", Sort.ALARM: "#b45309"}
_DASHES: Final[Mapping[Sort, Mapping[str, str]]] = {Sort.ALARM: {"stroke_dasharray": "5 3"}}
_FILLS: Final = {
    Row.PUBLIC: "#eef7e6",
    Row.PRIVATE: "#e6f3f8",
    Row.ISOLATED: "#e8ecfb",
}
_FRAMES: Final[Mapping[Level, Mapping[str, Any]]] = {
    Level.REGION: {"fill": "#ffffff", "stroke": "#00a4a6", "stroke_width": 1.5, "stroke_dasharray": "6 3"},
    Level.VPC: {"fill": "#ffffff", "stroke": "#8c4fff", "stroke_width": 1.5},
    Level.ROW: {"stroke": "#cbd5e1", "stroke_width": 1},
}
_ROUNDING: Final = 5


def svg(architecture: Architecture) -> str:
    """Draws the picture.

    Args:
        architecture: What it shows.
    """
    made = layout(architecture)
    drawing = drawsvg.Drawing(made.width, made.height, font_family=FAMILY)
    drawing.append_title(printable(f"Architecture of {architecture.name}"))
    drawing.append(drawsvg.Rectangle(0, 0, made.width, made.height, fill="#ffffff"))
    for frame in made.frames:
        drawing.append(_frame(frame))
    heads = {sort: _head(sort) for sort in Sort}
    for each in route(made, architecture.flows):
        drawing.append(_arrow(each, heads))
    for sort, rect in made.legend:
        middle = int(rect.y + rect.height / 2)
        drawing.append(_line(sort, [(int(rect.x), middle), (int(rect.right), middle)], marker_end=heads[sort]))
    images: dict[str, Any] = {}
    for node in made.nodes.values():
        name = architecture.nodes[node.number].picture.icon
        if name not in images:
            images[name] = drawsvg.Image(0, 0, ICON, ICON, data=icon(name), mime_type="image/png", embed=True)
        drawing.append(drawsvg.Use(images[name], node.icon.x, node.icon.y))
        if node.badge:
            _badge(drawing, node.badge, architecture.nodes[node.number].count)
        for line in node.label:
            drawing.append(_text(line))
    for text in made.texts:
        drawing.append(_text(text))
    return f"{drawing.as_svg()}\n"


def _frame(frame: Frame) -> Any:
    rect = frame.rect
    fill = {"fill": _FILLS.get(frame.row, "#f8fafc")} if frame.row else {}
    style = {**_FRAMES[frame.level], **fill}
    return drawsvg.Rectangle(rect.x, rect.y, rect.width, rect.height, rx=6, **style)


def _head(sort: Sort) -> Any:
    head = drawsvg.Marker(0, -4, 8, 4, scale=1, refX=8, orient="auto-start-reverse", id=f"head-{sort.name.lower()}")
    head.append(drawsvg.Lines(0, -4, 8, 0, 0, 4, fill=_COLOURS[sort], close=True))
    return head


def _arrow(each: Route, heads: Mapping[Sort, Any]) -> Any:
    ends = {"marker_end": heads[each.flow.sort]}
    if each.both:
        ends["marker_start"] = heads[each.flow.sort]
    return _line(each.flow.sort, each.points, **ends)


def _line(sort: Sort, points: Any, **ends: Any) -> Any:
    style = {"stroke": _COLOURS[sort], "stroke_width": 1.6, "fill": "none", **_DASHES.get(sort, {})}
    path = drawsvg.Path(**style, **ends)
    path.M(*points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.L(*_towards(corner, before)).Q(*corner, *_towards(corner, after))
    return path.L(*points[-1])


def _towards(corner: Point, other: Point) -> Point:
    """The point at which a line leaves the corner's rounding."""
    across, down = other[0] - corner[0], other[1] - corner[1]
    length = abs(across) + abs(down)
    return corner[0] + across * _ROUNDING // length, corner[1] + down * _ROUNDING // length


def _text(text: Text) -> Any:
    x = text.rect.x + text.rect.width / 2 if text.centred else text.rect.x
    style = {"font_weight": "bold"} if text.bold else {}
    if text.centred:
        style["text_anchor"] = "middle"
    return drawsvg.Text(
        printable(text.text), text.size, round(x, 1), round(text.rect.y + text.size, 1), fill=_INK, **style
    )


def _badge(drawing: Any, rect: Rect, count: int) -> None:
    drawing.append(drawsvg.Rectangle(rect.x, rect.y, rect.width, rect.height, rx=9, fill=_INK))
    middle, base = rect.x + rect.width / 2, rect.y + rect.height - 5
    text = drawsvg.Text(str(count), SIZE - 1, middle, base, fill="#ffffff", font_weight="bold", text_anchor="middle")
    drawing.append(text)
