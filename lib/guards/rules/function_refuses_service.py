"""A function that a service calls without a permission to do so."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from ..deliveries import deliveries
from ..document import Document, Resource
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import has_token


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for delivery in deliveries(document):
        function = delivery.target
        if function.kind != "aws_lambda_function":
            continue
        granted = document.attached("aws_lambda_permission", "function_name", function)
        granted += [each for each in document.of("aws_lambda_permission") if _through_alias(document, each, function)]
        principals = [str(document.resolve(each.get("principal"))) for each in granted]
        if not any(has_token(each) or _is(each, delivery.service) for each in principals):
            yield Hit(function.address, f"{delivery.service} may not invoke it, and {delivery.source} does")


def _is(principal: str, service: str) -> bool:
    """Whether a principal is a service, also by its name in one region (``logs.us-east-1.amazonaws.com``)."""
    return principal in ("*", service) or fnmatchcase(principal, service.replace(".", ".*.", 1))


def _through_alias(document: Document, permission: Resource, function: Resource) -> bool:
    alias = document.find(permission.get("function_name"), "aws_lambda_alias")
    return alias is not None and document.find(alias.get("function_name"), "aws_lambda_function") == function


RULE = Rule(
    id="function-refuses-service",
    severity=Severity.ERROR,
    title="a function that a service may not invoke",
    why="S3 refuses the notification at apply; other services fail to invoke it without a word.",
    remedy="Add an aws_lambda_permission for the service.",
    examine=_check,
)
