"""Which environment is meant: read from the outputs of its deployment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..config.scalars import Region
from ..errors import ConfigurationError, Problem
from ..model import Model, problems_of
from ..outputs import flatten
from ..text_files import read_text

_SECRET = "_secret_arn"  # noqa: S105  # how the outputs that name secrets end


class Deployment(Model):
    """What a deployed environment has in its two regions."""

    aws_region: Region
    """The region that was primary when it was made."""

    secondary_aws_region: Region
    """The other region."""

    global_database_id: str | None = None
    """The database over both regions; None without one."""

    table_name: str | None = None
    """The table; None without one."""

    parameters_path: str | None = None
    """What the names of its parameters begin with, in both regions; None without any."""

    failover_host_name: str | None = None
    """The name whose records fail over; None without a domain."""

    hosted_zone_id: str | None = None
    """The zone of that name."""

    load_balancer_dns_name: str | None = None
    """The load balancer of the primary region; None without one."""

    secondary_load_balancer_dns_name: str | None = None
    """The load balancer of the secondary region; None without one."""

    secret_arns: tuple[str, ...] = ()
    """Its secrets, by their ARNs in the primary region."""

    @property
    def regions(self) -> tuple[str, str]:
        """The primary region and the secondary, as they were when it was made."""
        return self.aws_region, self.secondary_aws_region

    def other(self, region: str) -> str:
        """The region beside this one."""
        return self.secondary_aws_region if region == self.aws_region else self.aws_region

    def region_of_balancer(self, dns_name: str) -> str | None:
        """The region of a load balancer, by what an alias says; None for what is not its own."""
        names = (self.load_balancer_dns_name, self.secondary_load_balancer_dns_name)
        known = {host(name): region for name, region in zip(names, self.regions, strict=True) if name}
        return known.get(host(dns_name))


def host(dns_name: str) -> str:
    """A host's name in one form: Route 53 ends names with a dot, and its console puts ``dualstack.`` before them."""
    return dns_name.lower().rstrip(".").removeprefix("dualstack.")


def read_deployment(path: Path) -> Deployment:
    """The environment that a file of outputs tells of.

    Args:
        path: What `cdktf deploy --outputs-file` wrote, or the flat table that `outputs` makes of it.

    Raises:
        ConfigurationError: There is no such file, or it does not tell of an environment in two regions.
    """
    flat = _flat(path)
    fields = {name: value for name, value in flat.items() if name in Deployment.model_fields}
    secrets = tuple(sorted(str(value) for name, value in flat.items() if name.endswith(_SECRET)))
    missing = [name for name in ("aws_region", "secondary_aws_region") if name not in fields]
    if missing:
        raise ConfigurationError(
            [
                Problem(
                    str(path),
                    "tells of no environment in two regions",
                    got=f"no output {', '.join(missing)}",
                    expected="the outputs of a TapStack with a secondary region",
                    remedy="name the file of the environment that is to move",
                )
            ]
        )
    try:
        return Deployment.model_validate({**fields, "secret_arns": secrets})
    except ValidationError as error:
        raise ConfigurationError(problems_of(error, str(path))) from error


def _flat(path: Path) -> Mapping[str, Any]:
    try:
        outputs = json.loads(read_text(path))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigurationError([_unreadable(path, str(error))]) from error
    if not isinstance(outputs, dict):
        raise ConfigurationError([_unreadable(path, "JSON of another form")])
    return flatten(outputs) if outputs and all(isinstance(each, dict) for each in outputs.values()) else outputs


def _unreadable(path: Path, got: str) -> Problem:
    return Problem(
        str(path),
        "cannot be read as the outputs of a deployment",
        got,
        "what cdktf deploy --outputs-file wrote, or the flat table made of it",
        "keep a copy of it outside both regions",
    )
