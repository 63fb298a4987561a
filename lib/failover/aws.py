"""Calls of AWS with bounded time: in a disaster a region does not answer, and waiting for it costs the most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Protocol

from ..errors import TapError

# Where Route 53 and its health checks are looked after.
GLOBAL_REGION: Final = "us-east-1"
_CONNECT_SECONDS: Final = 5
_READ_SECONDS: Final = 20
_ATTEMPTS: Final = 3


class AwsError(TapError):
    """AWS refused a call, or could not be reached."""


class Aws(Protocol):
    """What asks AWS."""

    def ask(self, service: str, region: str, operation: str, **arguments: Any) -> dict[str, Any]:
        """Calls an operation, such as ``describe_table`` of ``dynamodb``.

        Raises:
            AwsError: It was refused, or the region does not answer.
        """
        ...


class Boto:
    """Asks AWS by boto3, with the credentials that the AWS CLI would take.

    Raises:
        TapError: boto3 is not installed, or its settings name a profile that is not there.
    """

    def __init__(self) -> None:
        try:
            import boto3
            import botocore.config
            import botocore.exceptions
        except ImportError as error:
            raise TapError("boto3 is not installed\n    remedy:   pip install 'tap-constructs[testing]'") from error
        self._refusals = (botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError)
        try:
            self._session = boto3.Session()
        except self._refusals as error:
            raise TapError(f"{error}\n    remedy:   correct AWS_PROFILE, or the AWS CLI's files") from error
        self._config = botocore.config.Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
        )
        self._clients: dict[tuple[str, str], Any] = {}

    def ask(self, service: str, region: str, operation: str, **arguments: Any) -> dict[str, Any]:
        """Calls an operation.

        Raises:
            AwsError: It was refused, or the region does not answer.
        """
        try:
            if (service, region) not in self._clients:
                self._clients[service, region] = self._session.client(service, region, config=self._config)
            answer: dict[str, Any] = getattr(self._clients[service, region], operation)(**arguments)
        except (*self._refusals, ValueError) as error:  # ValueError: an address that is none
            raise AwsError(f"{service} in {region}: {error}") from error
        return answer


def pages(
    aws: Aws, service: str, region: str, operation: str, token: tuple[str, str], **arguments: Any
) -> Iterator[dict[str, Any]]:
    """Every page of an answer.

    Args:
        aws: Who is asked.
        service: The service.
        region: Its region.
        operation: The operation.
        token: What the answer calls the mark of the next page, and what the call does.
        arguments: Those of the call.

    Yields:
        The answers.
    """
    given, taken = token
    page = aws.ask(service, region, operation, **arguments)
    yield page
    while page.get(given):
        page = aws.ask(service, region, operation, **arguments, **{taken: page[given]})
        yield page
