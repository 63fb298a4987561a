"""A load balancer's target group: where requests go, and what has to be open for them to get there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission
from cdktf_cdktf_provider_aws.lb_target_group import (
    LbTargetGroup,
    LbTargetGroupHealthCheck,
    LbTargetGroupStickiness,
)
from cdktf_cdktf_provider_aws.lb_target_group_attachment import LbTargetGroupAttachment
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.security_group import Rule
from ..config.target_group import TargetGroupConfig, TargetType
from ..errors import ConfigurationError
from ..model import refuse
from ..naming import Names, digest
from .location import locate
from .security_group import SecurityGroup, SecurityGroupRef


class TargetGroupLike(Protocol):
    """Any target group that servers and tasks can join."""

    @property
    def arn(self) -> str:
        """The group's ARN."""
        ...

    @property
    def target_type(self) -> TargetType:
        """What its targets are."""
        ...

    @property
    def port(self) -> int:
        """Where its targets listen."""
        ...

    @property
    def health_check_port(self) -> int:
        """Where the balancer checks them."""
        ...

    @property
    def resource_label(self) -> str:
        """What Auto Scaling calls the balancer and the group by."""
        ...

    @property
    def balancer_group_id(self) -> str:
        """The balancer's security group."""
        ...

    @property
    def routes(self) -> Sequence[ITerraformDependable]:
        """The listeners and rules that send requests to it."""
        ...

    def admit(self, name: str, group: SecurityGroupRef) -> None:
        """Lets the balancer reach the members of a security group."""
        ...


class FunctionLike(Protocol):
    """Any Lambda function, version or alias."""

    @property
    def arn(self) -> str:
        """Its ARN."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingTargetGroup:
    """A target group made elsewhere; whoever made it lets its balancer reach the targets.

    Attributes:
        arn: Its ARN.
        balancer_group_id: The balancer's security group.
        target_type: What its targets are.
        port: Where they listen.
        health_check_port: Where the balancer checks them.
        resource_label: What Auto Scaling calls balancer and group by; needed for scaling by requests.
        routes: The listeners and rules that send requests to it, where they stand in the same stack.
    """

    arn: str
    balancer_group_id: str
    target_type: TargetType
    port: int
    health_check_port: int
    resource_label: str
    routes: Sequence[ITerraformDependable] = ()

    def admit(self, name: str, group: SecurityGroupRef) -> None:
        """Leaves that to whoever made it."""


@checked
class TargetGroup(Construct):
    """A load balancer's target group: where requests go, and what has to be open for them to get there.

    Type, protocol, port and version cannot be changed, and a group in use cannot be deleted: they are part of its
    name, so that another group takes its place before it goes.

    Attributes:
        group: The group.
        config: What it is like.
        routes: The listeners and rules that send requests to it; what registers with it waits for them.

    Source: Elastic Load Balancing, "Target groups for your Application Load Balancers".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        purpose: str,
        vpc_id: str,
        balancer_group: SecurityGroup,
        balancer_suffix: str,
        config: TargetGroupConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the group.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            purpose: What it receives, such as ``api``; part of its name.
            vpc_id: The VPC that its targets are in.
            balancer_group: The balancer's security group, which takes further rules.
            balancer_suffix: The end of the balancer's ARN, as metrics name it.
            config: What it is like.
            names: Makes its name.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        self.config = config = config or TargetGroupConfig()
        where = locate(self, provider, names)
        self._provider = provider
        self._balancer_group = balancer_group
        self._balancer_suffix = balancer_suffix
        self.routes: list[ITerraformDependable] = []
        function = config.type == "lambda"
        self.group = LbTargetGroup(
            self,
            "Group",
            name=where.names.regional(f"{purpose}-{digest(config.identity)}", "target_group"),
            target_type=config.type,
            vpc_id=None if function else vpc_id,
            port=None if function else config.port,
            protocol=None if function else config.protocol,
            protocol_version=None if function else config.protocol_version,
            deregistration_delay=None if function else str(config.deregistration_delay_seconds),
            slow_start=None if function else config.slow_start_seconds,
            load_balancing_algorithm_type=None if function else config.algorithm,
            load_balancing_cross_zone_enabled=None if function else str(config.cross_zone).lower(),
            lambda_multi_value_headers_enabled=config.multi_value_headers if function else None,
            stickiness=self._stickiness(),
            health_check=self._health_check(),
            tags={"Name": where.names.regional(purpose)},
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
            provider=provider,
        )

    @property
    def arn(self) -> str:
        """The group's ARN."""
        return self.group.arn

    @property
    def arn_suffix(self) -> str:
        """The end of its ARN, as metrics name it."""
        return self.group.arn_suffix

    @property
    def target_type(self) -> TargetType:
        """What its targets are."""
        return self.config.type

    @property
    def port(self) -> int:
        """Where its targets listen."""
        return self.config.port

    @property
    def health_check_port(self) -> int:
        """Where the balancer checks them."""
        return self.config.health_check.port or self.config.port

    @property
    def resource_label(self) -> str:
        """What Auto Scaling calls the balancer and the group by."""
        return f"{self._balancer_suffix}/{self.arn_suffix}"

    @property
    def balancer_group_id(self) -> str:
        """The balancer's security group."""
        return self._balancer_group.id

    @staticmethod
    def from_existing(
        arn: str,
        *,
        balancer_group_id: str,
        target_type: TargetType = "ip",
        port: int = 443,
        health_check_port: int | None = None,
        resource_label: str = "",
    ) -> ExistingTargetGroup:
        """A target group made elsewhere, to be given where a target group is wanted.

        Args:
            arn: Its ARN.
            balancer_group_id: The balancer's security group.
            target_type: What its targets are.
            port: Where they listen.
            health_check_port: Where the balancer checks them; None for the same port.
            resource_label: ``app/<balancer>/<id>/targetgroup/<group>/<id>``; needed for scaling by requests.
        """
        return ExistingTargetGroup(
            arn=arn,
            balancer_group_id=balancer_group_id,
            target_type=target_type,
            port=port,
            health_check_port=health_check_port or port,
            resource_label=resource_label,
        )

    def admit(self, name: str, group: SecurityGroupRef) -> None:
        """Lets the balancer reach the members of a security group, on the ports of requests and of checks.

        Args:
            name: What they are, such as ``web``; no two have the same name.
            group: Their security group.
        """
        for port in sorted({self.port, self.health_check_port}):
            rule = Rule(description=f"{name} on port {port}", from_port=port, group_id=group.id)
            self._balancer_group.allow(rule, "egress")

    def attach(self, key: str, target_id: str, *, port: int | None = None, zone: str | None = None) -> None:
        """Registers a target that is neither a service's task nor in an Auto Scaling group.

        Args:
            key: What it is, such as ``legacy``; part of the construct's id.
            target_id: An instance's id or an address.
            port: Where it listens; None for the group's port.
            zone: ``all`` for an address outside the VPC.

        Raises:
            ConfigurationError: The group is for a function.
        """
        if self.config.type == "lambda":
            raise self._refusal("attach_function", "lambda")
        LbTargetGroupAttachment(
            self,
            f"Target-{key}",
            target_group_arn=self.arn,
            target_id=target_id,
            port=port,
            availability_zone=zone,
            provider=self._provider,
        )

    def attach_function(self, function: FunctionLike, *, permission: LambdaPermission | None = None) -> None:
        """Has the group's requests call a function.

        Args:
            function: The function, or an alias of it.
            permission: What lets the load balancer call it; made for the ARN as it is by default.

        Raises:
            ConfigurationError: The group is for addresses or instances.
        """
        if self.config.type != "lambda":
            raise self._refusal("attach", self.config.type)
        permission = permission or self._permit(function)
        LbTargetGroupAttachment(
            self,
            "Function",
            target_group_arn=self.arn,
            target_id=function.arn,
            # Registering fails until the balancer may call it.
            depends_on=[permission],
            provider=self._provider,
        )

    def _permit(self, function: FunctionLike) -> LambdaPermission:
        return LambdaPermission(
            self,
            "Permission",
            action="lambda:InvokeFunction",
            function_name=function.arn,
            principal="elasticloadbalancing.amazonaws.com",
            source_arn=self.arn,
            provider=self._provider,
        )

    def _refusal(self, remedy: str, kind: str) -> ConfigurationError:
        return refuse(
            f"the group's targets are of type {kind}",
            remedy=f"use {remedy}(), or set the target group's type",
            where=self.node.path,
        )

    def _stickiness(self) -> LbTargetGroupStickiness | None:
        seconds = self.config.stickiness_seconds
        return LbTargetGroupStickiness(type="lb_cookie", enabled=True, cookie_duration=seconds) if seconds else None

    def _health_check(self) -> LbTargetGroupHealthCheck:
        check = self.config.health_check
        function = self.config.type == "lambda"
        return LbTargetGroupHealthCheck(
            enabled=check.enabled,
            path=check.path,
            matcher=self.config.matcher,
            protocol=None if function else self.config.protocol,
            port=None if function else str(check.port or "traffic-port"),
            interval=check.interval_seconds,
            timeout=check.timeout_seconds,
            healthy_threshold=check.healthy_threshold,
            unhealthy_threshold=check.unhealthy_threshold,
        )
