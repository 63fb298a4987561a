"""`tap check`: what it reads, what it writes, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lib.cli import app
from tests.bad_input import time_limit
from tests.sarif import assert_sarif

from .case import TODAY
from .test_rules import CASES, planted

REPOSITORY = Path(__file__).parents[3]
ERROR = {"resource": {"aws_eip": {"order": {"depends_on": ["${aws_vpc.main}"]}}}}
WARNING = {"resource": {"aws_ecr_repository": {"images": {"force_delete": True}}}}
CLEAN: dict[str, Any] = {"resource": {"aws_eip": {"order": {}}}}
PLAN = {
    "format_version": "1.2",
    "resource_changes": [{"address": "aws_s3_bucket.a", "type": "aws_s3_bucket", "change": {"actions": ["delete"]}}],
}

Check = Callable[..., Any]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, ["check", *map(str, arguments)])


def written(path: Path, tree: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tree if isinstance(tree, str) else json.dumps(tree, indent=2), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("tree", "options", "code"),
    [
        (CLEAN, (), 0),
        (WARNING, (), 0),
        (WARNING, ("--strict",), 1),
        (ERROR, (), 1),
        (PLAN, (), 1),
        ({"resource": {"aws_s3_bucket": {"x": {"bucket": "tap-logs"}}}}, ("--suffix", "dev"), 1),
        ({"resource": {"aws_eks_cluster": {"x": {"version": "1.36"}}}}, ("--date", "2028-08-02"), 1),
        ({"terraform": {"backend": {"s3": {"use_lockfile": True}}}}, (), 0),
        ({"terraform": {"backend": {"s3": {"use_lockfile": True}}}}, ("--terraform-version", "1.9.8"), 1),
    ],
)
def test_how_it_ends(check: Check, tmp_path: Path, tree: object, options: tuple[str, ...], code: int) -> None:
    assert check(written(tmp_path / "cdk.tf.json", tree), *options).exit_code == code


def test_says_what_why_and_remedy(check: Check, tmp_path: Path) -> None:
    shown = check(written(tmp_path / "cdk.tf.json", ERROR)).stdout
    assert "error: aws_eip.order: depends_on holds '${aws_vpc.main}'" in shown
    assert "depends-on-expression (D2#15, D3#3b) in " in shown
    assert "cdk.tf.json:4" in shown
    assert "    why:    Terraform takes addresses" in shown
    assert "    remedy: Write the address" in shown
    assert shown.endswith("1 error\n")
    assert check(written(tmp_path / "cdk.tf.json", CLEAN)).stdout == "nothing found\n"


@pytest.mark.parametrize("folder", ["stacks/one", "one"])
def test_finds_every_stack_of_a_folder(check: Check, tmp_path: Path, folder: str) -> None:
    written(tmp_path / "out" / folder / "cdk.tf.json", ERROR)
    written(tmp_path / "out" / "stacks" / "two" / "cdk.tf.json", WARNING)
    (tmp_path / "out" / "stacks" / "empty").mkdir()
    written(tmp_path / "out" / "manifest.json", {"version": "x"})
    target = tmp_path / "out" if folder.startswith("stacks") else tmp_path / "out" / folder
    found = json.loads(check(target, "--format", "json").stdout)["findings"]
    assert [each["rule"] for each in found][:1] == ["depends-on-expression"]
    assert len(found) == (2 if folder.startswith("stacks") else 1)


def test_reads_all_files_of_a_folder_together(check: Check, tmp_path: Path) -> None:
    vpc = {"resource": {"aws_vpc": {"a": {"cidr_block": "10.0.0.0/16"}}}}
    rules = [
        {"protocol": "tcp", "from_port": 1, "to_port": 1, "cidr_blocks": [cidr]}
        for cidr in ("10.0.0.0/16", "${aws_vpc.a.cidr_block}")
    ]
    written(tmp_path / "m" / "a.tf.json", vpc)
    written(tmp_path / "m" / "b.tf.json", {"resource": {"aws_security_group": {"g": {"ingress": rules}}}})
    (found,) = json.loads(check(tmp_path / "m", "--format", "json").stdout)["findings"]
    assert found["rule"] == "security-group-duplicate-permission"
    assert found["file"].endswith("b.tf.json")


def test_a_finding_without_a_place_is_at_the_beginning(check: Check, tmp_path: Path) -> None:
    tree = {"provider": {"aws": [{"alias": "far", "default_tags": [{}]}]}}
    (found,) = json.loads(check(written(tmp_path / "a.tf.json", tree), "--format", "json").stdout)["findings"]
    assert (found["address"], found["line"]) == ("provider.aws.far", 1)


def test_writes_json_and_sarif(check: Check, tmp_path: Path) -> None:
    path = written(tmp_path / "cdk.tf.json", planted()[0])
    listed = json.loads(check(path, "--format", "json").stdout)
    assert listed["summary"]["errors"] + listed["summary"]["warnings"] == len(listed["findings"])
    assert set(listed["findings"][0]) == {
        "rule", "severity", "address", "message", "why", "remedy", "items", "acknowledged", "file", "line",
    }  # fmt: skip
    sarif = json.loads(check(path, "--format", "sarif").stdout)
    (run,) = sarif["runs"]
    assert sarif["version"] == "2.1.0"
    assert len(run["results"]) == len(listed["findings"])
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning")
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] > 0


def test_a_folder_with_every_mistake_shows_each_once(check: Check, tmp_path: Path) -> None:
    tree, together = planted()
    # What contradicts another mistake in one root module (a backend, a provider) has a stack of its own.
    alone = {rule: case for rule, case in CASES.items() if rule not in together and not case.context.suffix}
    for name, mistake in {"together": tree, **{rule: case.bad[0] for rule, case in alone.items()}}.items():
        written(tmp_path / "cdktf.out" / "stacks" / name / "cdk.tf.json", mistake)
    listed = json.loads(check(tmp_path / "cdktf.out", "--format", "json", "--date", str(TODAY)).stdout)
    assert Counter(finding["rule"] for finding in listed["findings"]) == Counter([*together, *alone])
    # It needs an option; see `test_how_it_ends`.
    assert set(CASES) - {*together, *alone} == {"name-without-suffix"}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "is no configuration"),
        ("{}", "is no configuration"),
        ('{"Resources": {}}', "'Resources'"),
        ('{"format_version": "1.0", "resource_changes": {}}', "is a broken plan"),
        ('{"format_version": "1.0", "values": {}}', "is no configuration"),
    ],
)
def test_one_clear_error_for_what_it_cannot_read(check: Check, tmp_path: Path, text: str, word: str) -> None:
    done = check(written(tmp_path / "cdk.tf.json", text))
    assert done.exit_code == 2
    assert word in done.stderr
    assert "expected:" in done.stderr
    assert "Traceback" not in done.output


def test_missing_binary_and_empty(check: Check, tmp_path: Path) -> None:
    (tmp_path / "a.tf.json").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "empty").mkdir()
    for path, word in (("none.json", "cannot be read"), ("a.tf.json", "is no text"), ("empty", "nothing to check")):
        done = check(tmp_path / path)
        assert (done.exit_code, word in done.stderr) == (2, True)


def test_a_version_that_is_none(check: Check, tmp_path: Path) -> None:
    done = check(written(tmp_path / "a.tf.json", CLEAN), "--terraform-version", "latest")
    assert done.exit_code == 2
    assert "is no version" in done.stderr


REASON = "Rebuilt from tags."
ENTRY = f'[[acknowledge]]\nrule = "ecr-force-delete"\nresource = "aws_ecr_repository.*"\nreason = "{REASON}"\n'


def test_what_is_acknowledged_is_reported_as_such(check: Check, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tf.json", WARNING)
    written(tmp_path / ".tap-acknowledgements.toml", ENTRY)
    done = check(path, "--strict")
    assert done.exit_code == 0
    assert "acknowledged: aws_ecr_repository.images: force_delete is set\n" in done.stdout
    assert f"    reason: {REASON}" in done.stdout
    assert done.stdout.endswith("1 acknowledged\n")
    (result,) = json.loads(check(path, "--format", "sarif").stdout)["runs"][0]["results"]
    assert result["suppressions"] == [{"kind": "external", "justification": REASON}]


def test_a_plan_is_acknowledged_by_address(check: Check, tmp_path: Path) -> None:
    text = '[[acknowledge]]\nrule = "plan-destroys-data"\nresource = "aws_s3_bucket.a"\nreason = "It is empty."\n'
    path = written(tmp_path / "plan.json", PLAN)
    assert check(path, "--acknowledge", written(tmp_path / "a.toml", text)).exit_code == 0


def test_what_acknowledges_nothing_is_a_warning(check: Check, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tf.json", CLEAN)
    accepted = written(tmp_path / "a.toml", ENTRY)
    done = check(path, "--acknowledge", accepted)
    assert (done.exit_code, "nothing to acknowledge for ecr-force-delete" in done.stdout) == (0, True)
    assert check(path, "--acknowledge", accepted, "--strict").exit_code == 1


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (ENTRY.replace(REASON, "  "), "has no reason"),
        (ENTRY.replace(f'reason = "{REASON}"', ""), "has no reason"),
        (ENTRY.replace("ecr-force-delete", "ecr-forced"), "names a rule that does not exist"),
        (ENTRY + "until = 1\n", "unknown key 'until'"),
        ("other = 1\n", "unknown key 'other'"),
        ("acknowledge = 1\n", "is no list"),
        ("acknowledge = [1]\n", "is no table"),
        ("acknowledge = ", "cannot be read"),
        ("[[acknowledge]]\nrule = 3\n", "has no rule"),
    ],
)
def test_refuses_acknowledgements(check: Check, tmp_path: Path, text: str, word: str) -> None:
    path = written(tmp_path / "a.tf.json", WARNING)
    done = check(path, "--acknowledge", written(tmp_path / "a.toml", text))
    assert done.exit_code == 2
    assert word in done.stderr


@pytest.mark.slow
def test_starts_no_process(tmp_path: Path) -> None:
    code = (
        "import sys\nstarted = []\n"
        "sys.addaudithook(lambda event, given: started.append(given) if event == 'subprocess.Popen' else None)\n"
        "from lib.cli import app\n"
        f"app(['check', {str(written(tmp_path / 'a.tf.json', ERROR))!r}], standalone_mode=False)\n"
        "assert not started, started\n"
    )
    environment: dict[str, Any] = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero"), lambda path: path.symlink_to(path)]
)
def test_what_is_no_file_does_not_keep_it_waiting(check: Check, tmp_path: Path, make: Callable[[Path], None]) -> None:
    (tmp_path / "stack").mkdir()
    make(tmp_path / "stack" / "cdk.tf.json")
    for path in (tmp_path / "stack", tmp_path / "stack" / "cdk.tf.json"):
        with time_limit(10):
            done = check(path)
        assert (done.exit_code, "cannot be read" in done.stderr) == (2, True)
    make(tmp_path / ".tap-acknowledgements.toml")
    with time_limit(10):
        done = check(written(tmp_path / "a.tf.json", CLEAN))
    assert (done.exit_code, "cannot be read" in done.stderr) == (2, True)


def test_what_a_program_writes_is_read(check: Check) -> None:
    read, write = os.pipe()
    os.write(write, json.dumps(ERROR).encode())
    os.close(write)
    assert check(f"/dev/fd/{read}").exit_code == 1


@pytest.mark.parametrize("command", ["check", "diagram"])
def test_what_is_too_deep_to_be_looked_through_is_unreadable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    codes = set()
    for depth in range(700, 1000, 4):
        paths = "[" * depth + "]" * depth
        change = f'{{"actions": ["delete"], "replace_paths": [{paths}]}}'
        plan = f'{{"format_version": "1", "resource_changes": [{{"type": "aws_s3_bucket", "change": {change}}}]}}'
        stack = f'{{"resource": {{"aws_lb": {{"a": {{"subnets": {paths}}}}}}}}}'
        written(tmp_path / "a.tf.json", plan if command == "check" else stack)
        done = CliRunner().invoke(app, [command, "a.tf.json"])
        assert isinstance(done.exception, SystemExit | None), depth
        codes.add(done.exit_code)
    assert 2 in codes
    assert len(codes) == 2


@pytest.mark.slow
def test_names_that_no_terminal_shows_are_written_as_escapes(tmp_path: Path) -> None:
    name = "\ud800\u001b[2J\nerror: forged"
    path = written(tmp_path / "a.tf.json", {"resource": {"aws_ecr_repository": {name: {"force_delete": True}}}})
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "ascii"}
    expected = {"text": r"\ud800\x1b[2J\nerror: forged: force_delete", "sarif": r"\\ud800", "json": r"\ud800"}
    for form, shown in expected.items():
        command = [sys.executable, "-c", "from lib.cli import app; app()", "check", str(path), "--format", form]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert shown in done.stdout


@pytest.mark.parametrize("name", ["a b", "100%", "ü", "a:b", os.fsdecode(b"\xff")])
def test_sarif_is_valid_whatever_a_file_is_called(check: Check, tmp_path: Path, name: str) -> None:
    path = written(tmp_path / f"{name}.tf.json", planted()[0])
    assert_sarif(check(path, "--format", "sarif").stdout)


def test_a_reference_that_grows_and_a_text_that_never_ends_take_no_time(check: Check, tmp_path: Path) -> None:
    laughs = {
        "a": "${local.a}" * 100,
        "b": "${aws_vpc." + "a" * 50_000,
        "c": "${a.b[" * 10_000,
        "d": "${a.b" + ".c" * 9_000,
    }
    keys = {name: {"policy": text, "description": text} for name, text in laughs.items()}
    tree = {"locals": laughs, "resource": {"aws_kms_key": keys}, "terraform": {"required_version": " " * 20_000 + "x"}}
    with time_limit(60):
        done = check(written(tmp_path / "a.tf.json", tree), "--terraform-version", "1.11.4")
    assert done.exit_code in (0, 1)


@pytest.mark.parametrize("version", ["9" * 5000, "1." + "9" * 10, "\u0661.\u0662", "1..2", ""])
def test_a_version_that_no_release_has_is_none(check: Check, tmp_path: Path, version: str) -> None:
    tree = {"terraform": {"required_version": f">= {version}"}}
    done = check(written(tmp_path / "a.tf.json", tree), "--terraform-version", version)
    assert done.exit_code == (2 if version else 0)
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("*" * 40, True),
        ("a*" * 30 + "z", False),
        ("aws_ecr_repository.[a]?", True),
        ("aws_ecr_repository.[b]?", False),
        ("aws_ecr_repository.??*", False),
        ("aws_ecr_repository.a", False),
    ],
)
def test_a_star_alone_stands_for_something(check: Check, tmp_path: Path, pattern: str, covered: bool) -> None:
    path = written(tmp_path / "a.tf.json", {"resource": {"aws_ecr_repository": {"[a]?": {"force_delete": True}}}})
    text = ENTRY.replace("aws_ecr_repository.*", pattern)
    with time_limit(10):
        done = check(path, "--acknowledge", written(tmp_path / "a.toml", text))
    assert ("acknowledged: aws_ecr_repository" in done.stdout) is covered


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a" + ".a" * 5000 + " = 1", "acknowledge = 0x" + "f" * 5000])
def test_refuses_acknowledgements_that_are_too_much(check: Check, tmp_path: Path, text: str) -> None:
    done = check(written(tmp_path / "a.tf.json", CLEAN), "--acknowledge", written(tmp_path / "a.toml", text))
    assert (done.exit_code, "a.toml: " in done.stderr) == (2, True)


def test_acknowledgements_behind_a_broken_link_are_no_acknowledgements(check: Check, tmp_path: Path) -> None:
    (tmp_path / ".tap-acknowledgements.toml").symlink_to("nowhere")
    assert check(written(tmp_path / "a.tf.json", CLEAN)).exit_code == 2


def test_places_are_found_in_a_large_file(check: Check, tmp_path: Path) -> None:
    many = {f"r{number}": {"force_delete": True} for number in range(3000)}
    with time_limit(120):
        shown = check(written(tmp_path / "a.tf.json", {"resource": {"aws_ecr_repository": many}}), "--format", "json")
    found = json.loads(shown.stdout)["findings"]
    assert {each["address"]: each["line"] for each in found}["aws_ecr_repository.r2999"] == 4 + 3 * 2999


@pytest.mark.parametrize(
    ("command", "looking"),
    [("check", "lib.commands.check._findings"), ("diagram", "lib.commands.diagram.architecture_of")],
)
def test_depth_that_is_met_while_looking_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, looking: str
) -> None:
    def deep(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(looking, deep)
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "a.tf.json", CLEAN)
    done = CliRunner().invoke(app, [command, "a.tf.json"])
    assert (done.exit_code, "is nested too deeply" in done.stderr) == (2, True)
