"""Key Management Service."""

from __future__ import annotations

import json
from typing import Any

from moto.kms.models import KmsBackend, kms_backends
from moto.kms.responses import KmsResponse

from .registry import Function, Patch

_DEFAULT_ROTATION_DAYS = 365

replica_key = Patch(
    "kms.replica_key",
    "aws_kms_replica_key waits until its own description, policy and tags are read back, and its REPLICA role",
)


@replica_key.wraps(KmsResponse)
def _replicate_key(original: Function, self: Any) -> str:
    primary_id = self._get_param("KeyId").split("key/")[-1]
    region = self._get_param("ReplicaRegion")
    primary = self.kms_backend.keys[primary_id]
    replica = self.kms_backend.replicate_key(primary_id, region)
    replica.description = self._get_param("Description") or ""
    replica.policy = self._get_param("Policy") or replica.policy
    replica.multi_region_configuration = {
        **primary.multi_region_configuration,
        "MultiRegionKeyType": "REPLICA",
    }
    tags = self._get_param("Tags") or []
    if tags:
        backend = kms_backends[self.current_account][region]
        backend.tag_resource(replica.id, {tag["TagKey"]: tag["TagValue"] for tag in tags})
    return json.dumps(
        {
            "ReplicaKeyMetadata": replica.to_dict()["KeyMetadata"],
            "ReplicaPolicy": replica.policy,
            "ReplicaTags": tags,
        }
    )


aws_managed_keys = Patch("kms.aws_managed_keys", "a key that AWS makes for a service is not the user's, as AWS says")


@aws_managed_keys.wraps(KmsBackend, "_generate_default_keys")
def _generate_default_keys(original: Function, self: Any, alias_name: str) -> str:
    key_id: str = original(self, alias_name)
    self.keys[key_id].key_manager = "AWS"
    return key_id


rotation_period = Patch("kms.rotation_period", "aws_kms_key reads rotation_period_in_days back")


@rotation_period.wraps(KmsResponse)
def _enable_key_rotation(original: Function, self: Any) -> Any:
    answer = original(self)
    key = self.kms_backend.keys[self.kms_backend.get_key_id(self._get_param("KeyId"))]
    key.rotation_period_in_days = self._get_param("RotationPeriodInDays") or _DEFAULT_ROTATION_DAYS
    return answer


@rotation_period.wraps(KmsResponse)
def _get_key_rotation_status(original: Function, self: Any) -> str:
    answer = json.loads(original(self))
    key = self.kms_backend.keys[self.kms_backend.get_key_id(self._get_param("KeyId"))]
    if answer["KeyRotationEnabled"]:
        answer["RotationPeriodInDays"] = getattr(key, "rotation_period_in_days", _DEFAULT_ROTATION_DAYS)
    return json.dumps(answer)
