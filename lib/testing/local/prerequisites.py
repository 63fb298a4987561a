"""What a local deploy needs on the machine, looked for before anything starts."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ...errors import ConfigurationError, Problem, TapError
from ...model import refuse
from ..provider_mirror import find_mirror
from ..terraform import find_terraform

# cdktf-cli 0.21 brings a terminal library that has no build for later majors.
NODE_MAJORS: Final = (20, 22)


def find_cdktf(root: Path) -> Path:
    """The project's own cdktf CLI.

    Raises:
        ConfigurationError: It is not installed.
    """
    cli = root / "node_modules" / ".bin" / "cdktf"
    if not cli.exists():
        raise refuse(
            "the CLI is not installed",
            got="nothing",
            expected=f"{cli.relative_to(root)}",
            remedy="run npm ci",
            where="cdktf",
        )
    return cli


def node_problems(environment: Mapping[str, str]) -> list[Problem]:
    """What is wrong with Node.js."""
    node = shutil.which("node", path=environment.get("PATH"))
    if node is None:
        return [_node_problem("is not on PATH", "")]
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=30).stdout.strip()
    major = re.match(r"v(\d+)\.", said)
    if major and int(major.group(1)) in NODE_MAJORS:
        return []
    return [_node_problem("the cdktf CLI does not run on this version", said)]


def check_prerequisites(root: Path, environment: Mapping[str, str]) -> None:
    """Looks for Node.js, Terraform with its AWS provider, and the cdktf CLI.

    Args:
        root: The project's folder.
        environment: The environment that they are looked for in.

    Raises:
        ConfigurationError: Something is missing; all that is missing is in it.
    """
    problems = node_problems(environment)
    try:
        find_terraform(environment)
    except TapError as error:
        problems.append(Problem("Terraform", str(error)))
    try:
        find_cdktf(root)
    except ConfigurationError as error:
        problems += error.problems
    if problems:
        raise ConfigurationError(problems)


def provider_is_offline(environment: Mapping[str, str]) -> bool:
    """Whether the AWS provider comes from a folder of this machine; from its registry otherwise."""
    return find_mirror(environment) is not None


def _node_problem(what: str, got: str) -> Problem:
    majors = " or ".join(map(str, NODE_MAJORS))
    return Problem("Node.js", what, got, f"version {majors}", f"install Node.js {NODE_MAJORS[-1]}")
