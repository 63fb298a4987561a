"""Keys of the document, and what their policies say."""

from __future__ import annotations

from .document import Document, Resource
from .policy import DEFAULT_KEY_POLICY, Policy, policy_of
from .values import is_empty


def key_of(document: Document, value: object) -> Resource | None:
    """The key that an argument means, also by its alias; None when it is not in the document."""
    found = document.find(value, "aws_kms_key", "aws_kms_replica_key", "aws_kms_alias")
    if found and found.kind == "aws_kms_alias":
        return document.find(found.get("target_key_id"), "aws_kms_key", "aws_kms_replica_key")
    return found


def key_policy(document: Document, key: Resource) -> Policy | None:
    """The policy of a key; None when it cannot be resolved."""
    separate = [each.get("policy") for each in document.attached("aws_kms_key_policy", "key_id", key)]
    for policy in (*separate, key.get("policy")):
        if not is_empty(policy):
            return policy_of(document, policy)
    return DEFAULT_KEY_POLICY
