from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lib.testing.synthesized import Synthesized, mismatch

DOCUMENT: dict[str, Any] = {
    "//": {"metadata": {}},
    "terraform": {"backend": {"s3": {"bucket": "state"}}},
    "provider": {"aws": [{"region": "us-east-1"}, {"region": "eu-west-1", "alias": "other"}], "random": {}},
    "data": {"aws_region": {"here": {"//": {}, "provider": "aws"}}},
    "resource": {
        "aws_vpc": {
            "main": {
                "//": {"metadata": {"path": "x"}},
                "cidr_block": "10.0.0.0/16",
                "tags": {"Name": "main", "A": "1"},
            },
            "other": {"cidr_block": "10.1.0.0/16", "tags": {"Name": "other"}},
        },
        "aws_subnet": {
            "a": {
                "vpc_id": "${aws_vpc.main.id}",
                "availability_zone": "${data.aws_region.here.name}a",
                "depends_on": ["aws_vpc.other", "aws_unknown.x"],
            }
        },
    },
    "output": {"vpc_id": {"//": {}, "value": "${aws_vpc.main.id}", "sensitive": False}},
}


@pytest.fixture
def stack() -> Synthesized:
    return Synthesized(DOCUMENT)


def test_resources_are_listed_without_cdktfs_notes(stack: Synthesized) -> None:
    assert stack.resources("aws_vpc")["main"] == {"cidr_block": "10.0.0.0/16", "tags": {"Name": "main", "A": "1"}}
    assert stack.resources("aws_unknown") == {}
    assert stack.resources("data.aws_region") == {"here": {"provider": "aws"}}
    assert stack.data == {"aws_region": {"here": {"provider": "aws"}}}
    assert stack.addresses == ["aws_vpc.main", "aws_vpc.other", "aws_subnet.a", "data.aws_region.here"]


def test_the_one_that_matches_is_found(stack: Synthesized) -> None:
    assert stack.resource("aws_subnet")["vpc_id"] == "${aws_vpc.main.id}"
    assert stack.resource("aws_vpc", tags={"Name": "other"})["cidr_block"] == "10.1.0.0/16"
    assert stack.address_of("aws_vpc", cidr_block=re.compile(r"^10\.0\.")) == "aws_vpc.main"
    assert stack.address_of("data.aws_region") == "data.aws_region.here"
    assert stack.count("aws_vpc") == 2
    assert stack.count("aws_vpc", tags={"A": "1"}) == 1


def test_when_none_matches_the_message_shows_what_there_was(stack: Synthesized) -> None:
    with pytest.raises(AssertionError) as failed:
        stack.resource("aws_vpc", tags={"Name": "missing"})
    message = str(failed.value)
    assert "main: tags.Name is 'main', not 'missing'" in message
    assert "other: tags.Name is 'other', not 'missing'" in message
    assert '"cidr_block": "10.0.0.0/16"' in message


def test_when_there_is_no_such_type_the_message_shows_the_types(stack: Synthesized) -> None:
    with pytest.raises(AssertionError, match="there is no aws_eip; there is: aws_subnet, aws_vpc"):
        stack.resource("aws_eip")
    with pytest.raises(AssertionError, match="there is: nothing"):
        Synthesized({}).resource("aws_eip")


def test_when_several_match_the_message_names_them(stack: Synthesized) -> None:
    with pytest.raises(AssertionError, match="several aws_vpc match: main, other"):
        stack.resource("aws_vpc")


def test_references_are_those_to_things_that_exist(stack: Synthesized) -> None:
    assert stack.references("aws_subnet.a") == ["aws_vpc.main", "aws_vpc.other", "data.aws_region.here"]
    assert stack.references("aws_vpc.main") == []
    assert stack.references("output.vpc_id") == ["aws_vpc.main"]
    with pytest.raises(AssertionError, match=r"there is no aws_vpc\.x; of aws_vpc there is: main, other"):
        stack.references("aws_vpc.x")
    with pytest.raises(AssertionError, match="of aws_eip there is: nothing"):
        stack.references("aws_eip.x")


def test_outputs_providers_and_backend(stack: Synthesized) -> None:
    assert stack.outputs == {"vpc_id": {"value": "${aws_vpc.main.id}", "sensitive": False}}
    assert [item.get("alias") for item in stack.providers["aws"]] == [None, "other"]
    assert stack.providers["random"] == [{}]
    assert stack.backend == {"s3": {"bucket": "state"}}
    empty = Synthesized({})
    assert (empty.outputs, empty.providers, empty.backend, empty.addresses) == ({}, {}, {}, [])


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}),
        ({"rule": [{"enabled": True, "days": 1}]}, {"rule": {"enabled": True}}),
        ({"policy": '{"Statement": [{"Effect": "Deny", "Sid": "x"}]}'}, {"policy": {"Statement": {"Effect": "Deny"}}}),
        ({"list": [{"a": 1, "b": 2}, 3]}, {"list": [{"a": 1}, 3]}),
        ({"size": 5}, {"size": lambda size: size > 3}),
        ({"name": "my-bucket"}, {"name": re.compile("bucket")}),
        ({"a": 1}, {"b": None}),
    ],
)
def test_what_matches(actual: Any, expected: Any) -> None:
    assert mismatch(actual, expected) is None


@pytest.mark.parametrize(
    ("actual", "expected", "reason"),
    [
        ({"a": {"b": 1}}, {"a": {"b": 2}}, "a.b is 1, not 2"),
        ({"a": "text"}, {"a": {"b": 2}}, "a is 'text', not {'b': 2}"),
        ({"a": "{broken"}, {"a": {"b": 2}}, "a is '{broken', not {'b': 2}"),
        ({"a": [{"b": 1}, {"b": 2}]}, {"a": [{"b": 1}, {"b": 3}]}, "a[1].b is 2, not 3"),
        ({"a": [1, 2]}, {"a": [1]}, "a is [1, 2], not [1]"),
        ({"a": 1}, {"a": re.compile("x")}, "a is 1, not like 'x'"),
        ({"a": 1}, {"a": lambda value: False}, "a is 1, which the given function refuses"),
        (1, {"a": 1}, "it is 1, not {'a': 1}"),
    ],
)
def test_what_does_not_match_says_where(actual: Any, expected: Any, reason: str) -> None:
    assert mismatch(actual, expected) == reason


def test_a_file_and_an_output_folder_are_read(tmp_path: Path) -> None:
    file = tmp_path / "cdk.tf.json"
    file.write_text(json.dumps(DOCUMENT))
    assert Synthesized.load(file).json == Synthesized.load(tmp_path).json == DOCUMENT


def test_a_stack_is_synthesized_with_its_validations() -> None:
    import jsii
    from cdktf import TerraformOutput, TerraformStack, Testing
    from constructs import IValidation

    stack = TerraformStack(Testing.app(), "stack")
    TerraformOutput(stack, "answer", value=42)
    assert Synthesized.of(stack).outputs == {"answer": {"value": 42}}

    @jsii.implements(IValidation)
    class Refusal:
        def validate(self) -> list[str]:
            return ["not like this"]

    stack.node.add_validation(Refusal())
    with pytest.raises(RuntimeError, match="not like this"):
        Synthesized.of(stack)


@pytest.mark.slow
def test_reading_json_starts_no_node() -> None:
    program = "import sys, lib.testing.synthesized; sys.exit('cdktf' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[3], check=True)


def test_findings_of_the_rules_fail_a_test_with_why_and_remedy(tmp_path: Path) -> None:
    stack = Synthesized({"resource": {"aws_sqs_queue": {"orders": {"name": "orders", "depends_on": ["${aws_vpc.x}"]}}}})
    assert [finding.rule for finding in stack.findings()] == ["depends-on-expression"]
    assert {finding.rule for finding in stack.findings(suffix="dev")} == {
        "depends-on-expression",
        "name-without-suffix",
    }
    with pytest.raises(AssertionError, match=r"(?s)error: aws_sqs_queue.orders: .*why: .*remedy: "):
        stack.assert_no_findings()
    accepted = tmp_path / "accepted.toml"
    accepted.write_text('[[acknowledge]]\nrule = "depends-on-expression"\nresource = "*"\nreason = "soon"\n')
    stack.assert_no_findings(acknowledge=accepted)


def test_versions_are_judged_at_the_date_that_is_given() -> None:
    stack = Synthesized({"resource": {"aws_eks_cluster": {"main": {"version": "1.34"}}}})
    stack.assert_no_findings(today=date(2026, 12, 1))
    with pytest.raises(AssertionError, match=r"warning: aws_eks_cluster\.main: "):
        stack.assert_no_findings(today=date(2026, 12, 2))


def test_data_has_to_stay_where_it_was() -> None:
    document: dict[str, Any] = {"resource": {"aws_s3_bucket": {"logs": {}, "new": {}}, "aws_vpc": {"main": {}}}}
    before = ["aws_s3_bucket.logs", "aws_s3_bucket.old", "aws_sqs_queue.jobs", "aws_vpc.old", "data.aws_region.here"]
    expected = """(?s)would be destroyed:
    aws_s3_bucket.old
    aws_sqs_queue.jobs
of their types there is:
    aws_s3_bucket.logs
    aws_s3_bucket.new
remedy: """
    with pytest.raises(AssertionError, match=expected):
        Synthesized(document).assert_keeps(before)
    with pytest.raises(AssertionError, match=r"aws_sqs_queue.jobs\nof their types there is:\n    nothing"):
        Synthesized(document).assert_keeps(["aws_sqs_queue.jobs"])


def test_data_that_is_moved_or_given_away_is_kept() -> None:
    document = {
        "resource": {"aws_s3_bucket": {"new": {}}},
        "moved": [{"from": "aws_s3_bucket.old", "to": "aws_s3_bucket.new"}],
        "removed": [{"from": "aws_sqs_queue.jobs", "lifecycle": {"destroy": False}}],
    }
    stack = Synthesized(document)
    stack.assert_keeps(["aws_s3_bucket.new", "aws_s3_bucket.old", "aws_sqs_queue.jobs"])
    document["moved"] = [{"from": "aws_s3_bucket.old", "to": "aws_s3_bucket.nowhere"}]
    with pytest.raises(AssertionError, match=r"aws_s3_bucket\.old"):
        stack.assert_keeps(["aws_s3_bucket.old"])
