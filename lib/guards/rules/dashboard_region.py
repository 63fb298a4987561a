"""A dashboard that shows a region in which nothing is."""

from __future__ import annotations

from collections.abc import Iterator

from ...aws_facts import METRICS_IN_US_EAST_1
from ..document import Document, Resource
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import blocks, literal, parsed, walk


def _check(document: Document, context: Context) -> Iterator[Hit]:
    ours = {str(provider.get("region")) for provider in document.providers if provider.kind == "aws"}
    if not ours:
        return
    for dashboard in document.of("aws_cloudwatch_dashboard"):
        regions = {region for region in _regions(dashboard) if region not in ours}
        for region in sorted(regions):
            yield Hit(dashboard.address, f"a widget shows {region}; the providers have {', '.join(sorted(ours))}")


def _regions(dashboard: Resource) -> Iterator[str]:
    body = parsed(dashboard.get("dashboard_body"))
    for widget in blocks(body.get("widgets") if isinstance(body, dict) else None):
        for properties in blocks(widget.get("properties")):
            region = literal(properties.get("region"))
            elsewhere = region == "us-east-1" and any(
                value in METRICS_IN_US_EAST_1
                for _, value, _ in walk(properties.get("metrics"))
                if isinstance(value, str)
            )
            if region and not elsewhere:
                yield region


RULE = Rule(
    id="dashboard-region",
    severity=Severity.WARNING,
    title="a hard-coded region in a dashboard",
    why="Deployed elsewhere, the dashboard stays empty and nobody is told.",
    remedy="Write the region that the provider was given, or data.aws_region.",
    items=("D2#11",),
    examine=_check,
)
