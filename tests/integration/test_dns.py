"""Route 53 on the real Terraform: zones of three kinds, health checks, routing, and a migration that moves on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformOutput, TerraformStack, Token
from cdktf_cdktf_provider_aws.lb import Lb, LbAccessLogs
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.vpc import Vpc
from typer.testing import CliRunner

from lib.cli import app as tap
from lib.config.dns_failover import DnsFailoverConfig, DnsTarget, WeightedMigrationConfig
from lib.config.dns_record import AliasConfig, DnsRecordConfig, LatencyRouting
from lib.config.encryption_key import EncryptionKeyConfig
from lib.config.health_check import AlarmHealthCheck, CalculatedHealthCheck, EndpointCheck, HttpsHealthCheck
from lib.config.hosted_zone import DnssecConfig, HostedZoneConfig, QueryLogConfig
from lib.constructs.dns_failover import DnsFailover
from lib.constructs.dns_record import DnsRecord
from lib.constructs.health_check import HealthCheck
from lib.constructs.hosted_zone import HostedZone
from lib.constructs.network import Network
from lib.provider import add_provider, require_versions
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory

from .conftest import ALL_AT_ONCE, EMULATED, PROVIDER_NAMED, keep_state_beside, take_provider
from .test_checkov import unexpected_in

pytestmark = pytest.mark.terraform

DOMAIN = "shop.corp.net"
BALANCER_ZONE = "Z35SXDOTRQ7X7K"
KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"


def synthesize(folder: Path, migration: WeightedMigrationConfig) -> Path:
    app = App(outdir=str(folder))
    stack = TerraformStack(app, "dns")
    require_versions(stack, EMULATED)
    keep_state_beside(stack)
    west = add_provider(stack, "eu-west-1", tags={}, config=EMULATED)
    east = add_provider(stack, "us-east-1", alias="global", tags={}, config=EMULATED)
    topic = SnsTopic(stack, "Topic", name="dns", provider=east)
    told: dict[str, Any] = {"alarm_topic_arns": [topic.arn], "global_provider": east}
    short = EncryptionKeyConfig(deletion_window_days=7)
    config = HostedZoneConfig(query_log=QueryLogConfig(key=short), dnssec=DnssecConfig(deletion_window_days=7))
    zone = HostedZone(stack, "Public", domain=DOMAIN, config=config, **told)

    networks = []
    for provider in (west, east):
        vpc = Vpc(stack, f"Vpc-{provider.region}", cidr_block="10.0.0.0/16", provider=provider)
        networks.append(Network.from_existing(stack, vpc_id=vpc.id, cidr="10.0.0.0/16", provider=provider))
    private = HostedZone(stack, "Private", domain="shop.internal", networks=networks)
    DnsRecord(stack, "Database", zone=private, config=DnsRecordConfig(name="db", type="CNAME", values=("db.corp.net",)))
    sale = HostedZone.look_up(stack, "Sale", domain="sale.corp.net")
    DnsRecord(stack, "Mail", zone=sale, config=DnsRecordConfig(type="MX", values=("10 mail.corp.net",)))

    targets = [
        DnsTarget(dns_name=f"{region}.elb.amazonaws.com", zone_id=BALANCER_ZONE, region=region)
        for region in ("us-east-1", "eu-west-1")
    ]
    pair: dict[str, Any] = {"zone": zone, "primary": targets[0], "secondary": targets[1]}
    DnsFailover(
        stack,
        "App",
        config=DnsFailoverConfig(name="app", health_check=EndpointCheck(search_string="ok"), migration=migration),
        **pair,
        **told,
    )
    for routing in ("weighted", "latency"):
        DnsFailover(
            stack,
            routing.capitalize(),
            config=DnsFailoverConfig.model_validate({"name": routing, "routing": routing, "health_check": None}),
            **pair,
        )
    alarm = HealthCheck(
        stack, "Busy", purpose="busy", config=AlarmHealthCheck(alarm_name="busy", alarm_region="eu-west-1"), **told
    )
    web = HealthCheck(stack, "Web", purpose="web", config=HttpsHealthCheck(fqdn="web.corp.net", disabled=True))
    both = CalculatedHealthCheck(children=(alarm.id, web.id), healthy_threshold=2, inverted=True)
    HealthCheck(stack, "Both", purpose="both", config=both)
    DnsRecord(
        stack,
        "Text",
        zone=zone,
        config=DnsRecordConfig(
            name="web",
            type="TXT",
            values=("one",),
            routing=LatencyRouting(region="eu-west-1"),
            health_check_id=web.id,
        ),
    )
    DnsRecord(
        stack,
        "Apex",
        zone=zone,
        config=DnsRecordConfig(alias=AliasConfig(dns_name="eu-west-1.elb.amazonaws.com", zone_id=BALANCER_ZONE)),
    )
    TerraformOutput(stack, "name_servers", value=Token.as_any(zone.name_servers))
    TerraformOutput(stack, "zone_id", value=zone.zone_id)
    TerraformOutput(stack, "private_zone_id", value=private.zone_id)
    TerraformOutput(stack, "ds_record", value=zone.ds_record)
    app.synth()
    take_provider(folder / "stacks")
    return folder / "stacks" / "dns"


def weights(emulator: Emulator, zone_id: str) -> dict[str, int]:
    found = emulator.client("route53").list_resource_record_sets(HostedZoneId=zone_id)["ResourceRecordSets"]
    return {one["SetIdentifier"]: one["Weight"] for one in found if one["Name"] == f"app.{DOMAIN}."}


def test_zones_checks_and_records(terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path) -> None:
    route53 = emulator_clean.client("route53")
    route53.create_hosted_zone(Name="sale.corp.net", CallerReference="x")
    leftovers = emulator_clean.leftovers()
    old = DnsTarget(dns_name="52.95.110.1")
    folder = synthesize(tmp_path / "out", WeightedMigrationConfig(old=old, new_percent=10))
    run = terraform(folder, registry=PROVIDER_NAMED)
    run.environment |= ALL_AT_ONCE
    run.init()
    run.apply()
    second = run.plan()
    assert second.is_empty, str(second)

    outputs = run.outputs()
    assert len(outputs["name_servers"]) == 4
    assert outputs["ds_record"]
    assert route53.get_dnssec(HostedZoneId=outputs["zone_id"])["Status"]["ServeSignature"] == "SIGNING"
    (logged,) = route53.list_query_logging_configs()["QueryLoggingConfigs"]
    assert (logged["HostedZoneId"], logged["CloudWatchLogsLogGroupArn"].split(":")[3]) == (
        outputs["zone_id"],
        "us-east-1",
    )
    private = route53.get_hosted_zone(Id=outputs["private_zone_id"])
    assert {one["VPCRegion"] for one in private["VPCs"]} == {"eu-west-1", "us-east-1"}
    kinds = [one["HealthCheckConfig"]["Type"] for one in route53.list_health_checks()["HealthChecks"]]
    assert sorted(kinds) == sorted(["HTTPS_STR_MATCH"] * 2 + ["HTTPS"] + ["CALCULATED"] * 2 + ["CLOUDWATCH_METRIC"])
    alarms = emulator_clean.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert {one["MetricName"] for one in alarms} == {
        "HealthCheckStatus",
        "DNSSECInternalFailure",
        "DNSSECKeySigningKeysNeedingAction",
    }
    assert weights(emulator_clean, outputs["zone_id"]) == {"new": 10, "old": 90}

    synthesize(tmp_path / "out", WeightedMigrationConfig(old=old, new_percent=75))
    moved = run.plan(tmp_path / "moved")
    assert {change.actions for change in moved.changes} == {("update",)}, str(moved)
    run.apply(tmp_path / "moved")
    assert weights(emulator_clean, outputs["zone_id"]) == {"new": 75, "old": 25}

    synthesize(tmp_path / "out", WeightedMigrationConfig(new_percent=100))
    ended = {change.address.split("_Record")[0]: change.actions for change in run.plan().changes}
    assert ended == {"aws_route53_record.App_New": ("update",), "aws_route53_record.App_Old": ("delete",)}

    run.destroy(refresh=False)
    assert emulator_clean.leftovers() == leftovers


def test_nothing_is_found_in_what_there_is_by_default(
    terraform: TerraformFactory, emulator: Emulator, tmp_path: Path
) -> None:
    app = App(outdir=str(tmp_path / "out"))
    stack = TerraformStack(app, "dns")
    require_versions(stack, EMULATED)
    keep_state_beside(stack)
    add_provider(stack, "us-east-1", tags={}, config=EMULATED)
    topic = SnsTopic(stack, "Topic", name="dns", kms_master_key_id=KEY)
    subnets = ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"]
    group = "sg-0a1b2c3d4e5f60718"
    logs = LbAccessLogs(bucket="logs", enabled=True)
    one, other = (
        Lb(
            stack,
            name,
            internal=True,
            subnets=subnets,
            security_groups=[group],
            access_logs=logs,
            drop_invalid_header_fields=True,
            enable_deletion_protection=True,
        )
        for name in ("One", "Other")
    )
    zone = HostedZone(stack, "Zone", domain=DOMAIN, alarm_topic_arns=[topic.arn])
    HostedZone(
        stack,
        "Private",
        domain="shop.internal",
        networks=[Network.from_existing(stack, vpc_id="vpc-0a1b2c3d4e5f60718", cidr="10.0.0.0/16")],
    )
    DnsFailover(
        stack,
        "App",
        zone=zone,
        primary=DnsFailover.to(one),
        secondary=DnsFailover.to(other),
        alarm_topic_arns=[topic.arn],
        config=DnsFailoverConfig(name="app", migration=WeightedMigrationConfig()),
    )
    app.synth()
    folder = tmp_path / "out" / "stacks" / "dns"
    take_provider(folder.parent)
    checked = CliRunner().invoke(tap, ["check", str(folder), "--format", "json", "--strict"])
    assert json.loads(checked.stdout)["findings"] == []
    run = terraform(folder, registry=PROVIDER_NAMED)
    run.init()
    run.run("plan", "-input=false", "-out=scanned.plan")
    assert unexpected_in(folder, run.run("show", "-json", "scanned.plan"), tmp_path) == []
