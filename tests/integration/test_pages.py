"""What the pages show that takes more than Python: options of cdktf and Terraform, and programs on the emulator."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from lib.testing.emulator import Emulator
from lib.testing.terraform import cli_environment, find_terraform
from tests.pages import Command, blocks, commands, pages, split

from .conftest import ROOT

pytestmark = pytest.mark.terraform

CDKTF = ROOT / "node_modules" / ".bin" / "cdktf"


@cache
def help_of(program: str, *subcommand: str) -> str:
    """What a program says of one of its commands; empty where it has no such."""
    option = "--help" if program == str(CDKTF) else "-help"
    done = subprocess.run(
        [program, *subcommand, option],
        env={**os.environ, "DISABLE_VERSION_CHECK": "1", "CHECKPOINT_DISABLE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = done.stdout + done.stderr
    return "" if done.returncode or f"{' '.join(subcommand)}" not in said else said


def faults(command: Command) -> Iterator[str]:
    """What is wrong with a command line of cdktf or Terraform."""
    words = list(command.words)
    if words[:2] == ["npx", "cdktf"]:
        words = words[1:]
    if words[:1] not in (["cdktf"], ["terraform"]):
        return
    program = str(CDKTF) if words[0] == "cdktf" else find_terraform(os.environ)
    rest = [word for word in words[1:] if not word.startswith("-chdir=")]
    names: list[str] = []
    while (
        rest and re.fullmatch(r"[a-z-]+", rest[0]) and not rest[0].startswith("-") and help_of(program, *names, rest[0])
    ):
        names.append(rest.pop(0))
    if not names:
        yield f"no command {' '.join(rest)}"
        return
    for word in rest:
        option = word.partition("=")[0]
        if option.startswith("-") and not re.search(
            rf"(?<![\w-]){re.escape(option)}(?![\w-])", help_of(program, *names)
        ):
            yield f"no option {option} of {' '.join(names)}"


@pytest.mark.parametrize("page", pages())
def test_commands_and_options_of_cdktf_and_terraform_exist(page: str) -> None:
    assert [(one.place, one.text, fault) for one in commands(page) for fault in faults(one)] == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("npx cdktf depoly", "no command depoly"),
        ("npx cdktf deploy --output-file x", "no option --output-file of deploy"),
        ("terraform appply", "no command appply"),
        ("terraform plan -lock-file", "no option -lock-file of plan"),
        ("terraform providers lock -platforms=x", "no option -platforms of providers lock"),
    ],
)
def test_what_does_not_exist_is_found(line: str, fault: str) -> None:
    (command,) = split(line, "here", in_block=True)
    assert list(faults(command)) == [fault]


FIXTURES = """
import subprocess
from pathlib import Path

import pytest
import tap_constructs
from cdktf import App, LocalBackend, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue


@pytest.fixture
def tmp_path(tmp_path):
    app = App(outdir=str(tmp_path))
    stack = TerraformStack(app, "shop")
    LocalBackend(stack, path="terraform.tfstate")
    AwsProvider(stack, "aws", region="us-east-1", max_retries=3)
    stack.add_override("terraform.required_providers.aws.version", ">= 5.100.0")
    SqsQueue(stack, "orders", name="orders")
    app.synth()
    return tmp_path / "stacks" / "shop"


"""


def test_the_test_that_the_page_shows_passes(tmp_path: Path) -> None:
    (shown,) = (one for one in blocks("docs/emulator.md", "python") if "emulator_clean" in one.text)
    (tmp_path / "test_page.py").write_text(FIXTURES + shown.text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    done = subprocess.run(
        [*command, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_the_emulator_by_hand_is_as_the_page_shows(tmp_path: Path, emulator: Emulator) -> None:
    (shown,) = (one for one in blocks("docs/emulator.md", "python") if "Emulator.start()" in one.text)
    (tmp_path / "main.tf.json").write_text('{"resource": {"terraform_data": {"held": {}}}}', encoding="utf-8")
    environment = cli_environment(tmp_path, emulator.environment()) | {"TF_CLI_ARGS_apply": "-auto-approve"}
    subprocess.run(["terraform", "init"], cwd=tmp_path, env=environment, capture_output=True, check=True)
    program = f"import subprocess\n{shown.text}    assert Path('terraform.tfstate').exists()\n"
    done = subprocess.run(
        [sys.executable, "-c", f"from pathlib import Path\n{program}"],
        cwd=tmp_path,
        env={**os.environ, "TF_CLI_ARGS_apply": "-auto-approve"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("[]\n")
