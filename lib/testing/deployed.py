"""What is deployed, for integration tests: its outputs, and clients of the AWS that it stands in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ..errors import ConfigurationError
from ..model import refuse
from .emulator import Emulator
from .local.workspace import Workspace

VARIABLE: Final = "TAP_INTEGRATION"
ON_AWS: Final = "aws"


class Deployed:
    """An environment that stands on the emulator of a local deploy, or on AWS.

    Attributes:
        outputs: Its outputs by name.
        emulator: The emulator; None on AWS.
    """

    def __init__(self, outputs: Mapping[str, Any], emulator: Emulator | None) -> None:
        self.outputs = outputs
        self.emulator = emulator

    @classmethod
    def find(cls, root: Path, environ: Mapping[str, str]) -> Deployed:
        """What was deployed last from a project's folder.

        Args:
            root: The project's folder, with `cfn-outputs/flat-outputs.json`.
            environ: Its `TAP_INTEGRATION` says where that is: `aws`, or the emulator where it is not set.

        Raises:
            ConfigurationError: Nothing is deployed, its emulator does not run, or the variable says something else.
        """
        where = environ.get(VARIABLE, "")
        if where not in ("", ON_AWS):
            raise refuse(
                "says where no test can run",
                got=where,
                expected=f"{ON_AWS}, or nothing",
                remedy="correct it",
                where=VARIABLE,
            )
        outputs = _read(root / "cfn-outputs" / "flat-outputs.json")
        if where == ON_AWS:
            return cls(outputs, None)
        emulator = Workspace(root).running()
        if emulator is None:
            raise refuse(
                "the emulator of the local deploy does not run",
                got=f"no emulator, and no {VARIABLE}",
                expected=f"what a local deploy started, or {VARIABLE}={ON_AWS}",
                remedy="python -m tap_constructs.testing.local deploy",
            )
        return cls(outputs, emulator)

    def client(self, service: str, region: str | None = None, **options: Any) -> Any:
        """A boto3 client.

        Args:
            service: The service's name in boto3.
            region: The region; that of the output `aws_region` by default.
            **options: Further arguments of boto3's `client`.
        """
        region = region or self.outputs.get("aws_region")
        if self.emulator:
            return self.emulator.client(service, **({"region": region} if region else {}), **options)
        import boto3

        return boto3.client(service, region_name=region, **options)


def _read(file: Path) -> dict[str, Any]:
    try:
        outputs = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _unusable(file, "nothing is deployed from here", "no such file") from None
    except ValueError as error:
        raise _unusable(file, "cannot be read", str(error)) from error
    if not isinstance(outputs, dict):
        raise _unusable(file, "cannot be read", "JSON of another form")
    return outputs


def _unusable(file: Path, what: str, got: str) -> ConfigurationError:
    return refuse(
        what, got=got, expected="name to value, as JSON", remedy="deploy first", where=f"{file.parent.name}/{file.name}"
    )
