"""Kubernetes versions that a document asks of EKS, and until when they can be had."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..aws_facts import EKS_STANDARD_SUPPORT_ENDS
from .document import Document, Resource
from .values import numbers_of


def kubernetes_versions(document: Document) -> Iterator[tuple[Resource, str]]:
    """Every cluster and node group with the version it names."""
    for resource in document.of("aws_eks_cluster", "aws_eks_node_group"):
        version = str(document.resolve(resource.get("version")))
        if len(numbers_of(version)) == 2:
            yield resource, version


def support_ends(version: str) -> tuple[date, date] | None:
    """When standard and extended support end; both long ago for a version before the calendar, None after it."""
    known = EKS_STANDARD_SUPPORT_ENDS.get(version)
    if known:
        return known, known.replace(year=known.year + 1)
    oldest = min(map(numbers_of, EKS_STANDARD_SUPPORT_ENDS))
    return (date.min, date.min) if numbers_of(version) < oldest else None
