"""A role for the pods of one service account, in a cluster that exists."""

from tap_constructs import EksFargate, PodRole, Statement, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the role into a stack."""
    stack = TerraformStack(app, "pod-role")
    AwsProvider(stack, "aws", region="eu-central-1")
    issuer = "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
    cluster = EksFargate.from_existing(
        stack,
        name="company",
        oidc_provider_arn=f"arn:aws:iam::123456789012:oidc-provider/{issuer}",
        oidc_issuer=issuer,
        security_group_id="sg-0123456789abcdef0",
    )
    read = Statement(sid="ReadOrders", actions=["s3:GetObject"], resources=["arn:aws:s3:::shop-orders/*"])
    PodRole(stack, "Api", cluster=cluster, namespace="payment", service_account="api", statements=[read])


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
