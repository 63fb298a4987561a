"""The runner, with a stand-in for Terraform that answers from files; the real one has its own tests."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.testing import terraform as runner
from lib.testing import terraform_setup
from lib.testing.provider_mirror import ProviderMirror
from lib.testing.terraform import Terraform, TerraformError, cli_environment, find_terraform, terraform_environment

pytestmark = pytest.mark.slow

STAND_IN = """#!/bin/sh
answers="$(dirname "$0")/answers"
printf '%s\\n' "$*" >> "$answers/calls"
if [ -e "$answers/$1.run" ]; then . "$answers/$1.run"; fi
if [ -e "$answers/$1.errors" ]; then cat "$answers/$1.errors" >&2; fi
if [ -e "$answers/$1" ]; then cat "$answers/$1"; fi
if [ -e "$answers/$1.code" ]; then exit "$(cat "$answers/$1.code")"; fi
"""


class StandIn:
    def __init__(self, folder: Path) -> None:
        self.answers = folder / "answers"
        self.answers.mkdir(parents=True)
        self.binary = folder / "terraform"
        self.binary.write_text(STAND_IN)
        self.binary.chmod(0o755)
        self.answer("version", '{"terraform_version": "1.11.4"}')
        self.environment = {
            "PATH": f"{folder}:/usr/bin:/bin",
            "HOME": str(folder / "home"),
            "TERRAFORM_BINARY_NAME": "terraform",
        }

    def answer(self, command: str, text: str = "", *, errors: str = "", code: int = 0, run: str = "") -> None:
        (self.answers / command).write_text(text)
        for name, content in (("errors", errors), ("code", str(code or "")), ("run", run)):
            if content:
                (self.answers / f"{command}.{name}").write_text(content)

    @property
    def calls(self) -> list[str]:
        return (self.answers / "calls").read_text().splitlines()[1:]  # after the version


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    monkeypatch.setattr(terraform_setup, "find_mirror", lambda environment: None)
    return StandIn(tmp_path / "bin")


@pytest.fixture
def module(stand_in: StandIn, tmp_path: Path) -> Terraform:
    folder = tmp_path / "module"
    folder.mkdir()
    return Terraform(folder, stand_in.environment)


def test_init_takes_a_backend_and_flags(stand_in: StandIn, module: Terraform) -> None:
    module.init()
    module.init({"bucket": "b", "key": "k"}, upgrade=True, migrate=True)
    assert stand_in.calls == [
        "init -input=false -no-color",
        "init -input=false -no-color -backend-config=bucket=b -backend-config=key=k -upgrade"
        " -migrate-state -force-copy",
    ]


def test_init_alone_writes_a_shared_plugin_cache(stand_in: StandIn, module: Terraform) -> None:
    cache = Path(module.environment["TF_PLUGIN_CACHE_DIR"])
    assert cache == Path(stand_in.environment["HOME"]) / ".cache/tap-constructs/terraform-plugins"
    module.init()
    assert (cache / ".lock").exists()


def test_a_faulty_configuration_is_refused_with_its_diagnostics(stand_in: StandIn, module: Terraform) -> None:
    stand_in.answer("validate", '{"diagnostics": [{"severity": "warning", "summary": "old"}]}')
    module.validate()
    place = {"filename": "main.tf.json", "start": {"line": 7}}
    faults = [
        {"severity": "error", "summary": "Unknown argument", "detail": "No x here.", "range": place},
        {"severity": "error", "summary": "Bad"},
    ]
    stand_in.answer("validate", json.dumps({"diagnostics": faults}), code=1)
    with pytest.raises(TerraformError, match="is not valid") as refused:
        module.validate()
    assert refused.value.diagnostics == ("main.tf.json:7: Unknown argument\n    No x here.", "Bad")
    assert refused.value.exit_code == 1


def test_a_validation_without_an_answer_is_an_error(stand_in: StandIn, module: Terraform) -> None:
    stand_in.answer("validate", errors="Error: Could not load plugin", code=1)
    with pytest.raises(TerraformError, match="Could not load plugin"):
        module.validate()


def test_a_plan_is_read(stand_in: StandIn, module: Terraform, tmp_path: Path) -> None:
    assert module.plan().is_empty
    created = {"address": "aws_vpc.main", "change": {"actions": ["create"], "before": None, "after": {}}}
    stand_in.answer("plan", code=2)
    stand_in.answer("show", json.dumps({"resource_changes": [created]}))
    kept = tmp_path / "kept.plan"
    (change,) = module.plan(kept, destroy=True, refresh=False).changes
    assert (change.address, change.actions) == ("aws_vpc.main", ("create",))
    assert stand_in.calls[1:] == [
        f"plan -input=false -no-color -detailed-exitcode -out={kept} -destroy -refresh=false",
        f"show -json -no-color {kept}",
    ]
    stand_in.answer("plan", errors="Error: Unsupported argument", code=1)
    with pytest.raises(TerraformError, match="Unsupported argument"):
        module.plan()
    assert list((module.folder / ".terraform-testing").iterdir()) == [module.folder / ".terraform-testing/terraform.rc"]


def test_apply_and_destroy_ask_nothing(stand_in: StandIn, module: Terraform, tmp_path: Path) -> None:
    module.apply()
    module.apply(tmp_path / "a.plan")
    module.destroy()
    module.destroy(refresh=False)
    assert stand_in.calls == [
        "apply -input=false -no-color -auto-approve",
        f"apply -input=false -no-color -auto-approve {tmp_path / 'a.plan'}",
        "destroy -input=false -no-color -auto-approve",
        "destroy -input=false -no-color -auto-approve -refresh=false",
    ]


def test_outputs_and_state_are_read(stand_in: StandIn, module: Terraform) -> None:
    stand_in.answer("output", '{"a": {"value": [1]}, "b": {"value": "x", "sensitive": true}}')
    assert module.outputs() == {"a": [1], "b": "x"}
    stand_in.answer("state", "aws_vpc.a\naws_vpc.b\n")
    assert module.state_list() == ["aws_vpc.a", "aws_vpc.b"]


def test_no_state_is_an_empty_one_and_another_failure_is_not(stand_in: StandIn, module: Terraform) -> None:
    stand_in.answer("state", errors="No state file was found!", code=1)
    assert module.state_list() == []
    stand_in.answer("state", errors="Error: Backend initialization required", code=1)
    with pytest.raises(TerraformError, match="Backend initialization"):
        module.state_list()


def test_a_failure_tells_command_code_and_each_error(stand_in: StandIn, module: Terraform) -> None:
    stand_in.answer("apply", errors="\nError: first\n\n  on main.tf\n\nError: second\n", code=3)
    with pytest.raises(TerraformError) as failed:
        module.apply()
    assert failed.value.exit_code == 3
    assert failed.value.command[1] == "apply"
    assert failed.value.diagnostics == ("Error: first\n\n  on main.tf", "Error: second")
    assert "failed with exit code 3\nError: first" in str(failed.value)


def test_a_long_line_of_quoted_source_is_cut(stand_in: StandIn, module: Terraform) -> None:
    stand_in.answer("apply", errors="Error: first\n" + "x" * 9000 + "\nthe reason", code=1)
    with pytest.raises(TerraformError, match=r"Error: first\nx{400} \.\.\.\nthe reason$"):
        module.apply()


def test_a_failure_without_errors_tells_its_output(stand_in: StandIn, module: Terraform) -> None:
    stand_in.answer("apply", "it was this\n", code=1)
    with pytest.raises(TerraformError, match="it was this"):
        module.apply()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Interrupts are heard, also in a run that a shell has put into the background, where they are ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_command_that_takes_too_long_is_interrupted(stand_in: StandIn, module: Terraform) -> None:
    interrupted = stand_in.answers / "interrupted"
    stand_in.answer("apply", run=f"trap 'touch {interrupted}; exit 1' INT; while :; do sleep 0.05; done")
    with pytest.raises(TerraformError, match=r"took longer than 0\.3 s"):
        module.apply(timeout_seconds=0.3)
    assert interrupted.exists()


def test_one_that_does_not_hear_is_killed(
    stand_in: StandIn, module: Terraform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_STOP_SECONDS", 0.1)
    stand_in.answer("apply", run="trap '' INT; while :; do sleep 0.05; done")
    with pytest.raises(TerraformError, match="took longer"):
        module.apply(timeout_seconds=0.2)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_of_the_tests_stops_the_command(stand_in: StandIn, module: Terraform) -> None:
    interrupted, started = stand_in.answers / "interrupted", stand_in.answers / "started"
    stand_in.answer(
        "apply", run=f"trap 'touch {interrupted}; exit 1' INT; touch {started}; while :; do sleep 0.05; done"
    )
    timer = threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGINT])
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        module.apply()
    assert interrupted.exists()


def test_no_terraform_is_told(tmp_path: Path) -> None:
    with pytest.raises(TerraformError, match=r"terraform: not found on PATH\n.*install Terraform 1.11"):
        find_terraform({"PATH": str(tmp_path)})
    with pytest.raises(TerraformError, match="tofu: not found"):
        find_terraform({"PATH": str(tmp_path), "TERRAFORM_BINARY_NAME": "tofu"})


def test_an_old_terraform_is_refused(stand_in: StandIn) -> None:
    stand_in.answer("version", '{"terraform_version": "1.10.5"}')
    with pytest.raises(TerraformError, match=r"too old\n    got:      1\.10\.5\n    expected: 1\.11 or newer"):
        find_terraform(stand_in.environment)
    stand_in.answer("version", '{"terraform_version": "1.12.0-beta1"}')
    assert find_terraform(stand_in.environment) == str(stand_in.binary)


@pytest.mark.parametrize("answer", ["", "{}", "[]"])
def test_something_that_is_not_terraform_is_refused(stand_in: StandIn, answer: str) -> None:
    stand_in.answer("version", answer)
    with pytest.raises(TerraformError, match="does not tell its version"):
        find_terraform(stand_in.environment)


def test_a_mirror_is_used_for_what_it_holds(stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror = ProviderMirror(tmp_path / "mirror", {"hashicorp/aws": ("5.100.0",)})
    monkeypatch.setattr(terraform_setup, "find_mirror", lambda environment: mirror)
    given = {"HOME": str(tmp_path), "TF_PLUGIN_CACHE_DIR": "/cache", "TF_CLI_CONFIG_FILE": str(tmp_path / "missing")}
    environment = terraform_environment(tmp_path, given)
    file = tmp_path / ".terraform-testing/terraform.rc"
    assert environment["TF_CLI_CONFIG_FILE"] == str(file)
    assert file.read_text() == (
        "provider_installation {\n"
        "  filesystem_mirror {\n"
        f'    path    = "{tmp_path}/mirror"\n'
        '    include = ["registry.terraform.io/hashicorp/aws"]\n'
        "  }\n"
        '  direct { exclude = ["registry.terraform.io/hashicorp/aws"] }\n'
        "}\n"
    )
    assert "TF_PLUGIN_CACHE_DIR" not in environment
    Terraform(tmp_path, {**given, **stand_in.environment}).init()

    terraform_environment(tmp_path, given, registry=True)
    assert "  direct {}\n" in file.read_text()


def test_without_a_mirror_the_registry_is_used_through_a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terraform_setup, "find_mirror", lambda environment: None)
    environment = terraform_environment(tmp_path, {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")})
    assert (tmp_path / ".terraform-testing/terraform.rc").read_text() == "provider_installation {\n  direct {}\n}\n"
    assert environment["TF_PLUGIN_CACHE_DIR"] == str(tmp_path / "cache/tap-constructs/terraform-plugins")
    kept = terraform_environment(tmp_path, {"HOME": str(tmp_path), "TF_PLUGIN_CACHE_DIR": "/mine"})
    assert kept["TF_PLUGIN_CACHE_DIR"] == "/mine"


@pytest.mark.parametrize("named", [True, False])
def test_the_users_configuration_is_used_as_it_is(tmp_path: Path, named: bool) -> None:
    file = tmp_path / ("named.rc" if named else ".terraformrc")
    file.touch()
    given = {"HOME": str(tmp_path), **({"TF_CLI_CONFIG_FILE": str(file)} if named else {})}
    environment = terraform_environment(tmp_path, given)
    assert environment.get("TF_CLI_CONFIG_FILE") == (str(file) if named else None)
    assert not (tmp_path / ".terraform-testing").exists()


def test_what_changes_commands_is_taken_out_of_the_environment(stand_in: StandIn, tmp_path: Path) -> None:
    given = {**stand_in.environment, "TF_CLI_ARGS_apply": "-refresh=false", "TF_WORKSPACE": "x", "TF_VAR_a": "1"}
    environment = terraform_environment(tmp_path, given)
    assert not {"TF_CLI_ARGS_apply", "TF_WORKSPACE"} & environment.keys()
    expected = {"TF_VAR_a": "1", "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "GOGC": "400"}
    assert expected.items() <= environment.items()
    assert terraform_environment(tmp_path, {**given, "GOGC": "50"})["GOGC"] == "50"


def test_the_cdktf_cli_is_kept_quiet(stand_in: StandIn, tmp_path: Path) -> None:
    environment = cli_environment(tmp_path, stand_in.environment)
    assert (environment["CI"], environment["DISABLE_VERSION_CHECK"]) == ("1", "1")
    assert "20" in environment["JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"].split(",")
    assert environment["TF_CLI_CONFIG_FILE"]


def test_the_environment_of_this_process_is_the_default(
    stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", stand_in.environment["PATH"])
    monkeypatch.setenv("HOME", stand_in.environment["HOME"])
    monkeypatch.delenv("TERRAFORM_BINARY_NAME", raising=False)
    assert Terraform(tmp_path).run("anything") == ""


def test_no_shell_reads_the_arguments(stand_in: StandIn, module: Terraform) -> None:
    module.run("state", "show", "a; touch /tmp/b")
    assert stand_in.calls == ["state show a; touch /tmp/b"]
