"""A bucket encrypted with KMS for logs that cannot be written to one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..buckets import is_kms_encrypted
from ..deliveries import bucket_deliveries
from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule

_WITHOUT_KMS: Final = {
    "logdelivery.elasticloadbalancing.amazonaws.com": "access logs of load balancers",
    "logging.s3.amazonaws.com": "access logs of S3",
}


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for delivery in bucket_deliveries(document):
        logs = _WITHOUT_KMS.get(delivery.service)
        if logs and is_kms_encrypted(document, delivery.target):
            yield Hit(delivery.target.address, f"it is encrypted with KMS, and {delivery.source} writes {logs} to it")


RULE = Rule(
    id="log-bucket-encryption",
    severity=Severity.ERROR,
    title="access logs in a bucket encrypted with KMS",
    why="They can be written to a bucket encrypted with SSE-S3 alone: AWS refuses, or writes nothing.",
    remedy="Encrypt the bucket with AES256.",
    examine=_check,
)
