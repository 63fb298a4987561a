"""Documents of every form for `tap check` and `tap diagram`, and arguments of every form for the other commands."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from cdktf import Testing
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from lib.cli import app
from lib.config.features import FeaturesConfig
from lib.errors import ConfigurationError
from lib.failover.__main__ import app as failover
from lib.guards.acknowledgements import find
from lib.outputs import flatten_file
from lib.settings import TapSettings
from lib.tap_stack import TapStack
from tests.bad_input import MANY, assert_told, junk, nodes, replaced, texts, time_limit, unchanged
from tests.sarif import assert_sarif
from tests.unit.guards.test_rules import CASES

ACCEPTED = '[[acknowledge]]\nrule = "ecr-force-delete"\nresource = "aws_ecr_repository.*"\nreason = "Rebuilt."\n'
OUTPUTS = {"Stack": {"aws_region": "us-east-1", "secondary_aws_region": "us-west-2", "table_name": "t"}}
INSTANCES = [{"schema_version": 0, "attributes": {"id": "x"}}]
STATE = {
    "version": 4,
    "terraform_version": "1.11.4",
    "serial": 1,
    "lineage": "x",
    "outputs": {"a": {"value": "x", "type": "string"}},
    "resources": [{"mode": "managed", "type": "aws_s3_bucket", "name": "a", "provider": "p", "instances": INSTANCES}],
}
CHANGE = {
    "address": "aws_s3_bucket.a",
    "mode": "managed",
    "type": "aws_s3_bucket",
    "name": "a",
    "change": {"actions": ["delete", "create"], "before": {"id": "x"}, "after": None, "replace_paths": [["bucket"]]},
}
PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.11.4",
    "resource_changes": [CHANGE],
    "planned_values": {"root_module": {"resources": [{"address": "aws_s3_bucket.a", "values": {}}]}},
    "configuration": {"root_module": {"resources": [{"address": "aws_s3_bucket.a", "expressions": {}}]}},
}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))


@cache
def own_stack() -> Any:
    """A whole environment as it is synthesized."""
    stack = TapStack(
        Testing.app(), "x", settings=TapSettings(route53_domain="corp.net", features=FeaturesConfig(migration=False))
    )
    return json.loads(Testing.synth(stack))


def invoked(command: Any, *arguments: str, seconds: float = 60) -> Result:
    """What a command did; it ended by itself."""
    with time_limit(seconds):
        done = CliRunner().invoke(command, [*arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code in (0, 1, 2)
    assert "Traceback" not in done.output
    return done


def checked_and_drawn(content: str | bytes) -> None:
    """A file is looked through in every form, and drawn, or it is told why not; nothing but the picture is written."""
    file = Path("a.tf.json")
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    with unchanged(Path.cwd()):
        codes = set()
        for form in ("text", "json", "sarif"):
            done = invoked(app, "check", file.name, "--format", form, "--suffix", "dev")
            codes.add(done.exit_code)
            if done.exit_code == 2:
                assert "a.tf.json: " in done.stderr
                assert "expected:" in done.stderr
            elif form == "sarif":
                assert_sarif(done.stdout)
            elif form == "json":
                json.loads(done.stdout)
            else:
                assert all(line.isprintable() for line in done.stdout.splitlines())
        assert len(codes) == 1
    if invoked(app, "diagram", file.name, "-o", "x.svg").exit_code == 0:
        assert ElementTree.parse("x.svg") is not None  # noqa: S314  # it was drawn just now
    Path("x.svg").unlink(missing_ok=True)


def changed(trees: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    """A tree with one of its values, at any level, replaced by something else."""
    return st.builds(
        lambda tree, place, value: json.dumps(replaced(tree, place(list(nodes(tree))), value)),
        trees,
        st.integers(0, 10**9).map(lambda number: lambda paths: paths[number % len(paths)]),
        st.one_of(junk, st.sampled_from(FORMS)),
    )


FORMS = [
    "${aws_vpc.x.id}",
    "${local.a}${local.a}",
    '{"Statement": [{"Effect": "Allow", "Principal": 5, "Action": {}}]}',
    [["a", ["b"]]],
    {"x": {"x": {"x": "x"}}},
    "${a." * 2000,
    "1." * 2000,
]
MISTAKES = st.sampled_from([tree for case in CASES.values() for tree in (*case.bad, *case.good)])


@given(changed(MISTAKES))
@settings(MANY, max_examples=1_000)
def test_any_mistake_with_any_value_in_any_place(content: str) -> None:
    checked_and_drawn(content)


def test_an_environment_with_any_value_in_any_place() -> None:
    @given(changed(st.just(own_stack())))
    @settings(MANY, max_examples=50)
    def examined(content: str) -> None:
        checked_and_drawn(content)

    examined()


@given(changed(st.sampled_from([PLAN, STATE])))
@settings(MANY, max_examples=1_000)
def test_any_plan_and_any_state(content: str) -> None:
    checked_and_drawn(content)


@given(st.one_of(st.binary(max_size=300), junk.map(json.dumps)))
@settings(MANY, max_examples=1_000)
def test_any_bytes_and_any_json(content: bytes | str) -> None:
    checked_and_drawn(content)


def test_any_acknowledgements() -> None:
    file = Path("a.toml")

    @given(
        st.lists(st.tuples(st.integers(0, len(ACCEPTED)), st.integers(0, 9), texts), min_size=1, max_size=3)
        | st.binary(max_size=99)
    )
    @settings(MANY, max_examples=3_000)
    def read(given_: Any) -> None:
        content = given_
        if not isinstance(given_, bytes):
            text = ACCEPTED
            for at, less, more in given_:
                text = text[:at] + more + text[at + less :]
            content = text.encode("utf-8", "surrogatepass")
        file.write_bytes(content)
        try:
            find(file)
        except ConfigurationError as error:
            for problem in error.problems:
                assert problem.where.startswith("a.toml")
                assert problem.expected

    read()


@given(st.one_of(texts, st.from_regex(r"[a-z-]{1,20}", fullmatch=True)))
@settings(MANY, max_examples=1_000)
def test_any_name_of_a_project(name: str) -> None:
    before = set(os.listdir())  # noqa: PTH208  # hidden ones too
    done = invoked(app, "new", "--", name)
    made = set(os.listdir()) - before  # noqa: PTH208  # as above
    assert made == ({name} if done.exit_code == 0 else set())
    assert done.exit_code == 0 or done.stderr.startswith(("NAME: ", f"{name}: "))


@given(texts, st.sampled_from(["text", "json", "yaml"]))
@settings(MANY, max_examples=1_000)
def test_any_id_of_a_correction(item_id: str, form: str) -> None:
    done = invoked(app, "corrections", "--format", form, "--", item_id)
    assert done.exit_code in (0, 2)


@given(st.sampled_from(["status", "switchover", "failover"]), texts, texts, st.floats().map(str) | texts)
@settings(MANY, max_examples=500)
def test_any_arguments_of_a_failover(command: str, region: str, file: str, minutes: str) -> None:
    options = [] if command == "status" else [f"--to={region}", f"--wait-minutes={minutes}", "--yes"]
    loss = ["--allow-data-loss"] if command == "failover" else []
    # There is no such folder, so that nothing is asked of AWS.
    plain = re.sub(r"[/\0]", "", file)
    done = invoked(failover, command, *options, *loss, f"--outputs=none/{plain}")
    assert done.exit_code in (1, 2)


@given(changed(st.just(OUTPUTS)))
@settings(MANY, max_examples=1_000)
def test_any_outputs(content: str) -> None:
    told(lambda: flatten_file(written("outputs.json", content), Path("flat.json")))


def written(name: str, content: str) -> Path:
    path = Path(name)
    path.write_text(content, encoding="utf-8")
    return path


def told(make: Callable[[], object]) -> None:
    try:
        with time_limit(20):
            make()
    except ConfigurationError as error:
        assert_told(error)
