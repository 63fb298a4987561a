"""Instances that are alike and replace each other: a launch template and an Auto Scaling group."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Final

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.autoscaling_group import (
    AutoscalingGroup,
    AutoscalingGroupInstanceRefresh,
    AutoscalingGroupInstanceRefreshPreferences,
    AutoscalingGroupLaunchTemplate,
    AutoscalingGroupMixedInstancesPolicy,
    AutoscalingGroupMixedInstancesPolicyInstancesDistribution,
    AutoscalingGroupMixedInstancesPolicyLaunchTemplate,
    AutoscalingGroupMixedInstancesPolicyLaunchTemplateLaunchTemplateSpecification,
    AutoscalingGroupMixedInstancesPolicyLaunchTemplateOverride,
    AutoscalingGroupTag,
)
from cdktf_cdktf_provider_aws.autoscaling_policy import (
    AutoscalingPolicy,
    AutoscalingPolicyTargetTrackingConfiguration,
    AutoscalingPolicyTargetTrackingConfigurationPredefinedMetricSpecification,
)
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.iam_instance_profile import IamInstanceProfile
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from cdktf_cdktf_provider_aws.launch_template import (
    LaunchTemplate,
    LaunchTemplateBlockDeviceMappings,
    LaunchTemplateBlockDeviceMappingsEbs,
    LaunchTemplateIamInstanceProfile,
    LaunchTemplateMetadataOptions,
    LaunchTemplateMonitoring,
    LaunchTemplateTagSpecifications,
)
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.web_tier import WebTierConfig
from ..errors import ConfigurationError, Problem
from ..iam import Statement, policy, service_trust
from ..naming import Names
from .encryption_key import KeyLike
from .location import locate
from .membership import Targets, member_group, misplaced, routes_to
from .network import NetworkLike

_DAY: Final = 24 * 60 * 60
_TAGGED: Final = ("instance", "volume", "network-interface")
_METRICS: Final = (
    "GroupDesiredCapacity",
    "GroupInServiceInstances",
    "GroupMaxSize",
    "GroupMinSize",
    "GroupPendingInstances",
    "GroupStandbyInstances",
    "GroupTerminatingInstances",
    "GroupTotalInstances",
)


@checked
class WebTier(Construct):
    """Instances that are alike and replace each other: a launch template and an Auto Scaling group.

    The image is looked up when an instance is launched, so no plan changes because AWS has a newer one; the longest
    lifetime is what brings it to every instance. A refresh can be rolled back only where `image_id` names the image.

    Instances are reached by Session Manager, not by SSH. They may do what AWS's policy for that asks for, write to
    their log group and send metrics of the CloudWatch agent, and what is handed in.

    Attributes:
        group: The Auto Scaling group.
        template: The launch template.
        role: The instances' role.
        security_group: Their security group, which takes further rules.
        log_group: Where they can write logs.

    Source: Amazon EC2 Auto Scaling User Guide; AWS Systems Manager User Guide, "Session Manager".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        network: NetworkLike,
        key: KeyLike,
        purpose: str = "web",
        targets: Targets | None = None,
        statements: Sequence[Statement] = (),
        tags: Mapping[str, str] | None = None,
        config: WebTierConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the group.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            network: Where the instances stand, in the private tier.
            key: Encrypts their volumes and logs; its policy admits ``autoscaling`` and ``logs``.
            purpose: What they are for; part of the names.
            targets: The load balancers' target groups that they join, by a key of your choice.
            statements: What else they may do.
            tags: Tags of instances and volumes, which the provider's default tags do not reach.
            config: What they are like, how many, and how they are replaced.
            names: Makes the names; by default the network's.
            provider: The provider of the network's region; by default the network's.

        Raises:
            ConfigurationError: The network has no private subnets, or a target group is not for these instances.
        """
        super().__init__(scope, construct_id)
        self.config = config = config or WebTierConfig()
        place = network.location
        self._where = where = locate(self, provider or place.provider, names or place.names)
        self._targets = targets or {}
        self._purpose = purpose
        self._tags = {**(tags or {}), "Name": where.names.regional(purpose)}
        self._refuse(network)
        self.security_group = member_group(
            self,
            where,
            network=network,
            purpose=purpose,
            description=f"The instances of {where.names.regional(purpose)}",
            egress=config.egress,
            targets=self._targets,
        )
        self.log_group = CloudwatchLogGroup(
            self,
            "LogGroup",
            name=where.names.path(f"{purpose}-instances"),
            retention_in_days=config.retention_days,
            kms_key_id=key.arn,
            provider=where.provider,
        )
        self.role, profile = self._may(statements)
        self.template = self._describe(key, profile)
        self.group = self._scale(network.subnet_ids("private"))
        self._follow()

    def _refuse(self, network: NetworkLike) -> None:
        problems = [
            Problem(
                f"{self.node.path}.targets.{key}",
                "instances join target groups for instances only",
                got=f'type = "{target.target_type}"',
                remedy='set the target group\'s type to "instance"',
            )
            for key, target in self._targets.items()
            if target.target_type != "instance"
        ]
        problems += misplaced(self.node.path, network, self.config.capacity, self._targets)
        if problems:
            raise ConfigurationError(problems)

    def _may(self, statements: Sequence[Statement]) -> tuple[IamRole, IamInstanceProfile]:
        where = self._where
        role = IamRole(
            self,
            "Role",
            name=where.names.account_wide(self._purpose),
            assume_role_policy=service_trust("ec2.amazonaws.com"),
            provider=where.provider,
        )
        IamRolePolicyAttachment(
            self,
            "SessionManager",
            role=role.name,
            policy_arn=f"arn:{where.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore",
            provider=where.provider,
        )
        IamRolePolicy(
            self,
            "RolePolicy",
            name="instances",
            role=role.name,
            policy=policy([*_watching(self.log_group.arn), *statements]),
            provider=where.provider,
        )
        profile = IamInstanceProfile(
            self,
            "Profile",
            name=where.names.account_wide(self._purpose),
            role=role.name,
            provider=where.provider,
        )
        return role, profile

    def _describe(self, key: KeyLike, profile: IamInstanceProfile) -> LaunchTemplate:
        config = self.config
        root = LaunchTemplateBlockDeviceMappingsEbs(
            # The bindings want a text here.
            encrypted="true",
            kms_key_id=key.arn,
            volume_size=config.root_volume_gib,
            volume_type="gp3",
            delete_on_termination="true",
        )
        return LaunchTemplate(
            self,
            "Template",
            name=self._where.names.regional(self._purpose),
            image_id=config.image,
            instance_type=config.instance_types[0],
            vpc_security_group_ids=[self.security_group.id],
            iam_instance_profile=LaunchTemplateIamInstanceProfile(arn=profile.arn),
            block_device_mappings=[LaunchTemplateBlockDeviceMappings(device_name=config.root_device, ebs=root)],
            # A token for every question, and no answer beyond the instance itself.
            metadata_options=LaunchTemplateMetadataOptions(
                http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=1
            ),
            monitoring=LaunchTemplateMonitoring(enabled=config.detailed_monitoring),
            user_data=base64.b64encode(config.user_data.encode()).decode() if config.user_data else None,
            tag_specifications=[
                LaunchTemplateTagSpecifications(resource_type=kind, tags=self._tags) for kind in _TAGGED
            ],
            update_default_version=True,
            tags={"Name": self._tags["Name"]},
            provider=self._where.provider,
        )

    def _scale(self, subnet_ids: Sequence[str]) -> AutoscalingGroup:
        config, capacity = self.config, self.config.capacity
        version = f"${{{self.template.fqn}.latest_version}}"
        return AutoscalingGroup(
            self,
            "Group",
            name=self._where.names.regional(self._purpose),
            min_size=capacity.minimum,
            max_size=capacity.maximum,
            desired_capacity=capacity.at_first,
            vpc_zone_identifier=[*subnet_ids],
            launch_template=None
            if config.is_mixed
            else AutoscalingGroupLaunchTemplate(id=self.template.id, version=version),
            mixed_instances_policy=self._mixed(version) if config.is_mixed else None,
            capacity_rebalance=config.has_spot,
            target_group_arns=[target.arn for target in self._targets.values()] or None,
            health_check_type="ELB" if self._targets else "EC2",
            health_check_grace_period=config.health_check_grace_seconds,
            default_instance_warmup=config.warmup_seconds,
            max_instance_lifetime=config.maximum_lifetime_days * _DAY if config.maximum_lifetime_days else None,
            termination_policies=[*config.termination_policies],
            enabled_metrics=[*_METRICS],
            instance_refresh=AutoscalingGroupInstanceRefresh(
                strategy="Rolling",
                preferences=AutoscalingGroupInstanceRefreshPreferences(
                    min_healthy_percentage=config.healthy_percent_minimum,
                    max_healthy_percentage=config.healthy_percent_maximum,
                    instance_warmup=str(config.warmup_seconds),
                    auto_rollback=config.image_id is not None,
                ),
            ),
            tag=[
                # For the group alone: instances have theirs from the template.
                AutoscalingGroupTag(key=name, value=value, propagate_at_launch=False)
                for name, value in self._tags.items()
            ],
            lifecycle=TerraformResourceLifecycle(ignore_changes=["desired_capacity"]) if capacity.is_scaled else None,
            # Instances fail their first check while no listener sends anything to their group.
            depends_on=routes_to(self._targets),
            provider=self._where.provider,
        )

    def _mixed(self, version: str) -> AutoscalingGroupMixedInstancesPolicy:
        config = self.config
        return AutoscalingGroupMixedInstancesPolicy(
            launch_template=AutoscalingGroupMixedInstancesPolicyLaunchTemplate(
                launch_template_specification=(
                    AutoscalingGroupMixedInstancesPolicyLaunchTemplateLaunchTemplateSpecification(
                        launch_template_id=self.template.id, version=version
                    )
                ),
                override=[
                    AutoscalingGroupMixedInstancesPolicyLaunchTemplateOverride(instance_type=each)
                    for each in config.instance_types
                ],
            ),
            instances_distribution=AutoscalingGroupMixedInstancesPolicyInstancesDistribution(
                on_demand_allocation_strategy="prioritized",
                on_demand_base_capacity=config.on_demand_base,
                on_demand_percentage_above_base_capacity=config.on_demand_percent,
                spot_allocation_strategy="price-capacity-optimized",
            ),
        )

    def _follow(self) -> None:
        capacity = self.config.capacity
        if capacity.cpu_target_percent is not None:
            self._track("Cpu", "ASGAverageCPUUtilization", capacity.cpu_target_percent)
        if capacity.requests_per_target is not None:
            for key, target in self._targets.items():
                label = target.resource_label
                self._track(f"Requests-{key}", "ALBRequestCountPerTarget", capacity.requests_per_target, label)

    def _track(self, construct_id: str, metric: str, value: int, label: str | None = None) -> None:
        AutoscalingPolicy(
            self,
            f"Follow{construct_id}",
            name=construct_id.lower(),
            autoscaling_group_name=self.group.name,
            policy_type="TargetTrackingScaling",
            target_tracking_configuration=AutoscalingPolicyTargetTrackingConfiguration(
                target_value=value,
                predefined_metric_specification=(
                    AutoscalingPolicyTargetTrackingConfigurationPredefinedMetricSpecification(
                        predefined_metric_type=metric, resource_label=label
                    )
                ),
            ),
            provider=self._where.provider,
        )


def _watching(log_group_arn: str) -> list[Statement]:
    return [
        Statement(
            sid="WriteLogs",
            actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            resources=[f"{log_group_arn}:*"],
        ),
        Statement(
            sid="SendMetrics",
            actions=["cloudwatch:PutMetricData"],
            # Metrics are no resources: their namespace is what can be told apart.
            resources=["*"],
            conditions={"StringEquals": {"cloudwatch:namespace": "CWAgent"}},
        ),
    ]
