"""How EKS's patches keep what belongs to a cluster: add-ons, access entries, pod identities."""

from __future__ import annotations

import uuid
from typing import Any

from moto.core.responses import ActionResult
from moto.eks.exceptions import ResourceInUseException, ResourceNotFoundException

from .answers import in_path, now
from .registry import kept, notes

Item = dict[str, Any]
Key = tuple[str, ...]  # cluster, name

# Kinds, each with the field that holds the ARN.
ARN_FIELDS = {"addon": "addonArn", "access_entry": "accessEntryArn", "pod_identity": "associationArn"}


def arn(self: Any, path: str) -> str:
    """An EKS ARN of this request's region and account."""
    return f"arn:aws:eks:{self.region}:{self.current_account}:{path}"


def add(self: Any, kind: str, key: Key, item: Item) -> Item:
    """Keeps a new child of an existing cluster."""
    cluster, name = key
    self.eks_backend.describe_cluster(cluster)  # refuses an unknown one
    items = kept(self.eks_backend, kind)
    if key in items:
        raise ResourceInUseException(message=f"{kind} {name} already exists")
    moment = now()
    given = {**item, "tags": item.get("tags") or {}}
    items[key] = {**given, "clusterName": cluster, "createdAt": moment, "modifiedAt": moment}
    found: Item = items[key]
    return found


def get(self: Any, kind: str, *names: str) -> Item:
    """The child that the request's path names."""
    key = in_path(self, *names)
    found: Item | None = kept(self.eks_backend, kind).get(key)
    if found is None:
        raise ResourceNotFoundException(message=f"No {kind} found for name: {key[-1]}.")
    return found


def remove(self: Any, kind: str, *names: str) -> Item:
    """Takes away the child that the request's path names."""
    found = get(self, kind, *names)
    del kept(self.eks_backend, kind)[in_path(self, *names)]
    return found


def of_cluster(self: Any, kind: str) -> list[Item]:
    """All children of a kind of the cluster that the request's path names."""
    (cluster,) = in_path(self, "name")
    return [item for key, item in kept(self.eks_backend, kind).items() if key[0] == cluster]


def remove_all(backend: Any, cluster: str) -> None:
    """Takes away every child of a cluster."""
    for kind in ARN_FIELDS:
        items = kept(backend, kind)
        for key in [key for key in items if key[0] == cluster]:
            del items[key]


def updated(self: Any, kind: str) -> ActionResult:
    """The answer of an update, done at once."""
    update = {
        "id": str(uuid.uuid4()),
        "status": "Successful",
        "type": kind,
        "params": [],
        "createdAt": now(),
        "errors": [],
    }
    notes(self.eks_backend, "updates")[update["id"]] = update
    return ActionResult({"update": update})
