"""The smaller models: buckets, keys, endpoints, flow logs and retention."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.aws_facts import LOG_RETENTION_DAYS
from lib.config.bucket import BucketConfig
from lib.config.encryption_key import EncryptionKeyConfig
from lib.config.flow_logs import FlowLogsConfig
from lib.config.retention import accepted_retention
from lib.config.vpc_endpoints import InterfaceEndpointConfig, VpcEndpointsConfig
from lib.errors import ConfigurationError
from lib.model import Model, problems_of


@pytest.mark.parametrize("days", LOG_RETENTION_DAYS)
def test_a_retention_that_cloudwatch_logs_has_is_taken(days: int) -> None:
    assert FlowLogsConfig(retention_days=days).retention_days == days


@given(st.integers(-10, 5000).filter(lambda days: days not in LOG_RETENTION_DAYS))
@settings(deadline=None)
def test_any_other_is_refused_with_one_that_keeps_records_as_long(days: int) -> None:
    with pytest.raises(ConfigurationError) as caught:
        accepted_retention(days)
    (problem,) = caught.value.problems
    suggested = int(problem.remedy.removeprefix("take "))
    assert problem.got == f"{days} days"
    assert accepted_retention(suggested) == suggested
    assert suggested >= days or suggested == max(LOG_RETENTION_DAYS)
    assert not any(days <= allowed < suggested for allowed in LOG_RETENTION_DAYS)


def test_a_wrong_retention_is_told_with_its_place() -> None:
    with pytest.raises(ValidationError) as caught:
        FlowLogsConfig(retention_days=45)
    (problem,) = problems_of(caught.value)
    assert (problem.where, problem.remedy) == ("retention_days", "take 60")


def test_flow_logs_record_everything_by_default() -> None:
    made = FlowLogsConfig()
    assert (made.enabled, made.traffic, made.destination, made.retention_days) == (True, "ALL", "cloudwatch", 365)
    assert made.force_destroy is False


def test_both_gateways_are_there_by_default_and_no_interface() -> None:
    made = VpcEndpointsConfig()
    assert made.gateways == ("s3", "dynamodb")
    assert (made.gateway_policies, made.interfaces) == ({}, {})


def test_an_interface_resolves_the_public_name_by_default() -> None:
    made = VpcEndpointsConfig.model_validate({"interfaces": {"ecr.api": {}, "logs": {"private_dns": False}}})
    assert made.interfaces == {
        "ecr.api": InterfaceEndpointConfig(),
        "logs": InterfaceEndpointConfig(private_dns=False),
    }
    assert made.interfaces["ecr.api"].private_dns is True


def test_nothing_is_kept_readable_or_deletable_by_default() -> None:
    made = BucketConfig()
    assert made.versioned is True
    assert made.force_destroy is False
    assert made.expiration_days is None


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (FlowLogsConfig, "destination", "kafka"),
        (FlowLogsConfig, "traffic", "SOME"),
        (FlowLogsConfig, "aggregation_seconds", 61),
        (VpcEndpointsConfig, "gateways", ["sqs"]),
        (VpcEndpointsConfig, "gateways", ["s3", "s3"]),
        (VpcEndpointsConfig, "gateway_policies", {"sqs": "{}"}),
        (VpcEndpointsConfig, "interfaces", {"ecr.api": {"public": True}}),
        (BucketConfig, "expiration_days", 0),
        (BucketConfig, "infrequent_access_after_days", 29),
        (BucketConfig, "noncurrent_expiration_days", 0),
        (BucketConfig, "abort_upload_days", 0),
        (EncryptionKeyConfig, "rotation_days", 89),
        (EncryptionKeyConfig, "rotation_days", 2561),
        (EncryptionKeyConfig, "deletion_window_days", 6),
        (EncryptionKeyConfig, "deletion_window_days", 31),
    ],
)
def test_a_value_that_aws_refuses_is_refused(model: type[Model], field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate({field: value})
    assert [problem.where.split(".")[0] for problem in problems_of(caught.value)] == [field]


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (BucketConfig, "infrequent_access_after_days", 30),
        (EncryptionKeyConfig, "rotation_days", 90),
        (EncryptionKeyConfig, "rotation_days", 2560),
        (EncryptionKeyConfig, "deletion_window_days", 7),
        (EncryptionKeyConfig, "deletion_window_days", 30),
    ],
)
def test_a_value_at_the_bound_is_taken(model: type[Model], field: str, value: int) -> None:
    assert getattr(model.model_validate({field: value}), field) == value


def test_an_object_moves_before_it_goes() -> None:
    assert BucketConfig(expiration_days=61, infrequent_access_after_days=60).expiration_days == 61
    with pytest.raises(ValidationError, match="before they have moved"):
        BucketConfig(expiration_days=60, infrequent_access_after_days=60)
