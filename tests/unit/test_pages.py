"""What the pages show can be typed: blocks of Python run, and commands, settings and variables are ones that exist."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer

import lib

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.eip import Eip
from cdktf_cdktf_provider_aws.provider import AwsProvider
from typer.testing import CliRunner

from lib import cli
from lib.account_settings import AccountSettings
from lib.errors import ConfigurationError
from lib.failover.__main__ import app as failover
from lib.guards import acknowledgements
from lib.merging import merged
from lib.model import Model
from lib.orphans.__main__ import app as orphans
from lib.settings import TapSettings
from lib.testing.local.__main__ import app as local
from scripts.reference.types import models_in, steps
from tests.aws_lines import LineError, call_of
from tests.pages import ROOT, Block, Command, blocks, commands, pages, read, spans, split

APP = """
from cdktf import App, TerraformStack
from constructs import Construct
from cdktf_cdktf_provider_aws.provider import AwsProvider
app = App()
"""
STACK = f"""{APP}
stack = TerraformStack(app, "shop")
AwsProvider(stack, "aws", region="us-east-1")
"""
ADOPTING = 'far = AwsProvider(stack, "far", region="eu-central-1", alias="far")\n'
ORDERING = """
from cdktf_cdktf_provider_aws.vpc import Vpc
service, database = (Vpc(stack, name, cidr_block="10.0.0.0/16") for name in ("service", "database"))
"""
RAW = """
from cdktf_cdktf_provider_aws.security_group import SecurityGroup
cidr = "10.0.0.0/16"
"""
TESTED = f"""{STACK}
my_stack = stack
names = Names("shop", "dev", "us-east-1")
key = EncryptionKey(stack, "Key", purpose="logs", users=["logs"], names=names)
FlowLogs(stack, "FlowLogs", vpc_id="vpc-0123", key=key, names=names)

"""


class Shown(NamedTuple):
    """How a block of Python is tried.

    Attributes:
        before: What it stands on, as the page has it in words.
        says: What it ends with as an error; empty where it is right.
        is_test: Whether pytest runs it.
        elsewhere: Which test tries it instead, since it needs more than Python.
    """

    before: str = ""
    says: str = ""
    is_test: bool = False
    elsewhere: str = ""


# By how it begins. What is not here is a whole program.
SHOWN = {
    "from tap_constructs import NetworkConfig, readable_errors": Shown(says="zone_count: Input should be less than"),
    "documents = Bucket(": Shown(STACK + ADOPTING),
    "from tap_constructs import renamed": Shown(STACK + "config = NetworkConfig()\n"),
    "west = AwsProvider(": Shown(STACK),
    "from tap_constructs import guard, synth": Shown(APP),
    "from tap_constructs import order": Shown(STACK + ORDERING),
    "SecurityGroup(stack": Shown(STACK + RAW, says="from_port, to_port, cidr_blocks"),
    "def test_flow_logs_are_kept(synthesized):": Shown(TESTED, is_test=True),
    "def test_my_stack(synthesized):": Shown(TESTED, is_test=True),
    "def test_my_stack(emulator_clean, terraform, tmp_path):": Shown(elsewhere="tests/integration/test_pages.py"),
    "def test_the_topic_is_encrypted(deployed):": Shown(elsewhere="tests/integration/test_local_deploy.py"),
    "from tap_constructs.testing.emulator import Emulator": Shown(elsewhere="tests/integration/test_pages.py"),
    "import cdktn": Shown(elsewhere="tests/integration/test_cdktn.py"),
}
PYTHON = [block for page in pages() for block in blocks(page, "python")]


def imports(program: str) -> str:
    """What a part of a program wants of the library; all of it would take seconds to load."""
    names = set(lib.__all__) & set(re.findall(r"\w+", program))
    return f"from tap_constructs import {', '.join(sorted(names))}\n" if names else ""


def beginning(block: Block) -> str:
    return next((begins for begins in SHOWN if block.text.startswith(begins)), "")


@pytest.mark.slow
@pytest.mark.parametrize("block", PYTHON, ids=lambda block: block.place)
def test_a_block_of_python_does_what_the_page_says(block: Block, tmp_path: Path) -> None:
    compile(block.text, block.place, "exec")
    shown = SHOWN.get(beginning(block), Shown())
    if shown.elsewhere:
        assert (ROOT / shown.elsewhere).exists()
        return
    program = tmp_path / "test_page.py"
    taken = imports(shown.before + block.text) if shown.before else ""
    program.write_text(taken + shown.before + block.text, encoding="utf-8")
    by = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)] if shown.is_test else []
    done = subprocess.run(
        [sys.executable, *by, str(program)], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == bool(shown.says), done.stdout + done.stderr
    assert shown.says in done.stderr


def test_no_way_to_try_a_block_is_left_over() -> None:
    assert set(SHOWN) <= {beginning(block) for block in PYTHON}


# What is typed into a shell, and who says whether it can be.
COMMANDS = [command for page in pages() for command in commands(page)]
TYPERS = {"tap": cli.app, "lib.failover": failover, "lib.orphans": orphans, "lib.testing.local": local}
USAGE_ERROR: Any = typer.BadParameter.__base__  # of the click that typer has with it
OF_THE_MACHINE = {"cd", "cp", "diff", "git", "mkdir", "sha256sum", "umask"}


def faults(command: Command) -> Iterator[str]:
    """What is wrong with a command; of cdktf and Terraform, which are programs of their own, nothing here."""
    program, *rest = command.words or ("export",)
    name = program.rpartition("/")[2]
    if name == "tap":
        yield from typer_faults(TYPERS["tap"], rest)
    elif name == "make":
        makefile = (
            "lib/template/Makefile" if command.place.startswith(("lib/template", "docs/template")) else "Makefile"
        )
        yield from (f"no target {word}" for word in rest if not re.search(f"^{word}:", read(makefile), re.MULTILINE))
    elif name == "pip":
        yield from pip_faults(rest)
    elif name == "python":
        yield from tool_faults(program, rest) if program.startswith(".cache/") else python_faults(rest)
    elif name == "aws":
        try:
            call_of(command.words, whole=command.in_block)
        except LineError as error:
            yield str(error)
    elif name not in {"export", "cdktf", "npx", "terraform", *OF_THE_MACHINE}:
        yield f"nothing says what {name} is"


def typer_faults(app: typer.Typer, words: list[str]) -> Iterator[str]:
    """What the command line says of the words; nothing where they name no more than the command."""
    group: Any = typer.main.get_command(app)
    try:
        if not hasattr(group, "resolve_command"):  # the program is one command
            group.make_context(None, list(words))
            return
        name, command, rest = group.resolve_command(group.context_class(group), words)
        command.make_context(name, list(rest), resilient_parsing=not rest)
    except USAGE_ERROR as error:
        yield str(error)


def pip_faults(words: list[str]) -> Iterator[str]:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    for word in words:
        if (ROOT / word).is_file() or re.fullmatch(r"tap_constructs-[0-9.]+-py3-none-any\.whl", word):
            continue
        found = re.fullmatch(r"([\w-]+)(?:\[(\w+)\])?", word)
        if word in ("install", "--require-hashes", "--no-deps", "--requirement"):
            continue
        if not found or found[1] != project["name"] or (found[2] and found[2] not in project["optional-dependencies"]):
            yield f"no package {word}"


def tool_faults(program: str, words: list[str]) -> Iterator[str]:
    """What is wrong with a command of an environment beside the library's, made of a lock."""
    lock = f"requirements/{program.split('/')[1]}.lock"
    if words[:1] != ["-m"] or not re.search(f"^{words[1]}==", read(lock), re.MULTILINE):
        yield f"{lock} has no {' '.join(words[:2])}"


def python_faults(words: list[str]) -> Iterator[str]:
    if words[0] != "-m":
        yield from () if (ROOT / words[0]).exists() or words[0] == "shop.py" else (f"no {words[0]}",)
        return
    module = words[1].replace("tap_constructs", "lib", 1)
    if module in TYPERS:
        yield from typer_faults(TYPERS[module], words[2:]) if words[2:] else ()
    elif importlib.util.find_spec(module) is None:
        yield f"no module {module}"


@pytest.mark.parametrize("page", pages())
def test_commands_are_ones_that_exist(page: str) -> None:
    assert [(one.place, one.text, fault) for one in commands(page) for fault in faults(one)] == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("tap chekc cdktf.out", "No such command 'chekc'"),
        ("tap check --format pdf cdktf.out", "'pdf' is not one of"),
        ("python -m tap_constructs.failover switchover --too x", "No such option: --too"),
        ("python -m tap_constructs.nothing", "no module lib.nothing"),
        ("python nothing.py", "no nothing.py"),
        ("make nothing", "no target nothing"),
        (".cache/release/bin/python -m twien check x", "requirements/release.lock has no -m twien"),
        ("python -m tap_constructs.orphans state.json --sufix dev", "No such option: --sufix"),
        ("pip install tap-construct", "no package tap-construct"),
        ("pip install 'tap-constructs[graphviz]'", "no package tap-constructs[graphviz]"),
        ("aws dmss describe-connections", "no service dmss"),
        ("aws dms describe-conections", "dms has no operation describe-conections"),
        ("aws dms describe-connections --filter x", "no argument --filter"),
        ("aws dms test-connection --endpoint-arn <ARN>", "dms test-connection lacks ReplicationInstanceArn"),
        ("aws rds wait db-cluster-there", "rds has no waiter db-cluster-there"),
        ("ansible-playbook site.yml", "nothing says what ansible-playbook is"),
    ],
)
def test_a_command_that_does_not_exist_is_found(line: str, fault: str) -> None:
    (command,) = split(line, "here", in_block=True)
    (found,) = faults(command)
    assert fault in found


# Settings: the tables that pages show, and the keys that they name.
def environment(file: Path) -> None:
    """A part of an environment, on the one that has everything."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    TapSettings.model_validate(merged(tomllib.loads(read("environments/full.toml")), table))


def account(file: Path) -> None:
    AccountSettings.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))


# By the first key; what is not here is of an environment.
FILES: dict[str, Callable[[Path], Any]] = {"github_actions": account, "acknowledge": acknowledgements.find}


@pytest.mark.parametrize(
    "block", [block for page in pages() for block in blocks(page, "toml")], ids=lambda block: block.place
)
def test_a_block_of_toml_is_accepted(block: Block, tmp_path: Path) -> None:
    file = tmp_path / "page.toml"
    file.write_text(block.text, encoding="utf-8")
    FILES.get(next(iter(tomllib.loads(block.text))), environment)(file)


def has(model: type[Model], path: list[str]) -> bool:
    """Whether a model has a setting; a name of the user's own may be any."""
    if not path:
        return True
    if path[0] not in model.model_fields:
        return False
    annotation = model.model_fields[path[0]].annotation
    rest = path[1 + len(steps(annotation)) :]
    inner = models_in(annotation)
    return not rest or any(has(one, rest) for one in inner)


def settings_named(page: str) -> Iterator[tuple[str, str]]:
    """The settings that a page names in its text."""
    for place, text in spans(page):
        found = re.fullmatch(r"([a-z_]+(?:\.[a-z_0-9<>-]+)+)(?: = .+)?", text)
        if found and found[1].split(".")[0] in {*TapSettings.model_fields, *AccountSettings.model_fields}:
            yield place, found[1]


@pytest.mark.parametrize("page", pages())
def test_settings_are_ones_that_exist(page: str) -> None:
    unknown = [
        (place, path)
        for place, path in settings_named(page)
        if not any(has(model, path.split(".")) for model in (TapSettings, AccountSettings))
    ]
    assert unknown == []


# Variables.
OF_OTHERS = {
    "CHECKPOINT_DISABLE": "cdktf and Terraform make no call for news",
    "DISABLE_VERSION_CHECK": "cdktf makes no call for its newest version",
    "SOURCE_DATE_EPOCH": "setuptools dates the files of a wheel",
    "TF_CLI_ARGS_init": "Terraform's arguments of every init",
    "TF_LOG": "how much Terraform logs",
}
VARIABLE = r"(?!CKV)[A-Z][A-Z0-9]*(?:_[A-Za-z0-9]+)+"


def variables(page: str) -> Iterator[tuple[str, str]]:
    for command in commands(page):
        yield from ((command.place, name) for name in command.variables)
    for place, text in spans(page):
        yield from ((place, name) for name in re.findall(rf"^({VARIABLE})(?:=.*)?$", text))


@pytest.mark.parametrize("page", pages())
def test_variables_are_ones_that_somebody_reads(page: str) -> None:
    files = [
        *(ROOT / "lib").rglob("*.py"),
        *(ROOT / "lib/template").rglob("*"),
        *(ROOT / "scripts").glob("*.sh"),
        ROOT / "Makefile",
    ]
    texts = [file.read_text(encoding="utf-8") for file in files if file.is_file()]
    unknown = [
        (place, name)
        for place, name in variables(page)
        if name not in OF_OTHERS and not any(name in text for text in texts)
    ]
    assert unknown == []


# What programs answer.
def answer(page: str, begins: str) -> str:
    """A block of text of a page, by how it begins."""
    (block,) = (one for one in blocks(page, "text") if one.text.startswith(begins))
    return block.text


@pytest.mark.parametrize(
    ("page", "environ", "settings"),
    [
        ("docs/concepts.md", {"ENVIRONMENT_SUFFIX": "Dev"}, {}),
        ("docs/troubleshooting.md", {}, {}),
        ("docs/troubleshooting.md", {}, {"network": {"zone_cout": 2}}),
    ],
)
def test_what_is_said_of_settings_is_what_the_page_quotes(
    page: str, environ: dict[str, str], settings: dict[str, Any], tmp_path: Path
) -> None:
    required = [] if environ or settings else ["TERRAFORM_STATE_BUCKET"]
    with pytest.raises(ConfigurationError) as caught:
        TapSettings.load(root=tmp_path, environ=environ, required=required, **settings)
    assert f"{caught.value}\n" in [block.text for block in blocks(page, "text")]


def test_what_a_model_says_is_what_the_page_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit), lib.readable_errors():
        lib.NetworkConfig(zone_count=9)
    assert capsys.readouterr().err == answer("docs/README.md", "zone_count")


def test_what_synthesis_says_is_what_the_page_quotes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    stack = TerraformStack(app, "shop")
    AwsProvider(stack, "aws", region="us-east-1")
    lib.guard(stack)
    Eip(stack, "order").add_override("depends_on", ["${aws_vpc.main}"])
    with pytest.raises(SystemExit):
        lib.synth(app)
    assert capsys.readouterr().err == answer("docs/guards.md", "[shop] error")


def test_what_a_new_project_says_is_what_the_page_quotes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = [CliRunner().invoke(cli.app, ["new", name]) for name in ("shop", "My_Shop", "shop")]
    assert said[0].output == answer("docs/template.md", "shop: 19 files")
    assert answer("docs/template.md", "$ tap new My_Shop") == (
        f"$ tap new My_Shop\n{said[1].output}$ tap new shop\n{said[2].output}"
    )
