"""The disk is full: what was there stays usable, the message says so, and the same command works once there is room."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.testing.emulator import Emulator
from lib.testing.terraform import Terraform, TerraformError
from tests.integration.conftest import ROOT

from .conftest import Tell
from .environment import SMALL, STATE, Undisturbed, assert_same_end, locks, write
from .interrupted import applied
from .proxy import Proxy
from .runbook import terraform
from .small_disk import SmallDisk, small_disk

SYNTH = """
import ast
import sys
from pathlib import Path
from lib import TapStack, TapSettings, synth
from cdktf import App
app = App(outdir=sys.argv[1])
given = ast.literal_eval(sys.argv[2])
settings = TapSettings.load("faults", root=Path.cwd(), environ={"TERRAFORM_STATE_BUCKET": "states"}, **given)
TapStack(app, "faults", settings=settings)
synth(app)
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", 1024) as made:
        yield made


def synthesize(
    disk: SmallDisk, output: Path, *, cache: Path | None = None, **settings: Any
) -> subprocess.CompletedProcess[str]:
    program = (sys.executable, "-c", SYNTH, str(output), repr({**SMALL, **settings}))
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TERRAFORM_"))}
    return subprocess.run(
        disk.command(ROOT, *program),
        env={**inherited, **({"XDG_CACHE_HOME": str(cache)} if cache else {}), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def terraform_on(disk: SmallDisk, folder: Path, proxy: Proxy, emulator: Emulator) -> Terraform:
    """Terraform in a folder of the disk; what the test itself writes lies elsewhere."""
    environment = emulator.environment() | {"AWS_ENDPOINT_URL": proxy.endpoint}
    host = disk.folder.parent / "host"
    host.mkdir()
    plain = Terraform(host, environment)
    script = host / "terraform"
    script.write_text(f'#!/bin/sh\nexec {shlex.join(disk.command(folder, plain.binary))} "$@"\n', encoding="utf-8")
    script.chmod(0o700)
    return Terraform(host, environment | {"TERRAFORM_BINARY_NAME": str(script)})


def test_synthesis_keeps_what_it_wrote_before(disk: SmallDisk, tell: Tell) -> None:
    output = disk.folder / "out"
    written = disk.seen / "out" / "stacks" / "faults" / "cdk.tf.json"
    assert synthesize(disk, output).returncode == 0
    before = written.read_bytes()
    disk.fill()

    refused = synthesize(disk, output, tags={"owner": "somebody else"})

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{output}: cannot be written\n    got:      no space left on device"), (
        refused.stderr
    )
    assert "Traceback" not in refused.stderr
    assert written.read_bytes() == before
    disk.free()
    assert synthesize(disk, output, tags={"owner": "somebody else"}).returncode == 0
    assert b"somebody else" in written.read_bytes()
    tell("disk full", "while a stack is synthesized", "exit code 1 and the reason; what was there before is whole")


def test_bindings_are_loaded_without_a_cache(disk: SmallDisk, tell: Tell) -> None:
    disk.fill()
    folders = [disk.folder.parent / name for name in ("usual", "slow")]
    usual = synthesize(disk, folders[0])
    done = synthesize(disk, folders[1], cache=disk.folder / "cache")
    assert (usual.returncode, done.returncode) == (0, 0), usual.stderr + done.stderr
    assert "loaded the slow way, with the same output: [Errno 28] No space left on device" in done.stderr
    texts = {
        (disk.folder.parent / name / "stacks" / "faults" / "cdk.tf.json").read_bytes() for name in ("usual", "slow")
    }
    assert len(texts) == 1
    assert not list(disk.seen.rglob("*.t*"))
    tell("disk full", "while the stripped bindings are kept", "loaded the slow way, with a warning; the same output")


@pytest.mark.terraform
@pytest.mark.xdist_group("small")
@pytest.mark.parametrize("is_full", [False, True], ids=["room-on-the-disk", "no-room-on-the-disk"])
def test_a_state_that_cannot_be_kept_is_pushed_later(
    is_full: bool, disk: SmallDisk, small: Undisturbed, emulator: Emulator, proxy: Proxy, tell: Tell
) -> None:
    write(disk.seen / "out", proxy.endpoint, SMALL)
    folder = disk.folder / "out" / "stacks" / "faults"
    run = terraform_on(disk, folder, proxy, emulator)
    run.init()
    proxy.refuse(f"s3 PUT /states/{STATE}(\\?|$)")
    if is_full:
        disk.fill()

    ended = applied(run)

    assert ended.code == 1
    assert "Failed to save state" in ended.output
    assert locks(emulator) == []
    saved = disk.seen / "out" / "stacks" / "faults" / "errored.tfstate"
    proxy.repair()
    if is_full:
        assert "no space left on device" in " ".join(ended.output.split())
        disk.free()
        saved.write_text(printed_state(ended.output), encoding="utf-8")
    terraform(run, "state push")
    run.apply()  # Terraform stops when it cannot write the state between
    assert_same_end(run, emulator, small.inventory)
    where = "in the output, as JSON" if is_full else "in errored.tfstate"
    tell(
        "state cannot be written",
        f"the bucket refuses it at the end of an apply, {'no ' if is_full else ''}room on the local disk",
        f"Terraform leaves it {where}; `terraform state push` of that, and the next apply ended right",
    )


def printed_state(output: str) -> str:
    """The state in what Terraform said."""
    start = output.index('{\n  "version"')
    state, _ = json.JSONDecoder().raw_decode(output[start:])
    return json.dumps(state)


@pytest.mark.terraform
@pytest.mark.xdist_group("small")
def test_a_plan_that_cannot_be_written_changes_nothing(
    disk: SmallDisk, emulator: Emulator, proxy: Proxy, tell: Tell
) -> None:
    write(disk.seen / "out", proxy.endpoint, SMALL)
    run = terraform_on(disk, disk.folder / "out" / "stacks" / "faults", proxy, emulator)
    run.init()
    disk.fill()
    before = emulator.leftovers()
    with pytest.raises(TerraformError, match="no space left on device"):
        run.run("plan", "-input=false", "-out=my.plan")
    with pytest.raises(TerraformError):
        run.run("show", "my.plan")
    assert emulator.leftovers() == before
    assert locks(emulator) == []
    disk.free()
    run.run("plan", "-input=false", "-out=my.plan")
    assert "aws_vpc" in run.run("show", "my.plan")
    tell("disk full", "while a plan is written", "refused with the reason, nothing is changed")
