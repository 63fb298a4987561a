"""A service of tasks on Fargate: task definition, roles, logs, scaling and its place behind load balancers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.appautoscaling_policy import (
    AppautoscalingPolicy,
    AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration,
    AppautoscalingPolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecification,
)
from cdktf_cdktf_provider_aws.appautoscaling_target import AppautoscalingTarget
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.ecs_service import EcsService as AwsEcsService
from cdktf_cdktf_provider_aws.ecs_service import (
    EcsServiceCapacityProviderStrategy,
    EcsServiceDeploymentCircuitBreaker,
    EcsServiceLoadBalancer,
    EcsServiceNetworkConfiguration,
)
from cdktf_cdktf_provider_aws.ecs_task_definition import (
    EcsTaskDefinition,
    EcsTaskDefinitionRuntimePlatform,
    EcsTaskDefinitionVolume,
)
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.ecs_service import EcsServiceConfig
from ..errors import ConfigurationError, Problem
from ..iam import Statement, from_source, policy, service_trust
from ..naming import Names
from .containers import definitions, start_statements, volume
from .ecs_cluster import ClusterLike
from .encryption_key import KeyLike
from .location import locate
from .membership import Targets, member_group, misplaced, routes_to
from .network import NetworkLike

_COMMANDS: Final = (
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)


@checked
class EcsService(Construct):
    """A service of tasks on Fargate: task definition, roles, logs, scaling and its place behind load balancers.

    ECS itself starts the containers with a role that can pull their images, write their logs and read their secrets,
    and nothing else; the containers have another one, with what is handed in. A deployment whose tasks do not come up
    is rolled back.

    Attributes:
        service: The service.
        task_definition: What its tasks are.
        execution_role: What ECS starts them with.
        task_role: What the containers may do.
        security_group: The tasks' security group, which takes further rules.
        log_group: The containers' logs.

    Source: Amazon ECS Developer Guide, "Amazon ECS task execution IAM role", "How the Amazon ECS deployment circuit
    breaker detects failures".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cluster: ClusterLike,
        network: NetworkLike,
        key: KeyLike,
        purpose: str,
        targets: Targets | None = None,
        statements: Sequence[Statement] = (),
        repository_arns: Sequence[str] = (),
        secret_keys: Sequence[KeyLike] = (),
        config: EcsServiceConfig,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the service.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            cluster: Where it runs.
            network: Where its tasks stand, in the private tier.
            key: Encrypts the logs; its policy admits ``logs``.
            purpose: What it does, such as ``api``; part of the names.
            targets: The load balancers' target groups, each by the container that answers it.
            statements: What the containers may do.
            repository_arns: Repositories of images whose name does not tell them, as it is made in the same stack.
            secret_keys: Keys of the secrets and parameters, where they are not AWS's own.
            config: What the tasks run, how many there are, and how they are replaced.
            names: Makes the names; by default the network's.
            provider: The provider of the network's region; by default the network's.

        Raises:
            ConfigurationError: The network has no private subnets, or a target group does not fit its container.
        """
        super().__init__(scope, construct_id)
        self.config = config
        place = network.location
        self._where = where = locate(self, provider or place.provider, names or place.names)
        self._targets = targets or {}
        self._purpose = purpose
        self._cluster_name = cluster.name
        self._refuse(network)
        self.security_group = member_group(
            self,
            where,
            network=network,
            purpose=purpose,
            description=f"The tasks of {where.names.regional(purpose)}",
            egress=config.egress,
            targets=self._targets,
        )
        self.log_group = CloudwatchLogGroup(
            self,
            "LogGroup",
            name=where.names.path(f"{purpose}-tasks"),
            retention_in_days=config.retention_days,
            kms_key_id=key.arn,
            provider=where.provider,
        )
        started = start_statements(
            where,
            config.containers,
            log_group_arn=self.log_group.arn,
            repository_arns=repository_arns,
            key_arns=[each.arn for each in secret_keys],
        )
        self.execution_role = self._role("ExecutionRole", f"{purpose}-start", started)
        self.task_role = self._role("TaskRole", f"{purpose}-task", [*self._commands(cluster), *statements])
        self.task_definition = self._define()
        self.service = self._serve(cluster, network.subnet_ids("private"))
        if config.is_scaled:
            self._scale(cluster)

    @property
    def name(self) -> str:
        """The service's name."""
        return self.service.name

    @property
    def cluster_name(self) -> str:
        """The name of the cluster that it runs in."""
        return self._cluster_name

    def _refuse(self, network: NetworkLike) -> None:
        problems = []
        for name, target in self._targets.items():
            container = self.config.containers.get(name)
            if container is None or container.port is None:
                problems.append(
                    Problem(
                        f"{self.node.path}.targets.{name}",
                        "there is no such container, or it has no port",
                        expected=f"one of {', '.join(self.config.containers)}, with a port",
                        remedy="name the container that answers the target group's requests",
                    )
                )
            elif target.target_type != "ip" or target.port != container.port:
                problems.append(
                    Problem(
                        f"{self.node.path}.targets.{name}",
                        "the target group does not fit the container",
                        got=f'type = "{target.target_type}", port = {target.port}',
                        expected=f'type = "ip", port = {container.port}',
                        remedy="correct the target group",
                    )
                )
        problems += misplaced(self.node.path, network, self.config.capacity, self._targets)
        if problems:
            raise ConfigurationError(problems)

    def _role(self, construct_id: str, purpose: str, statements: Sequence[Statement]) -> IamRole:
        where = self._where
        role = IamRole(
            self,
            construct_id,
            name=where.names.account_wide(purpose),
            assume_role_policy=service_trust(
                "ecs-tasks.amazonaws.com",
                from_source(where.account_id, where.arn("ecs", "*")),
            ),
            provider=where.provider,
        )
        if statements:
            IamRolePolicy(
                self,
                f"{construct_id}Policy",
                name=purpose,
                role=role.name,
                policy=policy(statements),
                provider=where.provider,
            )
        return role

    def _commands(self, cluster: ClusterLike) -> list[Statement]:
        if not self.config.execute_command:
            return []
        # No resource can be named for the agent's channels.
        return [Statement(sid="RunCommands", actions=_COMMANDS, resources=["*"]), *cluster.command_statements]

    def _define(self) -> EcsTaskDefinition:
        config, where = self.config, self._where
        return EcsTaskDefinition(
            self,
            "TaskDefinition",
            family=where.names.regional(self._purpose),
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            cpu=str(config.cpu),
            memory=str(config.memory_mib),
            runtime_platform=EcsTaskDefinitionRuntimePlatform(
                cpu_architecture=config.architecture, operating_system_family="LINUX"
            ),
            execution_role_arn=self.execution_role.arn,
            task_role_arn=self.task_role.arn,
            container_definitions=definitions(config.containers, self.log_group.name, where.region),
            volume=[
                EcsTaskDefinitionVolume(name=volume(name, path))
                for name, container in config.containers.items()
                for path in container.writable_paths
            ]
            or None,
            tags={"Name": where.names.regional(self._purpose)},
            # A deployment that fails goes back to the old one, which must not be gone by then.
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
            provider=where.provider,
        )

    def _serve(self, cluster: ClusterLike, subnet_ids: Sequence[str]) -> AwsEcsService:
        config, name = self.config, self._where.names.regional(self._purpose)
        spot = [("FARGATE_SPOT", 0, config.spot_percent)] if config.spot_percent else []
        return AwsEcsService(
            self,
            "Service",
            name=name,
            cluster=cluster.arn,
            task_definition=self.task_definition.arn,
            desired_count=config.capacity.at_first,
            platform_version="LATEST",
            capacity_provider_strategy=[
                EcsServiceCapacityProviderStrategy(capacity_provider=provider, base=base, weight=weight)
                for provider, base, weight in (("FARGATE", config.on_demand_base, 100 - config.spot_percent), *spot)
            ],
            network_configuration=EcsServiceNetworkConfiguration(
                subnets=[*subnet_ids], security_groups=[self.security_group.id], assign_public_ip=False
            ),
            load_balancer=[
                EcsServiceLoadBalancer(
                    container_name=container, container_port=target.port, target_group_arn=target.arn
                )
                for container, target in self._targets.items()
            ]
            or None,
            health_check_grace_period_seconds=config.health_check_grace_seconds if self._targets else None,
            deployment_circuit_breaker=EcsServiceDeploymentCircuitBreaker(enable=True, rollback=True),
            deployment_minimum_healthy_percent=config.healthy_percent_minimum,
            deployment_maximum_percent=config.healthy_percent_maximum,
            availability_zone_rebalancing="ENABLED" if config.zone_rebalancing else "DISABLED",
            enable_execute_command=config.execute_command,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            # Without it another share of spot capacity would replace the whole service.
            force_new_deployment=True,
            wait_for_steady_state=config.wait_for_steady_state,
            tags={"Name": name},
            lifecycle=TerraformResourceLifecycle(ignore_changes=["desired_count"]) if config.is_scaled else None,
            # ECS refuses a target group that no listener sends anything to.
            depends_on=routes_to(self._targets),
            provider=self._where.provider,
        )

    def _scale(self, cluster: ClusterLike) -> None:
        capacity = self.config.capacity
        target = AppautoscalingTarget(
            self,
            "Scaling",
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=f"service/{cluster.name}/{self.service.name}",
            min_capacity=capacity.minimum,
            max_capacity=capacity.maximum,
            provider=self._where.provider,
        )
        if capacity.cpu_target_percent is not None:
            self._track(target, "Cpu", "ECSServiceAverageCPUUtilization", capacity.cpu_target_percent)
        if self.config.memory_target_percent is not None:
            self._track(target, "Memory", "ECSServiceAverageMemoryUtilization", self.config.memory_target_percent)
        if capacity.requests_per_target is not None:
            for name, group in self._targets.items():
                label = group.resource_label
                metric = "ALBRequestCountPerTarget"
                self._track(target, f"Requests-{name}", metric, capacity.requests_per_target, label)

    def _track(
        self, target: AppautoscalingTarget, construct_id: str, metric: str, value: int, label: str | None = None
    ) -> None:
        AppautoscalingPolicy(
            self,
            f"Follow{construct_id}",
            name=construct_id.lower(),
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            scalable_dimension=target.scalable_dimension,
            resource_id=target.resource_id,
            target_tracking_scaling_policy_configuration=AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration(
                target_value=value,
                predefined_metric_specification=(
                    AppautoscalingPolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecification(
                        predefined_metric_type=metric, resource_label=label
                    )
                ),
            ),
            provider=self._where.provider,
        )
