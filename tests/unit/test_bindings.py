"""Loading the bindings fast: one module at a time, from the stripped package, or the stock way with a warning."""

from __future__ import annotations

import atexit
import gc
import importlib
import importlib.resources
import os
import subprocess
import sys
import typing
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsii
import pytest
from jsii import _reference_map

from lib import assembly_cache, bindings, jsii_requests
from lib.base import BINDINGS, CDKTN, base
from lib.bindings import BindingsWarning

FAKE = "fake_bindings"
LAZY_FAKE = "fake_lazy_bindings"
TARBALL = "provider-aws@21.0.0.jsii.tgz"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stand-in for the package of the bindings, that may not be run."""
    folder = tmp_path / FAKE
    for module, code in {
        ".": "raise RuntimeError('the package ran')",
        "_jsii": "",
        "vpc": "NAME = 'vpc'",
        "route_table": "NAME = 'route_table'",
        "broken": "import not_there",
        "hints": "import typing\ndef stub(x: 'Late') -> None: ...\ndef read(): return typing.get_type_hints(stub)",
    }.items():
        (folder / module).mkdir(exist_ok=True)
        (folder / module / "__init__.py").write_text(code + "\n")
    (folder / "_jsii" / TARBALL).write_bytes(b"original")
    monkeypatch.setattr(bindings, "PACKAGE", FAKE)
    monkeypatch.setattr(bindings, "LAZY_PACKAGE", LAZY_FAKE)
    monkeypatch.setattr(bindings._Finder, "loads_fast", FAKE)
    monkeypatch.setattr(bindings._PackageLoader, "loads_fast", FAKE)
    monkeypatch.setattr(bindings._LazyPackageLoader, "loads_fast", LAZY_FAKE)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.syspath_prepend(tmp_path)
    # What is restored afterwards; the import of the package replaces both.
    monkeypatch.setattr(type(jsii.kernel), "load", type(jsii.kernel).load)
    monkeypatch.setattr(_reference_map, "resolve_reference", _reference_map.resolve_reference)
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] in (FAKE, LAZY_FAKE)]:
        del sys.modules[name]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(bindings.OFF_SWITCH, raising=False)
    monkeypatch.setenv("JSII_RUNTIME_PACKAGE_CACHE", "enabled")


@pytest.fixture
def installed(package: Path) -> Path:
    bindings.install()
    return package


# One module at a time


def test_the_package_is_not_run(installed: Path) -> None:
    module = importlib.import_module(FAKE)
    assert module.__file__ == str(installed / "__init__.py")
    assert not [name for name in sys.modules if name.startswith(f"{FAKE}.")]


def test_a_module_is_imported_alone(installed: Path) -> None:
    assert importlib.import_module(f"{FAKE}.vpc").NAME == "vpc"
    assert f"{FAKE}.route_table" not in sys.modules


def test_a_module_is_imported_as_an_attribute(installed: Path) -> None:
    assert importlib.import_module(FAKE).route_table.NAME == "route_table"
    assert f"{FAKE}.vpc" not in sys.modules


def test_a_module_is_imported_from_the_package(installed: Path) -> None:
    scope: dict[str, Any] = {}
    exec(f"from {FAKE} import vpc", scope)  # noqa: S102
    assert scope["vpc"].NAME == "vpc"


def test_an_unknown_attribute_is_none(installed: Path) -> None:
    with pytest.raises(AttributeError, match=f"module '{FAKE}' has no attribute 'vcp'"):
        _ = importlib.import_module(FAKE).vcp
    with pytest.raises(ImportError, match="cannot import name 'vcp'"):
        exec(f"from {FAKE} import vcp")  # noqa: S102


def test_a_broken_module_is_not_taken_for_a_missing_one(installed: Path) -> None:
    with pytest.raises(ModuleNotFoundError, match="not_there"):
        _ = importlib.import_module(FAKE).broken


def test_the_package_lists_its_modules(installed: Path) -> None:
    module = importlib.import_module(FAKE)
    assert module.__all__ == ["broken", "hints", "route_table", "vpc"]
    assert {"__all__", "__name__", "broken", "route_table", "vpc"} <= set(dir(module))


def test_the_files_of_the_package_are_found(installed: Path) -> None:
    importlib.import_module(FAKE)
    assert importlib.resources.files(f"{FAKE}._jsii").joinpath(TARBALL).read_bytes() == b"original"
    assert importlib.resources.files(FAKE).joinpath("_jsii", TARBALL).read_bytes() == b"original"


def test_type_hints_are_read_once(installed: Path) -> None:
    module = importlib.import_module(f"{FAKE}.hints")
    with pytest.raises(NameError, match="Late"):
        module.read()
    vars(module)["Late"] = int
    assert module.read() == {"x": int, "return": type(None)}
    assert module.read() is module.read()
    assert module.typing.Any is typing.Any
    assert typing.get_type_hints(module.stub) is not typing.get_type_hints(module.stub)


def test_what_a_plain_type_says_of_a_plain_value_is_not_asked_twice(installed: Path) -> None:
    (installed / "checks").mkdir()
    (installed / "checks" / "__init__.py").write_text(
        "import typing\nOPTIONAL, NUMBER = typing.Optional[str], typing.Union[bool, int, None]\n"
        "ASKED = []\ndef check_type(argname, value, expected_type): ASKED.append((argname, value))\n"
        "def check(**values): [check_type(argname=n, value=v, expected_type=h) for n, (v, h) in values.items()]\n"
    )
    module = importlib.import_module(f"{FAKE}.checks")
    module.check(a=("x", str), b=(None, module.OPTIONAL), c=(1, module.NUMBER))
    assert module.ASKED == []
    module.check(a=(1, str), b=(True, int), c=(["x"], list[str]), d=("x", typing.Literal["y"]), e=("x", typing.Any))
    assert [name for name, _ in module.ASKED] == ["a", "b", "c", "d", "e"]


def test_a_jsii_that_writes_otherwise_is_said_to_be_slow(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsii_requests, "install", lambda: False)
    with pytest.warns(BindingsWarning, match="jsii writes its requests in another way"):
        importlib.import_module(FAKE)
    assert (installed / "_jsii").is_dir()


def test_at_the_end_the_interpreter_looks_through_nothing(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_exit: list[object] = []
    monkeypatch.setattr(atexit, "register", at_exit.append)
    importlib.import_module(FAKE)
    assert at_exit == [gc.freeze]
    assert installed.is_dir()


def test_a_module_that_is_not_there(installed: Path) -> None:
    with pytest.raises(ModuleNotFoundError, match=f"No module named '{FAKE}.not_there'"):
        importlib.import_module(f"{FAKE}.not_there")


def test_a_folder_without_code_is_still_a_module(installed: Path) -> None:
    (installed / "plain").mkdir()
    assert importlib.import_module(f"{FAKE}.plain").__file__ is None


@pytest.mark.usefixtures("no_finder")
def test_modules_of_a_package_loaded_the_stock_way_are_left_alone(package: Path) -> None:
    (package / "__init__.py").write_text("")
    importlib.import_module(FAKE)
    assert bindings._Finder().find_spec(f"{FAKE}.vpc", [str(package)]) is None


def test_other_packages_are_left_to_others() -> None:
    assert bindings._Finder().find_spec("json", None) is None


def test_bindings_that_are_not_there_are_left_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bindings, "PACKAGE", "not_there")
    assert bindings._Finder().find_spec("not_there", None) is None


def test_a_folder_without_code_is_left_to_others(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (package / "__init__.py").unlink()
    assert bindings._Finder().find_spec(FAKE, None) is None


@pytest.mark.parametrize(
    "tarballs",
    [
        [],
        [TARBALL, "provider-aws@21.0.1.jsii.tgz"],
        ["provider-aws@22.0.0.jsii.tgz"],
        ["provider-aws@19.65.1.jsii.tgz"],
        ["provider-google@21.0.0.jsii.tgz"],
        ["provider-aws@21.0.0-rc.1.jsii.tgz"],
    ],
)
def test_an_unknown_layout_is_loaded_the_stock_way(tarballs: list[str], installed: Path) -> None:
    (installed / "_jsii" / TARBALL).unlink()
    for name in tarballs:
        (installed / "_jsii" / name).write_bytes(b"")
    with (
        pytest.warns(BindingsWarning, match="is not laid out as the bindings that it knows") as warned,
        pytest.raises(RuntimeError, match="the package ran"),
    ):
        importlib.import_module(FAKE)
    assert len(warned) == 1


# Bindings that import their modules one at a time by themselves


@pytest.fixture
def lazy(installed: Path) -> Path:
    folder = installed.with_name(LAZY_FAKE)
    (folder / "_jsii").mkdir(parents=True)
    (folder / "__init__.py").write_text("RAN = True\n")
    (folder / "_jsii" / "provider-aws@25.8.1.jsii.tgz").write_bytes(b"original")
    return folder


@pytest.mark.usefixtures("lazy")
def test_a_lazy_package_is_run_and_its_copy_stripped() -> None:
    stock = type(jsii.kernel).load
    assert importlib.import_module(LAZY_FAKE).RAN
    assert type(jsii.kernel).load is not stock
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bindings.install()  # in time


def test_a_lazy_package_of_an_unknown_version_is_loaded_the_stock_way(lazy: Path) -> None:
    (lazy / "_jsii" / "provider-aws@25.8.1.jsii.tgz").rename(lazy / "_jsii" / "provider-aws@26.0.0.jsii.tgz")
    stock = type(jsii.kernel).load
    with pytest.warns(BindingsWarning, match="is not laid out as the bindings that it knows"):
        assert importlib.import_module(LAZY_FAKE).RAN
    assert type(jsii.kernel).load is stock


# Installing


def finders() -> list[object]:
    return [finder for finder in sys.meta_path if isinstance(finder, bindings._Finder)]


@pytest.fixture
def no_finder(monkeypatch: pytest.MonkeyPatch, package: Path) -> None:
    others = [finder for finder in sys.meta_path if not isinstance(finder, bindings._Finder)]
    monkeypatch.setattr(sys, "meta_path", others)


@pytest.mark.usefixtures("no_finder")
def test_a_second_call_changes_nothing() -> None:
    bindings.install()
    bindings.install()
    assert len(finders()) == 1


@pytest.mark.usefixtures("no_finder")
@pytest.mark.parametrize(("value", "count"), [("1", 0), ("yes", 0), ("0", 1), ("", 1)])
def test_the_variable_turns_it_off(value: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(bindings.OFF_SWITCH, value)
    bindings.install()
    assert len(finders()) == count


@pytest.mark.usefixtures("no_finder")
def test_bindings_imported_too_early_are_warned_about(package: Path) -> None:
    (package / "__init__.py").write_text("")
    importlib.import_module(FAKE)
    with pytest.warns(BindingsWarning, match="import this library first"):
        bindings.install()
    assert finders() == []


def test_bindings_imported_in_time_are_not_warned_about(installed: Path) -> None:
    importlib.import_module(FAKE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bindings.install()


# The stripped package


class Kernel:
    """Stands in for jsii's kernel; notes what was loaded."""

    def __init__(self) -> None:
        self.loaded: list[tuple[str, str, bytes]] = []

    def load(self, name: str, version: str, tarball: str) -> str:
        self.loaded.append((name, version, Path(tarball).read_bytes()))
        return "loaded"


def load(tmp_path: Path, assembly: str) -> list[tuple[str, str, bytes]]:
    original = tmp_path / TARBALL
    original.write_bytes(b"original")
    kernel = Kernel()
    assert bindings._loading_stripped(Kernel.load)(kernel, assembly, "21.0.0", str(original)) == "loaded"
    return kernel.loaded


@pytest.mark.parametrize("assembly", [bindings.ASSEMBLY, bindings.LAZY_ASSEMBLY])
def test_the_stripped_package_is_loaded(assembly: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly_cache, "load", lambda original, version: f"{original.name} {version}".encode())
    assert load(tmp_path, assembly) == [(assembly, "21.0.0", f"{TARBALL} 21.0.0".encode())]


def test_another_package_is_loaded_as_it_is(tmp_path: Path) -> None:
    assert load(tmp_path, "cdktf") == [("cdktf", "21.0.0", b"original")]


@pytest.mark.parametrize(
    "error", [assembly_cache.AssemblyError("the folder is open to others"), OSError("No space left on device")]
)
def test_the_original_is_loaded_when_there_is_no_copy(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_original: Path, _version: str) -> bytes:
        raise error

    monkeypatch.setattr(assembly_cache, "load", fail)
    with pytest.warns(BindingsWarning, match=f"the slow way, with the same output: {error}") as warned:
        assert load(tmp_path, bindings.ASSEMBLY) == [(bindings.ASSEMBLY, "21.0.0", b"original")]
    assert len(warned) == 1


# Objects of types that no module has been imported for


@pytest.mark.parametrize(
    ("reference", "imported"),
    [
        (SimpleNamespace(ref="@cdktf/provider-aws.routeTable.RouteTable@1", interfaces=None), ["route_table"]),
        (SimpleNamespace(ref="@cdktf/provider-aws.vpc.Kind@", interfaces=None), ["vpc"]),
        (SimpleNamespace(ref="Object@1", interfaces=["@cdktf/provider-aws.vpc.IVpc"]), ["vpc"]),
        (SimpleNamespace(ref="cdktf.vpc.Vpc@1", interfaces=[]), []),
        (SimpleNamespace(ref="@cdktf/provider-aws.nothing.Nothing@1", interfaces=None), []),
        (SimpleNamespace(ref="Object@1", interfaces=None), []),
    ],
)
def test_the_module_of_an_object_is_imported(reference: Any, imported: list[str], installed: Path) -> None:
    names = importlib.import_module(FAKE).__all__
    resolve = bindings._resolving_unimported(lambda kernel, resolved: (kernel, resolved), names)
    for _ in range(2):
        assert resolve("kernel", reference) == ("kernel", reference)
    assert [name for name in names if f"{FAKE}.{name}" in sys.modules] == imported


# jsii's own cache


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "home"
    path.mkdir(mode=0o700)
    monkeypatch.setenv("HOME", str(path))
    monkeypatch.setattr(sys, "platform", "linux")
    return path


def test_jsii_takes_a_private_home(home: Path) -> None:
    assert not bindings._jsii_would_stop()
    (home / ".cache/aws/jsii/package-cache").mkdir(parents=True)
    assert not bindings._jsii_would_stop()


def open_to_the_group(home: Path) -> None:
    (home / ".cache").mkdir()
    (home / ".cache").chmod(0o775)


def a_file_in_the_way(home: Path) -> None:
    home.rmdir()
    home.write_text("")
    home.chmod(0o600)


def open_to_all_through_a_link(home: Path) -> None:
    (home / "elsewhere").mkdir()
    (home / "elsewhere").chmod(0o777)
    (home / ".cache").symlink_to("elsewhere")


@pytest.mark.parametrize("obstacle", [open_to_the_group, a_file_in_the_way, open_to_all_through_a_link])
def test_jsii_stops_at(obstacle: Callable[[Path], None], home: Path) -> None:
    obstacle(home)
    assert bindings._jsii_would_stop()


def test_jsii_stops_at_a_folder_that_it_cannot_write(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: path != home)
    assert bindings._jsii_would_stop()


@pytest.mark.parametrize(
    ("owner", "mode", "expected"),
    [
        (0, 0o755, False),
        (1000, 0o700, False),
        (1001, 0o700, True),
        (1000, 0o720, True),
        (0, 0o702, True),
        (0, 0o1777, False),
    ],
)
def test_jsii_stops_at_a_folder_open_to_others(
    owner: int, mode: int, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(Path, "stat", lambda _path: SimpleNamespace(st_uid=owner, st_mode=mode))
    assert bindings._open_to_others(Path("folder")) == expected


def test_jsii_has_another_folder_on_macos(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_to_the_group(home)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not bindings._jsii_would_stop()


def test_jsii_does_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)
    assert not bindings._jsii_would_stop()


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize(
    ("would_stop", "variables", "expected"),
    [
        (True, {}, "disabled"),
        (False, {}, None),
        (True, {"JSII_RUNTIME_PACKAGE_CACHE": "enabled"}, "enabled"),
        (True, {"JSII_RUNTIME_PACKAGE_CACHE_ROOT": "/srv/jsii"}, None),
    ],
)
def test_jsiis_cache_is_switched_off_where_it_stops(
    would_stop: bool, variables: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for switch in bindings.JSII_CACHE_SWITCHES:
        monkeypatch.setenv(switch, "")
        monkeypatch.delenv(switch)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(bindings, "_jsii_would_stop", lambda: would_stop)
    bindings.install()
    assert os.environ.get("JSII_RUNTIME_PACKAGE_CACHE") == expected


# With the real bindings, in processes of their own


ROOT = Path(__file__).parents[2]


def run(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error::UserWarning:lib", "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=os.environ | environment)


@pytest.mark.slow
def test_importing_the_library_starts_no_node_and_loads_no_bindings() -> None:
    program = "import sys, lib; print(sorted({'cdktf', 'cdktf_cdktf_provider_aws'} & set(sys.modules)))"
    assert run(program, JSII_NODE="/nonexistent/node").stdout == "[]\n"


@pytest.mark.slow
def test_only_what_is_asked_for_is_imported() -> None:
    program = (
        "import sys, lib; from cdktf_cdktf_provider_aws.vpc import Vpc;"
        "print(sorted(n for n in sys.modules if n.startswith('cdktf_cdktf_provider_aws.')))"
    )
    # CDK Terrain's go by this name only as far as they were asked for.
    names = ("vpc",) if base() == CDKTN else ("_jsii", "_jsii._private", "vpc", "vpc._private")
    modules = [f"cdktf_cdktf_provider_aws.{name}" for name in names]
    assert run(program).stdout == f"{modules}\n"


@pytest.mark.slow
def test_an_object_that_node_made_gets_its_class() -> None:
    program = """
import lib, jsii
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.subnet import Subnet
from jsii._kernel.types import CreateRequest
stack = TerraformStack(App(), "stack")
vpc = {"$jsii.map": {"cidrBlock": "10.0.0.0/16"}}
name = f"@{App.__module__}/provider-aws.vpc.Vpc"
request = CreateRequest(name, args=[stack, "vpc", vpc], overrides=[], interfaces=[])
jsii.kernel.provider.create(request)
found = stack.node.find_child("vpc")
print(type(found).__module__, type(found).__name__, found.cidr_block_input)
"""
    assert run(program).stdout == f"{BINDINGS[base()]}.vpc Vpc 10.0.0.0/16\n"
