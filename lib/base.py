"""Takes CDK Terrain (`cdktn`) for CDKTF (`cdktf`) where a program wants that: every import of the one gives the other.

CDK Terrain is what the community made of CDKTF after its end: the same classes under other package names. Where it is
the base, `cdktf` and `cdktf_cdktf_provider_aws` are names of `cdktn` and `cdktn_provider_aws`, with all their modules:
the same module objects, so a class is the same by either name, in this library, in the program, in anything beside it.

Which base it is, is settled when the first module of either is imported, by the first of these that says something:

1. the variable `TAP_BASE`: `cdktf` or `cdktn`;
2. what the program has imported already;
3. what is installed.

An answer that is not one base, or one that cannot be had any more, ends the program: with both in one process, half of
the constructs would be in no stack. Nothing is imported or looked for before that.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from .errors import ConfigurationError, Problem

VARIABLE = "TAP_BASE"
CDKTF, CDKTN = "cdktf", "cdktn"
BINDINGS = {CDKTF: "cdktf_cdktf_provider_aws", CDKTN: "cdktn_provider_aws"}
_NAMES = {CDKTF: CDKTN, BINDINGS[CDKTF]: BINDINGS[CDKTN]}


def install() -> None:
    """Have imports of CDKTF give CDK Terrain from now on where that is the base; a second call changes nothing.

    Raises:
        ConfigurationError: What has been imported already is not the base that was asked for.
    """
    if _imported():
        base()
    if not any(getattr(finder, "gives_base", False) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def base() -> str:
    """The package that this process works with, `cdktf` or `cdktn`.

    Raises:
        ConfigurationError: It cannot be told, or is not the one that was asked for.
    """
    asked, imported = os.environ.get(VARIABLE, ""), _imported()
    if asked not in ("", *BINDINGS):
        raise _refused("is no base", asked, f"{CDKTF} or {CDKTN}", f"correct {VARIABLE}, or unset it")
    if len(imported) > 1 or (asked and imported and imported != [asked]):
        raise _refused(
            "the other base has been imported too",
            " and ".join(dict.fromkeys(filter(None, (asked, *imported)))),
            "one of them in a process",
            f"import this library before either, or set {VARIABLE} to the one that the program imports",
        )
    if imported:
        return imported[0]
    installed = [name for name in BINDINGS if _is_installed(name)]
    wanted = [asked] if asked else installed
    if len(wanted) != 1:
        raise _refused(
            "both are installed" if wanted else "neither is installed",
            " and ".join(wanted),
            f"{CDKTF} or {CDKTN}",
            f"set {VARIABLE}={CDKTF} or {VARIABLE}={CDKTN}" if wanted else "pip install tap-constructs",
        )
    if wanted[0] not in installed:
        raise _refused(
            "is not installed with its AWS bindings",
            wanted[0],
            f"{wanted[0]} and {BINDINGS[wanted[0]]}",
            _REMEDIES[asked],
        )
    return wanted[0]


_REMEDIES = {CDKTF: "pip install tap-constructs", CDKTN: "pip install 'tap-constructs[cdktn]'"}


def _imported() -> list[str]:
    """The bases that are in this process; a name of CDKTF that gives CDK Terrain is that of CDK Terrain."""
    found = (sys.modules[name].__name__ for name in BINDINGS if name in sys.modules)
    return list(dict.fromkeys(found))


def _is_installed(name: str) -> bool:
    # Not importlib.util.find_spec, which asks the finder below.
    return all(importlib.machinery.PathFinder.find_spec(package) for package in (name, BINDINGS[name]))


def _refused(what: str, got: str, expected: str, remedy: str) -> ConfigurationError:
    return ConfigurationError([Problem(VARIABLE, what, got, expected, remedy)])


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the modules of CDKTF as those of CDK Terrain, and nothing else."""

    gives_base = True

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        package, _, rest = name.partition(".")
        if package in _NAMES.values() and CDKTF in _imported():
            raise _refused(
                "the other base has been imported",
                f"{CDKTF}, and now {name}",
                "one of them in a process",
                f"set {VARIABLE}={CDKTN}, or leave the import of {name} out",
            )
        if package not in _NAMES or base() == CDKTF:
            return None
        real = ".".join(filter(None, (_NAMES[package], rest)))
        return importlib.machinery.ModuleSpec(name, _Loader(real)) if importlib.util.find_spec(real) else None


class _Loader(importlib.abc.Loader):
    """Gives a module that goes by another name too."""

    def __init__(self, real: str) -> None:
        self._real = real

    # Imported here, before anything goes by the other name.
    def create_module(self, _spec: importlib.machinery.ModuleSpec) -> None:
        self._module = importlib.import_module(self._real)

    def exec_module(self, module: ModuleType) -> None:
        # A module may put another in its place while it is loaded: that one is then what the import gives.
        sys.modules[module.__name__] = self._module
