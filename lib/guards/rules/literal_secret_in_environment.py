"""A secret in clear in the environment of a function or container."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..document import Document, Resource
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..secrets import is_secret_value
from ..values import blocks, parsed


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for function in document.of("aws_lambda_function"):
        for block in function.blocks("environment", "variables"):
            yield from _hits(function, block.items())
    for project in document.of("aws_codebuild_project"):
        variables = project.blocks("environment", "environment_variable")
        yield from _hits(project, _pairs(each for each in variables if each.get("type") in (None, "PLAINTEXT")))
    for task in document.of("aws_ecs_task_definition"):
        for container in blocks(parsed(task.get("container_definitions"))):
            yield from _hits(task, _pairs(blocks(container.get("environment"))))


def _pairs(variables: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, object]]:
    for variable in variables:
        yield str(variable.get("name")), variable.get("value")


def _hits(resource: Resource, variables: Iterable[tuple[str, object]]) -> Iterator[Hit]:
    for name, value in variables:
        if is_secret_value(name, value):
            yield Hit(resource.address, f"the environment variable {name} holds a secret in clear")


RULE = Rule(
    id="literal-secret-in-environment",
    severity=Severity.ERROR,
    title="a secret in clear in an environment",
    why="Everyone who may read the function or task definition can read it, and it is in the state.",
    remedy="Pass the ARN of a secret, or use the container's secrets.",
    items=("D4#6",),
    examine=_check,
)
