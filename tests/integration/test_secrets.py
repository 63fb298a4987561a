"""Secrets that are given or generated stand in AWS alone: in no file, no state, no output, no report, no log."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from typer.testing import CliRunner

from lib.cli import app
from lib.testing.emulator import Emulator
from lib.testing.terraform import Terraform

from .conftest import PROVIDER_NAMED, take_provider

pytestmark = [pytest.mark.terraform, pytest.mark.xdist_group("secrets")]

# What is given to Terraform, by its variable; each is told from the others wherever it turns up.
GIVEN: Final = {
    "db_password": "Marker-1-Of-The-Database",
    "partner_token": "Marker-2-Of-The-Partner",
    "parameter_token": "Marker-3-Of-The-Parameter",
}


class Run(NamedTuple):
    """A deployment, and what it left.

    Attributes:
        folder: All that was written, but for logs.
        log: Terraform's log, with the provider's.
        texts: What the commands printed, and what lies in the state's bucket.
        secrets: Every secret, by what it is.
    """

    folder: Path
    log: Path
    texts: dict[str, bytes]
    secrets: dict[str, str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, emulator: Emulator) -> Run:
    folder, log = tmp_path_factory.mktemp("run"), tmp_path_factory.mktemp("log") / "terraform.log"
    emulator.reset()
    emulator.client("s3").create_bucket(Bucket="states")
    emulator.client("s3").put_bucket_versioning(Bucket="states", VersioningConfiguration={"Status": "Enabled"})
    given = {f"TF_VAR_{name}": value for name, value in GIVEN.items()}
    # Caches and temporary files lie in the folder too.
    kept = {name: str(folder / name.lower()) for name in ("HOME", "XDG_CACHE_HOME", "TMPDIR")}
    for path in kept.values():
        Path(path).mkdir()
    script = Path(__file__).with_name("with_secrets.py")
    subprocess.run([sys.executable, script, "states"], cwd=folder, env={**os.environ, **kept, **given}, check=True)
    take_provider(folder / "cdktf.out" / "stacks")
    stack = folder / "cdktf.out" / "stacks" / "secrets"
    logging = {"TF_LOG": "TRACE", "TF_LOG_PATH": str(log)}
    terraform = Terraform(stack, {**emulator.environment(), **given, **logging}, registry=PROVIDER_NAMED)
    terraform.init()
    texts = {"plan": terraform.run("plan", "-no-color", "-input=false", "-out=kept.plan")}
    (stack / "plan.json").write_text(terraform.run("show", "-json", "kept.plan"), encoding="utf-8")
    texts["shown plan"] = terraform.run("show", "-no-color", "kept.plan")
    texts["apply"] = terraform.run("apply", "-no-color", "-input=false", "kept.plan")
    texts["second plan"] = terraform.run("plan", "-no-color", "-input=false")
    texts["state"] = terraform.run("show", "-json")
    texts["output"] = terraform.run("output", "-json")
    for name, checked_path in (("check", folder / "cdktf.out"), ("gate", stack / "plan.json")):
        checked = CliRunner().invoke(app, ["check", str(checked_path), "--format", "json"])
        assert json.loads(checked.stdout)["findings"] == []
        texts[name] = checked.output
    return Run(
        folder, log, {name: text.encode() for name, text in texts.items()} | versions(emulator), kept_in_aws(emulator)
    )


def versions(emulator: Emulator) -> dict[str, bytes]:
    """Every version of every object in the state's bucket."""
    s3 = emulator.client("s3")
    found = s3.list_object_versions(Bucket="states")["Versions"]
    return {
        f"{each['Key']} {each['VersionId']}": s3.get_object(
            Bucket="states", Key=each["Key"], VersionId=each["VersionId"]
        )["Body"].read()
        for each in found
    }


def kept_in_aws(emulator: Emulator) -> dict[str, str]:
    """The secrets as they are in AWS: generated ones are known from there alone."""
    manager, ssm = emulator.client("secretsmanager"), emulator.client("ssm")
    names = [secret["Name"] for secret in manager.list_secrets()["SecretList"]]
    found = {name: manager.get_secret_value(SecretId=name)["SecretString"] for name in names}
    found = {name: json.loads(text)["password"] if text.startswith("{") else text for name, text in found.items()}
    for parameter in ssm.describe_parameters()["Parameters"]:
        name = parameter["Name"]
        found[name] = ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    return found


def contents(file: Path) -> Iterator[bytes]:
    """A file as it is, and what is packed into it."""
    raw = file.read_bytes()
    yield raw
    if raw.startswith(b"\x1f\x8b"):
        yield gzip.decompress(raw)
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            yield from (archive.read(name) for name in archive.namelist())


def named(text: bytes, secrets: dict[str, str]) -> list[str]:
    return [name for name, secret in secrets.items() if secret.encode() in text]


def test_every_secret_is_in_aws_and_each_is_another(run: Run) -> None:
    assert set(GIVEN.values()) < set(run.secrets.values())
    assert len(set(run.secrets.values())) == len(run.secrets) == 5


def test_none_is_in_anything_that_was_written(run: Run) -> None:
    files = [path for path in run.folder.rglob("*") if path.is_file() and not path.is_symlink()]
    assert {"cdk.tf.json", "kept.plan", "plan.json"} <= {path.name for path in files}
    assert [
        (str(file), found) for file in files for text in contents(file) if (found := named(text, run.secrets))
    ] == []


def test_none_is_in_the_state_or_in_an_earlier_version_of_it(run: Run) -> None:
    assert [name for name in run.texts if name.startswith("secrets/terraform.tfstate ")]
    assert [(place, found) for place, text in run.texts.items() if (found := named(text, run.secrets))] == []


def test_the_search_would_find_one(run: Run, tmp_path: Path) -> None:
    for name, text in (
        ("plain", b"x" + GIVEN["db_password"].encode()),
        ("packed", gzip.compress(b"Marker-2-Of-The-Partner")),
    ):
        (tmp_path / name).write_bytes(text)
        assert [found for content in contents(tmp_path / name) if (found := named(content, run.secrets))]
    with zipfile.ZipFile(tmp_path / "plan", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tfplan", GIVEN["parameter_token"])
    assert [found for content in contents(tmp_path / "plan") if (found := named(content, run.secrets))]


def test_only_the_provider_logs_any_and_only_when_it_is_debugged(run: Run) -> None:
    """At TRACE, which has all that the other levels have: docs/security.md warns of what is found here."""
    found = logged(run.log, run.secrets)
    assert {(level, writer.partition("_v")[0]) for level, writer in found} == {
        ("DEBUG", "provider.terraform-provider-aws")
    }


def logged(log: Path, secrets: dict[str, str]) -> dict[tuple[str, str], set[str]]:
    """Which secrets a log has, by its level and who wrote the line."""
    found: dict[tuple[str, str], set[str]] = {}
    level, writer = "", ""
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if head := re.match(r"\S+ \[(\w+)\]\s+([\w.-]+)", line):
            level, writer = head.groups()
        for name in named(line.encode(), secrets):
            found.setdefault((level, writer), set()).add(name)
    return found
