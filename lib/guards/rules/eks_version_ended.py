"""A Kubernetes version that EKS no longer creates."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..eks import kubernetes_versions, support_ends
from ..finding import Severity
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for resource, version in kubernetes_versions(document):
        ends = support_ends(version)
        if ends and ends[1] <= context.today:
            yield Hit(resource.address, f"Kubernetes {version} is past the end of extended support")


RULE = Rule(
    id="eks-version-ended",
    severity=Severity.ERROR,
    title="a Kubernetes version past its end",
    why="EKS creates no cluster of it, and upgrades those that run; the provider accepts any version.",
    remedy="Take a version in standard support.",
    items=("D3#3",),
    examine=_check,
)
