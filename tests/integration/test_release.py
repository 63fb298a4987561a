"""A release: the same bytes on two machines, what is in it, and its wheel beside a project with a `lib` of its own."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from lib import __version__
from lib.commands.project_template import template_files
from scripts.release.readiness import release_time
from scripts.release.sbom import pin_of, pins
from tests.repositories import RELEASE_PYTHON, ROOT, repository

APP = """
from tap_constructs import EncryptionKey, Network, NetworkConfig, PaymentApi, Reference, synth
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from lib.shop import NAME

app = App()
stack = TerraformStack(app, NAME)
AwsProvider(stack, "aws", region="eu-central-1")
Network(stack, "Network", config=NetworkConfig(zone_count=2))
key = EncryptionKey(stack, "Key", purpose="functions", users=["logs"])
PaymentApi(stack, "Payments", table=Reference("arn:table", "table"), bus=Reference("arn:bus", "bus"), key=key)
synth(app)
"""
NAME = f"tap_constructs-{__version__}"
TIME = release_time((ROOT / "CHANGELOG.md").read_text("utf-8"), __version__)

pytestmark = pytest.mark.xdist_group("release")


@dataclass(frozen=True)
class Machine:
    """What differs between two machines."""

    umask: int
    variables: dict[str, str]
    age: int | None = None  # of the files, in seconds since 1970; None is when they were written
    backwards: bool = False  # the order in which the folders list their files


MACHINES = {
    "one": Machine(0o022, {"TZ": "UTC", "PYTHONHASHSEED": "1"}),
    "another/far/away": Machine(
        0o077, {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "2", "LC_ALL": "C"}, 1_000_000_000, backwards=True
    ),
}


def release(root: Path, machine: Machine) -> Path:
    """Makes a release as a machine would that has the repository, and gives its folder."""
    repository(root)
    files = [path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts]
    for path in sorted(files, reverse=True) if machine.backwards else ():
        contents, mode = path.read_bytes(), path.stat().st_mode
        path.unlink()
        path.write_bytes(contents)
        path.chmod(mode & ~machine.umask)
    for path in files if machine.age else ():
        os.utime(path, (machine.age or 0, machine.age or 0))
    (root / ".cache").mkdir()
    (root / ".cache" / "release").symlink_to(RELEASE_PYTHON.parents[1])
    done = subprocess.run(
        [sys.executable, "-m", "scripts.release"],
        cwd=root,
        env={**os.environ, **machine.variables, "PYTHONPATH": ""},
        umask=machine.umask,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "dist"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("machines")
    return [release(folder / name, machine) for name, machine in MACHINES.items()]


@pytest.fixture(scope="module")
def dist(releases: list[Path]) -> Path:
    return releases[0]


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    return dist / f"{NAME}-py3-none-any.whl"


@pytest.fixture(scope="module")
def sdist(dist: Path) -> Path:
    return dist / f"{NAME}.tar.gz"


def test_two_machines_make_the_same_bytes(releases: list[Path]) -> None:
    one, another = ({path.name: path.read_bytes() for path in made.iterdir()} for made in releases)
    assert set(one) == {
        "SHA256SUMS",
        "tap-project.zip",
        f"tap-constructs-{__version__}.cdx.json",
        f"tap-constructs-{__version__}-development.cdx.json",
        f"{NAME}.tar.gz",
        f"{NAME}-py3-none-any.whl",
    }
    assert [name for name in one if one[name] != another.get(name)] == []


def test_the_sums_are_those_of_the_files(dist: Path) -> None:
    lines = [line.split("  ") for line in (dist / "SHA256SUMS").read_text("utf-8").splitlines()]
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in dist.iterdir()}
    del hashes["SHA256SUMS"]
    assert {name: found for found, name in lines} == hashes


def test_the_sdist_makes_the_same_wheel(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    subprocess.run(
        [RELEASE_PYTHON, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(tmp_path / NAME)],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(TIME)},
        umask=0o022,
        check=True,
        capture_output=True,
    )
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {path.relative_to(ROOT / "lib").as_posix() for path in (ROOT / "lib").rglob("*.py")}
    sources |= {f"template/{path}" for path in template_files()}
    assert {"lambda/payment_api/handler.py", "template/.github/workflows/pull-request.yml"} < sources
    package = {f"tap_constructs/{name}" for name in sources | {"py.typed"}}
    about = {
        f"{NAME}.dist-info/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "top_level.txt")
    }
    assert names == package | about | {f"{NAME}.dist-info/licenses/LICENSE"}


def test_the_sdist_holds_what_the_wheel_is_made_of(wheel: Path, sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        entries = archive.getmembers()
    names = {entry.name.removeprefix(f"{NAME}/") for entry in entries if entry.isfile()}
    package = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("tap_constructs/")}
    about = {name for name in names if not name.startswith("lib/")}
    assert {name.replace("lib/", "tap_constructs/", 1) for name in names - about} == package
    assert {name for name in about if "egg-info" not in name} == {
        "CHANGELOG.md",
        "LICENSE",
        "MANIFEST.in",
        "PKG-INFO",
        "README.md",
        "pyproject.toml",
        "setup.cfg",
    }
    assert {(entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname) for entry in entries} == {
        (TIME, 0, 0, "", "")
    }


def test_every_file_is_of_the_day_of_the_release(wheel: Path) -> None:
    day = datetime.fromtimestamp(TIME, UTC).timetuple()[:6]
    assert {entry.date_time for entry in zipfile.ZipFile(wheel).infolist()} == {day}


def test_the_package_says_what_the_changelog_and_the_code_say(wheel: Path) -> None:
    metadata = zipfile.ZipFile(wheel).read(f"{NAME}.dist-info/METADATA").decode()
    assert re.findall(r"^Version: (.+)$", metadata, re.MULTILINE) == [__version__]
    assert re.findall(r"^Requires-Python: (.+)$", metadata, re.MULTILINE) == [">=3.11"]


def components(path: Path, scope: str) -> set[str]:
    bom = json.loads(path.read_text("utf-8"))
    return {pin_of(component) for component in bom["components"] if component["scope"] == scope}


def locked(name: str) -> set[str]:
    """What every machine installs of a lock; what few do is not in a bill that is made on another."""
    return {pin for pin, everywhere in pins(ROOT / "requirements" / f"{name}.lock").items() if everywhere}


def test_a_bill_tells_what_is_installed_with_the_library_from_what_it_is_made_with(dist: Path) -> None:
    used = dist / f"tap-constructs-{__version__}.cdx.json"
    whole = dist / f"tap-constructs-{__version__}-development.cdx.json"
    runtime, extras, dev = locked("runtime"), locked("extras"), locked("dev")
    assert runtime < extras < dev
    for bill in (used, whole):
        assert components(bill, "required") == runtime
        assert components(bill, "optional") >= extras - runtime
        assert not components(bill, "optional") & {pin for pin in dev if pin.startswith(("mypy==", "ruff=="))}
    assert components(used, "excluded") == set()
    assert components(whole, "excluded") >= dev - extras
    node = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    # One that is installed under another name says what it is.
    named = {
        (about.get("name", path.rpartition("node_modules/")[2]), about["version"])
        for path, about in node.items()
        if path
    }
    found = {unquote(one["purl"]) for one in json.loads(whole.read_text("utf-8"))["components"]}
    assert {purl for purl in found if purl.startswith("pkg:npm/")} == {f"pkg:npm/{name}@{at}" for name, at in named}


def test_a_bill_is_about_the_wheel_and_says_what_depends_on_what(dist: Path, wheel: Path) -> None:
    bom = json.loads((dist / f"tap-constructs-{__version__}.cdx.json").read_text("utf-8"))
    subject = bom["metadata"]["component"]
    assert (subject["name"], subject["version"]) == ("tap-constructs", __version__)
    assert subject["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(wheel.read_bytes()).hexdigest()}]
    depends = {entry["ref"]: entry.get("dependsOn", []) for entry in bom["dependencies"]}
    names = {ref.partition("==")[0]: {other.partition("==")[0] for other in refs} for ref, refs in depends.items()}
    assert {"cdktf", "jsii", "pydantic"} <= names[subject["bom-ref"]]
    assert "typeguard" in names["jsii"]
    assert {ref for refs in depends.values() for ref in refs} <= set(depends)
    assert "file:" not in json.dumps(bom)


def broken(bom: dict[str, Any], **changed: object) -> str:
    first, *others = bom["components"]
    return json.dumps({**bom, "components": [{**first, **changed}, *others[:2]]})


@pytest.mark.parametrize(("changed", "code"), [({}, 0), ({"scope": "sometimes"}, 1), ({"name": None}, 1)])
def test_a_bill_is_held_against_the_schema(dist: Path, tmp_path: Path, changed: dict[str, object], code: int) -> None:
    bom = json.loads((dist / f"tap-constructs-{__version__}.cdx.json").read_text("utf-8"))
    file = tmp_path / "bom.json"
    file.write_text(broken(bom, **changed), "utf-8")
    command = [str(RELEASE_PYTHON), "-m", "scripts.release.validate_sbom", str(file)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert (done.returncode, "is no CycloneDX 1.5" in done.stderr) == (code, bool(code))


def test_a_project_with_a_lib_of_its_own_synthesizes(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    install: list[Path | str] = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
    lock = ROOT / "requirements" / "runtime.lock"
    subprocess.run([*install, "--require-hashes", "--requirement", str(lock)], check=True)
    subprocess.run([*install, str(wheel)], check=True)
    subprocess.run([python, "-m", "pip", "check"], check=True)
    project = tmp_path / "project"
    (project / "lib").mkdir(parents=True)
    (project / "lib" / "__init__.py").touch()
    (project / "lib" / "shop.py").write_text('NAME = "shop"\n')
    (project / "main.py").write_text(APP)
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([python, "main.py"], cwd=project, env=outside, check=True)
    made = project / "cdktf.out" / "stacks" / "shop"
    assert '"aws_vpc"' in (made / "cdk.tf.json").read_text()
    [packed] = made.glob("assets/*/*/shop-payment-api.zip")
    handler = (ROOT / "lib" / "lambda" / "payment_api" / "handler.py").read_bytes()
    assert zipfile.ZipFile(packed).read("handler.py") == handler
    said = subprocess.run([environment / "bin" / "tap", "--version"], check=True, capture_output=True, text=True).stdout
    assert said.strip() == __version__
