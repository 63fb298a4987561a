"""Who is told what."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from lib.config.alarm_topics import AlarmTopicsConfig
from lib.config.scalars import Email, HttpsUrl, RoleArn
from lib.config.topic import TopicConfig
from lib.model import problems_of


def test_nobody_is_told_by_default() -> None:
    assert AlarmTopicsConfig() == AlarmTopicsConfig(critical=TopicConfig(), warning=TopicConfig())
    assert (TopicConfig().emails, TopicConfig().urls) == ({}, {})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Email, "on-call@company.net"),
        (Email, "first.last+alarms@mail.company.co.uk"),
        (HttpsUrl, "https://events.company.net"),
        (HttpsUrl, "https://events.company.net:8443/integration/x?source=aws"),
        (RoleArn, "arn:aws:iam::123456789012:role/backup-admin"),
        (RoleArn, "arn:aws-cn:iam::123456789012:role/teams/data/Backup_Admin"),
    ],
)
def test_an_address_is_taken(kind: Any, value: str) -> None:
    assert TypeAdapter(kind).validate_python(value) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Email, "company.net"),
        (Email, "on call@company.net"),
        (Email, "on-call@company"),
        (Email, "on-call@-company.net"),
        (HttpsUrl, "http://events.company.net"),
        (HttpsUrl, "https://"),
        (HttpsUrl, "https://user:word@events.company.net"),
        (RoleArn, "backup-admin"),
        (RoleArn, "arn:aws:iam::123456789012:user/me"),
        (RoleArn, "arn:aws:iam::12345:role/x"),
    ],
)
def test_what_is_no_address_is_refused(kind: Any, value: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


def test_a_wrong_address_is_told_with_its_place() -> None:
    with pytest.raises(ValidationError) as caught:
        AlarmTopicsConfig.model_validate({"critical": {"emails": {"ops": "ops"}}, "warning": {"sms": {}}})
    assert [problem.where for problem in problems_of(caught.value)] == ["critical.emails.ops", "warning.sms"]
