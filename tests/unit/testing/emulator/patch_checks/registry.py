"""One check per patch: it passes on the patched server and fails on moto as it is published."""

from __future__ import annotations

import functools
import itertools
import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from lib.testing.emulator import Emulator

NO_RETRIES = Config(retries={"total_max_attempts": 1}, read_timeout=20, s3={"addressing_style": "path"})


class Aws:
    """Clients of one server, and names that no other check uses."""

    def __init__(self, endpoint: str) -> None:
        self._emulator = Emulator(endpoint, pid=None)
        self._numbers = itertools.count(1)
        self.client = functools.cache(self._new_client)
        self.set_health = self._emulator.set_health

    def _new_client(self, service: str, region: str = "us-east-1") -> Any:
        return self._emulator.client(service, region, config=NO_RETRIES)

    def get(self, service: str, path: str) -> Any:
        """A request as it is spelled here; the server reads the service in the signature."""
        scope = f"AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/{service}/aws4_request, Signature=x"
        request = urllib.request.Request(self._emulator.endpoint + path, headers={"Authorization": scope})  # noqa: S310
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 -- loopback
            return json.load(answer)

    def name(self, prefix: str = "check") -> str:
        return f"{prefix}-{next(self._numbers)}"

    def vpc(self, region: str = "us-east-1") -> str:
        found: str = self.client("ec2", region).create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        return found

    def subnet(self, vpc_id: str) -> str:
        made = self.client("ec2").create_subnet(VpcId=vpc_id, CidrBlock="10.0.1.0/24")
        found: str = made["Subnet"]["SubnetId"]
        return found

    def role(self) -> str:
        made = self.client("iam").create_role(RoleName=self.name("role"), AssumeRolePolicyDocument=ASSUME_ROLE)
        found: str = made["Role"]["Arn"]
        return found

    def bucket(self) -> str:
        name = self.name("bucket")
        self.client("s3").create_bucket(Bucket=name)
        return name


ASSUME_ROLE = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
        ],
    }
)

Check = Callable[[Aws], None]
CHECKS: dict[str, Check] = {}


def check(patch_name: str) -> Callable[[Check], Check]:
    """The decorated function checks that patch."""

    def register(function: Check) -> Check:
        assert patch_name not in CHECKS, f"{patch_name} has two checks"
        CHECKS[patch_name] = function
        return function

    return register


def refused(code: str, call: Callable[..., Any], **arguments: Any) -> None:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    assert caught.value.response["Error"]["Code"] == code
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] < 500


def tags(**named: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in named.items()]
