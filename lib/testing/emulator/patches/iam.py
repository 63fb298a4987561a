"""IAM."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.iam.responses import IamResponse

from .registry import Patch

service_specific_credentials = Patch(
    "iam.service_specific_credentials", "aws_iam_user with force_destroy lists them when it is destroyed"
)


@service_specific_credentials.replaces(IamResponse)
def _list_service_specific_credentials(self: Any) -> ActionResult:
    return ActionResult({"ServiceSpecificCredentials": []})
