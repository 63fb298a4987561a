from __future__ import annotations

import base64
from typing import Any

from .registry import Aws, check, refused


def _group(aws: Aws) -> str:
    name = aws.name("group")
    aws.client("ec2").create_launch_template(
        LaunchTemplateName=name, LaunchTemplateData={"InstanceType": "t3.micro", "ImageId": "ami-12c6146b"}
    )
    aws.client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName=name,
        LaunchTemplate={"LaunchTemplateName": name},
        MinSize=0,
        MaxSize=1,
        AvailabilityZones=["us-east-1a"],
    )
    return name


@check("autoscaling.scaling_policy")
def scaling_policy(aws: Aws) -> None:
    scaling, groups = aws.client("autoscaling"), (_group(aws), _group(aws))
    for group, enabled in zip(groups, (False, True), strict=True):
        scaling.put_scaling_policy(
            AutoScalingGroupName=group,
            PolicyName="out",
            PolicyType="SimpleScaling",
            AdjustmentType="ChangeInCapacity",
            ScalingAdjustment=1,
            Enabled=enabled,
        )
    found = {policy["AutoScalingGroupName"]: policy for policy in scaling.describe_policies()["ScalingPolicies"]}
    assert [found[group]["Enabled"] for group in groups] == [False, True]
    assert "PredictiveScalingConfiguration" not in found[groups[0]]
    scaling.execute_policy(AutoScalingGroupName=groups[0], PolicyName="out")
    scaling.delete_policy(PolicyName=found[groups[0]]["PolicyARN"])
    refused("ValidationError", scaling.delete_policy, AutoScalingGroupName=groups[0], PolicyName="out")
    remaining = {policy["AutoScalingGroupName"] for policy in scaling.describe_policies()["ScalingPolicies"]}
    assert remaining & set(groups) == {groups[1]}


@check("autoscaling.lifecycle_hook")
def lifecycle_hook(aws: Aws) -> None:
    scaling, group = aws.client("autoscaling"), _group(aws)
    named = {"AutoScalingGroupName": group, "LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING"}
    told = {
        "NotificationTargetARN": "arn:aws:sns:us-east-1:123456789012:t",
        "RoleARN": aws.role(),
        "NotificationMetadata": "x",
    }
    scaling.put_lifecycle_hook(**named, LifecycleHookName="plain")
    scaling.put_lifecycle_hook(**named, LifecycleHookName="told", **told)
    hooks = scaling.describe_lifecycle_hooks(AutoScalingGroupName=group)["LifecycleHooks"]
    found: dict[str, Any] = {hook["LifecycleHookName"]: hook for hook in hooks}
    assert not told.keys() & found["plain"].keys()
    assert told.items() <= found["told"].items()


@check("autoscaling.instance_refresh")
def instance_refresh(aws: Aws) -> None:
    scaling, group = aws.client("autoscaling"), _group(aws)
    started = scaling.start_instance_refresh(AutoScalingGroupName=group)["InstanceRefreshId"]
    (found,) = scaling.describe_instance_refreshes(AutoScalingGroupName=group)["InstanceRefreshes"]
    assert (found["InstanceRefreshId"], found["Status"]) == (started, "Successful")


def _mixed(aws: Aws, **given: Any) -> str:
    name = aws.name("group")
    template = {"LaunchTemplateName": name, "Version": "1"}
    aws.client("ec2").create_launch_template(
        LaunchTemplateName=name, LaunchTemplateData={"InstanceType": "t3.micro", "ImageId": "ami-12c6146b"}
    )
    aws.client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName=name,
        MixedInstancesPolicy={
            "LaunchTemplate": {
                "LaunchTemplateSpecification": template,
                "Overrides": [{"InstanceType": "t3.micro"}, {"InstanceType": "t3a.micro"}],
            },
            "InstancesDistribution": {"OnDemandPercentageAboveBaseCapacity": 50},
        },
        AvailabilityZones=["us-east-1a"],
        **{"MinSize": 0, "MaxSize": 4, **given},
    )
    return name


@check("autoscaling.group_settings")
def group_settings(aws: Aws) -> None:
    scaling = aws.client("autoscaling")
    name = _mixed(aws, MaxInstanceLifetime=86400, DefaultInstanceWarmup=60)

    def group() -> dict[str, Any]:
        (found,) = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
        return dict(found)

    created = group()
    assert (created["MaxInstanceLifetime"], created["DefaultInstanceWarmup"]) == (86400, 60)
    scaling.update_auto_scaling_group(
        AutoScalingGroupName=name,
        MaxSize=5,
        MaxInstanceLifetime=172800,
        CapacityRebalance=True,
        TerminationPolicies=["OldestInstance"],
    )
    updated = group()
    assert (updated["MaxInstanceLifetime"], updated["DefaultInstanceWarmup"]) == (172800, 60)
    assert (updated["CapacityRebalance"], updated["TerminationPolicies"]) == (True, ["OldestInstance"])
    policy = updated["MixedInstancesPolicy"]
    assert len(policy["LaunchTemplate"]["Overrides"]) == 2
    # As they are shown, templates have both an id and a name; one of them is taken.
    del policy["LaunchTemplate"]["LaunchTemplateSpecification"]["LaunchTemplateName"]
    policy["LaunchTemplate"]["Overrides"].pop()
    scaling.update_auto_scaling_group(AutoScalingGroupName=name, MixedInstancesPolicy=policy)
    assert len(group()["MixedInstancesPolicy"]["LaunchTemplate"]["Overrides"]) == 1


@check("autoscaling.mixed_capacity")
def mixed_capacity(aws: Aws) -> None:
    scaling, name = aws.client("autoscaling"), _mixed(aws, MinSize=1, DesiredCapacity=1)
    for wanted in (1, 3):
        scaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=wanted)
        (group,) = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
        assert len(group["Instances"]) == wanted


@check("applicationautoscaling.target_tags")
def target_tags(aws: Aws) -> None:
    table = aws.name("table")
    aws.client("dynamodb").create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    scaling = aws.client("application-autoscaling")
    target = {
        "ServiceNamespace": "dynamodb",
        "ResourceId": f"table/{table}",
        "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
        "MinCapacity": 1,
        "MaxCapacity": 2,
    }
    arn = scaling.register_scalable_target(**target, Tags={"Name": "x", "Other": "y"})["ScalableTargetARN"]
    scaling.untag_resource(ResourceARN=arn, TagKeys=["Other"])
    scaling.tag_resource(ResourceARN=arn, Tags={"More": "z"})
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"Name": "x", "More": "z"}
    assert scaling.register_scalable_target(**target)["ScalableTargetARN"] == arn


@check("ec2.launch_template_user_data")
def launch_template_user_data(aws: Aws) -> None:
    name = _group(aws)
    script = base64.b64encode(b"#!/bin/sh").decode()
    data = {"InstanceType": "t3.micro", "ImageId": "ami-12c6146b", "UserData": script}
    aws.client("ec2").create_launch_template(LaunchTemplateName="with-script", LaunchTemplateData=data)
    aws.client("ec2").create_launch_template_version(LaunchTemplateName=name, LaunchTemplateData=data)
    scaling = aws.client("autoscaling")
    scaling.update_auto_scaling_group(
        AutoScalingGroupName=name, LaunchTemplate={"LaunchTemplateName": name, "Version": "2"}, MinSize=1
    )
    (found,) = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    assert len(found["Instances"]) == 1
