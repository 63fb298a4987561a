"""The frame of an app: what a user did wrong is a few lines and exit code 1, what the library did wrong a trace."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import cast

import jsii
import pytest
from cdktf import App, TerraformOutput, TerraformStack
from constructs import IValidation

from lib.app import readable_errors, synth
from lib.config.network import NetworkConfig
from lib.errors import ConfigurationError, Problem, TapError

TRACE = "\n    at Function.synth (/tmp/x.js:1:2)\n    at process.<anonymous>"
FAILED = "Error: Validation failed with the following errors:"


class FakeApp:
    outdir = "no-such-folder"

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.synthesized = 0

    def synth(self) -> None:
        self.synthesized += 1
        if self.error:
            raise self.error


def fake(error: Exception | None = None) -> App:
    return cast(App, FakeApp(error))


@jsii.implements(IValidation)
class Failing:
    def __init__(self, *faults: str) -> None:
        self.faults = list(faults)

    def validate(self) -> list[str]:
        return self.faults


def ended(capsys: pytest.CaptureFixture[str], error: Exception) -> str:
    with pytest.raises(SystemExit) as caught, readable_errors():
        raise error
    assert caught.value.code == 1
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TapError("no Terraform"), "no Terraform\n"),
        (
            ConfigurationError([Problem("a", "is wrong", "1"), Problem("b", "too")]),
            "a: is wrong\n    got:      1\nb: too\n",
        ),
    ],
)
def test_a_users_error_is_said_and_ends_the_program(
    capsys: pytest.CaptureFixture[str], error: Exception, said: str
) -> None:
    assert ended(capsys, error) == said


@pytest.mark.parametrize("context", ["{bad", "[1, 2]", "5", "[" * 100_000])
def test_a_context_that_is_none_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, context: str
) -> None:
    monkeypatch.setenv("CDKTF_CONTEXT_JSON", context)
    said = ended(capsys, RuntimeError("Unexpected token"))
    assert said.startswith("CDKTF_CONTEXT_JSON: is no context\n")
    assert "expected: a JSON object" in said


def test_an_output_folder_that_cannot_be_written_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    said = ended(capsys, RuntimeError("ENOTDIR: not a directory, mkdir '/a/stacks'"))
    assert said.startswith("cdktf.out: cannot be written\n")
    assert "got:      not a directory" in said
    assert "CDKTF_OUTDIR" in said


def test_a_models_faults_are_said_as_problems(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught, readable_errors():
        NetworkConfig.model_validate({"zone_count": 99, "nta": 1})
    assert caught.value.code == 1
    said = capsys.readouterr().err
    assert [line.split(":")[0] for line in said.splitlines() if not line.startswith(" ")] == ["zone_count", "nta"]
    assert "pydantic" not in said


@pytest.mark.parametrize("error", [ValueError("x"), RuntimeError("x"), KeyError("x"), KeyboardInterrupt()])
def test_any_other_error_passes_through(capsys: pytest.CaptureFixture[str], error: BaseException) -> None:
    with pytest.raises(type(error)) as caught, readable_errors():
        raise error
    assert caught.value is error
    assert capsys.readouterr().err == ""


def test_nothing_is_said_where_nothing_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    app = FakeApp()
    synth(cast(App, app))
    assert app.synthesized == 1
    assert capsys.readouterr() == ("", "")


def test_what_validations_found_is_a_list_without_the_trace_of_node(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        synth(fake(RuntimeError(f"{FAILED}\n  [dev] first\n\n  [dev] second  {TRACE}")))
    assert caught.value.code == 1
    assert capsys.readouterr().err == "[dev] first\n[dev] second\n"


def test_a_line_below_a_finding_stays_below_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        synth(fake(RuntimeError(f"{FAILED}\n  [dev] first\n    remedy: none{TRACE}")))
    assert capsys.readouterr().err == "[dev] first\n    remedy: none\n"


@pytest.mark.parametrize("error", [RuntimeError("jsii broke"), OSError("disk full")])
def test_an_error_of_synthesis_that_is_no_validation_passes_through(error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        synth(fake(error))
    assert caught.value is error


def test_a_users_error_during_synthesis_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        synth(fake(TapError("wrong input")))
    assert caught.value.code == 1
    assert capsys.readouterr().err == "wrong input\n"


def test_a_real_app_with_failing_validations_gives_every_finding_and_writes_no_stack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = App(outdir=str(tmp_path / "out"))
    stack = TerraformStack(app, "shop")
    stack.node.add_validation(Failing("first finding", "second finding"))
    stack.node.add_validation(Failing("third finding"))
    with pytest.raises(SystemExit) as caught:
        synth(app)
    assert caught.value.code == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["[shop] first finding", "[shop] second finding", "[shop] third finding"]
    assert list(tmp_path.rglob("cdk.tf.json")) == []


def test_findings_of_the_app_itself_are_said_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app = App(outdir=str(tmp_path / "out"))
    TerraformStack(app, "shop")
    app.node.add_validation(Failing("of the app"))
    with pytest.raises(SystemExit):
        synth(app)
    assert capsys.readouterr().err.splitlines()[0] == "of the app"


def test_a_real_app_without_findings_is_synthesized(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app = App(outdir=str(tmp_path / "out"))
    stack = TerraformStack(app, "shop")
    stack.node.add_validation(Failing())
    TerraformOutput(stack, "greeting", value="hello")
    synth(app)
    assert capsys.readouterr().err == ""
    (written,) = tmp_path.rglob("cdk.tf.json")
    assert '"hello"' in written.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "said",
    ["ENOSPC: no space left on device, write", "Error: EACCES: permission denied, open '/out/stacks/a/cdk.tf.json'"],
)
def test_output_that_cannot_be_written_is_said_with_the_reason(capsys: pytest.CaptureFixture[str], said: str) -> None:
    with pytest.raises(SystemExit) as caught:
        synth(fake(RuntimeError(f"{said}{TRACE}")))
    assert caught.value.code == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == ["no-such-folder: cannot be written", f"    got:      {said.split(': ')[-1].split(',')[0]}"]
    assert not any("    at " in line for line in lines)


def test_an_app_that_fails_leaves_what_an_earlier_one_wrote(tmp_path: Path) -> None:
    def written() -> dict[str, str]:
        return {str(file): file.read_text(encoding="utf-8") for file in tmp_path.rglob("*") if file.is_file()}

    def app(value: str, *faults: str, stack_id: str = "shop") -> App:
        made = App(outdir=str(tmp_path))
        stack = TerraformStack(made, stack_id)
        TerraformOutput(stack, "greeting", value=value)
        made.node.add_validation(Failing(*faults))
        return made

    synth(app("first"))
    before = written()
    assert len(before) == 2
    for refused in (app("second", "is refused"), app("new", "is refused", stack_id="other")):
        with pytest.raises(SystemExit):
            synth(refused)
        assert written() == before
    synth(app("third"))
    assert sorted(written()) == sorted(before)
    assert any("third" in text for text in written().values())


def test_what_cannot_be_moved_aside_is_left_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stacks" / "shop").mkdir(parents=True)
    for name in ("manifest.json", "stacks/shop/cdk.tf.json"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    stock = Path.replace

    def refusing(self: Path, target: Path) -> Path:
        if self.name == "cdk.tf.json":
            raise PermissionError(13, "Permission denied")
        return stock(self, target)

    monkeypatch.setattr(Path, "replace", refusing)
    app = FakeApp()
    app.outdir = str(tmp_path)
    with pytest.raises(SystemExit):
        synth(cast(App, app))
    assert app.synthesized == 0
    assert capsys.readouterr().err.startswith(f"{tmp_path}: cannot be written\n    got:      Permission denied\n")
    files = {str(file.relative_to(tmp_path)): file.read_text() for file in tmp_path.rglob("*") if file.is_file()}
    assert files == {name: name for name in ("manifest.json", "stacks/shop/cdk.tf.json")}


def test_warnings_that_are_none_of_the_guards_are_shown_as_ever() -> None:
    class Outdated(FakeApp):
        def synth(self) -> None:
            warnings.warn("old", DeprecationWarning, stacklevel=1)

    with pytest.warns(DeprecationWarning, match="old"):
        synth(cast(App, Outdated()))
