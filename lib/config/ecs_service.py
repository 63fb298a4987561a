"""What the tasks of an ECS service run, how many there are, and how they are replaced."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..aws_facts import FARGATE_MEMORY_MIB
from ..errors import ConfigurationError, Problem
from ..model import Distinct, Model, like, refuse
from .egress import HTTPS_ANYWHERE
from .retention import RetentionDays
from .scaling import CapacityConfig
from .security_group import Rule

ContainerName = Annotated[
    str,
    like(r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}", "letters, digits, hyphens and underscores", "is no name of a container"),
]
MountPath = Annotated[str, like(r"/[^\s:]+", "a path such as /tmp", "is no path in a container")]
SecretArn = Annotated[
    str,
    like(
        r"arn:aws[\w-]*:secretsmanager:.+|\$\{.+\}.*",
        "the ARN of a secret, with :key:: behind it for one value of JSON",
        "is no secret of Secrets Manager",
    ),
]
ParameterArn = Annotated[
    str, like(r"arn:aws[\w-]*:ssm:.+|\$\{.+\}", "the ARN of a parameter", "is no parameter of Systems Manager")
]

# A token, or the seven parts of an ARN; what follows names a key, a stage and a version.
_SECRET = re.compile(r"\A(?:\$\{[^}]*\}|[^:]*(?::[^:]*){6})")


def secret_arn(reference: str) -> str:
    """The secret's own ARN, without the key, stage and version that may follow."""
    found = _SECRET.match(reference)
    return found.group() if found else reference


class ContainerHealthCheckConfig(Model):
    """How a container is asked whether it works."""

    command: tuple[str, ...] = Field(min_length=1)
    """What is run in it, such as ``("CMD-SHELL", "curl -f http://localhost/ || exit 1")``."""

    interval_seconds: int = Field(default=30, ge=5, le=300)
    """Seconds between two checks."""

    timeout_seconds: int = Field(default=5, ge=2, le=120)
    """Seconds that a check may take."""

    retries: int = Field(default=3, ge=1, le=10)
    """Failures in a row after which it counts as unhealthy."""

    start_seconds: int = Field(default=30, ge=0, le=300)
    """Seconds in which failures do not count."""

    @model_validator(mode="after")
    def _begins_in_a_known_way(self) -> ContainerHealthCheckConfig:
        """The command begins with CMD or CMD-SHELL."""
        if self.command[0] not in ("CMD", "CMD-SHELL"):
            raise refuse(
                "ECS has to be told whether to use a shell",
                got=self.command[0],
                expected="CMD or CMD-SHELL as the first word",
                remedy="put one of them before the command",
            )
        return self


class ContainerConfig(Model):
    """One container of a task. It is never privileged."""

    image: str = Field(min_length=1)
    """The image with its tag, or better its digest."""

    port: int | None = Field(default=None, ge=1, le=65535)
    """Where it listens; None for nowhere."""

    cpu: int | None = Field(default=None, ge=0)
    """CPU units of the task's that are reserved for it; None for none."""

    memory_mib: int | None = Field(default=None, ge=6)
    """Memory in MiB at which it is killed; None for the task's."""

    command: tuple[str, ...] = ()
    """What it runs; empty for what the image says."""

    entry_point: tuple[str, ...] = ()
    """What the command is given to; empty for what the image says."""

    user: str | None = None
    """As whom it runs, such as ``1000:1000``; None for whom the image names."""

    environment: dict[str, str] = Field(default_factory=dict)
    """Variables with values that anyone may read."""

    secrets: dict[str, SecretArn] = Field(default_factory=dict)
    """Variables whose values are in Secrets Manager, by the secret's ARN; ``<arn>:password::`` takes one key of it."""

    parameters: dict[str, ParameterArn] = Field(default_factory=dict)
    """Variables whose values are in Systems Manager's parameters, by the parameter's ARN."""

    health_check: ContainerHealthCheckConfig | None = None
    """How it is asked whether it works; None where the load balancer does that."""

    essential: bool = True
    """Whether the task ends with it."""

    init: bool = True
    """Whether a first process passes signals on and clears away what has ended."""

    readonly_root: bool = True
    """Whether its own files cannot be changed."""

    writable_paths: Distinct[MountPath] = ()
    """Folders that it may write to all the same, such as ``/tmp``; they are empty at first and go with the task."""

    stop_seconds: int = Field(default=30, ge=1, le=120)
    """Seconds that it has to end by itself."""

    @model_validator(mode="after")
    def _named_once(self) -> ContainerConfig:
        """No variable is given twice."""
        counted = Counter([*self.environment, *self.secrets, *self.parameters])
        twice = [name for name, count in counted.items() if count > 1]
        if twice:
            raise refuse(
                "a variable is given once",
                got=", ".join(twice),
                expected="each in one of environment, secrets and parameters",
                remedy=f"remove {twice[0]} from the others",
            )
        return self


class EcsServiceConfig(Model):
    """What the tasks run, how many there are, and how they are replaced."""

    cpu: int = 256
    """CPU units of a task, 1024 for a processor."""

    memory_mib: int = 512
    """Memory of a task in MiB; which sizes there are depends on the CPU units."""

    architecture: Literal["X86_64", "ARM64"] = "X86_64"
    """The processors' architecture, which the images have to be for."""

    containers: dict[ContainerName, ContainerConfig] = Field(min_length=1, max_length=10)
    """What a task runs, by the container's name."""

    capacity: CapacityConfig = CapacityConfig()
    """How many tasks there are. Without a target for CPU, memory or requests the number stays as it is set here."""

    memory_target_percent: int | None = Field(default=None, ge=1, le=100)
    """The average use of memory that is aimed at; None where it does not count."""

    on_demand_base: int = Field(default=1, ge=0, le=100_000)
    """Tasks that never run on spot capacity."""

    spot_percent: int = Field(default=0, ge=0, le=100)
    """How many of those above the base run on spot capacity, which AWS may take back, in percent."""

    healthy_percent_minimum: int = Field(default=100, ge=0, le=100)
    """How many tasks stay in service during a deployment, in percent."""

    healthy_percent_maximum: int = Field(default=200, ge=100, le=200)
    """How many there may be meanwhile, in percent."""

    health_check_grace_seconds: int = Field(default=60, ge=0, le=2_147_483_647)
    """Seconds that a task has to come up before the load balancer's checks count."""

    zone_rebalancing: bool = True
    """Whether tasks are spread over the zones again after one was lost."""

    execute_command: bool = False
    """Whether people with the permission may run commands in containers; they are recorded."""

    wait_for_steady_state: bool = True
    """Whether an apply ends with the deployment, and fails with it. Otherwise the old task definition may be gone when
    ECS goes back to it."""

    egress: tuple[Rule, ...] = (HTTPS_ANYWHERE,)
    """What tasks may reach; by default any address by HTTPS, for AWS's services and image registries."""

    retention_days: RetentionDays = 365
    """Days that the containers' logs are kept."""

    @property
    def is_scaled(self) -> bool:
        """Whether scaling decides how many tasks there are."""
        return self.capacity.is_scaled or self.memory_target_percent is not None

    @model_validator(mode="after")
    def _coherent(self) -> EcsServiceConfig:
        """Fargate has the task's size, its containers fit in, one is essential, and there is room to deploy in."""
        problems = [*self._size_problems(), *self._container_problems(), *self._deployment_problems()]
        if problems:
            raise ConfigurationError(problems)
        return self

    def _size_problems(self) -> Iterator[Problem]:
        sizes = FARGATE_MEMORY_MIB.get(self.cpu)
        if sizes is None:
            yield Problem(
                "cpu",
                "Fargate has no tasks of this size",
                got=str(self.cpu),
                expected=f"one of {', '.join(map(str, FARGATE_MEMORY_MIB))}",
                remedy="take the next larger one",
            )
        elif self.memory_mib not in sizes:
            yield Problem(
                "memory_mib",
                f"Fargate has no task with {self.cpu} CPU units and so much memory",
                got=f"{self.memory_mib} MiB",
                expected=", ".join(map(str, sizes))
                if len(sizes) < 10
                else f"{sizes[0]} to {sizes[-1]} MiB in steps of {sizes[1] - sizes[0]}",
                remedy=f"take {next((size for size in sizes if size >= self.memory_mib), sizes[-1])}, or another cpu",
            )

    def _container_problems(self) -> Iterator[Problem]:
        for what, asked, there in (
            ("cpu", sum(each.cpu or 0 for each in self.containers.values()), self.cpu),
            ("memory_mib", max(each.memory_mib or 0 for each in self.containers.values()), self.memory_mib),
        ):
            if asked > there:
                yield Problem(
                    "containers",
                    "a container is to have more than its task"
                    if what == "memory_mib"
                    else "containers are to have more than their task",
                    got=f"{what} = {asked}",
                    expected=f"at most {there}",
                    remedy=f"lower it, or raise the task's {what}",
                )
        if not any(each.essential for each in self.containers.values()):
            yield Problem(
                "containers",
                "ECS would not know when a task has ended",
                got="no container is essential",
                expected="essential = true for one at least",
                remedy="leave essential out",
            )
        closed = [name for name, each in self.containers.items() if each.readonly_root]
        if self.execute_command and closed:
            yield Problem(
                "execute_command",
                "the agent that runs commands has to write into the container",
                got=f"readonly_root = true for {', '.join(closed)}",
                expected="readonly_root = false for every container",
                remedy="turn execute_command off, or let the containers be written to for as long as you need it",
            )

    def _deployment_problems(self) -> Iterator[Problem]:
        if self.healthy_percent_minimum == self.healthy_percent_maximum:
            yield Problem(
                "healthy_percent_maximum",
                "no task could be replaced: none may go, and none may come",
                got=f"{self.healthy_percent_minimum} to {self.healthy_percent_maximum}",
                expected="a maximum above the minimum",
                remedy="raise the maximum to 200",
            )
        elif self.zone_rebalancing and self.healthy_percent_maximum == 100:
            yield Problem(
                "zone_rebalancing",
                "ECS spreads tasks by starting new ones first",
                got="healthy_percent_maximum = 100",
                expected="a maximum above 100",
                remedy="raise it, or set zone_rebalancing = false",
            )
