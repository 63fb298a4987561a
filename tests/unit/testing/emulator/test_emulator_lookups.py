"""What is kept is what moto would find each time."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from moto import backends
from moto.core import DEFAULT_ACCOUNT_ID, responses, utils
from moto.iam import models as iam
from moto.iam.responses import IamResponse
from moto.sqs.responses import SQSResponse

from lib.testing.emulator import lookups

pytestmark = pytest.mark.xdist_group("patches")

OTHER = "222222222222"


@pytest.fixture(autouse=True)
def _kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
    lookups.keep()
    lookups.keep()
    yield
    iam.iam_backends.pop(OTHER, None)


def test_services_are_the_same() -> None:
    assert backends.list_of_moto_modules() == set(lookups._listed())
    assert "sqs" in backends.list_of_moto_modules()


@pytest.mark.parametrize("of", [IamResponse, SQSResponse])
def test_actions_are_the_same(of: type) -> None:
    assert responses.method_names_from_class(of) == set(lookups._named(of))


def test_models_of_services_come_from_one_loader() -> None:
    assert utils.create_loader() is utils.create_loader()


def test_every_managed_policy_is_there_and_each_account_has_its_own() -> None:
    one, other = (iam.IAMBackend("aws", account_id=account).managed_policies for account in (DEFAULT_ACCOUNT_ID, OTHER))
    assert {policy.name for policy in one.values()} == set(json.loads(iam.aws_managed_policies_data))
    assert one.keys() == other.keys()
    assert all(one[arn] is not other[arn] for arn in one)


def test_without_managed_policies_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_IAM_LOAD_MANAGED_POLICIES", "false")
    assert iam.IAMBackend("aws", account_id=OTHER).managed_policies == {}


def test_a_key_is_of_the_account_that_made_it_and_others_are_of_the_default_one() -> None:
    key = iam.AccessKey(user_name="ci", prefix="AKIA", account_id=OTHER)
    iam.iam_backends[OTHER]["aws"].access_keys[key.access_key_id] = key
    assert iam.get_account_id_from(key.access_key_id) == OTHER
    assert iam.get_account_id_from("AKIAUNKNOWN") == DEFAULT_ACCOUNT_ID
