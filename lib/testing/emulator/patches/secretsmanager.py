"""Secrets Manager: replicas of secrets."""

from __future__ import annotations

from typing import Any

from moto.secretsmanager.models import FakeSecret

from .registry import Function, Patch

replica_key = Patch("secretsmanager.replica_key", "aws_secretsmanager_secret reads back the key of each replica")


@replica_key.wraps(FakeSecret)
def _create_replicas(original: Function, self: Any, replica_regions: list[dict[str, str]], **named: Any) -> Any:
    replicas = original(self, replica_regions, **named)
    for replica, asked in zip(replicas, replica_regions, strict=True):
        replica.config["KmsKeyId"] = asked.get("KmsKeyId") or replica.config["KmsKeyId"]
    return replicas
