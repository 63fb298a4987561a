"""Loads the AWS provider bindings fast: only the modules in use, from a stripped package, with the same output.

As shipped, importing one resource class takes 12-22 s and 566 MB. What that is spent on is mended one by one:

1. The package `cdktf_cdktf_provider_aws` imports all of its 2,200 modules. Here a module that imports them when
   they are asked for takes its place.
2. Node parses a 131 MB assembly and runs every module. Here it is handed a stripped copy, kept in the user's cache
   folder: see `assembly_cache` for what that is and why it can be trusted.
3. Whenever a construct is made, its module reads the type hints of its own functions anew, which is a fifth of
   the time that this takes. Here they are read once, as packages built by a newer jsii do themselves; and a plain
   value of a plain type is not looked at any further.
4. Every property that a resource could have is written for Node three times over: see `jsii_requests`.
5. jsii starts Node twice, and has each message handed on: see `jsii_process`.
6. At the end the interpreter looks through all that there is, nearly a second for the modules of an environment.
   Here it does not.

The bindings of CDK Terrain, `cdktn_provider_aws`, do the first and most of the third themselves; they get the others.

A load then takes 0.3 s and 41 MB. Nothing but jsii is imported and no process started before the bindings are; anything
unexpected leaves the bindings as they are shipped and says so with a `BindingsWarning`. `TAP_STOCK_BINDINGS=1`
turns all of it off.

A newer jsii (1.142 does) stops the program when its own folder for unpacked packages cannot be written or is not
private, as with a read-only home or a group-writable `~/.cache`. There its cache is switched off, by the variable
that jsii documents, unless the user has set one of its variables.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import re
import stat
import sys
import tempfile
import typing
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from . import assembly_cache, jsii_process, jsii_requests

PACKAGE = "cdktf_cdktf_provider_aws"
ASSEMBLY = "@cdktf/provider-aws"
LAZY_PACKAGE = "cdktn_provider_aws"
LAZY_ASSEMBLY = "@cdktn/provider-aws"
OFF_SWITCH = "TAP_STOCK_BINDINGS"
KNOWN_MAJORS = ("20", "21")  # the last two: the project is archived
KNOWN_LAZY_MAJORS = ("25",)
JSII_CACHE_SWITCHES = ("JSII_RUNTIME_PACKAGE_CACHE", "JSII_RUNTIME_PACKAGE_CACHE_ROOT")


class BindingsWarning(UserWarning):
    """The AWS provider bindings are loaded the slow way; the output is the same."""


def install() -> None:
    """Have the AWS provider bindings load fast from now on.

    To be called before their first import. Later on it is too late, which is warned about; a second call
    changes nothing.
    """
    if os.environ.get(OFF_SWITCH, "0") not in ("", "0"):
        return
    early = [sys.modules[name] for name in (PACKAGE, LAZY_PACKAGE) if name in sys.modules]
    if early:
        _warn_if_stock(early[0])
        return
    jsii_process.install()
    if not any(getattr(finder, "loads_fast", None) == PACKAGE for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    if not any(os.environ.get(switch) for switch in JSII_CACHE_SWITCHES) and _jsii_would_stop():
        os.environ[JSII_CACHE_SWITCHES[0]] = "disabled"


def _warn_if_stock(package: ModuleType) -> None:
    if not _is_fast(package):
        warnings.warn(
            f"{package.__name__} was imported before this library and has been loaded the slow way; "
            "import this library first to save the time (isort: `# isort: split` after that import).",
            BindingsWarning,
            stacklevel=4,
        )


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the packages of the bindings and their modules, and nothing else."""

    loads_fast = PACKAGE

    def find_spec(
        self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name in (PACKAGE, LAZY_PACKAGE):
            return _package_spec(importlib.machinery.PathFinder.find_spec(name, path))
        if name.rpartition(".")[0] == PACKAGE and _is_fast(sys.modules[PACKAGE]):
            return _module_spec(importlib.machinery.PathFinder.find_spec(name, path))
        return None


def _package_spec(found: importlib.machinery.ModuleSpec | None) -> importlib.machinery.ModuleSpec | None:
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent
    lazy = found.name == LAZY_PACKAGE
    if not _is_known(folder, KNOWN_LAZY_MAJORS if lazy else KNOWN_MAJORS):
        _warn_slow(f"{folder} is not laid out as the bindings that it knows")
        return None
    loader = (_LazyPackageLoader if lazy else _PackageLoader)(found.name, found.origin)
    return importlib.util.spec_from_file_location(
        found.name, found.origin, loader=loader, submodule_search_locations=[str(folder)]
    )


def _module_spec(found: importlib.machinery.ModuleSpec | None) -> importlib.machinery.ModuleSpec | None:
    if found is not None and found.origin is not None:
        found.loader = _ModuleLoader(found.name, found.origin)
    return found


class _PackageLoader(importlib.machinery.SourceFileLoader):
    """Makes the package without running it: its modules are imported when they are asked for."""

    loads_fast = PACKAGE

    def exec_module(self, module: ModuleType) -> None:
        names = _module_names(Path(self.path).parent)
        module.__dict__.update(
            __all__=names,
            __dir__=lambda: sorted({*vars(module), *names}),
            __getattr__=functools.partial(_import_attribute, frozenset(names)),
        )
        _prepare_jsii()
        _find_unimported(names)


class _LazyPackageLoader(importlib.machinery.SourceFileLoader):
    """Runs a package that imports its modules when they are asked for by itself, and has the stripped copy loaded."""

    loads_fast = LAZY_PACKAGE

    def exec_module(self, module: ModuleType) -> None:
        _prepare_jsii()
        super().exec_module(module)


class _ModuleLoader(importlib.machinery.SourceFileLoader):
    """Runs a module as it is, then gives its functions quicker ways to read type hints and to check values by them."""

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        names = vars(module)
        names["typing"] = _typing_reading_once()
        if "check_type" in names:
            names["check_type"] = _accepting_plain_values(names["check_type"])


@functools.cache
def _typing_reading_once() -> ModuleType:
    module = ModuleType("typing")
    vars(module).update(vars(typing), get_type_hints=functools.cache(typing.get_type_hints))
    return module


def _accepting_plain_values(stock: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(stock)
    def check_type(argname: str, value: object, expected_type: Any) -> None:
        if type(value) not in _plain_types(expected_type):
            stock(argname=argname, value=value, expected_type=expected_type)

    return check_type


@functools.cache
def _plain_types(hint: Any) -> frozenset[Any]:
    """The types of which any value is one of the hint's."""
    accepted = typing.get_args(hint) if typing.get_origin(hint) is typing.Union else [hint]
    return jsii_requests.PLAIN.intersection(accepted)


def _is_fast(package: ModuleType) -> bool:
    return getattr(package.__loader__, "loads_fast", None) in (PACKAGE, LAZY_PACKAGE)


def _is_known(folder: Path, majors: Sequence[str]) -> bool:
    tarballs = [path.name for path in (folder / "_jsii").glob("*.jsii.tgz")]
    version = re.fullmatch(r"provider-aws@(\d+)\.\d+\.\d+\.jsii\.tgz", tarballs[0]) if len(tarballs) == 1 else None
    return version is not None and version[1] in majors


def _module_names(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if not entry.name.startswith("_") and entry.is_dir())


def _import_attribute(names: frozenset[str], attribute: str) -> ModuleType:
    if attribute not in names:
        raise AttributeError(f"module {PACKAGE!r} has no attribute {attribute!r}")
    return importlib.import_module(f"{PACKAGE}.{attribute}")


def _prepare_jsii() -> None:
    """What either package gets."""
    import jsii  # only whoever imports the bindings pays for it

    kernel: Any = type(jsii.kernel)
    # jsii offers no hook: replacing the method is the one way to hand Node another file.
    kernel.load = _loading_stripped(kernel.load)
    if not jsii_requests.install():
        _warn_slow("jsii writes its requests in another way than the one that it knows")
    atexit.register(gc.freeze)


def _find_unimported(names: Sequence[str]) -> None:
    from jsii import _reference_map

    _reference_map.resolve_reference = _resolving_unimported(_reference_map.resolve_reference, names)


def _loading_stripped(stock: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(stock)
    def load(kernel: object, name: str, version: str, tarball: str) -> object:
        if name not in (ASSEMBLY, LAZY_ASSEMBLY):
            return stock(kernel, name, version, tarball)
        with tempfile.TemporaryDirectory(prefix="tap-constructs-") as folder:
            return stock(kernel, name, version, _stripped(tarball, version, Path(folder)))

    return load


def _stripped(original: str, version: str, folder: Path) -> str:
    path = folder / "provider-aws.tgz"
    try:
        path.write_bytes(assembly_cache.load(Path(original), version))
    except (assembly_cache.AssemblyError, OSError) as error:
        _warn_slow(str(error))
        return original
    return str(path)


def _resolving_unimported(stock: Callable[..., Any], names: Sequence[str]) -> Callable[..., Any]:
    """Wrap jsii's look-up of the Python class for an object that Node made: its module may not be imported yet."""
    modules = {name.replace("_", ""): f"{PACKAGE}.{name}" for name in names}

    @functools.wraps(stock)
    def resolve(kernel: object, reference: Any) -> object:
        for type_name in (reference.ref.rpartition("@")[0], *(reference.interfaces or ())):
            assembly, _, rest = type_name.partition(".")
            module = modules.get(rest.partition(".")[0].lower()) if assembly == ASSEMBLY else None
            if module is not None and module not in sys.modules:
                importlib.import_module(module)
        return stock(kernel, reference)

    return resolve


def _jsii_would_stop() -> bool:
    """Say whether jsii's own cache folder is one that it refuses, as it sees it."""
    try:
        home = Path.home()
    except RuntimeError:
        return False  # jsii then takes a folder of its own under /tmp
    cache = "Library/Caches/com.amazonaws.jsii" if sys.platform == "darwin" else ".cache/aws/jsii"
    folder = home / cache / "package-cache"
    # Not Path.exists, which raises on a folder that may not be entered.
    existing = next(path for path in (folder, *folder.parents) if os.path.exists(path)).resolve()  # noqa: PTH110
    return not os.access(existing, os.W_OK | os.X_OK) or any(map(_open_to_others, (existing, *existing.parents)))


def _open_to_others(folder: Path) -> bool:
    status = folder.stat()
    writable = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not status.st_mode & stat.S_ISVTX
    return bool(writable) or status.st_uid not in (0, os.geteuid())


def _warn_slow(reason: str) -> None:
    warnings.warn(
        f"The AWS provider bindings are loaded the slow way, with the same output: {reason}. "
        f"{OFF_SWITCH}=1 takes the slow way without a word.",
        BindingsWarning,
        stacklevel=3,
    )
