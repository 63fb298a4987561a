"""The containers of a task as ECS wants them: JSON, and the volumes that they write to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..config.ecs_service import ContainerConfig, secret_arn
from ..iam import Statement
from ..literal import literal
from ..naming import digest, slug
from .location import Location

# Images in a private registry of ECR, whose repositories the image's name tells.
_PRIVATE: Final = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/(?P<repository>[^:@]+)"
)


def definitions(containers: Mapping[str, ContainerConfig], log_group: str, region: str) -> str:
    """The containers in JSON, in the order of their names, in which ECS gives them back."""
    return json.dumps([_definition(name, containers[name], log_group, region) for name in sorted(containers)])


def volume(container: str, path: str) -> str:
    """The name of the volume that is mounted for a path that a container may write to."""
    return f"{container}-{slug(path)}-{digest(f'{container}:{path}')}"


def start_statements(
    where: Location,
    containers: Mapping[str, ContainerConfig],
    *,
    log_group_arn: str,
    repository_arns: Iterable[str],
    key_arns: Iterable[str],
) -> list[Statement]:
    """What ECS itself may do to start the containers: pull images, write logs and read secrets."""
    secrets = sorted({secret_arn(each) for one in containers.values() for each in one.secrets.values()})
    parameters = sorted({each for one in containers.values() for each in one.parameters.values()})
    repositories = sorted({*repository_arns, *_repositories(where, containers.values())})
    keys = [*key_arns]
    found = [
        Statement(
            sid="WriteLogs",
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[f"{log_group_arn}:*"],
        )
    ]
    if repositories:
        found += [
            # The registry as a whole gives the token; no resource can be named.
            Statement(sid="EnterRegistry", actions=["ecr:GetAuthorizationToken"], resources=["*"]),
            Statement(
                sid="PullImages",
                actions=["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                resources=repositories,
            ),
        ]
    if secrets:
        found.append(Statement(sid="ReadSecrets", actions=["secretsmanager:GetSecretValue"], resources=secrets))
    if parameters:
        found.append(Statement(sid="ReadParameters", actions=["ssm:GetParameters"], resources=parameters))
    if keys:
        services = [f"{service}.{where.region}.amazonaws.com" for service in ("secretsmanager", "ssm")]
        found.append(
            Statement(
                sid="DecryptSecrets",
                actions=["kms:Decrypt"],
                resources=keys,
                conditions={"StringEquals": {"kms:ViaService": services}},
            )
        )
    return found


def _repositories(where: Location, containers: Iterable[ContainerConfig]) -> Iterable[str]:
    for match in filter(None, (_PRIVATE.match(container.image) for container in containers)):
        yield f"arn:{where.partition}:ecr:{match['region']}:{match['account']}:repository/{match['repository']}"


def _definition(name: str, container: ContainerConfig, log_group: str, region: str) -> dict[str, Any]:
    values = {**container.secrets, **container.parameters}
    check = container.health_check
    made: dict[str, Any] = {
        "name": name,
        "image": container.image,
        "essential": container.essential,
        "privileged": False,
        "readonlyRootFilesystem": container.readonly_root,
        "stopTimeout": container.stop_seconds,
        "linuxParameters": {"initProcessEnabled": container.init},
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {"awslogs-group": log_group, "awslogs-region": region, "awslogs-stream-prefix": name},
        },
        "cpu": container.cpu,
        "memory": container.memory_mib,
        "command": [*map(literal, container.command)],
        "entryPoint": [*map(literal, container.entry_point)],
        "user": container.user,
        "portMappings": [{"containerPort": container.port, "hostPort": container.port, "protocol": "tcp"}]
        if container.port
        else [],
        "environment": [{"name": key, "value": literal(value)} for key, value in sorted(container.environment.items())],
        "secrets": [{"name": key, "valueFrom": values[key]} for key in sorted(values)],
        "mountPoints": [
            {"sourceVolume": volume(name, path), "containerPath": path, "readOnly": False}
            for path in container.writable_paths
        ],
        "healthCheck": check
        and {
            "command": [*map(literal, check.command)],
            "interval": check.interval_seconds,
            "timeout": check.timeout_seconds,
            "retries": check.retries,
            "startPeriod": check.start_seconds,
        },
    }
    return {key: value for key, value in made.items() if value not in (None, [])}
