from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.errors import ConfigurationError
from lib.testing.local.prerequisites import check_prerequisites, node_problems

MakeTool = Callable[[str, str], None]


@pytest.fixture
def tools(tmp_path: Path) -> MakeTool:
    def make(name: str, says: str) -> None:
        tool = tmp_path / "bin" / name
        tool.parent.mkdir(exist_ok=True)
        tool.write_text(f"#!/bin/sh\necho '{says}'\n")
        tool.chmod(0o755)

    return make


def environment(tmp_path: Path) -> dict[str, str]:
    return {"PATH": f"{tmp_path}/bin"}


def test_all_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_prerequisites(tmp_path, environment(tmp_path))
    assert [problem.where for problem in caught.value.problems] == ["Node.js", "Terraform", "cdktf"]


@pytest.mark.slow
@pytest.mark.parametrize("version", ["v24.1.0", "v18.0.0", "garbage"])
def test_node_versions_that_cannot_run_the_cli_are_refused(tmp_path: Path, tools: MakeTool, version: str) -> None:
    tools("node", version)
    (problem,) = node_problems(environment(tmp_path))
    assert (problem.got, problem.expected) == (version, "version 20 or 22")


@pytest.mark.slow
@pytest.mark.parametrize("version", ["v20.20.2", "v22.9.0"])
def test_with_everything_in_place_nothing_is_said(tmp_path: Path, tools: MakeTool, version: str) -> None:
    tools("node", version)
    tools("terraform", '{"terraform_version": "1.11.4"}')
    cli = tmp_path / "node_modules" / ".bin" / "cdktf"
    cli.parent.mkdir(parents=True)
    cli.touch()
    check_prerequisites(tmp_path, {**environment(tmp_path), "HOME": os.devnull})
