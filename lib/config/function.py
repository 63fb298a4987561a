"""How a Lambda function runs, and what its environment may hold."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from ..aws_facts import LAMBDA_RESERVED_VARIABLES
from ..errors import Problem
from ..guards.secrets import is_secret_value
from ..guards.values import literal
from ..model import Model, like, refuse
from .retention import RetentionDays

# Source: AWS Lambda Developer Guide, "Lambda quotas".
MAX_ENVIRONMENT_BYTES: Final = 4096
MAX_LAYERS: Final = 5

Runtime = Annotated[
    str,
    like(
        r"(python3\.\d{1,2}|nodejs\d{1,2}\.x|java\d{1,2}|ruby\d\.\d|dotnet\d{1,2}|provided\.al2(023)?)",
        "a runtime's identifier, such as python3.13",
        "is no Lambda runtime",
    ),
]
HandlerName = Annotated[
    str, like(r"[^\s]{1,128}", "1 to 128 characters without blanks, such as handler.handle", "is no handler")
]


class LoadConfig(Model):
    """How much a function is expected to do at its busiest."""

    requests_per_second: float = Field(gt=0, le=1_000_000)
    """Requests in a second."""

    duration_seconds: float = Field(gt=0, le=900)
    """Seconds that one request takes."""

    headroom: float = Field(default=2.0, ge=1, le=100)
    """How many times that the function can take at once."""

    @property
    def concurrency(self) -> int:
        """Executions at once, after Little's law: arrivals in a second times the seconds that each stays."""
        # Rounded first: 10 * 0.3 * 2 is a little more than 6.
        return math.ceil(round(self.requests_per_second * self.duration_seconds * self.headroom, 6)) or 1


class FunctionConfig(Model):
    """How a function runs."""

    runtime: Runtime = "python3.13"
    """What runs it. ``python3.13`` is the latest that both majors of the AWS provider know."""

    architecture: Literal["arm64", "x86_64"] = "arm64"
    """The processor it runs on; layers with compiled code have to suit it."""

    handler: HandlerName = "handler.handle"
    """The module, with a dot the function in it."""

    memory_mb: int = Field(default=256, ge=128, le=10240)
    """Memory in MB, which its share of processors grows with: a whole one at 1769."""

    timeout_seconds: int = Field(default=30, ge=1, le=900)
    """Seconds after which an execution is ended."""

    ephemeral_storage_mb: int = Field(default=512, ge=512, le=10240)
    """Space under ``/tmp`` in MB."""

    tracing: bool = True
    """Whether X-Ray records its executions."""

    log_level: Literal["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] = "INFO"
    """From what level on its own lines are logged."""

    system_log_level: Literal["DEBUG", "INFO", "WARN"] = "INFO"
    """From what level on Lambda's lines about it are logged; durations and memory are ``INFO``."""

    log_retention_days: RetentionDays = 365
    """Days that its log is kept."""

    expected_load: LoadConfig | None = Field(
        default=None, examples=[{"requests_per_second": 50, "duration_seconds": 0.2}]
    )
    """What its reserved concurrency is computed from: it then has so much, and no more. None reserves nothing."""

    max_retries: int = Field(default=2, ge=0, le=2)
    """How often Lambda repeats an asynchronous invocation that failed."""

    max_event_age_seconds: int = Field(default=21600, ge=60, le=21600)
    """Seconds after which an asynchronous invocation that could not be run is given up."""

    @model_validator(mode="after")
    def _ends_after_its_work(self) -> FunctionConfig:
        """A request that takes longer than the timeout never ends well."""
        load = self.expected_load
        if load and load.duration_seconds > self.timeout_seconds:
            raise refuse(
                "every request would be ended before its time",
                got=f"expected_load.duration_seconds = {load.duration_seconds:g}, "
                f"timeout_seconds = {self.timeout_seconds}",
                expected=f"timeout_seconds of at least {math.ceil(load.duration_seconds)}",
                remedy="raise timeout_seconds, or correct the expected load",
            )
        return self

    @property
    def reserved_concurrency(self) -> int | None:
        """The executions that are reserved for the function; None where no load is expected in particular."""
        return self.expected_load.concurrency if self.expected_load else None


def environment_problems(path: str, variables: Mapping[str, str]) -> Iterator[Problem]:
    """What AWS would refuse of a function's variables, and secrets, which everyone who sees the function could read.

    Args:
        path: The construct that they are for.
        variables: Their values by name; an expression counts as no secret.

    Yields:
        One problem a fault.
    """
    where = f"{path}.environment"
    for name, value in variables.items():
        if not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_]+", name):
            yield Problem(
                f"{where}.{name}",
                "is no name of a variable",
                expected="two characters or more: letters, digits and underscores, the first a letter",
                remedy="choose another name",
            )
        elif name in LAMBDA_RESERVED_VARIABLES:
            yield Problem(f"{where}.{name}", "Lambda sets this variable itself", remedy="choose another name")
        elif is_secret_value(name, value):
            yield Problem(
                f"{where}.{name}",
                "a secret in clear can be read by everyone who may look at the function, and is in the state",
                expected="the name or ARN of a secret",
                remedy="keep it in Secrets Manager and have the function read it",
            )
    size = sum(len(name.encode()) + len(literal(value).encode()) for name, value in variables.items())
    if size > MAX_ENVIRONMENT_BYTES:
        yield Problem(
            where,
            "the variables are larger than Lambda takes",
            got=f"{size} bytes",
            expected=f"at most {MAX_ENVIRONMENT_BYTES} bytes, names and values together",
            remedy="keep large values in Parameter Store",
        )


def handler_problems(path: str, config: FunctionConfig, names: Collection[str]) -> Iterator[Problem]:
    """A handler in Python whose module is not among the files of the source.

    Args:
        path: The construct that it is for.
        config: Names runtime and handler.
        names: The files of the source.

    Yields:
        The problem, where there is one.
    """
    module, _, function = config.handler.rpartition(".")
    stem = module.replace(".", "/")
    found = function and {f"{stem}.py", f"{stem}/__init__.py"} & set(names)
    if config.runtime.startswith("python") and not found:
        yield Problem(
            f"{path}.config.handler",
            "the source has no such module",
            got=config.handler,
            expected=f"<module>.<function>, with a module among: {', '.join(sorted(names)[:20])}",
            remedy="correct the handler, or the folder of the source",
        )


def layer_problems(path: str, layers: Collection[str]) -> Iterator[Problem]:
    """More layers than Lambda takes.

    Args:
        path: The construct that they are for.
        layers: Their ARNs.

    Yields:
        The problem, where there is one.
    """
    if len(layers) > MAX_LAYERS:
        yield Problem(
            f"{path}.layers",
            "Lambda takes fewer layers",
            got=str(len(layers)),
            expected=f"at most {MAX_LAYERS}",
            remedy="merge layers",
        )
