"""Elastic Load Balancing, application and network load balancers."""

from __future__ import annotations

from typing import Any

from moto.elbv2.exceptions import TooManyTagsError
from moto.elbv2.models import ELBv2Backend

from .registry import Patch

# Source: Elastic Load Balancing User Guide, restrictions of tags.
_MOST_TAGS = 50

tags = Patch("elbv2.tags", "a load balancer and what belongs to it have up to 50 tags; moto refuses the eleventh")


@tags.replaces(ELBv2Backend)
def _add_tags(self: Any, resource_arns: list[str], tags: list[dict[str, str]]) -> None:
    for arn in resource_arns:
        self._get_resource_by_arn(arn)
        before = self.tagging_service.get_tag_dict_for_resource(arn)
        if len({*before, *(tag["Key"] for tag in tags)}) > _MOST_TAGS:
            raise TooManyTagsError
        self.tagging_service.tag_resource(arn, tags)
