"""An environment that is deployed, on AWS or on the emulator: its outputs, and clients to look at it with."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..errors import ConfigurationError
from ..model import refuse
from .local.workspace import Workspace

MODE_VARIABLE = "TAP_INTEGRATION"
OUTPUTS = Path("cfn-outputs", "flat-outputs.json")


class Deployed:
    """What tests of a deployed environment look at.

    Attributes:
        outputs: The environment's outputs by their flat names.
        is_aws: Whether it is on AWS; otherwise on the emulator.
    """

    def __init__(self, outputs: Mapping[str, Any], clients: Callable[..., Any], *, is_aws: bool) -> None:
        """Takes what is known already; `find` looks for it.

        Args:
            outputs: The outputs by their flat names.
            clients: Makes a boto3 client of a service and a region, such as `Emulator.client`.
            is_aws: Whether the clients lead to AWS.
        """
        self.outputs = outputs
        self.is_aws = is_aws
        self._clients = clients

    @classmethod
    def find(cls, root: Path, environ: Mapping[str, str] | None = None) -> Deployed:
        """The environment that was deployed last from a project.

        Args:
            root: The project's folder, with `cfn-outputs/flat-outputs.json`.
            environ: Where `TAP_INTEGRATION` stands: `aws`, or `local` for the emulator of `make deploy-local`, which
                is taken where it is not set.

        Raises:
            ConfigurationError: There is no such environment, or the credentials are those of another account.
        """
        mode = (os.environ if environ is None else environ).get(MODE_VARIABLE) or "local"
        if mode not in ("aws", "local"):
            raise refuse(
                "is no place to test in", got=mode, expected="aws or local", remedy="correct it", where=MODE_VARIABLE
            )
        outputs = _outputs(root / OUTPUTS)
        return cls._on_aws(outputs) if mode == "aws" else cls._on_emulator(root, outputs)

    def client(self, service: str, region: str = "") -> Any:
        """A boto3 client; in the primary region unless another is named."""
        return self._clients(service, region or self.regions[0])

    @property
    def regions(self) -> tuple[str, ...]:
        """The primary region, and the secondary one where there is one."""
        named = (self.outputs.get(name) for name in ("aws_region", "secondary_aws_region"))
        return tuple(region for region in named if region)

    @classmethod
    def _on_aws(cls, outputs: Mapping[str, Any]) -> Deployed:
        import boto3

        found = cls(outputs, boto3.Session().client, is_aws=True)
        account = found.client("sts").get_caller_identity()["Account"]
        deployed_in = {text.split(":")[4] for text in map(str, outputs.values()) if text.count(":") > 4} - {""}
        if deployed_in and account not in deployed_in:
            raise refuse(
                "the credentials are those of another account",
                got=account,
                expected=f"the one that was deployed to, {', '.join(sorted(deployed_in))}",
                remedy="deploy with these credentials first, or take the others",
                where=MODE_VARIABLE,
            )
        return found

    @classmethod
    def _on_emulator(cls, root: Path, outputs: Mapping[str, Any]) -> Deployed:
        emulator = Workspace(root).running()
        if emulator is None:
            raise refuse(
                "no emulator runs here",
                expected="one that an environment is deployed to",
                remedy=f"run `make deploy-local`, or set {MODE_VARIABLE}=aws",
                where=str(root),
            )
        return cls(outputs, emulator.client, is_aws=False)


def _outputs(file: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(file, str(error)) from error
    if not isinstance(found, dict) or not found.get("aws_region"):
        raise _unreadable(file, "no output aws_region")
    return found


def _unreadable(file: Path, got: str) -> ConfigurationError:
    return refuse(
        "are no outputs of an environment",
        got=got,
        expected="name to value",
        remedy="deploy first: `make deploy-local`, or see docs/deploy.md",
        where=str(file),
    )
