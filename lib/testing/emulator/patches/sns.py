"""SNS."""

from __future__ import annotations

from typing import Any

from moto.sns.responses import SNSResponse

from .registry import Function, Patch

signature_version = Patch("sns.signature_version", "aws_sns_topic reads back how its messages are signed")


@signature_version.wraps(SNSResponse)
def _get_topic_attributes(original: Function, self: Any) -> Any:
    answer = original(self)
    topic = self.backend.get_topic(self._get_param("TopicArn"))
    if hasattr(topic, "signature_version"):
        answer.result["Attributes"]["SignatureVersion"] = topic.signature_version
    return answer
