"""A firewall for an API that exists: what its largest rules find is counted at first."""

from tap_constructs import EncryptionKey, WebAcl, WebAclConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

API = "arn:aws:apigateway:eu-central-1::/restapis/0123abcd/stages/live"
GROUPS = {
    "AWSManagedRulesKnownBadInputsRuleSet": {"priority": 1},
    "AWSManagedRulesCommonRuleSet": {"priority": 2, "counted_rules": ["SizeRestrictions_BODY"]},
}


def build(app: App) -> None:
    """Puts the firewall into a stack."""
    stack = TerraformStack(app, "web-acl")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="logs", users=["logs"])
    config = WebAclConfig.model_validate({"managed_groups": GROUPS, "rate_limit": 500})
    WebAcl(stack, "Acl", purpose="api", key=key, config=config).protect("api", API)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
