"""Records in a zone that exists: a mail server, and two hosts that share their traffic by weight."""

from tap_constructs import DnsRecord, DnsRecordConfig, HostedZone, WeightedRouting, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the records into a stack."""
    stack = TerraformStack(app, "dns-record")
    AwsProvider(stack, "aws", region="eu-central-1")
    zone = HostedZone.look_up(stack, "Zone", domain="corp.net")
    mail = DnsRecordConfig(type="MX", values=("10 mail.corp.net",))
    DnsRecord(stack, "Mail", zone=zone, config=mail)
    for name, weight in {"blue": 90, "green": 10}.items():
        routing = WeightedRouting(weight=weight, set_identifier=name)
        web = DnsRecordConfig(name="www", type="CNAME", values=(f"{name}.corp.net",), routing=routing)
        DnsRecord(stack, f"Web-{name}", zone=zone, config=web)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
