"""A bucket whose key does not admit a service that writes logs to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..buckets import customer_key_of
from ..deliveries import bucket_deliveries
from ..document import Document
from ..finding import Severity
from ..keys import key_policy
from ..policy import admits_service
from ..rule import Context, Hit, Rule

_WITH_KEYS: Final = ("delivery.logs.amazonaws.com", "cloudtrail.amazonaws.com")


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for delivery in bucket_deliveries(document):
        key = customer_key_of(document, delivery.target) if delivery.service in _WITH_KEYS else None
        policy = key_policy(document, key) if key else None
        if policy is not None and not admits_service(policy, delivery.service, "kms:GenerateDataKey"):
            yield Hit(
                delivery.target.address, f"its key does not admit {delivery.service}, and {delivery.source} needs it"
            )


RULE = Rule(
    id="bucket-key-refuses-service",
    severity=Severity.ERROR,
    title="a bucket whose key does not admit a service that writes logs to it",
    why="The logs are not written, and the flow log or trail only says so in its status.",
    remedy="Allow the service kms:GenerateDataKey* in the key's policy.",
    examine=_check,
)
