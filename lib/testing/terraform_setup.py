"""Which Terraform a command runs, and in what environment: offline where it can be, asking nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ..errors import TapError
from .provider_mirror import MIRROR_VARIABLE, REGISTRY_HOST, ProviderMirror, find_mirror

BINARY_VARIABLE = "TERRAFORM_BINARY_NAME"  # the name under which cdktf knows it
MINIMUM_VERSION = (1, 11)  # write-only arguments, which keep secrets out of the state

# These change what a command does or where it writes.
_UNWANTED_VARIABLES = re.compile(r"TF_CLI_ARGS.*|TF_WORKSPACE|TF_DATA_DIR|TF_INPUT|TF_IN_AUTOMATION")
# The Node majors on which the cdktf CLI works; jsii warns on those that are near or past their end.
_NODE_MAJORS = "18,20,22"


class TerraformError(TapError):
    """A Terraform command failed, or there is no usable Terraform.

    Attributes:
        command: The command line, empty if nothing was run.
        exit_code: Its exit code; None if it was not run or took too long.
        diagnostics: What Terraform said was wrong, one text per error.
    """

    def __init__(
        self,
        message: str,
        *,
        command: tuple[str, ...] = (),
        exit_code: int | None = None,
        diagnostics: tuple[str, ...] = (),
    ) -> None:
        self.command = command
        self.exit_code = exit_code
        self.diagnostics = diagnostics
        super().__init__("\n".join([message, *diagnostics]))


def find_terraform(environment: Mapping[str, str]) -> str:
    """The path of the Terraform that `TERRAFORM_BINARY_NAME` names, else of `terraform`.

    Raises:
        TerraformError: It is not there, does not tell its version, or is older than 1.11.
    """
    name = environment.get(BINARY_VARIABLE) or "terraform"
    binary = shutil.which(name, path=environment.get("PATH"))
    if binary is None:
        raise TerraformError(
            f"{name}: not found on PATH\n"
            f"    remedy:   install Terraform {_dotted(MINIMUM_VERSION)} or newer, or name it in {BINARY_VARIABLE}"
        )
    version = terraform_version(binary, environment)
    if version[:2] < MINIMUM_VERSION:
        raise TerraformError(
            f"{binary}: too old\n    got:      {_dotted(version)}\n"
            f"    expected: {_dotted(MINIMUM_VERSION)} or newer, for write-only arguments\n"
            f"    remedy:   install a newer one, or name it in {BINARY_VARIABLE}"
        )
    return binary


def terraform_version(binary: str, environment: Mapping[str, str]) -> tuple[int, ...]:
    """The version that the binary tells.

    Raises:
        TerraformError: It tells none.
    """
    command = (binary, "version", "-json")
    try:
        done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, timeout=60, check=False)
        version = json.loads(done.stdout)["terraform_version"]
    except (OSError, ValueError, TypeError, KeyError, subprocess.TimeoutExpired) as error:
        raise TerraformError(f"{binary}: does not tell its version: {error}", command=command) from error
    return tuple(int(number) for number in re.findall(r"\d+", version.partition("-")[0]))


def terraform_environment(
    folder: Path, base: Mapping[str, str] | None = None, *, registry: bool = False
) -> dict[str, str]:
    """The environment in which Terraform finds its providers, asks nothing and calls no one for news.

    A CLI configuration file that the user has is used as it is. Otherwise one is written into `folder`, which takes
    what the machine's mirror holds from there, and everything else from the registry.
    """
    given = dict(os.environ if base is None else base)
    environment = {name: value for name, value in given.items() if not _UNWANTED_VARIABLES.fullmatch(name)}
    environment |= {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}
    # Each command reads the provider's large schema: with more memory before Go collects, a fifth less processor time.
    environment.setdefault("GOGC", "400")
    if _users_configuration(environment) and not environment.get(MIRROR_VARIABLE):
        return environment
    mirror = find_mirror(environment)
    environment["TF_CLI_CONFIG_FILE"] = str(_write_configuration(folder, mirror, registry=registry))
    if mirror is None or registry:
        environment.setdefault("TF_PLUGIN_CACHE_DIR", str(made_folder(_cache_folder(environment))))
        # Without it a fresh folder would download the provider although the cache holds it.
        environment.setdefault("TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE", "1")
    else:
        environment.pop("TF_PLUGIN_CACHE_DIR", None)  # a mirror's provider is linked, not copied
    return environment


def cli_environment(folder: Path, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for the cdktf CLI: that of Terraform, and no version checks, prompts or banners."""
    return terraform_environment(folder, base) | {
        "DISABLE_VERSION_CHECK": "1",
        "CI": "1",
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": _NODE_MAJORS,
    }


def private_folder(folder: Path) -> Path:
    """Where this module keeps its own files in a work folder."""
    return made_folder(folder.absolute() / ".terraform-testing")


def _users_configuration(environment: Mapping[str, str]) -> Path | None:
    """Terraform only warns about a named file that does not exist, and then reads none."""
    named = environment.get("TF_CLI_CONFIG_FILE")
    file = Path(named) if named else Path(environment.get("HOME") or Path.home()) / ".terraformrc"
    return file if file.is_file() else None


def _write_configuration(folder: Path, mirror: ProviderMirror | None, *, registry: bool) -> Path:
    installation = "  direct {}\n"
    if mirror is not None:
        sources = json.dumps([f"{REGISTRY_HOST}/{name}" for name in mirror.providers])
        excluded = "" if registry else f" exclude = {sources} "
        root = json.dumps(str(mirror.root))
        installation = (
            f"  filesystem_mirror {{\n    path    = {root}\n    include = {sources}\n  }}\n  direct {{{excluded}}}\n"
        )
    file = private_folder(folder) / "terraform.rc"
    temporary = file.with_suffix(f".{os.getpid()}")
    temporary.write_text(f"provider_installation {{\n{installation}}}\n", encoding="utf-8")
    return temporary.replace(file)


def _cache_folder(environment: Mapping[str, str]) -> Path:
    cache_home = environment.get("XDG_CACHE_HOME") or Path(environment.get("HOME") or Path.home()) / ".cache"
    return Path(cache_home) / "tap-constructs" / "terraform-plugins"


def made_folder(folder: Path) -> Path:
    """The folder, which exists then."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
