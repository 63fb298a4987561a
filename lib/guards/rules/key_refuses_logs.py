"""A log group whose key does not admit CloudWatch Logs."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..keys import key_of, key_policy
from ..policy import admits_service
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for group in document.of("aws_cloudwatch_log_group"):
        key = key_of(document, group.get("kms_key_id"))
        policy = key_policy(document, key) if key else None
        region = document.region_of(group) or "*"
        services = (f"logs.{region}.amazonaws.com", "logs.amazonaws.com")
        actions = ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey")
        if policy is not None and not any(admits_service(policy, service, *actions) for service in services):
            yield Hit(group.address, f"its key does not admit {services[0]}")


RULE = Rule(
    id="key-refuses-logs",
    severity=Severity.ERROR,
    title="a log group whose key does not admit CloudWatch Logs",
    why="AWS refuses the log group: `The specified KMS key does not exist or is not allowed to be used`.",
    remedy="Allow logs.<region>.amazonaws.com kms:Encrypt*, Decrypt*, ReEncrypt*, GenerateDataKey* and Describe*.",
    examine=_check,
)
