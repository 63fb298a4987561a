"""A failover, rehearsed: a command moves the database, Terraform stays calm, the name leads to the other region."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.lb import Lb
from cdktf_cdktf_provider_aws.lb_listener import LbListener, LbListenerDefaultAction
from cdktf_cdktf_provider_aws.lb_target_group import LbTargetGroup
from cdktf_cdktf_provider_aws.lb_target_group_attachment import LbTargetGroupAttachment
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lib.config.aurora import AuroraConfig
from lib.config.dns_failover import DnsFailoverConfig
from lib.config.dynamodb import DynamodbConfig
from lib.config.network import NetworkConfig
from lib.config.parameters import ParameterConfig, ParametersConfig
from lib.config.secret import SecretConfig
from lib.constructs.aurora_cluster import Placement
from lib.constructs.aurora_global import AuroraGlobal
from lib.constructs.dns_failover import DnsFailover
from lib.constructs.dynamodb_global import DynamodbGlobal, TableReplica
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.hosted_zone import HostedZone
from lib.constructs.network import Network
from lib.constructs.parameters import Parameters
from lib.constructs.secret import ReplicatedSecret
from lib.naming import Names
from lib.provider import add_provider, require_versions
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory

from .conftest import ALL_AT_ONCE, EMULATED, PROVIDER_NAMED, ROOT, keep_state_beside, take_provider

pytestmark = pytest.mark.terraform

HOME, AWAY = "us-east-1", "us-west-2"
DOMAIN = "shop.corp.net"
DATABASE: dict[str, Any] = {"instances": {"a": {}}, "credentials": {"recovery_window_days": 0}}
NETWORK = {"zone_count": 2, "nat": "none", "tiers": ["database"], "flow_logs": {"enabled": False}}


class Place:
    """One region: its provider, key, network and a load balancer with a target."""

    def __init__(self, stack: TerraformStack, provider: AwsProvider, name: str, cidr: str) -> None:
        self.provider = provider
        self.names = Names(project="shop", suffix="dev", region=provider.region or "")
        named: dict[str, Any] = {"names": self.names, "provider": provider}
        self.key = EncryptionKey(stack, f"Key{name}", purpose="data", users=["logs"], **named)
        config = NetworkConfig.model_validate({**NETWORK, "cidr": cidr})
        self.network = Network(stack, f"Network{name}", config=config, **named)
        subnets = self.network.subnet_ids("database")
        self.balancer = Lb(
            stack,
            f"Lb{name}",
            name="web",
            internal=True,
            load_balancer_type="network",
            subnets=subnets,
            provider=provider,
        )
        group = LbTargetGroup(
            stack,
            f"Group{name}",
            name="web",
            port=443,
            protocol="TCP",
            target_type="ip",
            vpc_id=self.network.vpc_id,
            provider=provider,
        )
        LbListener(
            stack,
            f"Listener{name}",
            load_balancer_arn=self.balancer.arn,
            port=443,
            protocol="TCP",
            default_action=[LbListenerDefaultAction(type="forward", target_group_arn=group.arn)],
            provider=provider,
        )
        LbTargetGroupAttachment(
            stack,
            f"Target{name}",
            target_group_arn=group.arn,
            target_id=cidr.replace(".0.0/16", ".0.9"),
            provider=provider,
        )
        values = {"web/region": ParameterConfig(value=self.names.region)}
        self.parameters = Parameters(stack, f"Parameters{name}", config=ParametersConfig(entries=values), **named)


def synthesize(folder: Path) -> Path:
    app = App(outdir=str(folder))
    stack = TerraformStack(app, "shop")
    require_versions(stack, EMULATED)
    keep_state_beside(stack)
    here = Place(stack, add_provider(stack, HOME, tags={}, config=EMULATED), "Here", "10.0.0.0/16")
    there = Place(stack, add_provider(stack, AWAY, alias="away", tags={}, config=EMULATED), "There", "10.1.0.0/16")
    database = AuroraGlobal(
        stack,
        "Database",
        primary=Placement(network=here.network, key=here.key),
        secondary=Placement(network=there.network, key=there.key),
        config=AuroraConfig.model_validate(DATABASE),
    )
    table = DynamodbGlobal(
        stack,
        "Table",
        purpose="orders",
        key=here.key,
        config=DynamodbConfig(hash_key="id", attributes={"id": "S"}),
        replica=TableReplica(provider=there.provider, key=there.key),
        names=here.names,
        provider=here.provider,
    )
    secret = ReplicatedSecret(
        stack,
        "Secret",
        purpose="partner",
        key=here.key,
        replicas={AWAY: there.key},
        config=SecretConfig(length=40),
        names=here.names,
        provider=here.provider,
    )
    zone = HostedZone.look_up(stack, "Zone", domain=DOMAIN, provider=here.provider)
    name = DnsFailover(
        stack,
        "Name",
        zone=zone,
        primary=DnsFailover.to(here.balancer),
        secondary=DnsFailover.to(there.balancer),
        config=DnsFailoverConfig(name="app"),
        names=here.names,
        provider=here.provider,
    )
    assert database.global_cluster
    given = {
        "aws_region": HOME,
        "secondary_aws_region": AWAY,
        "global_database_id": database.global_cluster.id,
        "table_name": table.name,
        "partner_secret_arn": secret.arn,
        "parameters_path": here.parameters.path,
        "failover_host_name": name.fqdn,
        "hosted_zone_id": zone.zone_id,
        "load_balancer_dns_name": here.balancer.dns_name,
        "secondary_load_balancer_dns_name": there.balancer.dns_name,
        "primary_check_id": name.checks["primary"].id,
    }
    for key, value in given.items():
        TerraformOutput(stack, key, value=value)
    app.synth()
    take_provider(folder / "stacks")
    return folder / "stacks" / "shop"


class Command:
    """The command as its user gives it."""

    def __init__(self, emulator: Emulator, outputs: Path) -> None:
        self.environment = emulator.environment()
        self.outputs = outputs

    def __call__(self, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "lib.failover", *arguments, "--outputs", str(self.outputs)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr


def read_away(emulator: Emulator, outputs: dict[str, Any]) -> tuple[Any, str, str]:
    """An item, a parameter and a secret, as a program in the other region reads them."""
    table = emulator.client("dynamodb", AWAY)
    item = table.get_item(TableName=outputs["table_name"], Key={"id": {"S": "1"}})["Item"]
    name = f"{outputs['parameters_path']}/web/region"
    parameter = emulator.client("ssm", AWAY).get_parameter(Name=name)["Parameter"]["Value"]
    arn = outputs["partner_secret_arn"].replace(HOME, AWAY)
    return item, parameter, emulator.client("secretsmanager", AWAY).get_secret_value(SecretId=arn)["SecretString"]


def test_over_and_back_planned_and_not(terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path) -> None:
    emulator = emulator_clean
    emulator.client("route53").create_hosted_zone(Name=DOMAIN, CallerReference="x")
    run = terraform(synthesize(tmp_path / "app"), registry=PROVIDER_NAMED)
    run.environment |= ALL_AT_ONCE
    run.init()
    run.apply()
    outputs = run.outputs()
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"shop": outputs}), encoding="utf-8")
    failover = Command(emulator, file)
    emulator.client("dynamodb").put_item(TableName=outputs["table_name"], Item={"id": {"S": "1"}})

    cluster = {"Name": "DBClusterIdentifier", "Value": f"shop-dev-aurora-{AWAY}"}
    lag = {"MetricName": "AuroraGlobalDBRPOLag", "Dimensions": [cluster], "Value": 87.0}
    emulator.client("cloudwatch", AWAY).put_metric_data(
        Namespace="AWS/RDS", MetricData=[{**lag, "Timestamp": datetime.now(UTC)}]
    )
    shown = failover("status")
    assert f"{HOME}: writes; available" in shown
    assert f"{AWAY}: follows, behind by 87 ms; available" in shown
    assert f"app.{DOMAIN} leads to {HOME}\n" in shown
    assert shown.count("secrets: all 1 are there") == shown.count("parameters under /shop/dev: 1") == 2
    assert "Aborted" in failover("switchover", "--to", AWAY, code=1)

    planned = failover("switchover", "--to", AWAY, "--yes")
    assert f"{AWAY} writes to shop-dev-aurora after" in planned
    assert f"{AWAY}: writes; available" in planned
    assert "nothing to do" in failover("switchover", "--to", AWAY, "--yes")
    after = run.plan()
    assert after.is_empty, str(after)
    failover("switchover", "--to", HOME, "--yes")

    # The primary region is lost: its endpoint does not answer, and the database fails over.
    emulator.set_health(outputs["primary_check_id"], healthy=False)
    assert "give --allow-data-loss" in failover("failover", "--to", AWAY, "--yes", code=1)
    unplanned = failover("failover", "--to", AWAY, "--allow-data-loss", "--yes")
    assert f"{AWAY} writes to shop-dev-aurora after" in unplanned
    assert f"PRIMARY: {HOME} is unhealthy (health check {outputs['primary_check_id']}: unhealthy" in unplanned
    assert f"app.{DOMAIN} leads to {AWAY}\n" in unplanned
    item, parameter, secret = read_away(emulator, outputs)
    assert (item, parameter) == ({"id": {"S": "1"}}, AWAY)
    assert len(secret) == 40
    after = run.plan()
    assert after.is_empty, str(after)

    # Without targets that are well the other region is not led to either.
    away = emulator.client("elbv2", AWAY)
    (group,) = away.describe_target_groups()["TargetGroups"]
    target = {"TargetGroupArn": group["TargetGroupArn"], "Targets": [{"Id": "10.1.0.9"}]}
    away.deregister_targets(**target)
    assert f"app.{DOMAIN} leads to {HOME}\n" in failover("status")
    away.register_targets(**target)

    # The region is back, and the name is led away from it by hand until the database is.
    route53 = emulator.client("route53")
    emulator.set_health(outputs["primary_check_id"], healthy=True)
    route53.update_health_check(HealthCheckId=outputs["primary_check_id"], Inverted=True)
    assert f"app.{DOMAIN} leads to {AWAY}\n" in failover("status")
    (inverted,) = run.plan().changes
    assert (inverted.address.split(".")[0], inverted.actions) == ("aws_route53_health_check", ("update",))

    failover("switchover", "--to", HOME, "--yes")
    run.apply()
    assert f"app.{DOMAIN} leads to {HOME}\n" in failover("status")
