"""Secrets Manager."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moto.secretsmanager.models import FakeSecret

from .registry import Function, Patch

replica_key = Patch("secretsmanager.replica_key", "aws_secretsmanager_secret reads the key of each replica back")


@replica_key.wraps(FakeSecret)
def _create_replicas(
    original: Function, self: Any, replica_regions: Sequence[Mapping[str, str]], force_overwrite: bool
) -> Any:
    replicas = original(self, replica_regions, force_overwrite)
    for replica, given in zip(replicas, replica_regions, strict=True):
        replica.config["KmsKeyId"] = given.get("KmsKeyId") or replica.config["KmsKeyId"]
    return replicas
