"""What is installed is what is on disk, and importing it costs nothing."""

from __future__ import annotations

import ast
import importlib
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from glob import glob
from pathlib import Path
from typing import Any

import pytest

import lib
from lib.commands.project_template import template_files

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "lib"
DATA = {"lambda", "template"}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if not DATA & set(path.relative_to(PACKAGE).parts))

COUNT_PROCESSES = """
import json, sys
started = []
sys.addaudithook(lambda event, arguments: started.append(str(arguments[0])) if event == "subprocess.Popen" else None)
import lib
lib.TapSettings(environment_suffix="dev").network.layout
lib.Names(), lib.BucketConfig(), lib.Problem, lib.readable_errors, dir(lib), lib.__version__
pure = list(started)
lib.Bucket
print(json.dumps([pure, started]))
"""


@pytest.fixture(scope="module")
def pyproject() -> dict[str, Any]:
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


def imports_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


def test_every_folder_that_is_a_package_is_listed(pyproject: dict[str, Any]) -> None:
    folders = {path.parent.relative_to(PACKAGE) for path in PACKAGE.rglob("__init__.py")}
    on_disk = {".".join(("tap_constructs", *folder.parts)) for folder in folders}
    listed = pyproject["tool"]["setuptools"]["packages"]
    assert sorted(listed) == sorted(on_disk)
    assert len(listed) == len(set(listed))


def test_every_module_lies_in_a_package() -> None:
    assert [path for path in MODULES if not (path.parent / "__init__.py").exists()] == []


def test_the_folder_is_installed_under_the_librarys_name(pyproject: dict[str, Any]) -> None:
    assert pyproject["tool"]["setuptools"]["package-dir"] == {"tap_constructs": "lib"}


def test_the_version_stands_in_one_place(pyproject: dict[str, Any]) -> None:
    assert pyproject["project"]["dynamic"] == ["version"]
    assert pyproject["tool"]["setuptools"]["dynamic"] == {"version": {"attr": "tap_constructs.__version__"}}
    assert re.fullmatch(r"\d+\.\d+\.\d+", lib.__version__)


def test_types_are_published(pyproject: dict[str, Any]) -> None:
    assert (PACKAGE / "py.typed").exists()
    assert "py.typed" in pyproject["tool"]["setuptools"]["package-data"]["tap_constructs"]


def test_every_handler_is_installed_as_data(pyproject: dict[str, Any]) -> None:
    patterns = pyproject["tool"]["setuptools"]["package-data"]["tap_constructs"]
    installed = {path for pattern in patterns for path in PACKAGE.glob(pattern)}
    assert {path for path in (PACKAGE / "lambda").rglob("*.py") if path.is_file()} <= installed
    assert PACKAGE / "lambda" / "payment_api" / "handler.py" in installed


def test_every_file_of_a_new_project_is_installed_as_data(pyproject: dict[str, Any]) -> None:
    patterns = pyproject["tool"]["setuptools"]["package-data"]["tap_constructs"]
    # Like setuptools, and unlike Path.glob, it finds hidden files only where the pattern has their dot.
    installed = {path for pattern in patterns for path in glob(pattern, root_dir=PACKAGE, recursive=True)}  # noqa: PTH207
    assert {f"template/{path}" for path in template_files()} <= installed


def test_an_entry_point_names_a_module_that_is_there(pyproject: dict[str, Any]) -> None:
    name = pyproject["project"]["entry-points"]["pytest11"]["tap_constructs"]
    assert (REPOSITORY / name.replace("tap_constructs", "lib", 1).replace(".", "/")).with_suffix(".py").exists()


def test_public_names_are_listed_once_and_in_order() -> None:
    assert lib.__all__ == sorted(lib._EXPORTS)


@pytest.mark.parametrize("name", sorted(lib._EXPORTS))
def test_a_public_name_is_what_its_module_defines(name: str) -> None:
    found = getattr(lib, name)
    assert found is getattr(importlib.import_module(f"lib.{lib._EXPORTS[name]}"), name)
    assert found.__module__ == f"lib.{lib._EXPORTS[name]}"


def test_type_checkers_see_the_same_public_names() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert seen == lib._EXPORTS


def test_a_name_that_is_not_public_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="module 'lib' has no attribute 'Vpc'"):
        lib.Vpc  # noqa: B018  # looking it up is the test


def test_public_names_are_shown_to_who_looks_around() -> None:
    assert set(lib.__all__) <= set(dir(lib))
    assert "__version__" in dir(lib)


@pytest.mark.slow
def test_settings_start_no_process_and_the_first_construct_starts_node() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-c", COUNT_PROCESSES]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    pure, started = json.loads(done.stdout)
    assert pure == []
    assert started != []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_inside_the_package_are_relative(path: Path) -> None:
    absolute = imports_of(ast.parse(path.read_text(encoding="utf-8")))
    assert [name for name in absolute if name.split(".")[0] in ("lib", "tap_constructs")] == []


def test_an_absolute_import_would_be_found() -> None:
    tree = ast.parse("import os, lib.x\nfrom . import y\ndef f():\n    from tap_constructs.z import z\n")
    assert sorted(imports_of(tree)) == ["lib.x", "os", "tap_constructs.z"]
