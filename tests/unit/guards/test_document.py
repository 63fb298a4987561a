"""Configurations in every form that Terraform takes, and what their references point at."""

from __future__ import annotations

from typing import Any

import pytest

from lib.guards.document import Document
from lib.guards.values import has_token, is_empty, literal, number, numbers_of, parsed, strings
from lib.guards.versions import excludes_from, lowest_admitted

BODY = {"cidr_block": "10.0.0.0/16"}


@pytest.mark.parametrize(
    "tree",
    [
        {"resource": {"aws_vpc": {"x": BODY}}},
        {"resource": [{"aws_vpc": {"x": BODY}}]},
        {"resource": {"aws_vpc": [{"x": BODY}]}},
        {"resource": {"aws_vpc": {"x": [BODY]}}},
        [{"resource": {"aws_vpc": {"x": BODY}}}],
    ],
)
def test_reads_every_form(tree: Any) -> None:
    (vpc,) = Document(tree).resources
    assert (vpc.kind, vpc.address, vpc.body) == ("aws_vpc", "aws_vpc.x", BODY)


def test_files_of_a_folder_are_one_document() -> None:
    document = Document({"resource": {"aws_vpc": {"x": BODY}}}, {"locals": {"range": "${aws_vpc.x.cidr_block}"}})
    assert document.resolve("${local.range}") == "10.0.0.0/16"
    assert document.resolve("from ${local.range} on") == "from 10.0.0.0/16 on"


@pytest.mark.parametrize(
    "value",
    [
        "${aws_vpc.x.id}",
        "${aws_vpc.y.cidr_block}",
        "${local.none}",
        "${aws_vpc.x}",
        "${local.loop}",
        "${local.list}",
        3,
    ],
)
def test_leaves_what_it_cannot_resolve(value: object) -> None:
    document = Document({"resource": {"aws_vpc": {"x": BODY}}, "locals": {"loop": "${local.loop}", "list": []}})
    assert document.resolve(value) == value


def test_gives_up_on_endless_references() -> None:
    document = Document({"locals": {"a": "${local.b}", "b": "${local.a}"}})
    assert has_token(document.resolve("${local.a}"))
    assert document.resolve("x${local.c}") == "x${local.c}"


def test_finds_by_expression_name_and_arn() -> None:
    document = Document({"resource": {"aws_sqs_queue": {"x": {"name": "q"}, "y": {"name": "r"}, "z": {"name": "r"}}}})
    for value in ("${aws_sqs_queue.x.arn}", "${aws_sqs_queue.x[0].arn}", "q", "arn:aws:sqs:eu-west-1:1:q"):
        found = document.find(value, "aws_sqs_queue")
        assert found
        assert found.address == "aws_sqs_queue.x"
    assert document.find("r", "aws_sqs_queue") is None, "a name that two have means neither"
    assert document.find("${aws_sqs_queue.x.arn}", "aws_sns_topic") is None
    assert document.find(None, "aws_sqs_queue") is None
    assert document.at("aws_sqs_queue.none") is None


def test_what_is_attached_cannot_be_changed_from_outside() -> None:
    rule = {"security_group_id": "${aws_security_group.g.id}"}
    document = Document({"resource": {"aws_security_group": {"g": {}}, "aws_security_group_rule": {"r": rule}}})
    group = document.resources[0]
    document.attached("aws_security_group_rule", "security_group_id", group).clear()
    assert len(document.attached("aws_security_group_rule", "security_group_id", group)) == 1


def test_knows_the_region_of_a_resource() -> None:
    providers = [{"region": "eu-west-1"}, {"alias": "far", "region": "us-west-2"}, {"alias": "odd"}]
    bodies = {"a": {}, "b": {"provider": "aws.far"}, "c": {"provider": "aws.none"}, "d": {"region": "sa-east-1"}}
    document = Document({"provider": {"aws": providers}, "resource": {"aws_vpc": bodies}})
    assert [document.region_of(each) for each in document.resources] == ["eu-west-1", "us-west-2", "", "sa-east-1"]


def test_values() -> None:
    assert strings(["a", 1, None]) == ["a"]
    assert strings({"a": "b"}) == []
    assert literal("a${b}") == literal("%{if a}") == literal(1) == ""
    assert [number(each) for each in ("1.5", 2, True, "x", "nan", None, 10**400)] == [
        1.5,
        2.0,
        None,
        None,
        None,
        None,
        None,
    ]
    assert is_empty([])
    assert not is_empty(0)
    assert numbers_of("1.10.2") == (1, 10, 2)
    assert numbers_of("1.x") == numbers_of("") == numbers_of("\u0661.2") == ()
    assert parsed("[" * 100_000) is None


@pytest.mark.parametrize(
    ("constraint", "lowest", "excludes"),
    [
        ("", (), False),
        (">= 1.5, < 2.0.0", (1, 5), False),
        (">= 1.5, < 1.10.0", (1, 5), True),
        ("< 1.10.1", (), False),
        ("~> 1.9", (1, 9), False),
        ("~> 1.9.0", (1, 9, 0), True),
        ("~> 1", (1,), False),
        ("1.9.8", (1, 9, 8), True),
        ("= 1.10.0-beta1", (1, 10, 0), False),
        ("<= 1.10", (), False),
        ("> 1.9, != 1.10.0", (1, 9), False),
        ("nonsense", (), False),
    ],
)
def test_constraints(constraint: str, lowest: tuple[int, ...], excludes: bool) -> None:
    assert lowest_admitted(constraint) == lowest
    assert excludes_from(constraint, (1, 10)) is excludes
