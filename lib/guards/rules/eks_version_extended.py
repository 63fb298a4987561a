"""A Kubernetes version in extended support."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..eks import kubernetes_versions, support_ends
from ..finding import Severity
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for resource, version in kubernetes_versions(document):
        ends = support_ends(version)
        if ends and ends[0] <= context.today < ends[1]:
            yield Hit(resource.address, f"Kubernetes {version} is in extended support, until {ends[1]}")


RULE = Rule(
    id="eks-version-extended",
    severity=Severity.WARNING,
    title="a Kubernetes version in extended support",
    why="Extended support costs six times as much per hour of a cluster.",
    remedy="Upgrade to a version in standard support.",
    items=("D3#3",),
    examine=_check,
)
