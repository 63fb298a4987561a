"""A name that fails over between two load balancers, while a tenth of its traffic has left the old system."""

from tap_constructs import DnsFailover, DnsFailoverConfig, DnsTarget, HostedZone, WeightedMigrationConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.data_aws_lb import DataAwsLb
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the name into a stack."""
    stack = TerraformStack(app, "dns-failover")
    AwsProvider(stack, "aws", region="us-east-1")
    west = AwsProvider(stack, "west", region="us-west-2", alias="west")
    migration = WeightedMigrationConfig(old=DnsTarget(dns_name="old.corp.net"), new_percent=10, record_type="CNAME")
    DnsFailover(
        stack,
        "Shop",
        zone=HostedZone.look_up(stack, "Zone", domain="corp.net"),
        primary=DnsFailover.to(DataAwsLb(stack, "East", name="shop")),
        secondary=DnsFailover.to(DataAwsLb(stack, "West", name="shop", provider=west)),
        config=DnsFailoverConfig(name="shop", migration=migration),
    )


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
