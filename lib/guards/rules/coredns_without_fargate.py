"""CoreDNS on a cluster that has Fargate alone, without being told so."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document, Resource
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import has_token, parsed


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for addon in document.of("aws_eks_addon"):
        cluster = document.find(addon.get("cluster_name"), "aws_eks_cluster")
        if addon.get("addon_name") != "coredns" or cluster is None or not _is_fargate_only(document, cluster):
            continue
        values = addon.get("configuration_values")
        configuration = parsed(values)
        told = isinstance(configuration, dict) and configuration.get("computeType") == "Fargate"
        if not told and not (has_token(values) and configuration is None):
            yield Hit(addon.address, f"coredns runs on {cluster.address}, which has Fargate alone, as if it had nodes")


def _is_fargate_only(document: Document, cluster: Resource) -> bool:
    if any(True for _ in cluster.blocks("compute_config")):
        return False
    # Nodes of one's own join through an access entry, or carry the cluster's tag.
    nodes = ("aws_eks_node_group", "aws_eks_access_entry")
    if any(document.attached(kind, "cluster_name", cluster) for kind in nodes):
        return False
    tags = (tag.get("key") for group in document.of("aws_autoscaling_group") for tag in group.blocks("tag"))
    if any(str(key).startswith("kubernetes.io/cluster/") for key in tags):
        return False
    return bool(document.attached("aws_eks_fargate_profile", "cluster_name", cluster))


RULE = Rule(
    id="coredns-without-fargate",
    severity=Severity.ERROR,
    title="CoreDNS without Fargate compute on a cluster without nodes",
    why="Its pods wait for nodes that never come, the add-on stays degraded, and the deployment times out.",
    remedy='Set configuration_values to {"computeType": "Fargate"}, with a profile for kube-system.',
    items=("D3#3b",),
    examine=_check,
)
