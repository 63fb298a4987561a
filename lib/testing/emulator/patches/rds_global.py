"""RDS global clusters and custom endpoints of clusters."""

from __future__ import annotations

import uuid
from typing import Any

from moto.core.responses import ActionResult
from moto.rds.exceptions import RDSClientError
from moto.rds.models import RDSBackend, TaggingMixin, rds_backends
from moto.rds.responses import RDSResponse

from .registry import Function, Patch, kept

HOME_REGION = "us-east-1"  # where moto keeps the global clusters of all regions

global_cluster = Patch(
    "rds_global.description",
    "aws_rds_global_cluster reads back database_name and tags, and describes one cluster by its identifier",
)


@global_cluster.wraps(RDSResponse)
def _create_global_cluster(original: Function, self: Any) -> ActionResult:
    answer = original(self)
    cluster = _asked_cluster(self)
    cluster.database_name = self.params.get("DatabaseName")
    cluster.tags = self.params.get("Tags")
    return answer


@global_cluster.wraps(RDSResponse)
def _describe_global_clusters(original: Function, self: Any) -> ActionResult:
    if self.params.get("GlobalClusterIdentifier"):
        return ActionResult({"GlobalClusters": [_asked_cluster(self)]})
    return original(self)


def _asked_cluster(self: Any) -> Any:
    name = self.params["GlobalClusterIdentifier"]
    cluster = self.global_backend.global_clusters.get(name)
    if cluster is None:
        raise RDSClientError("GlobalClusterNotFoundFault", f"Global cluster {name} not found")
    return cluster


global_cluster_update = Patch(
    "rds_global.update", "aws_rds_global_cluster changes in place: protection, engine version"
)


@global_cluster_update.replaces(RDSResponse)
def _modify_global_cluster(self: Any) -> ActionResult:
    cluster = _asked_cluster(self)
    for name, attribute in (("DeletionProtection", "deletion_protection"), ("EngineVersion", "engine_version")):
        if self.params.get(name) is not None:
            setattr(cluster, attribute, self.params[name])
    return ActionResult({"GlobalCluster": cluster})


membership = Patch(
    "rds_global.membership",
    "aws_rds_global_cluster is deleted once its members are gone; moto forgets only those of its home region",
)


@membership.replaces(RDSResponse)
def _remove_from_global_cluster(self: Any) -> ActionResult:
    cluster, wanted = _asked_cluster(self), self.params["DbClusterIdentifier"]
    for member in [member for member in cluster.members if wanted in (member.arn, member.resource_id)]:
        cluster.members.remove(member)
        member.global_cluster_identifier = None
    return ActionResult({"GlobalCluster": cluster})


@membership.wraps(RDSBackend)
def _delete_db_cluster(original: Function, self: Any, *arguments: Any, **named: Any) -> Any:
    deleted = original(self, *arguments, **named)
    for cluster in rds_backends[self.account_id][HOME_REGION].global_clusters.values():
        if deleted in cluster.members:
            cluster.members.remove(deleted)
    return deleted


following = Patch("rds_global.following", "a cluster that follows in a global database names the one that it follows")


@following.wraps(RDSBackend)
def _create_db_cluster(original: Function, self: Any, *arguments: Any, **named: Any) -> Any:
    created = original(self, *arguments, **named)
    for cluster in rds_backends[self.account_id][HOME_REGION].global_clusters.values():
        if created in cluster.members:
            _follow(cluster)
    return created


def _follow(cluster: Any) -> None:
    writer = next(member for member in cluster.members if member.is_writer)
    for member in cluster.members:
        member.replication_source_identifier = None if member.is_writer else writer.arn


switchover = Patch(
    "rds_global.switchover",
    "a failover can be rehearsed: the roles of the members are exchanged; moto has neither call",
)


@switchover.replaces(RDSResponse)
def _switchover_global_cluster(self: Any) -> ActionResult:
    return _hand_over(self)


@switchover.replaces(RDSResponse)
def _failover_global_cluster(self: Any) -> ActionResult:
    if self.params.get("AllowDataLoss") and self.params.get("Switchover"):
        raise RDSClientError("InvalidParameterCombination", "AllowDataLoss and Switchover exclude each other")
    return _hand_over(self)


def _hand_over(self: Any) -> ActionResult:
    cluster, wanted = _asked_cluster(self), self.params["TargetDbClusterIdentifier"]
    target = next((member for member in cluster.members if member.arn == wanted), None)
    if target is None:
        raise RDSClientError("DBClusterNotFoundFault", f"{wanted} is no member of {cluster.global_cluster_identifier}")
    if target.is_writer:
        raise RDSClientError("InvalidGlobalClusterStateFault", f"{wanted} is the primary cluster already")
    for member in cluster.members:
        member.is_writer = member is target
    _follow(cluster)
    return ActionResult({"GlobalCluster": cluster})


cluster_endpoint = Patch("rds_global.cluster_endpoint", "aws_rds_cluster_endpoint: moto has none; available at once")


class ClusterEndpoint(TaggingMixin):  # type: ignore[misc]  # moto is untyped here
    """A custom endpoint; moto reads the attributes that AWS's model of the answer names."""

    endpoint_type = "CUSTOM"
    status = "available"

    def __init__(self, backend: Any, parameters: Any) -> None:
        name = parameters["DBClusterEndpointIdentifier"]
        self.tags = parameters.get("Tags")
        self.db_cluster_endpoint_identifier = name
        self.db_cluster_identifier = parameters["DBClusterIdentifier"]
        self.db_cluster_endpoint_resource_identifier = "cluster-endpoint-" + uuid.uuid4().hex[:26].upper()
        self.db_cluster_endpoint_arn = f"arn:aws:rds:{backend.region_name}:{backend.account_id}:cluster-endpoint:{name}"
        self.endpoint = f"{name}.cluster-custom-abcdefghijkl.{backend.region_name}.rds.amazonaws.com"
        self.custom_endpoint_type = parameters["EndpointType"]
        self.set_members(parameters)

    def set_members(self, parameters: Any) -> None:
        """Takes the instances that are in or out of it."""
        self.static_members = list(parameters.get("StaticMembers") or [])
        self.excluded_members = list(parameters.get("ExcludedMembers") or [])


@cluster_endpoint.replaces(RDSResponse)
def _create_db_cluster_endpoint(self: Any) -> ActionResult:
    endpoint = ClusterEndpoint(self.backend, self.params)
    _endpoints(self.backend)[endpoint.db_cluster_endpoint_identifier] = endpoint
    return ActionResult(endpoint)


@cluster_endpoint.replaces(RDSResponse)
def _describe_db_cluster_endpoints(self: Any) -> ActionResult:
    cluster, name = self.params.get("DBClusterIdentifier"), self.params.get("DBClusterEndpointIdentifier")
    found = [
        endpoint
        for endpoint in _endpoints(self.backend).values()
        if name in (None, endpoint.db_cluster_endpoint_identifier) and cluster in (None, endpoint.db_cluster_identifier)
    ]
    return ActionResult({"DBClusterEndpoints": found})


@cluster_endpoint.replaces(RDSResponse)
def _modify_db_cluster_endpoint(self: Any) -> ActionResult:
    endpoint = _asked_endpoint(self)
    endpoint.custom_endpoint_type = self.params.get("EndpointType") or endpoint.custom_endpoint_type
    endpoint.set_members(self.params)
    return ActionResult(endpoint)


@cluster_endpoint.replaces(RDSResponse)
def _delete_db_cluster_endpoint(self: Any) -> ActionResult:
    endpoint = _asked_endpoint(self)
    del _endpoints(self.backend)[endpoint.db_cluster_endpoint_identifier]
    return ActionResult(endpoint)


def _endpoints(backend: Any) -> dict[Any, Any]:
    return kept(backend, "cluster_endpoint")


def _asked_endpoint(self: Any) -> Any:
    name = self.params["DBClusterEndpointIdentifier"]
    if name not in _endpoints(self.backend):
        raise RDSClientError("DBClusterEndpointNotFoundFault", f"DB cluster endpoint {name} not found")
    return _endpoints(self.backend)[name]


tagging = Patch("rds_global.tagging", "tags of global clusters and custom endpoints, whose ARNs moto refuses")


@tagging.wraps(RDSBackend, "_get_resource_for_tagging")
def _find_tagged(original: Function, self: Any, arn: str) -> Any:
    kind, _, name = arn.partition(f":{self.account_id}:")[2].partition(":")
    if kind == "global-cluster":
        return rds_backends[self.account_id][HOME_REGION].global_clusters.get(name)
    if kind == "cluster-endpoint":
        return _endpoints(self).get(name)
    return original(self, arn)
