"""EKS: clusters, node groups and tags."""

from __future__ import annotations

import uuid
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.ec2.models import ec2_backends
from moto.eks import urls
from moto.eks.exceptions import ResourceNotFoundException
from moto.eks.models import EKSBackend
from moto.eks.responses import EKSResponse

from . import eks_children as children
from .answers import body, in_path
from .registry import Function, Patch, kept, notes

cluster = Patch(
    "eks.cluster",
    "aws_eks_cluster reads back access_config (or is replaced), upgrade_policy and more, with AWS's defaults",
)


@cluster.wraps(EKSResponse)
def _create_cluster(original: Function, self: Any) -> ActionResult:
    answer, given = original(self), body(self)
    made = answer.result["cluster"]
    made.access_config = {
        "authenticationMode": "CONFIG_MAP",
        "bootstrapClusterCreatorAdminPermissions": True,
        **(given.get("accessConfig") or {}),
    }
    made.upgrade_policy = given.get("upgradePolicy") or {"supportType": "EXTENDED"}
    made.kubernetes_network_config = {
        "serviceIpv4Cidr": "172.20.0.0/16",
        "ipFamily": "ipv4",
        "elasticLoadBalancing": {"enabled": False},
        **(given.get("kubernetesNetworkConfig") or {}),
    }
    for name in ("zonalShiftConfig", "computeConfig", "storageConfig"):
        setattr(made, name, given.get(name))
    return answer


cluster_network = Patch(
    "eks.cluster_network", "aws_eks_cluster's vpc_config has the VPC and a cluster security group that really exists"
)


@cluster_network.wraps(EKSResponse, "create_cluster")
def _make_security_group(original: Function, self: Any) -> ActionResult:
    answer = original(self)
    made, ec2 = answer.result["cluster"], ec2_backends[self.current_account][self.region]
    network = made.resources_vpc_config = {
        "endpointPublicAccess": True,
        "endpointPrivateAccess": False,
        "publicAccessCidrs": ["0.0.0.0/0"],
        **made.resources_vpc_config,
    }
    if network.get("subnetIds"):
        network["vpcId"] = ec2.describe_subnets(subnet_ids=network["subnetIds"])[0].vpc_id
        name = f"eks-cluster-sg-{made.name}-{uuid.uuid4().hex[:9]}"
        group = ec2.create_security_group(name, "EKS created security group", vpc_id=network["vpcId"])
        network["clusterSecurityGroupId"] = group.id
    return answer


@cluster_network.wraps(EKSResponse, "delete_cluster")
def _delete_security_group(original: Function, self: Any) -> ActionResult:
    answer = original(self)
    group = answer.result["cluster"].resources_vpc_config.get("clusterSecurityGroupId")
    if group:
        ec2_backends[self.current_account][self.region].delete_security_group(group_id=group)
    return answer


@cluster.wraps(EKSResponse)
def _delete_cluster(original: Function, self: Any) -> ActionResult:
    answer = original(self)
    children.remove_all(self.eks_backend, answer.result["cluster"].name)
    return answer


# The router then finds the operation from AWS's model.
MORE_PATHS = "{0}/clusters/(?P<name>[^/]+)/(?P<rest>.+)$"

cluster_update = Patch("eks.cluster_update", "aws_eks_cluster sends what changed only, and waits for the update")
cluster_update.route(urls.url_paths, MORE_PATHS, EKSResponse)
MERGED = {
    "resourcesVpcConfig": "resources_vpc_config",
    "accessConfig": "access_config",
    "upgradePolicy": "upgrade_policy",
    "kubernetesNetworkConfig": "kubernetes_network_config",
}
REPLACED = {
    "logging": "logging",
    "remoteNetworkConfig": "remote_network_config",
    "zonalShiftConfig": "zonalShiftConfig",
    "computeConfig": "computeConfig",
    "storageConfig": "storageConfig",
}


@cluster_update.replaces(EKSResponse)
def _update_cluster_config(self: Any) -> ActionResult:
    changed, given = _asked_cluster(self), body(self)
    for name, attribute in MERGED.items():
        if given.get(name):
            setattr(changed, attribute, {**(getattr(changed, attribute, None) or {}), **given[name]})
    for name, attribute in REPLACED.items():
        if given.get(name):
            setattr(changed, attribute, given[name])
    return children.updated(self, "ConfigUpdate")


@cluster_update.replaces(EKSResponse)
def _update_cluster_version(self: Any) -> ActionResult:
    _asked_cluster(self).version = body(self)["version"]
    return children.updated(self, "VersionUpdate")


@cluster_update.replaces(EKSResponse)
def _associate_encryption_config(self: Any) -> ActionResult:
    _asked_cluster(self).encryption_config = body(self)["encryptionConfig"]
    return children.updated(self, "AssociateEncryptionConfig")


@cluster_update.replaces(EKSResponse)
def _describe_update(self: Any) -> ActionResult:
    (update_id,) = in_path(self, "updateId")
    # Updates that moto makes itself are not kept, and are done too.
    finished = {"id": update_id, "status": "Successful"}
    return ActionResult({"update": notes(self.eks_backend, "updates").get(update_id, finished)})


def _asked_cluster(self: Any) -> Any:
    return self.eks_backend.describe_cluster(*in_path(self, "name"))


node_group = Patch(
    "eks.node_group",
    "aws_eks_node_group: no remote_access unless asked for, update_config kept, the cluster's version by default",
)
node_group.route(urls.url_paths, MORE_PATHS, EKSResponse)


@node_group.wraps(EKSResponse)
def _create_nodegroup(original: Function, self: Any) -> ActionResult:
    answer, given = original(self), body(self)
    made = answer.result["nodegroup"]
    made.remote_access = given.get("remoteAccess")
    made.update_config = given.get("updateConfig") or {"maxUnavailable": 1}
    made.node_repair_config = given.get("nodeRepairConfig")
    made.version = given.get("version") or _asked_cluster(self).version
    if given.get("launchTemplate"):
        made.disk_size = None  # it is the template's
    return answer


@node_group.replaces(EKSResponse)
def _update_nodegroup_version(self: Any) -> ActionResult:
    changed, given = self.eks_backend.describe_nodegroup(*in_path(self, "name", "nodegroupName")), body(self)
    changed.version = given.get("version") or changed.version
    changed.release_version = given.get("releaseVersion") or changed.release_version
    if given.get("launchTemplate"):
        changed.launch_template = {**(changed.launch_template or {}), **given["launchTemplate"]}
    return children.updated(self, "VersionUpdate")


tagging = Patch("eks.tagging", "tag changes on node groups, Fargate profiles and more; moto knows clusters only")


@tagging.replaces(EKSBackend)
def _tag_resource(self: Any, resource_arn: str, tags: dict[str, str]) -> None:
    _tags_of(self, resource_arn).update(tags)


@tagging.replaces(EKSBackend)
def _list_tags_for_resource(self: Any, resource_arn: str) -> Any:
    return _tags_of(self, resource_arn)


@tagging.replaces(EKSResponse)
def _untag_resource(self: Any) -> EmptyResult:
    tags = _tags_of(self.eks_backend, in_path(self, "resourceArn")[0])
    for key in self.querystring.get("tagKeys") or []:
        tags.pop(key, None)
    return EmptyResult()


def _tags_of(backend: Any, arn: str) -> Any:
    for owner in backend.clusters.values():
        for item in (owner, *owner.nodegroups.values(), *owner.fargate_profiles.values()):
            if arn in (getattr(item, "arn", None), getattr(item, "fargate_profile_arn", None)):
                return item.tags
    for kind, field in children.ARN_FIELDS.items():
        for child in kept(backend, kind).values():
            if child[field] == arn:
                return child["tags"]
    raise ResourceNotFoundException(message=f"Resource {arn} was not found")
