"""A pinned version of an EKS add-on."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import literal


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for addon in document.of("aws_eks_addon"):
        if version := literal(addon.get("addon_version")):
            yield Hit(addon.address, f"the add-on {addon.get('addon_name')} is pinned to {version}")


RULE = Rule(
    id="eks-addon-version-pinned",
    severity=Severity.WARNING,
    title="a pinned version of an EKS add-on",
    why="A version fits some Kubernetes versions only: the next upgrade of the cluster fails on it.",
    remedy="Leave addon_version out, or look it up with the data source aws_eks_addon_version.",
    items=("D3#3b",),
    examine=_check,
)
