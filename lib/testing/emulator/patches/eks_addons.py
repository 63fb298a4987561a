"""EKS: add-ons and their versions."""

from __future__ import annotations

import uuid
from typing import Any

from moto.core.responses import ActionResult
from moto.eks import urls
from moto.eks.responses import EKSResponse

from . import eks_children as children
from .answers import body, in_path, in_query, now, only
from .eks_access import new_pod_identity
from .registry import Patch, kept

ADDON = ("addon", "name", "addonName")

# Stand-ins, as is the rule that each add-on has a default version and a newer one.
VERSIONS = {
    "coredns": "v1.11.3",
    "kube-proxy": "v1.31.2",
    "vpc-cni": "v1.19.0",
    "aws-ebs-csi-driver": "v1.37.0",
    "eks-pod-identity-agent": "v1.3.4",
}

addon = Patch("eks_addons.addon", "aws_eks_addon: moto has none; ACTIVE at once")
addon.route(urls.url_paths, "{0}/clusters/(?P<name>[^/]+)/(?P<rest>.+)$", EKSResponse)


@addon.replaces(EKSResponse)
def _create_addon(self: Any) -> ActionResult:
    (cluster,), given = in_path(self, "name"), body(self)
    name = given["addonName"]
    item = {
        "addonName": name,
        "addonVersion": given.get("addonVersion") or _versions(name)[-1],
        "status": "ACTIVE",
        "health": {"issues": []},
        "addonArn": children.arn(self, f"addon/{cluster}/{name}/{uuid.uuid4()}"),
        "tags": given.get("tags"),
        **only(given, "serviceAccountRoleArn", "configurationValues"),
    }
    made = children.add(self, "addon", (cluster, name), item)
    _set_pod_identities(self, made, given.get("podIdentityAssociations") or [])
    return ActionResult({"addon": made})


@addon.replaces(EKSResponse)
def _describe_addon(self: Any) -> ActionResult:
    return ActionResult({"addon": children.get(self, *ADDON)})


@addon.replaces(EKSResponse)
def _list_addons(self: Any) -> ActionResult:
    return ActionResult({"addons": [item["addonName"] for item in children.of_cluster(self, "addon")]})


@addon.replaces(EKSResponse)
def _update_addon(self: Any) -> ActionResult:
    changed, given = children.get(self, *ADDON), body(self)
    changed.update(only(given, "addonVersion", "serviceAccountRoleArn", "configurationValues"), modifiedAt=now())
    if given.get("podIdentityAssociations") is not None:
        _set_pod_identities(self, changed, given["podIdentityAssociations"])
    return children.updated(self, "AddonUpdate")


@addon.replaces(EKSResponse)
def _delete_addon(self: Any) -> ActionResult:
    deleted = children.remove(self, *ADDON)
    _set_pod_identities(self, deleted, [])
    return ActionResult({"addon": {**deleted, "status": "DELETING"}})


def _set_pod_identities(self: Any, item: dict[str, Any], wanted: list[dict[str, Any]]) -> None:
    identities = kept(self.eks_backend, "pod_identity")
    for key in [key for key, identity in identities.items() if identity.get("ownerArn") == item["addonArn"]]:
        del identities[key]
    item["podIdentityAssociations"] = [
        new_pod_identity(
            self, item["clusterName"], {"namespace": "kube-system", **identity, "ownerArn": item["addonArn"]}
        )["associationArn"]
        for identity in wanted
    ]


addon_versions = Patch("eks_addons.versions", "data aws_eks_addon_version: moto has no route for it")
addon_versions.route(urls.url_paths, "{0}/addons/(?P<rest>.+)$", EKSResponse)


@addon_versions.replaces(EKSResponse)
def _describe_addon_versions(self: Any) -> ActionResult:
    name = in_query(self, "addonName")
    kubernetes = in_query(self, "kubernetesVersion") or "1.31"
    found = [_description(addon_name, kubernetes) for addon_name in ([name] if name else VERSIONS)]
    return ActionResult({"addons": found})


def _description(name: str, kubernetes: str) -> dict[str, Any]:
    versions = _versions(name)
    return {
        "addonName": name,
        "type": "networking",
        "owner": "aws",
        "publisher": "eks",
        "addonVersions": [
            {
                "addonVersion": version,
                "architecture": ["amd64", "arm64"],
                "compatibilities": [
                    {
                        "clusterVersion": kubernetes,
                        "platformVersions": ["*"],
                        "defaultVersion": version == versions[-1],
                    }
                ],
            }
            for version in versions
        ],
    }


def _versions(name: str) -> list[str]:
    """The newest first; the last is the default."""
    return [f"{VERSIONS.get(name, 'v1.0.0')}-eksbuild.{number}" for number in (2, 1)]
