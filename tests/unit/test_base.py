"""Which base is taken, and that the other's names give it."""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lib import base
from lib.errors import ConfigurationError

OLD, NEW = ("cdktf", "cdktf_cdktf_provider_aws"), ("cdktn", "cdktn_provider_aws")
ROOT = Path(__file__).parents[2]

Install = Callable[..., None]


def ours(name: str) -> bool:
    return name.partition(".")[0] in (*OLD, *NEW)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Stands in for an environment with these packages and nothing imported."""
    for name in filter(ours, list(sys.modules)):
        monkeypatch.delitem(sys.modules, name)  # undone last, after what a test puts in its place
    monkeypatch.delenv(base.VARIABLE, raising=False)
    monkeypatch.setattr(sys, "meta_path", [base._Finder(), importlib.machinery.PathFinder])
    # The installed ones lie in folders of their own.
    monkeypatch.setattr(sys, "path", [str(tmp_path)])

    def make(*packages: str) -> None:
        for package in packages:
            for module in ("", "vpc"):
                folder = tmp_path / package / module
                folder.mkdir(parents=True, exist_ok=True)
                (folder / "__init__.py").write_text("class Thing: ...\n")
        importlib.invalidate_caches()

    yield make
    for name in [name for name in sys.modules if ours(name)]:
        del sys.modules[name]


def refused(text: str, of: Callable[[], object] = base.base) -> None:
    with pytest.raises(ConfigurationError, match=text):
        of()


@pytest.mark.parametrize(("packages", "expected"), [(OLD, "cdktf"), (NEW, "cdktn"), ((*OLD, "cdktn"), "cdktf")])
def test_the_one_that_is_installed_with_its_bindings(
    packages: tuple[str, ...], expected: str, install: Install
) -> None:
    install(*packages)
    assert base.base() == expected


def test_both_or_neither_is_refused(install: Install) -> None:
    refused("neither is installed")
    install(*OLD, *NEW)
    refused("both are installed\n.*cdktf and cdktn(.*\n)*.*set TAP_BASE=cdktf or TAP_BASE=cdktn")


@pytest.mark.parametrize("asked", ["cdktf", "cdktn"])
def test_the_variable_decides(asked: str, install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install(*OLD, *NEW)
    monkeypatch.setenv(base.VARIABLE, asked)
    assert base.base() == asked
    assert importlib.import_module("cdktf").__name__ == asked
    assert base.base() == asked


def test_what_is_asked_for_has_to_be_there(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install(*OLD)
    monkeypatch.setenv(base.VARIABLE, "cdktn")
    refused(r"is not installed with its AWS bindings\n(.*\n)*.*tap-constructs\[cdktn\]")
    monkeypatch.setenv(base.VARIABLE, "pulumi")
    refused("is no base")


@pytest.mark.parametrize("first", ["cdktf", "cdktn"])
def test_what_is_imported_already_decides(first: str, install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install(*OLD, *NEW)
    importlib.import_module(first) if first == "cdktn" else monkeypatch.setitem(sys.modules, first, module(first))
    assert base.base() == first
    assert importlib.import_module("cdktf_cdktf_provider_aws").__name__ == base.BINDINGS[first]


def module(name: str) -> object:
    return importlib.util.module_from_spec(importlib.machinery.ModuleSpec(name, None))


@pytest.mark.parametrize("name", ["cdktn", "cdktn_provider_aws.vpc"])
def test_the_two_are_not_mixed(name: str, install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install(*OLD, *NEW)
    monkeypatch.setitem(sys.modules, "cdktf", module("cdktf"))
    refused(f"and now {name.partition('.')[0]}", lambda: importlib.import_module(name))
    monkeypatch.setenv(base.VARIABLE, "cdktn")
    refused("the other base has been imported too\n.*cdktn and cdktf", base.install)
    monkeypatch.setitem(sys.modules, "cdktn", module("cdktn"))
    refused("the other base has been imported too")


def test_the_names_give_the_same_modules(install: Install) -> None:
    install(*NEW)
    vpc = importlib.import_module("cdktf_cdktf_provider_aws.vpc")
    assert vpc is importlib.import_module("cdktn_provider_aws.vpc")
    assert vpc is sys.modules["cdktf_cdktf_provider_aws"].vpc
    assert vpc.__spec__.name == vpc.__name__ == "cdktn_provider_aws.vpc"
    assert importlib.import_module("cdktf").Thing is importlib.import_module("cdktn").Thing


def test_what_is_in_neither_is_not_found(install: Install) -> None:
    install(*NEW)
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'cdktf_cdktf_provider_aws\.vcp'"):
        importlib.import_module("cdktf_cdktf_provider_aws.vcp")
    with pytest.raises(ModuleNotFoundError, match="No module named 'elsewhere'"):
        importlib.import_module("elsewhere")


@pytest.mark.usefixtures("install")
def test_a_second_call_changes_nothing() -> None:
    before = list(sys.meta_path)
    base.install()
    assert sys.meta_path == before
    del sys.meta_path[0]
    base.install()
    assert [type(finder) for finder in sys.meta_path] == [base._Finder, type]


@pytest.mark.slow
def test_importing_the_library_imports_no_base() -> None:
    program = f"import sys, lib; print([n for n in {(*OLD, *NEW)} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_lock_of_cdk_terrain_is_that_of_the_development_environment() -> None:
    def versions(lock: str) -> dict[str, str]:
        lines = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8").splitlines()
        pinned = (line.split()[0].partition("==") for line in lines if "==" in line)
        return {name: version for name, _, version in pinned}

    own, shared = versions("cdktn"), versions("dev")
    assert {name for name in own if own[name] != shared.get(name)} == {"cdktn", "cdktn-provider-aws", "constructs"}
