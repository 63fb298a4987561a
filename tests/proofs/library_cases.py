"""What the library makes of the same forms, its guard of nested blocks being in place."""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Callable
from typing import Any

import lib

from .bench import aws, case, made, new_stack, raised, synth
from .cases import ALARM, ASG, LISTENER, ROUTE, RULE


@case
def refused_dicts() -> Any:
    forms: dict[str, dict[str, Any]] = {
        "security_group.SecurityGroup": {"ingress": [RULE]},
        "route_table.RouteTable": {"vpc_id": "vpc-1", "route": [ROUTE]},
        "autoscaling_group.AutoscalingGroup": {
            **ASG,
            "tag": [{"key": "k", "value": "v", "propagate_at_launch": True}],
        },
        "lb_listener.LbListener": {
            **LISTENER,
            "default_action": [{"type": "forward", "target_group_arn": "arn:tg"}],
        },
        "cloudwatch_metric_alarm.CloudwatchMetricAlarm": {
            **ALARM,
            "metric_query": [{"id": "q", "return_data": True}],
        },
        "ecr_repository.EcrRepository": {
            "name": "r",
            "encryption_configuration": [{"encryption_type": "KMS", "kms_key": "arn:k"}],
        },
        "provider.AwsProvider": {"region": "eu-central-1", "default_tags": [{"CostCenter": "x"}]},
    }
    return {path: raised(functools.partial(made, path, **form)) for path, form in forms.items()}


@case
def right_dicts() -> Any:
    """Forms that lose nothing still pass."""
    return made("lb_target_group.LbTargetGroup", health_check={"path": "/h", "healthy_threshold": 2})["health_check"]


def _app_of(folder: str) -> Any:
    from cdktf import App

    return App(outdir=folder)


def _synthesized(build: Callable[[Any], None]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        app = _app_of(folder)

        def run() -> None:
            build(app)
            app.synth()

        return raised(run)


def _guarded(scope: Any, name: str) -> Any:
    from cdktf import TerraformStack

    stack = TerraformStack(scope, name)
    aws("provider.AwsProvider")(stack, "aws", region="eu-central-1")
    lib.guard(stack)
    return stack


@case
def tap_stack() -> Any:
    from cdktf import Testing

    stack = lib.TapStack(
        Testing.app(),
        "shop-dev",
        environment_suffix="dev",
        state_bucket="states",
        state_bucket_region="eu-central-1",
        aws_region="eu-central-1",
        default_tags={"CostCenter": "x"},
    )
    document = json.loads(Testing.synth(stack, True))
    provider = document["provider"]["aws"][0]
    return {
        "backend": document["terraform"]["backend"]["s3"],
        "required version": document["terraform"]["required_version"],
        "region": provider["region"],
        "tags": provider["default_tags"][0]["tags"],
        "outputs": sorted(document["output"]),
    }


@case
def backend_with_token() -> Any:
    from cdktf import TerraformVariable

    from lib.backend import use_s3_backend

    stack = new_stack()
    key = TerraformVariable(stack, "env", type="string").string_value
    return raised(lambda: use_s3_backend(stack, bucket="states", key=key, region="eu-central-1"))


@case
def duplicate_rules() -> Any:
    rules = [lib.Rule(description=text, from_port=5432, cidr="10.0.0.0/16") for text in ("one", "other")]
    return raised(
        lambda: lib.SecurityGroup(
            new_stack(), "db", vpc_id="vpc-1", purpose="db", description="Database", ingress=rules
        )
    )


@case
def guarded_stacks() -> Any:
    def build(app: Any) -> None:
        for name in ("a", "b"):
            outer = _guarded(app, name)
            aws("vpc.Vpc")(_guarded(outer, "network"), "x", cidr_block="10.0.0.0/16")

    return _synthesized(build)


@case
def guarded_outside_a_stack() -> Any:
    from constructs import Construct

    def build(app: Any) -> None:
        _guarded(app, "kept")
        aws("vpc.Vpc")(Construct(app, "lost"), "x", cidr_block="10.0.0.0/16")

    def build_bucket(app: Any) -> None:
        lib.Bucket(Construct(app, "lost"), "Files", purpose="files")

    return {"raw": _synthesized(build), "construct of the library": _synthesized(build_bucket)}


@case
def guarded_logical_ids() -> Any:
    from cdktf import TerraformOutput

    def build(app: Any) -> None:
        stack = _guarded(app, "s")
        for name in ("a", "b"):
            aws("vpc.Vpc")(stack, name, cidr_block="10.0.0.0/16").override_logical_id("main")
            TerraformOutput(stack, f"out_{name}", value=name).override_logical_id("vpc")

    return _synthesized(build)


@case
def ordered() -> Any:
    stack = new_stack()
    lib.order(stack)
    vpc = aws("vpc.Vpc")(stack, "vpc", cidr_block="10.0.0.0/16")
    addon = aws("eks_addon.EksAddon")(stack, "addon", cluster_name="c", addon_name="coredns")
    addon.node.add_dependency(vpc)
    return synth(stack)["resource"]["aws_eks_addon"]["addon"]["depends_on"]
