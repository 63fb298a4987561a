"""A public zone with its queries logged and its answers signed, and a private one for two regions' networks."""

from tap_constructs import HostedZone, Network, synth

# isort: split
from cdktf import App, TerraformOutput, TerraformStack, Token
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts both zones into a stack."""
    stack = TerraformStack(app, "hosted-zone")
    AwsProvider(stack, "aws", region="eu-central-1")
    east = AwsProvider(stack, "east", region="us-east-1", alias="global")
    zone = HostedZone(stack, "Zone", domain="payments.corp.net", global_provider=east)
    TerraformOutput(stack, "name_servers", value=Token.as_any(zone.name_servers))
    networks = [
        Network.from_existing(stack, vpc_id="vpc-0a1b2c3d4e5f60718", cidr="10.0.0.0/16"),
        Network.from_existing(stack, vpc_id="vpc-1a1b2c3d4e5f60718", cidr="10.1.0.0/16", provider=east),
    ]
    HostedZone(stack, "Internal", domain="payments.internal", networks=networks)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
