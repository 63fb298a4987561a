"""Which services are reached without leaving the VPC."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from ..model import Distinct, Model

GatewayService = Literal["s3", "dynamodb"]

_POLICY: Final = '{"Version": "2012-10-17", "Statement": []}'


class InterfaceEndpointConfig(Model):
    """One interface endpoint."""

    private_dns: bool = True
    """Whether the service's public name resolves to the endpoint inside the VPC."""

    policy: str | None = None
    """What may be done through the endpoint, as JSON; None for AWS's default, everything."""


class VpcEndpointsConfig(Model):
    """Which services are reached without leaving the VPC."""

    gateways: Distinct[GatewayService] = ("s3", "dynamodb")
    """Services with a gateway endpoint, which costs nothing."""

    gateway_policies: dict[GatewayService, str] = Field(default_factory=dict, examples=[{"s3": _POLICY}])
    """What may be done through a gateway, as JSON; everything where none is given."""

    interfaces: dict[str, InterfaceEndpointConfig] = Field(
        default_factory=dict, examples=[{"ecr.api": {"private_dns": True}, "logs": {"policy": _POLICY}}]
    )
    """Services with an interface endpoint, by name as in ``com.amazonaws.<region>.<name>``: ``ecr.api``, ``logs``."""
