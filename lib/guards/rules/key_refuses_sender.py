"""An encrypted topic or queue whose key does not admit a service that sends to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..deliveries import deliveries
from ..document import Document
from ..finding import Severity
from ..keys import key_of, key_policy
from ..policy import admits_service
from ..rule import Context, Hit, Rule

_MANAGED: Final = ("alias/aws/sns", "alias/aws/sqs")


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for delivery in deliveries(document):
        target = delivery.target
        given = target.get("kms_master_key_id")
        if given in _MANAGED:
            yield Hit(target.address, f"{given} does not admit {delivery.service}, and {delivery.source} sends to it")
            continue
        key = key_of(document, given)
        policy = key_policy(document, key) if key else None
        if policy is not None and not admits_service(policy, delivery.service, "kms:GenerateDataKey", "kms:Decrypt"):
            yield Hit(target.address, f"its key does not admit {delivery.service}, and {delivery.source} sends to it")


RULE = Rule(
    id="key-refuses-sender",
    severity=Severity.ERROR,
    title="an encrypted topic or queue whose key does not admit a sender",
    why="The message is dropped without a word: an alarm fires and nobody hears of it.",
    remedy="Use a key of your own, and allow the service kms:GenerateDataKey* and kms:Decrypt in its policy.",
    examine=_check,
)
