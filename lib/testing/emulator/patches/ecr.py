"""ECR."""

from __future__ import annotations

from typing import Any

from moto.ecr.models import Repository

from .registry import Function, Patch

scan_switched_off = Patch(
    "ecr.scan_switched_off", "aws_ecr_repository: the provider leaves scanOnPush out where it is false"
)


@scan_switched_off.wraps(Repository, "_update_image_scanning_configuration")
def _switch_scan(original: Function, self: Any, image_scanning_configuration: dict[str, bool] | None) -> None:
    original(self, {"scanOnPush": False, **(image_scanning_configuration or {})})
