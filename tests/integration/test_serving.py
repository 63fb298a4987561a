"""Load balancers, instances and tasks in one stack: from nothing, changed in place, and back to nothing."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.lambda_function import LambdaFunction
from cdktf_cdktf_provider_aws.route53_zone import Route53Zone

from lib import (
    Certificate,
    CertificateConfig,
    EcsCluster,
    EcsService,
    EcsServiceConfig,
    EncryptionKey,
    LoadBalancer,
    LoadBalancerConfig,
    Names,
    Network,
    NetworkConfig,
    WebTier,
    WebTierConfig,
)
from lib.iam import service_trust
from lib.provider import add_provider, require_versions
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory
from lib.testing.synthesized import Synthesized

from .conftest import EMULATED, PROVIDER_NAMED, keep_state_beside, take_provider

pytestmark = pytest.mark.terraform

REGION = "us-east-1"
DOMAIN = "shop.corp.net"


@dataclass(frozen=True)
class Zone:
    """A zone that somebody has delegated."""

    zone_id: str
    domain: str


def write(folder: Path, *, delay_seconds: int = 30, tasks: int = 1, smallest: int = 1, spot: int = 50) -> Path:
    app = App(outdir=str(folder))
    stack = TerraformStack(app, "serving")
    keep_state_beside(stack)
    require_versions(stack, EMULATED)
    add_provider(stack, REGION, tags={"Environment": "sv"}, config=EMULATED)
    names = Names("tap", "sv")
    network = Network(
        stack,
        "Network",
        config=NetworkConfig.model_validate(
            {"zone_count": 2, "nat": "none", "flow_logs": {"enabled": False}, "endpoints": {"gateways": []}}
        ),
        names=names,
    )
    key = EncryptionKey(stack, "Key", purpose="serving", users=["autoscaling", "logs"], names=names)
    zone = Route53Zone(stack, "Zone", name=DOMAIN)
    certificate = Certificate(
        stack,
        "Certificate",
        zone=Zone(zone.zone_id, DOMAIN),
        config=CertificateConfig(names=(DOMAIN, f"*.{DOMAIN}", f"api.{DOMAIN}")),
        names=names,
    )
    balancer = LoadBalancer(
        stack,
        "Balancer",
        network=network,
        certificate=certificate,
        key=key,
        config=LoadBalancerConfig.model_validate(
            {
                "deletion_protection": False,
                "logs": {"force_destroy": True},
                "web_acl": {
                    "managed_groups": {"AWSManagedRulesCommonRuleSet": {"priority": 1, "counted_rules": ["A"]}}
                },
                "target_groups": {
                    "web": {
                        "type": "instance",
                        "protocol": "HTTP",
                        "port": 8080,
                        "stickiness_seconds": 600,
                        "slow_start_seconds": 30,
                        "deregistration_delay_seconds": delay_seconds,
                        "health_check": {"path": "/health", "port": 8081},
                    },
                    "api": {"port": 8443, "algorithm": "least_outstanding_requests"},
                    "function": {"type": "lambda", "multi_value_headers": True},
                },
                "default_action": {"forward": {"target_groups": {"web": 9, "api": 1}, "stickiness_seconds": 60}},
                "rules": {
                    "api": {
                        "priority": 10,
                        "paths": ["/api/*"],
                        "hosts": [f"api.{DOMAIN}"],
                        "methods": ["GET"],
                        "action": {"forward": {"target_groups": {"api": 1}}},
                    },
                    "hook": {
                        "priority": 20,
                        "headers": {"X-Hook": ["*"]},
                        "action": {"forward": {"target_groups": {"function": 1}}},
                    },
                    "inside": {
                        "priority": 30,
                        "source_cidrs": ["10.9.0.0/16"],
                        "action": {"redirect": {"host": "inside.corp.net", "permanent": False}},
                    },
                },
            }
        ),
    )
    plain = LoadBalancer(
        stack,
        "Plain",
        network=network,
        purpose="plain",
        config=LoadBalancerConfig.model_validate(
            {
                "scheme": "internal",
                "plain_http": True,
                "deletion_protection": False,
                "logs": {"access": False, "connections": False},
                "web_acl": {"enabled": False},
                "target_groups": {"legacy": {"protocol": "HTTP", "port": 80}},
                "default_action": {"forward": {"target_groups": {"legacy": 1}}},
            }
        ),
    )
    plain.target_groups["legacy"].attach("old", "10.0.64.10")
    role = IamRole(stack, "FunctionRole", name="sv-hook", assume_role_policy=service_trust("lambda.amazonaws.com"))
    function = LambdaFunction(
        stack,
        "Function",
        function_name="tap-sv-hook",
        filename=str(package(folder.parent)),
        handler="index.handler",
        runtime="python3.13",
        role=role.arn,
    )
    balancer.target_groups["function"].attach_function(function)
    tier = WebTier(
        stack,
        "Web",
        network=network,
        key=key,
        targets={"web": balancer.target_groups["web"]},
        tags={"Environment": "sv"},
        config=WebTierConfig.model_validate(
            {
                "instance_types": ["t3.small", "t3a.small"],
                "on_demand_percent": 50,
                "user_data": "#!/bin/sh\n",
                "capacity": {"minimum": smallest, "maximum": 3, "requests_per_target": 100},
            }
        ),
    )
    WebTier(
        stack,
        "Workers",
        network=network,
        key=key,
        purpose="workers",
        config=WebTierConfig.model_validate(
            {"image_id": "ami-0123456789abcdef0", "capacity": {"minimum": 0, "cpu_target_percent": None}}
        ),
    )
    cluster = EcsCluster(stack, "Cluster", key=key, names=names)
    task = {
        "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/api:1",
        "port": 8443,
        "environment": {"B": "2", "A": "1"},
        "secrets": {"PASSWORD": "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf:password::"},
        "writable_paths": ["/run/api"],
        "health_check": {"command": ["CMD-SHELL", "true"]},
        "user": "1000",
    }
    EcsService(
        stack,
        "Api",
        cluster=cluster,
        network=network,
        key=key,
        purpose="api",
        targets={"api": balancer.target_groups["api"]},
        config=EcsServiceConfig.model_validate(
            {
                "containers": {"proxy": {"image": "public.ecr.aws/x/proxy:1", "essential": False}, "api": task},
                "capacity": {"minimum": 1, "requests_per_target": 100},
                "memory_target_percent": 70,
                "spot_percent": spot,
            }
        ),
    )
    EcsService(
        stack,
        "Queue",
        cluster=cluster,
        network=network,
        key=key,
        purpose="queue",
        config=EcsServiceConfig.model_validate(
            {
                "containers": {"queue": {"image": "public.ecr.aws/x/queue:1", "readonly_root": False}},
                "capacity": {"minimum": 0, "initial": tasks, "cpu_target_percent": None},
                "execute_command": True,
            }
        ),
    )
    TerraformOutput(stack, "instances", static_id=True, value=tier.group.name)
    TerraformOutput(stack, "balancer", static_id=True, value=balancer.arn)
    app.synth()
    take_provider(folder / "stacks")
    return folder / "stacks" / "serving"


def package(folder: Path) -> Path:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("index.py"), "def handler(event, context):\n    return {}\n")
    (folder / "function.zip").write_bytes(buffer.getvalue())
    return folder / "function.zip"


def test_from_nothing_changed_in_place_and_back_to_nothing(
    tmp_path: Path, terraform: TerraformFactory, emulator_clean: Emulator
) -> None:
    folder = tmp_path / "cdktf.out"
    run = terraform(write(folder), registry=PROVIDER_NAMED)
    Synthesized.load(folder / "stacks" / "serving").assert_no_findings(suffix="sv")
    run.init()
    run.apply()
    second = run.plan()
    assert second.is_empty, str(second)

    outputs: dict[str, Any] = run.outputs()
    balancing, scaling = emulator_clean.client("elbv2", REGION), emulator_clean.client("autoscaling", REGION)
    listeners = balancing.describe_listeners(LoadBalancerArn=outputs["balancer"])["Listeners"]
    assert {listener["Port"]: listener["Protocol"] for listener in listeners} == {443: "HTTPS", 80: "HTTP"}
    (group,) = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[outputs["instances"]])["AutoScalingGroups"]
    assert (group["MinSize"], group["HealthCheckType"]) == (1, "ELB")
    logged = emulator_clean.client("wafv2", REGION).list_web_acls(Scope="REGIONAL")["WebACLs"]
    assert [acl["Name"] for acl in logged] == ["tap-sv-web"]

    write(folder, delay_seconds=60, tasks=2, smallest=2, spot=60)
    changed = run.plan(tmp_path / "changes")
    assert {change.actions for change in changed.changes} == {("update",)}, str(changed)
    run.apply(tmp_path / "changes")
    assert run.plan().is_empty
    services = emulator_clean.client("ecs", REGION)
    (queue,) = services.describe_services(cluster="tap-sv-services", services=["tap-sv-queue"])["services"]
    assert queue["desiredCount"] == 2

    run.destroy(refresh=False)
    assert emulator_clean.leftovers() == []
