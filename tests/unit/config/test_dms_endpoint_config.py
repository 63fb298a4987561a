"""Connections: always encrypted, verified where there is something to verify with, and no password in sight."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.aws_facts import DMS_SSL_MODES
from lib.config.dms_endpoint import (
    ConnectionConfig,
    MigrationSourceConfig,
    MigrationTargetConfig,
    port_of,
)
from lib.errors import ConfigurationError, Problem
from lib.model import problems_of

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
WALLET = "arn:aws:dms:eu-central-1:123456789012:cert:WALLET"
SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-AbCdEf"
SOURCE = {"engine": "postgres", "database_name": "orders", "secret_arn": SECRET, "cidrs": ["10.9.0.0/16"]}


def refused(**changed: Any) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        MigrationSourceConfig.model_validate({**SOURCE, **changed})
    return list(problems_of(caught.value))


@pytest.mark.parametrize(
    ("engine", "given", "mode"),
    [
        ("postgres", {}, "require"),
        ("postgres", {"certificate_pem": PEM}, "verify-full"),
        ("aurora-postgresql", {"certificate_pem": PEM, "ssl_mode": "verify-ca"}, "verify-ca"),
        ("sqlserver", {}, "require"),
        ("sqlserver", {"certificate_pem": PEM}, "verify-full"),
        ("aurora", {"certificate_pem": PEM}, "verify-full"),
        ("mysql", {"certificate_pem": PEM, "ssl_mode": "verify-ca"}, "verify-ca"),
        ("oracle", {"certificate_arn": WALLET}, "verify-ca"),
    ],
)
def test_the_mode_is_the_best_that_engine_and_certificate_allow(engine: str, given: dict[str, Any], mode: str) -> None:
    assert ConnectionConfig.model_validate(given).mode_for(engine) == mode


@pytest.mark.parametrize(
    ("engine", "given", "where", "what"),
    [
        ("mysql", {}, "certificate_pem", "verify-ca for mysql needs a certificate"),
        ("postgres", {"ssl_mode": "verify-full"}, "certificate_pem", "needs a certificate"),
        ("mysql", {"ssl_mode": "require"}, "ssl_mode", "no such mode for mysql"),
        ("sqlserver", {"ssl_mode": "verify-ca", "certificate_pem": PEM}, "ssl_mode", "no such mode for sqlserver"),
        ("postgres", {"ssl_mode": "require", "certificate_pem": PEM}, "ssl_mode", "looks at no certificate"),
        ("oracle", {"certificate_pem": PEM}, "certificate_pem", "wallet"),
    ],
)
def test_a_mode_that_the_engine_has_not_or_lacks_a_certificate_for_is_refused(
    engine: str, given: dict[str, Any], where: str, what: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        ConnectionConfig.model_validate(given).mode_for(engine)
    (problem,) = caught.value.problems
    assert problem.where == where
    assert what in problem.what
    assert problem.remedy


@given(
    st.sampled_from(sorted(DMS_SSL_MODES)),
    st.sampled_from([None, "require", "verify-ca", "verify-full"]),
    st.sampled_from([{}, {"certificate_pem": PEM}, {"certificate_arn": WALLET}]),
)
def test_a_connection_is_refused_or_encrypted_and_verifies_only_with_a_certificate(
    engine: str, mode: Any, certificate: dict[str, str]
) -> None:
    config = ConnectionConfig.model_validate({"ssl_mode": mode, **certificate})
    try:
        found = config.mode_for(engine)
    except ConfigurationError:
        return
    assert found in DMS_SSL_MODES[engine]
    assert found == (mode or found)
    assert (found == "require") != config.has_certificate


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"certificate_pem": PEM, "certificate_arn": WALLET}, "certificate_arn"),
        ({"certificate_pem": "-----BEGIN PRIVATE KEY-----"}, "certificate_pem"),
        ({"certificate_pem": f"{PEM}\n-----BEGIN RSA PRIVATE KEY-----"}, "certificate_pem"),
        ({"certificate_arn": "arn:aws:acm:eu-central-1:123456789012:certificate/1"}, "certificate_arn"),
        ({"extra_connection_attributes": {"password": "x"}}, "extra_connection_attributes"),
        ({"extra_connection_attributes": {"asmUserName": "x"}}, "extra_connection_attributes"),
        ({"extra_connection_attributes": {"a b": "x"}}, "extra_connection_attributes.a b"),
        ({"extra_connection_attributes": {"parallelLoadThreads": "1;password=x"}}, "extra_connection_attributes"),
        ({"ssl_mode": "none"}, "ssl_mode"),
        ({"password": "x"}, "password"),
        ({"postgres": {"max_file_size_kb": 0}}, "postgres.max_file_size_kb"),
    ],
)
def test_what_would_open_a_connection_or_show_a_password_is_refused(given: dict[str, Any], where: str) -> None:
    with pytest.raises(ValidationError) as caught:
        MigrationTargetConfig.model_validate(given)
    (problem,) = problems_of(caught.value)
    assert problem.where.startswith(where)


def test_a_source_says_where_it_is_and_what_it_reads() -> None:
    assert [problem.where for problem in refused(cidrs=[], database_name=None)] == ["cidrs", "database_name"]
    assert MigrationSourceConfig.model_validate({**SOURCE, "cidrs": [], "security_group_id": "sg-0ab1"})
    mysql = {**SOURCE, "engine": "mariadb", "database_name": None, "certificate_pem": PEM}
    assert MigrationSourceConfig.model_validate(mysql).database_name is None


def test_a_source_takes_what_is_known_at_deploy_time_only() -> None:
    made = MigrationSourceConfig.model_validate(
        {
            **SOURCE,
            "secret_arn": "${aws_secret.s.arn}",
            "secret_key_arn": "${aws_key.k.arn}",
            "cidrs": ["${aws_vpc.v.cidr_block}"],
        }
    )
    assert made.secret_arn == "${aws_secret.s.arn}"
    assert made.cidrs == ("${aws_vpc.v.cidr_block}",)


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"secret_arn": "orders"}, "secret_arn"),
        ({"secret_key_arn": "alias/aws/secretsmanager"}, "secret_key_arn"),
        ({"security_group_id": "default"}, "security_group_id"),
        ({"engine": "redshift"}, "engine"),
        ({"cidrs": ["10.9.0.0/162"]}, "cidrs.0"),
        ({"cidrs": ["10.9.0.1/16"]}, "cidrs.0"),
        ({"port": 0}, "port"),
        ({"postgres": {"slot_name": "My Slot"}}, "postgres.slot_name"),
        ({"postgres": {"heartbeat_minutes": 0}}, "postgres.heartbeat_minutes"),
    ],
)
def test_a_value_that_aws_refuses_is_refused(changed: dict[str, Any], where: str) -> None:
    assert [problem.where for problem in refused(**changed)] == [where]


def test_settings_of_another_engine_are_refused() -> None:
    (problem,) = refused(engine="sqlserver", postgres={"heartbeat": True})
    assert (problem.where, problem.got) == ("postgres", "heartbeat")


def test_all_faults_of_a_source_are_told_at_once() -> None:
    found = refused(engine="mysql", cidrs=[], postgres={"heartbeat": True})
    assert [problem.where for problem in found] == ["certificate_pem", "cidrs", "database_name", "postgres"]


@pytest.mark.parametrize(
    ("engine", "port"),
    [("postgres", 5432), ("aurora-postgresql", 5432), ("oracle", 1521), ("sqlserver", 1433), ("aurora", 3306)],
)
def test_an_engine_has_its_usual_port(engine: str, port: int) -> None:
    assert port_of(engine) == port
    assert port_of(engine, 6000) == 6000
