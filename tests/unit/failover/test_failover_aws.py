from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lib.errors import TapError
from lib.failover.aws import AwsError, Boto, pages
from lib.testing.emulator import Emulator

from .conftest import AWAY, HOME, FakeAws


def test_without_boto3_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(TapError, match=r"boto3 is not installed\n.*pip install 'tap-constructs\[testing\]'"):
        Boto()


@pytest.mark.xdist_group("emulator")
def test_it_asks_the_region_that_is_named_with_one_client_each(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in emulator.environment({}).items():
        monkeypatch.setenv(name, value)
    aws = Boto()
    for region in (HOME, AWAY, HOME):
        found = aws.ask("ec2", region, "describe_availability_zones")
        assert {zone["RegionName"] for zone in found["AvailabilityZones"]} == {region}
    assert len(aws._clients) == 2
    with pytest.raises(AwsError, match=r"^dynamodb in us-west-2: .*ResourceNotFoundException"):
        aws.ask("dynamodb", AWAY, "describe_table", TableName="nothing")


def test_a_region_that_does_not_answer_and_a_call_without_credentials_are_errors_of_aws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(AwsError, match="Could not connect to the endpoint URL"):
        Boto().ask("sts", HOME, "get_caller_identity")


def test_a_profile_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(TapError, match=r"nobody(.*\n)*.*remedy:   correct AWS_PROFILE"):
        Boto()


def test_an_address_that_is_none_is_an_error_of_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "nowhere")
    with pytest.raises(AwsError, match="dynamodb in us-east-1: Invalid endpoint"):
        Boto().ask("dynamodb", "us-east-1", "list_tables")


def test_all_pages_are_read(aws: FakeAws) -> None:
    aws.say("elbv2", "describe_load_balancers", {"N": "x", "a": 1}, {"a": 2})
    found = list(pages(aws, "elbv2", HOME, "describe_load_balancers", ("N", "Marker"), PageSize=1))
    assert [page["a"] for page in found] == [1, 2]
    assert aws.called("describe_load_balancers") == [(HOME, {"PageSize": 1}), (HOME, {"PageSize": 1, "Marker": "x"})]
