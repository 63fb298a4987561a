"""A function whose role may not do what its configuration needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document, Resource
from ..finding import Severity
from ..roles import is_denied
from ..rule import Context, Hit, Rule

_SOURCES: Final = {
    "aws_sqs_queue": "sqs:ReceiveMessage",
    "aws_dynamodb_table": "dynamodb:GetRecords",
    "aws_kinesis_stream": "kinesis:GetRecords",
}
_DEAD_LETTERS: Final = {"aws_sqs_queue": "sqs:SendMessage", "aws_sns_topic": "sns:Publish"}


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for function in document.of("aws_lambda_function"):
        role = document.find(function.get("role"), "aws_iam_role")
        for action in sorted(set(_needed(document, function))) if role else ():
            if role and is_denied(document, role, action):
                yield Hit(function.address, f"its role {role.address} may not {action}")


def _needed(document: Document, function: Resource) -> Iterator[str]:
    for block in function.blocks("dead_letter_config"):
        if target := document.find(block.get("target_arn"), *_DEAD_LETTERS):
            yield _DEAD_LETTERS[target.kind]
    for mapping in document.attached("aws_lambda_event_source_mapping", "function_name", function):
        if source := document.find(mapping.get("event_source_arn"), *_SOURCES):
            yield _SOURCES[source.kind]


RULE = Rule(
    id="function-role-too-narrow",
    severity=Severity.ERROR,
    title="a function whose role lacks what its queue or stream needs",
    why="Lambda tries the permission when the function or mapping is created, and refuses.",
    remedy="Allow the action in a policy of the role.",
    examine=_check,
)
