"""`tap diagram`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from xml.dom import minidom

import pytest
from typer.testing import CliRunner

from lib.cli import app
from tests.bad_input import time_limit

STACK: dict[str, Any] = {
    "//": {"metadata": {"stackName": "payments"}},
    "provider": {"aws": [{"region": "eu-central-1"}]},
    "resource": {"aws_kms_key": {"x": {}}},
}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def write(folder: str, tree: object) -> None:
    Path(folder).mkdir(parents=True)
    (Path(folder) / "cdk.tf.json").write_text(json.dumps(tree), encoding="utf-8")


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["diagram", *arguments])
    return done.exit_code, done.output


def test_it_writes_a_picture_that_is_named_as_the_stack() -> None:
    write("cdktf.out/stacks/one", STACK)
    assert run("cdktf.out") == (0, "wrote payments.svg\n")
    assert "eu-central-1" in Path("payments.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("note", [{}, {"//": {"metadata": {"stackName": 1}}}], ids=["none", "broken"])
def test_a_stack_without_a_noted_name_is_named_as_its_folder(note: dict[str, Any]) -> None:
    write("shop", {"resource": STACK["resource"], **note})
    assert run("shop") == (0, "wrote shop.svg\n")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../outside", "outside.svg"),
        ("/etc/passwd", "etc-passwd.svg"),
        ("..", "stack.svg"),
        ("", "stack.svg"),
        ("a\0b", "a-b.svg"),
        ("\ud800", "stack.svg"),
        ("x" * 500, f"{'x' * 60}.svg"),
        ("pay.ments 1", "pay.ments-1.svg"),
    ],
)
def test_the_stacks_name_leads_to_no_other_folder(tmp_path: Path, name: str, file: str) -> None:
    write("here/shop", {**STACK, "//": {"metadata": {"stackName": name}}})
    before = set(tmp_path.rglob("*"))
    assert run("here/shop") == (0, f"wrote {file}\n")
    assert set(tmp_path.rglob("*")) - before == {tmp_path / file}


def test_the_picture_is_xml_whatever_is_in_the_stack() -> None:
    odd = "<&>\"'\0\ud800\x1b\ufffe"
    subnet = {"vpc_id": "${aws_vpc.x.id}"}
    resources = {"aws_vpc": {"x": {"cidr_block": odd * 9000}}, "aws_subnet": {"x": subnet}, "aws_kms_key": {odd: {}}}
    tree = {"//": {"metadata": {"stackName": odd}}, "provider": {"aws": [{"region": odd}]}, "resource": resources}
    write("shop", tree)
    with time_limit(30):
        assert run("shop", "-o", "x.svg") == (0, "wrote x.svg\n")
    assert minidom.parse("x.svg")  # noqa: S318  # it was drawn just now


def test_where_it_writes_can_be_said() -> None:
    write("shop", STACK)
    assert run("shop/cdk.tf.json", "--output", "picture.svg") == (0, "wrote picture.svg\n")
    assert run("shop", "-o", "no/picture.svg") == (
        2,
        "no/picture.svg: cannot be written\n    got:      No such file or directory\n",
    )


def test_a_missing_folder_is_told_as_by_the_check() -> None:
    code, output = run("nowhere")
    assert code == 2
    assert output == CliRunner().invoke(app, ["check", "nowhere"]).output


def test_one_of_several_stacks_has_to_be_chosen() -> None:
    for name in ("one", "two"):
        write(f"cdktf.out/stacks/{name}", STACK)
    code, output = run("cdktf.out")
    assert code == 2
    assert output.startswith("cdktf.out: holds several stacks\n")
    assert "remedy:   give the folder of one, such as cdktf.out/stacks/one\n" in output


def test_a_plan_is_no_stack() -> None:
    plan = {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [], "planned_values": {}}
    Path("plan.json").write_text(json.dumps(plan), encoding="utf-8")
    code, output = run("plan.json")
    assert code == 2
    assert output.startswith("plan.json: is a plan\n")


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "lib.diagram.drawing", raising=False)
    monkeypatch.setitem(sys.modules, "drawsvg", None)
    write("shop", STACK)
    assert run("shop") == (
        2,
        "tap diagram: cannot draw: the package drawsvg is not installed\n"
        "    expected: the packages of the extra `diagram`\n"
        "    remedy:   pip install 'tap-constructs[diagram]'\n",
    )
    assert not list(Path().glob("*.svg"))
