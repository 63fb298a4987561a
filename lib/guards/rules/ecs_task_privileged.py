"""A task whose containers are not kept apart from their host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import blocks, is_true, parsed

_SHARED: Final = ("pid_mode", "ipc_mode")


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for task in document.of("aws_ecs_task_definition"):
        for container in blocks(parsed(task.get("container_definitions"))):
            if is_true(container.get("privileged")):
                yield Hit(task.address, f"the container {container.get('name')} is privileged")
        for argument in _SHARED:
            if document.resolve(task.get(argument)) == "host":
                yield Hit(task.address, f"{argument} is the host's")


RULE = Rule(
    id="ecs-task-privileged",
    severity=Severity.ERROR,
    title="a task with the rights of its host",
    why="Whoever breaks into the container has the host and all that runs there; Fargate refuses the task.",
    remedy="Leave privileged out, and pid_mode and ipc_mode; add the one capability that is needed.",
    examine=_check,
)
