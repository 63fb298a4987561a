"""A dashboard that shows what there is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from ..document import Document, Resource
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import blocks, has_token, literal, parsed, walk

# Dimension -> the types whose resources it names, and the argument that has the name. Source: the metrics pages of each
# service's guide.
_NAMED: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "AutoScalingGroupName": (("aws_autoscaling_group",), "name"),
    "BackupVaultName": (("aws_backup_vault",), "name"),
    "DBClusterIdentifier": (("aws_rds_cluster",), "cluster_identifier"),
    "DBInstanceIdentifier": (("aws_rds_cluster_instance", "aws_db_instance"), "identifier"),
    "FunctionName": (("aws_lambda_function",), "function_name"),
    "QueueName": (("aws_sqs_queue",), "name"),
    "ReplicationInstanceIdentifier": (("aws_dms_replication_instance",), "replication_instance_id"),
    "ServiceName": (("aws_ecs_service",), "name"),
    "TableName": (("aws_dynamodb_table",), "name"),
    "TopicName": (("aws_sns_topic",), "name"),
}
_REFERENCE: Final = re.compile(r"\$\{\s*(aws_\w+\.[A-Za-z_][\w-]*)")


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for dashboard in document.of("aws_cloudwatch_dashboard"):
        body = parsed(dashboard.get("dashboard_body"))
        widgets = list(blocks(body.get("widgets") if isinstance(body, dict) else None))
        for message in dict.fromkeys((*_undeclared(document, widgets), *_unknown(document, widgets))):
            yield Hit(dashboard.address, message)


def _undeclared(document: Document, widgets: list[Any]) -> Iterator[str]:
    for _, value, _ in walk(widgets):
        if isinstance(value, str):
            for address in _REFERENCE.findall(value):
                if not document.at(address):
                    yield f"a widget shows {address}, which is not declared"


def _unknown(document: Document, widgets: list[Any]) -> Iterator[str]:
    for widget in widgets:
        for properties in blocks(widget.get("properties")):
            metrics = properties.get("metrics")
            for line in metrics if isinstance(metrics, list) else ():
                for dimension, value in _dimensions(line):
                    kinds, argument = _NAMED[dimension]
                    names = _names(document, kinds, argument)
                    if names and value not in names:
                        yield f"a widget shows {dimension} {value}, and no {' or '.join(kinds)} has this name"


def _dimensions(line: object) -> Iterator[tuple[str, str]]:
    """Pairs after namespace and metric; ``.`` and ``...`` stand for those of the line before."""
    parts = line[2:] if isinstance(line, list) else []
    for name, value in zip(parts[::2], parts[1::2], strict=False):
        if isinstance(name, str) and name in _NAMED and (text := literal(value)) and text != ".":
            yield name, text


def _names(document: Document, kinds: tuple[str, ...], argument: str) -> set[str]:
    """What the names are; empty where there are none, or one is not known yet."""
    found = [_name(document, each, argument) for each in document.of(*kinds)]
    return set() if "" in found else set(found)


def _name(document: Document, resource: Resource, argument: str) -> str:
    name = document.resolve(resource.get(argument))
    return "" if has_token(name) else str(name or "")


RULE = Rule(
    id="dashboard-unknown-resource",
    severity=Severity.WARNING,
    title="a dashboard that shows what there is not",
    why="The graph stays empty, which looks as if all were well.",
    remedy="Refer to the resource's attribute instead of writing its name.",
    examine=_check,
)
