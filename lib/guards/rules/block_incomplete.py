"""A nested block that lost an argument without which it says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import is_empty

# Resource, block -> arguments of which it needs one at least.
_NEEDED: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("aws_autoscaling_group", "tag"): ("propagate_at_launch",),
    ("aws_cloudwatch_metric_alarm", "metric_query"): ("expression", "metric"),
    ("aws_default_network_acl", "egress"): ("rule_no",),
    ("aws_default_network_acl", "ingress"): ("rule_no",),
    ("aws_launch_template", "block_device_mappings"): ("device_name",),
    ("aws_launch_template", "tag_specifications"): ("resource_type",),
    ("aws_network_acl", "egress"): ("rule_no",),
    ("aws_network_acl", "ingress"): ("rule_no",),
    ("aws_s3_bucket_lifecycle_configuration", "rule"): (
        "abort_incomplete_multipart_upload", "expiration", "noncurrent_version_expiration",
        "noncurrent_version_transition", "transition",
    ),
    ("aws_s3_bucket_notification", "lambda_function"): ("lambda_function_arn",),
    ("aws_s3_bucket_notification", "queue"): ("queue_arn",),
    ("aws_s3_bucket_notification", "topic"): ("topic_arn",),
    ("aws", "assume_role"): ("role_arn",),
}  # fmt: skip


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for (kind, name), needed in _NEEDED.items():
        found = document.of(kind) if kind != "aws" else (each for each in document.providers if each.kind == kind)
        for resource in found:
            for block in resource.blocks(name):
                lost = all(is_empty(block.get(argument)) for argument in needed)
                # The rule about empty blocks speaks of those that lost everything.
                if lost and any(value is not None for value in block.values()):
                    yield Hit(resource.address, f"a block {name!r} has no {' and no '.join(needed)}")


RULE = Rule(
    id="block-incomplete",
    severity=Severity.ERROR,
    title="a nested block without an argument it needs",
    why="A dict in a list of blocks keeps its single words and loses every other key, mostly without an error.",
    remedy="Use the block's class of the provider bindings, or write the argument.",
    items=("D0#4", "D0#8", "D2#13"),
    examine=_check,
)
