"""A name with own health checks of each region, an alarm that tells, and half its traffic moved from the old system."""

from tap_constructs import (
    DnsFailover,
    DnsFailoverConfig,
    DnsTarget,
    EndpointCheck,
    HostedZone,
    WeightedMigrationConfig,
    synth,
)

# isort: split
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.data_aws_lb import DataAwsLb
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts it, and what it stands on, into a stack."""
    stack = TerraformStack(app, "dns-failover-full")
    AwsProvider(stack, "aws", region="us-east-1")
    west = AwsProvider(stack, "west", region="us-west-2", alias="west")
    failover = DnsFailover(
        stack,
        "Shop",
        zone=HostedZone.look_up(stack, "Zone", domain="corp.net"),
        primary=DnsFailover.to(DataAwsLb(stack, "East", name="shop")),
        secondary=DnsFailover.to(DataAwsLb(stack, "West", name="shop", provider=west)),
        alarm_topic_arns=["arn:aws:sns:us-east-1:123456789012:alarms"],
        config=DnsFailoverConfig(
            name="shop",
            health_check=EndpointCheck(path="/health", interval_seconds=10, failure_threshold=2),
            ttl_seconds=30,
            migration=WeightedMigrationConfig(
                old=DnsTarget(dns_name="old.corp.net"), new_percent=50, record_type="CNAME"
            ),
        ),
    )
    TerraformOutput(stack, "name", value=failover.fqdn)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
