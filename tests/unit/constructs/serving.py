"""What the tests of load balancers and of what stands behind them share."""

from __future__ import annotations

import json
from typing import Any

from cdktf import TerraformStack

from lib.config.load_balancer import LoadBalancerConfig
from lib.constructs.certificate import Certificate
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.load_balancer import LoadBalancer
from lib.constructs.network import ExistingNetwork, Network
from lib.testing.synthesized import Synthesized

ARN = "arn:aws:acm:eu-central-1:123456789012:certificate/x"
KEY = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/k")


def network(stack: TerraformStack, **given: Any) -> ExistingNetwork:
    """A network with two public and two private subnets."""
    subnets = {"public": ["subnet-p1", "subnet-p2"], "private": ["subnet-a", "subnet-b"]}
    return Network.from_existing(stack, vpc_id="vpc-1", cidr="10.0.0.0/16", **{"subnets": subnets, **given})


def balancer(stack: TerraformStack, **config: Any) -> LoadBalancer:
    """A public load balancer with a certificate."""
    return LoadBalancer(
        stack,
        "Balancer",
        network=network(stack),
        certificate=Certificate.from_existing(ARN),
        key=KEY,
        config=LoadBalancerConfig.model_validate(config),
    )


def forwarding(**groups: Any) -> dict[str, Any]:
    """Target groups, and a default action that sends requests to all of them."""
    return {"target_groups": groups, "default_action": {"forward": {"target_groups": dict.fromkeys(groups, 1)}}}


def statements(document: str) -> dict[str, Any]:
    """The statements of a policy by their ids."""
    return {statement["Sid"]: statement for statement in json.loads(document)["Statement"]}


def rules(made: Synthesized, direction: str) -> dict[str, Any]:
    """The separate rules of all security groups by their description."""
    found = made.resources(f"aws_vpc_security_group_{direction}_rule")
    return {rule["description"]: rule for rule in found.values()}
