from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from lib.errors import ConfigurationError
from lib.failover.deployment import read_deployment
from tests.bad_input import time_limit

FLAT = {
    "aws_region": "us-east-1",
    "secondary_aws_region": "us-west-2",
    "table_name": "orders",
    "vpc_id": "vpc-1",
    "b_secret_arn": "arn:b",
    "a_secret_arn": "arn:a",
    "load_balancer_dns_name": "Web-1.us-east-1.elb.amazonaws.com",
}


def written(folder: Path, content: Any) -> Path:
    file = folder / "outputs.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


@pytest.mark.parametrize("content", [FLAT, {"TapStackdev": FLAT}])
def test_both_forms_of_outputs_are_read(tmp_path: Path, content: Any) -> None:
    read = read_deployment(written(tmp_path, content))
    assert (read.table_name, read.global_database_id, read.secret_arns) == ("orders", None, ("arn:a", "arn:b"))
    assert read.regions == ("us-east-1", "us-west-2")
    assert (read.other("us-east-1"), read.other("us-west-2")) == ("us-west-2", "us-east-1")
    assert read.region_of_balancer("dualstack.web-1.us-east-1.elb.amazonaws.com.") == "us-east-1"
    assert read.region_of_balancer("web-2.us-east-1.elb.amazonaws.com") is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, "tells of no environment in two regions"),
        ({"aws_region": "us-east-1"}, "no output secondary_aws_region"),
        ([], "JSON of another form"),
        ({**FLAT, "aws_region": "mars"}, "is no AWS region"),
        ({"One": {"a": 1}, "Other": {"a": 2}}, "another stack has an output of this name"),
    ],
)
def test_what_tells_of_no_such_environment_is_refused(tmp_path: Path, content: Any, expected: str) -> None:
    with pytest.raises(ConfigurationError, match=expected):
        read_deployment(written(tmp_path, content))


@pytest.mark.parametrize("content", ["[" * 100_000, '{"aws_region": NaN}', '{"One": {"aws_region": "x"}}', "\ufeff{}"])
def test_what_is_no_outputs_at_all_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "outputs.json").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError):
        read_deployment(tmp_path / "outputs.json")


def test_a_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "outputs.json")
    with time_limit(10), pytest.raises(ConfigurationError, match="is a pipe"):
        read_deployment(tmp_path / "outputs.json")


def test_a_file_that_is_not_there_or_no_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="No such file"):
        read_deployment(tmp_path / "nothing.json")
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="cannot be read as the outputs"):
        read_deployment(broken)
