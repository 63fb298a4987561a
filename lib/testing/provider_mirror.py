"""Where this machine keeps Terraform providers, so that tests need no registry."""

from __future__ import annotations

import os
import platform
import re
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import TapError

MIRROR_VARIABLE = "TAP_PROVIDER_MIRROR"
REGISTRY_HOST = "registry.terraform.io"
AWS_PROVIDER = "hashicorp/aws"

_USUAL_PARENTS = ("/opt", "/usr/local", "/srv", "/usr/share", "/usr/lib", "/var/lib", "/mnt", "/")
_NEVER_SEARCHED = frozenset(
    {"proc", "sys", "dev", "run", "node_modules", "site-packages", "dist-packages", "__pycache__", "lost+found"}
)
_SEARCH_DEPTH = 5
_SEARCH_SECONDS = 5.0

_found: dict[tuple[Path, ...], ProviderMirror] = {}


class ProviderError(TapError):
    """A provider mirror that was named cannot be used."""


@dataclass(frozen=True, slots=True)
class ProviderMirror:
    """A folder in the layout of Terraform's `filesystem_mirror`.

    Attributes:
        root: The folder that holds `registry.terraform.io/`.
        providers: `namespace/type` of each provider it holds for this platform, with its versions in ascending order.
    """

    root: Path
    providers: Mapping[str, tuple[str, ...]]

    @classmethod
    def at(cls, root: Path) -> ProviderMirror | None:
        """The mirror in `root`, or None if that holds no provider for this platform."""
        found = {
            f"{folder.parent.name}/{folder.name}": versions
            for folder in sorted((root / REGISTRY_HOST).glob("*/*"))
            if (versions := _versions_in(folder))
        }
        return cls(root, found) if found else None

    @property
    def aws_versions(self) -> tuple[str, ...]:
        """The versions of the AWS provider, in ascending order."""
        return tuple(self.providers.get(AWS_PROVIDER, ()))


def find_mirror(environment: Mapping[str, str]) -> ProviderMirror | None:
    """The first mirror with the AWS provider.

    Looked at in this order: `TAP_PROVIDER_MIRROR`; `TF_PLUGIN_CACHE_DIR`; the folders where Terraform looks by itself;
    then a search for a folder `registry.terraform.io/hashicorp/aws` in the usual places of the file system, which is
    limited in depth and time.

    Raises:
        ProviderError: `TAP_PROVIDER_MIRROR` names a folder without the AWS provider for this platform.
    """
    named = environment.get(MIRROR_VARIABLE)
    if named:
        mirror = ProviderMirror.at(Path(named))
        if mirror is None or not mirror.aws_versions:
            raise ProviderError(
                f"{MIRROR_VARIABLE}: holds no AWS provider for {platform_name()}\n"
                f"    got:      {named}\n"
                f"    expected: a folder with {REGISTRY_HOST}/{AWS_PROVIDER}/<version>/{platform_name()}/\n"
                f"    remedy:   unset it to have other places looked at, or run `terraform providers mirror {named}`"
            )
        return mirror
    return _first_of(_implied_roots(environment)) or _searched(tuple(_search_parents(environment)))


def _first_of(roots: Iterable[Path]) -> ProviderMirror | None:
    return next((mirror for root in roots if (mirror := ProviderMirror.at(root)) and mirror.aws_versions), None)


def _searched(parents: tuple[Path, ...]) -> ProviderMirror | None:
    """The search takes seconds, so what it found is kept for this process; without a find it is done again."""
    mirror = _found.get(parents) or _first_of(search(parents))
    if mirror:
        _found[parents] = mirror
    return mirror


def platform_name() -> str:
    """Terraform's name of this platform, such as `linux_amd64`."""
    machine = platform.machine().lower()
    names = {"x86_64": "amd64", "aarch64": "arm64", "i386": "386", "i686": "386"}
    return f"{platform.system().lower()}_{names.get(machine, machine)}"


def search(parents: Iterable[Path], *, depth: int = _SEARCH_DEPTH, seconds: float = _SEARCH_SECONDS) -> Iterator[Path]:
    """Folders that hold `registry.terraform.io/hashicorp/aws`, the shallowest of each parent first."""
    end = time.monotonic() + seconds
    seen: set[Path] = set()
    for parent in parents:
        pending = deque([(parent, 0)])
        while pending and time.monotonic() < end:
            folder, level = pending.popleft()
            if folder in seen:
                continue
            seen.add(folder)
            if (folder / REGISTRY_HOST / AWS_PROVIDER).is_dir():
                yield folder
            elif level < depth:
                pending += [(child, level + 1) for child in _folders_in(folder)]


def _folders_in(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return sorted(
                Path(entry.path)
                for entry in entries
                if entry.is_dir(follow_symlinks=False) and entry.name not in _NEVER_SEARCHED
            )
    except OSError:  # not ours to read, or gone meanwhile
        return []


def _implied_roots(environment: Mapping[str, str]) -> list[Path]:
    home = _home(environment)
    data_home = Path(environment.get("XDG_DATA_HOME") or home / ".local/share")
    data_dirs = (environment.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    roots = [home / ".terraform.d/plugins", data_home / "terraform/plugins"]
    roots += [Path(folder) / "terraform/plugins" for folder in data_dirs if folder]
    cache = environment.get("TF_PLUGIN_CACHE_DIR")
    return [Path(cache), *roots] if cache else roots


def _search_parents(environment: Mapping[str, str]) -> list[Path]:
    first, *others = (Path(folder) for folder in _USUAL_PARENTS)
    return [first, _home(environment), *others]


def _home(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("HOME") or Path.home())


def _versions_in(provider_folder: Path) -> tuple[str, ...]:
    """Unpacked: `<version>/<platform>/`; packed: `terraform-provider-<type>_<version>_<platform>.zip`."""
    name = platform_name()
    unpacked = {folder.parent.name for folder in provider_folder.glob(f"*/{name}") if any(folder.iterdir())}
    pattern = re.compile(rf"terraform-provider-[^_]+_(.+)_{name}\.zip")
    packed = {match[1] for file in provider_folder.glob("*.zip") if (match := pattern.fullmatch(file.name))}
    return tuple(sorted(unpacked | packed, key=version_key))


def version_key(version: str) -> tuple[tuple[int, ...], bool, str]:
    """What sorts versions: numbers as numbers, a pre-release before its release."""
    numbers, _, pre_release = version.partition("-")
    return tuple(int(number) for number in re.findall(r"\d+", numbers)), not pre_release, pre_release
