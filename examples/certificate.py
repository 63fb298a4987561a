"""A certificate for a domain and everything below it, proved in a zone that is delegated to Route 53."""

from tap_constructs import Certificate, CertificateConfig, synth

# isort: split
from typing import NamedTuple

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


class Zone(NamedTuple):
    """A zone that exists."""

    zone_id: str
    domain: str


def build(app: App) -> None:
    """Puts the certificate into a stack."""
    stack = TerraformStack(app, "certificate")
    AwsProvider(stack, "aws", region="eu-central-1")
    config = CertificateConfig(names=("shop.corp.net", "*.shop.corp.net"))
    Certificate(stack, "Certificate", zone=Zone("Z04861221QXJ5WFCLN7BK", "corp.net"), config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
