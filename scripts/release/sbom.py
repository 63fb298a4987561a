"""Bills of materials in CycloneDX: what an installed wheel depends on, and what it was made and tested with."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from packaging.utils import canonicalize_name

from lib.errors import ConfigurationError, Problem

Bom = dict[str, Any]

# What a package is to the library, by the smallest lock that has it: installed with it, with one of its extras for
# users, or where it is made and tested.
SCOPES: Final = {"runtime": "required", "extras": "optional", "dev": "excluded"}

_SPECIFICATION: Final = "1.5"  # that of `npm sbom`, so that its components can be added
_PINNED = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ]+)(?P<marker> ;)?", re.MULTILINE)


def write(root: Path, target: Path, *, wheel: Path, version: str, time: int, python: Path) -> None:
    """Writes both bills, valid and the same on every machine.

    Args:
        root: The repository.
        target: The folder for them.
        wheel: What they are about.
        version: The library's.
        time: What they are dated, in seconds since 1970.
        python: That of the environment of requirements/release.lock.

    Raises:
        ConfigurationError: The environment that this runs in is not that of requirements/dev.lock.
    """
    whole = _python_bom(root, time, python)
    whole["metadata"]["component"] |= {
        "version": version,
        "purl": f"pkg:pypi/tap-constructs@{version}",
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(wheel.read_bytes()).hexdigest()}],
    }
    used = select(whole, lambda component: component["scope"] != "excluded")
    _add(whole, _node_bom(root, version))
    files = {target / f"tap-constructs-{version}.cdx.json": used}
    files[target / f"tap-constructs-{version}-development.cdx.json"] = whole
    for path, bom in files.items():
        path.write_text(json.dumps(bom, indent=2) + "\n", encoding="utf-8")
    subprocess.run([str(python), "-m", "scripts.release.validate_sbom", *map(str, files)], cwd=root, check=True)


def select(bom: Bom, wanted: Callable[[Mapping[str, Any]], bool]) -> Bom:
    """A bill with some of the components, and what is known of how these depend on each other."""
    components = [component for component in bom["components"] if wanted(component)]
    refs = {component["bom-ref"] for component in components} | {bom["metadata"]["component"]["bom-ref"]}
    dependencies = [
        entry | ({"dependsOn": [ref for ref in entry["dependsOn"] if ref in refs]} if "dependsOn" in entry else {})
        for entry in bom["dependencies"]
        if entry["ref"] in refs
    ]
    return {**bom, "components": components, "dependencies": dependencies}


def pins(lock: Path) -> dict[str, bool]:
    """What a lock has, such as `six==1.17.0`, and whether every machine installs it."""
    found = _PINNED.finditer(lock.read_text(encoding="utf-8"))
    return {f"{pin['name']}=={pin['version']}": not pin["marker"] for pin in found}


def pin_of(component: Mapping[str, Any]) -> str:
    """A component as a lock has it."""
    return f"{canonicalize_name(component['name'])}=={component['version']}"


def _python_bom(root: Path, time: int, python: Path) -> Bom:
    command = [str(python), "-m", "cyclonedx_py", "environment", "--output-reproducible", "--short-PURLs"]
    command += [
        "--no-validate",
        "--sv",
        _SPECIFICATION,
        "--mc-type",
        "library",
        "--pyproject",
        str(root / "pyproject.toml"),
        sys.executable,
    ]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(time)}
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    locks = {scope: pins(root / "requirements" / f"{lock}.lock") for lock, scope in SCOPES.items()}
    bom = json.loads(done.stdout)
    hold_against(bom, locks["excluded"])
    # What is installed besides, such as pip, is no part of it.
    known = select(bom, lambda component: pin_of(component) in locks["excluded"])
    for component in known["components"]:
        component["scope"] = next(scope for scope, packages in locks.items() if pin_of(component) in packages)
        component.pop("externalReferences", None)  # also say where this machine had the package from
    return known


def hold_against(bom: Bom, lock: Mapping[str, bool]) -> None:
    """Refuses a bill of an environment that lacks something of its lock."""
    installed = set(map(pin_of, bom["components"]))
    missing = [package for package, everywhere in lock.items() if everywhere and package not in installed]
    if missing:
        raise ConfigurationError(
            [
                Problem(
                    "requirements/dev.lock",
                    "is not what is installed",
                    got=f"an environment without {', '.join(missing[:5])}",
                    expected="every package of the lock in its version",
                    remedy="rm .venv/.installed && make venv",
                )
            ]
        )


def _node_bom(root: Path, version: str) -> Bom:
    """What npm's lock has: the cdktf CLI and all that it needs, with which the library is tested."""
    with tempfile.TemporaryDirectory(prefix="tap-sbom-") as temporary:
        package = json.loads((root / "package.json").read_text(encoding="utf-8"))
        # npm gives no bill to a package without a version, which this one, never published, does not need.
        Path(temporary, "package.json").write_text(json.dumps({**package, "version": version}), encoding="utf-8")
        Path(temporary, "package-lock.json").write_bytes((root / "package-lock.json").read_bytes())
        command = ["npm", "sbom", "--package-lock-only", "--sbom-format", "cyclonedx"]
        done = subprocess.run(command, cwd=temporary, check=True, stdout=subprocess.PIPE)
    bom: Bom = json.loads(done.stdout)
    for component in bom["components"]:
        component["scope"] = "excluded"
    return bom


def _add(bom: Bom, other: Bom) -> None:
    """Adds the components of another bill; what its root depends on, the bill's own root then depends on too."""
    roots = [entry["metadata"]["component"]["bom-ref"] for entry in (bom, other)]
    depends = {entry["ref"]: entry for entry in [*bom["dependencies"], *other["dependencies"]]}
    depends[roots[0]]["dependsOn"] += depends.pop(roots[1])["dependsOn"]
    bom["components"] += other["components"]
    bom["dependencies"] = list(depends.values())
