"""What instances and tasks have in common that stand in the private tier and join target groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from ..config.scaling import CapacityConfig
from ..config.security_group import Rule
from ..errors import Problem
from .location import Location
from .network import NetworkLike
from .security_group import SecurityGroup
from .target_group import TargetGroupLike

Targets = Mapping[str, TargetGroupLike]


def misplaced(path: str, network: NetworkLike, capacity: CapacityConfig, targets: Targets) -> Iterator[Problem]:
    """What keeps them from standing there, or from being scaled.

    Args:
        path: The construct that makes them.
        network: Where they are to stand.
        capacity: How they are scaled.
        targets: The target groups that they join.
    """
    if not network.subnet_ids("private"):
        yield Problem(
            f"{path}.network",
            "it stands in the private tier, and the network has none",
            remedy="add the private tier to the network",
        )
    if capacity.requests_per_target and not targets:
        yield Problem(
            f"{path}.config.capacity.requests_per_target",
            "without a target group no requests are counted",
            remedy="give it targets, or leave requests_per_target out",
        )


def member_group(
    scope: Construct,
    where: Location,
    *,
    network: NetworkLike,
    purpose: str,
    description: str,
    egress: Sequence[Rule],
    targets: Targets,
) -> SecurityGroup:
    """Their security group, open to the balancers of their target groups, and those balancers' to it.

    Args:
        scope: The construct that makes them.
        where: Its names and provider.
        network: Where they stand.
        purpose: What they are for.
        description: What the group is for.
        egress: What they may reach.
        targets: The target groups that they join, by the caller's key.
    """
    group = SecurityGroup(
        scope,
        "SecurityGroup",
        vpc_id=network.vpc_id,
        purpose=purpose,
        description=description,
        egress=egress,
        separate=True,
        names=where.names,
        provider=where.provider,
    )
    for key, target in targets.items():
        for port in sorted({target.port, target.health_check_port}):
            told = f"From the load balancer of {key} on port {port}"
            group.allow(Rule(description=told, from_port=port, group_id=target.balancer_group_id))
        target.admit(f"{purpose} for {key}", group)
    return group


def routes_to(targets: Targets) -> list[ITerraformDependable] | None:
    """The listeners and rules that have to be there before anything joins; None where there are none."""
    return [route for target in targets.values() for route in target.routes] or None
