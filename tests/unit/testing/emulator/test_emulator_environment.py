from __future__ import annotations

import pytest

from lib.testing.emulator import EmulatorError
from lib.testing.emulator.environment import environment_for, loopback_endpoint

ENDPOINT = "http://127.0.0.1:1234"


def test_nothing_that_leads_to_a_real_aws_is_left() -> None:
    leading = {
        "AWS_PROFILE": "production",
        "AWS_SESSION_TOKEN": "x",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_S3": "https://s3.example.com",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.2",
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/token",
    }
    environment = environment_for(ENDPOINT, {**leading, "PATH": "/bin", "TF_VAR_name": "x"})
    assert not leading.keys() & environment.keys()
    assert environment["AWS_ENDPOINT_URL"] == ENDPOINT
    assert environment["AWS_CONFIG_FILE"] == "/dev/null"
    assert (environment["PATH"], environment["TF_VAR_name"]) == ("/bin", "x")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "127.0.0.1,localhost,::1"),
        ({"no_proxy": "internal"}, "internal,127.0.0.1,localhost,::1"),
        ({"NO_PROXY": "a,localhost"}, "a,localhost,127.0.0.1,::1"),
    ],
)
def test_no_proxy_stands_between(given: dict[str, str], expected: str) -> None:
    environment = environment_for(ENDPOINT, given)
    assert environment["NO_PROXY"] == environment["no_proxy"] == expected


@pytest.mark.parametrize("address", ["http://127.0.0.1:1234", "http://localhost:1234/", "http://[::1]:1234"])
def test_a_loopback_address_is_taken(address: str) -> None:
    assert loopback_endpoint(address) == address.rstrip("/")


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.1:1234",
        "http://aws.example.com:1234",
        "http://localhost.example.com:1234",
        "https://127.0.0.1:1234",
        "http://127.0.0.1",
        "http://127.0.0.1:port",
        "127.0.0.1:1234",
        "",
    ],
)
def test_another_address_is_refused(address: str) -> None:
    with pytest.raises(EmulatorError, match=r"TAP_AWS_ENDPOINT: not the address(.|\n)*expected: http://127.0.0.1"):
        loopback_endpoint(address)
