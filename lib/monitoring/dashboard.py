"""The body of a CloudWatch dashboard."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from .description import Graph, Metric, Reading

# Source: Amazon CloudWatch API reference, "Dashboard body structure and syntax".
WIDTH: Final = 24
MOST_ALARMS: Final = 100

_ACROSS: Final = 3
_HEIGHT: Final = 6
_HEADING: Final = 1
_STATES: Final = 3

Widget = dict[str, Any]


def body(region: str, alarm_arns: Sequence[str], sections: Mapping[str, Sequence[Graph]]) -> str:
    """The body of one region's dashboard.

    Args:
        region: The region, as a literal: a dashboard is seen from anywhere.
        alarm_arns: The alarms whose states are on top.
        sections: The graphs, by what they are of.

    Returns:
        JSON; what it refers to by expressions is filled in by Terraform.
    """
    widgets: list[Widget] = []
    top = 0
    for start in range(0, len(alarm_arns), MOST_ALARMS):
        states = {"title": f"Alarms of {region}", "alarms": list(alarm_arns[start : start + MOST_ALARMS])}
        widgets.append(_placed("alarm", 0, top, WIDTH, _STATES, states))
        top += _STATES
    for title, graphs in sections.items():
        widgets.append(_placed("text", 0, top, WIDTH, _HEADING, {"markdown": f"## {title}"}))
        top += _HEADING
        width = WIDTH // _ACROSS
        for index, graph in enumerate(graphs):
            row, column = divmod(index, _ACROSS)
            properties = _drawn(graph, region)
            widgets.append(_placed("metric", column * width, top + row * _HEIGHT, width, _HEIGHT, properties))
        top += -(-len(graphs) // _ACROSS) * _HEIGHT
    return json.dumps({"widgets": widgets}, separators=(",", ":"))


def _placed(kind: str, x: int, y: int, width: int, height: int, properties: Widget) -> Widget:
    return {"type": kind, "x": x, "y": y, "width": width, "height": height, "properties": properties}


def _drawn(graph: Graph, region: str) -> Widget:
    common: Widget = {"title": graph.title, "region": graph.region or region, "view": "timeSeries"}
    if graph.alarm_arn:
        return {**common, "annotations": {"alarms": [graph.alarm_arn]}}
    limits = [{"label": label, "value": value} for label, value in graph.limits.items()]
    return {
        **common,
        "period": graph.period_seconds,
        "metrics": [line for label, reading in graph.readings.items() for line in _lines(label, reading)],
        "yAxis": {"left": {"min": 0}},
        **({"annotations": {"horizontal": limits}} if limits else {}),
    }


def _lines(label: str, reading: Reading) -> list[list[Any]]:
    if isinstance(reading, Metric):
        return [_line(reading, {"label": label})]
    hidden = [_line(metric, {"id": name, "visible": False}) for name, metric in reading.metrics.items()]
    return [[{"expression": reading.expression, "label": label}], *hidden]


def _line(metric: Metric, options: Widget) -> list[Any]:
    dimensions = [part for pair in metric.dimensions.items() for part in pair]
    return [metric.namespace, metric.name, *dimensions, {"stat": metric.statistic, **options}]
