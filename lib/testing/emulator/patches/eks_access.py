"""EKS: access entries, access policies and pod identities."""

from __future__ import annotations

import uuid
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.eks import urls
from moto.eks.exceptions import ResourceNotFoundException
from moto.eks.responses import EKSResponse

from . import eks_children as children
from .answers import body, in_path, in_query, now, only
from .registry import Patch

ENTRY = ("access_entry", "name", "principalArn")
IDENTITY = ("pod_identity", "name", "associationId")
MORE_PATHS = "{0}/clusters/(?P<name>[^/]+)/(?P<rest>.+)$"

access_entry = Patch(
    "eks_access.entry", "aws_eks_access_entry: moto has none; user name and groups are filled in as AWS does"
)
access_entry.route(urls.url_paths, MORE_PATHS, EKSResponse)


@access_entry.replaces(EKSResponse)
def _create_access_entry(self: Any) -> ActionResult:
    (cluster,), given = in_path(self, "name"), body(self)
    principal = given["principalArn"]
    account, _, path = principal.partition(":iam::")[2].partition(":")
    kind, _, name = path.partition("/")
    user, groups = _computed(principal, given.get("type") or "STANDARD")
    entry = {
        "principalArn": principal,
        "type": given.get("type") or "STANDARD",
        "username": given.get("username") or user,
        "kubernetesGroups": given.get("kubernetesGroups") or groups,
        "accessEntryArn": children.arn(self, f"access-entry/{cluster}/{kind}/{account}/{name}/{uuid.uuid4()}"),
        "tags": given.get("tags"),
        "policies": {},
    }
    return ActionResult({"accessEntry": children.add(self, "access_entry", (cluster, principal), entry)})


def _computed(principal: str, entry_type: str) -> tuple[str, list[str]]:
    """The user name and the groups that AWS gives an entry without its own."""
    if entry_type != "STANDARD":
        return "system:node:{{EC2PrivateDNSName}}", ["system:nodes"]
    account, _, path = principal.partition(":iam::")[2].partition(":")
    if path.startswith("role/"):
        return f"arn:aws:sts::{account}:assumed-role/{path.rpartition('/')[2]}/{{{{SessionName}}}}", []
    return principal, []


@access_entry.replaces(EKSResponse)
def _describe_access_entry(self: Any) -> ActionResult:
    return ActionResult({"accessEntry": children.get(self, *ENTRY)})


@access_entry.replaces(EKSResponse)
def _list_access_entries(self: Any) -> ActionResult:
    entries = children.of_cluster(self, "access_entry")
    return ActionResult({"accessEntries": [entry["principalArn"] for entry in entries]})


@access_entry.replaces(EKSResponse)
def _update_access_entry(self: Any) -> ActionResult:
    entry = children.get(self, *ENTRY)
    entry.update(only(body(self), "username", "kubernetesGroups"), modifiedAt=now())
    return ActionResult({"accessEntry": entry})


@access_entry.replaces(EKSResponse)
def _delete_access_entry(self: Any) -> EmptyResult:
    children.remove(self, *ENTRY)
    return EmptyResult()


access_policy = Patch("eks_access.policy", "aws_eks_access_policy_association is found among its entry's policies")


@access_policy.replaces(EKSResponse)
def _associate_access_policy(self: Any) -> ActionResult:
    entry, given = children.get(self, *ENTRY), body(self)
    association = {
        "policyArn": given["policyArn"],
        "accessScope": {"namespaces": [], **given["accessScope"]},
        "associatedAt": now(),
        "modifiedAt": now(),
    }
    entry["policies"][given["policyArn"]] = association
    return ActionResult({**only(entry, "clusterName", "principalArn"), "associatedAccessPolicy": association})


@access_policy.replaces(EKSResponse)
def _disassociate_access_policy(self: Any) -> EmptyResult:
    policies = children.get(self, *ENTRY)["policies"]
    (policy,) = in_path(self, "policyArn")
    if policies.pop(policy, None) is None:
        raise ResourceNotFoundException(message=f"No association found for policy {policy}.")
    return EmptyResult()


@access_policy.replaces(EKSResponse)
def _list_associated_access_policies(self: Any) -> ActionResult:
    entry = children.get(self, *ENTRY)
    policies = list(entry["policies"].values())
    return ActionResult({**only(entry, "clusterName", "principalArn"), "associatedAccessPolicies": policies})


pod_identity = Patch("eks_access.pod_identity", "aws_eks_pod_identity_association: moto has none")
pod_identity.route(urls.url_paths, MORE_PATHS, EKSResponse)


@pod_identity.replaces(EKSResponse)
def _create_pod_identity_association(self: Any) -> ActionResult:
    (cluster,) = in_path(self, "name")
    return ActionResult({"association": new_pod_identity(self, cluster, body(self))})


def new_pod_identity(self: Any, cluster: str, given: dict[str, Any]) -> dict[str, Any]:
    """Keeps an association; an add-on has some too."""
    name = "a-" + uuid.uuid4().hex[:17]
    association = {key: value for key, value in given.items() if key != "clientRequestToken"}
    association |= {
        "associationId": name,
        "associationArn": children.arn(self, f"podidentityassociation/{cluster}/{name}"),
    }
    return children.add(self, "pod_identity", (cluster, name), association)


@pod_identity.replaces(EKSResponse)
def _describe_pod_identity_association(self: Any) -> ActionResult:
    return ActionResult({"association": children.get(self, *IDENTITY)})


@pod_identity.replaces(EKSResponse)
def _list_pod_identity_associations(self: Any) -> ActionResult:
    wanted = {name: value for name in ("namespace", "serviceAccount") if (value := in_query(self, name))}
    found = [
        association
        for association in children.of_cluster(self, "pod_identity")
        if wanted.items() <= only(association, *wanted).items()
    ]
    return ActionResult({"associations": found})


@pod_identity.replaces(EKSResponse)
def _update_pod_identity_association(self: Any) -> ActionResult:
    association = children.get(self, *IDENTITY)
    association.update(only(body(self), "roleArn", "targetRoleArn", "disableSessionTags"), modifiedAt=now())
    return ActionResult({"association": association})


@pod_identity.replaces(EKSResponse)
def _delete_pod_identity_association(self: Any) -> ActionResult:
    return ActionResult({"association": children.remove(self, *IDENTITY)})
