"""Outputs of a deploy as one flat table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lib.errors import ConfigurationError
from lib.outputs import Output, flatten, flatten_file, main
from tests.bad_input import assert_told, time_limit, unchanged

REPOSITORY = Path(__file__).parents[2]


def run_module(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "lib.outputs", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_an_output_is_not_sensitive_unless_it_says_so() -> None:
    assert Output("v", "d").sensitive is False


@pytest.mark.parametrize(
    ("outputs", "flat"),
    [
        ({}, {}),
        ({"One": {}}, {}),
        ({"One": {"b": 1, "a": [2]}, "Other": {"c": None}}, {"a": [2], "b": 1, "c": None}),
        ({"One": {"a": 1}, "Other": {"a": 1}}, {"a": 1}),
    ],
)
def test_stacks_become_one_table_in_the_order_of_its_names(outputs: Any, flat: dict[str, Any]) -> None:
    made = flatten(outputs)
    assert made == flat
    assert list(made) == sorted(made)


def test_stacks_that_contradict_each_other_are_refused_with_every_name() -> None:
    with pytest.raises(ConfigurationError) as caught:
        flatten({"One": {"a": 1, "b": 1, "c": 1}, "Other": {"a": 2, "b": 2, "c": 1}})
    assert [problem.where for problem in caught.value.problems] == ["Other.a", "Other.b"]


def test_a_file_is_written_with_the_folders_it_needs(tmp_path: Path) -> None:
    source, target = tmp_path / "outputs.json", tmp_path / "new" / "folder" / "flat.json"
    source.write_text('{"TapStackdev": {"vpc_id": "vpc-1", "name": "Größe"}}', encoding="utf-8")
    flatten_file(source, target)
    text = target.read_text(encoding="utf-8")
    assert json.loads(text) == {"name": "Größe", "vpc_id": "vpc-1"}
    assert text.endswith("}\n")


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b'{"a": 1}', b'{"a": {"b": "\xff"}}'])
def test_a_file_that_is_none_of_the_clis_is_refused_and_nothing_written(tmp_path: Path, content: bytes | None) -> None:
    source, target = tmp_path / "outputs.json", tmp_path / "flat.json"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        flatten_file(source, target)
    (problem,) = caught.value.problems
    assert problem.where == str(source)
    assert problem.got
    assert not target.exists()


def test_a_conflict_leaves_the_earlier_file_as_it_was(tmp_path: Path) -> None:
    source, target = tmp_path / "outputs.json", tmp_path / "flat.json"
    source.write_text('{"One": {"a": 1}, "Other": {"a": 2}}', encoding="utf-8")
    target.write_text("earlier", encoding="utf-8")
    with pytest.raises(ConfigurationError):
        flatten_file(source, target)
    assert target.read_text(encoding="utf-8") == "earlier"


@pytest.mark.parametrize("content", ["[" * 100_000, '{"One": {"a": ' + "[" * 5000 + "]" * 5000 + "}}", "\ufeff[]", "{"])
def test_what_is_no_file_of_outputs_is_refused(tmp_path: Path, content: str) -> None:
    source = tmp_path / "outputs.json"
    source.write_text(content, encoding="utf-8")
    with unchanged(tmp_path), pytest.raises(ConfigurationError) as caught:
        flatten_file(source, tmp_path / "new" / "flat.json")
    assert_told(caught.value)


def test_a_pipe_and_a_target_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "outputs.json"
    os.mkfifo(source)
    with time_limit(10), pytest.raises(ConfigurationError, match="is a pipe"):
        flatten_file(source, tmp_path / "flat.json")
    source.unlink()
    source.write_text('{"One": {"a": 1}}', encoding="utf-8")
    for target in (tmp_path, source / "flat.json"):
        with unchanged(tmp_path), pytest.raises(ConfigurationError, match="cannot be written"):
            flatten_file(source, target)


@pytest.mark.parametrize("arguments", [[], ["one"], ["one", "two", "three"]])
def test_the_wrong_number_of_arguments_shows_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 1
    assert capsys.readouterr().err.startswith("usage: ")


def test_main_flattens_the_file_named_first_into_the_one_named_second(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"One": {"a": 1}}', encoding="utf-8")
    main([str(tmp_path / "a.json"), str(tmp_path / "b.json")])
    assert json.loads((tmp_path / "b.json").read_text(encoding="utf-8")) == {"a": 1}


@pytest.mark.slow
def test_run_as_a_module(tmp_path: Path) -> None:
    source, target = tmp_path / "outputs.json", tmp_path / "cfn-outputs" / "flat-outputs.json"
    source.write_text('{"TapStackdev": {"vpc_id": "vpc-1"}}', encoding="utf-8")
    done = run_module(str(source), str(target))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads(target.read_text(encoding="utf-8")) == {"vpc_id": "vpc-1"}


@pytest.mark.slow
def test_run_as_a_module_on_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = run_module(str(tmp_path / "none.json"), str(tmp_path / "flat.json"))
    assert done.returncode == 1
    assert "cannot be read as the outputs of a deploy" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
