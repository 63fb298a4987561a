"""What neither the largest environment nor an example has, and what has policies all the same."""

from tap_constructs import (
    CrossRegionRole,
    EcsCluster,
    EcsService,
    EcsServiceConfig,
    EncryptionKey,
    Network,
    ParameterConfig,
    Parameters,
    ParametersConfig,
    synth,
)
from tap_constructs.account_settings import AccountSettings
from tap_constructs.account_stack import AccountStack

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

WORKFLOWS = {"repositories": ["acme/shop"], "policy_arns": ["arn:aws:iam::123456789012:policy/deploy"]}
IMAGE = "public.ecr.aws/docker/library/nginx:1.29"
CONTAINER = {"image": IMAGE, "port": 8080, "readonly_root": False}

app = App()
AccountStack(app, "account", settings=AccountSettings.model_validate({"github_actions": WORKFLOWS}))
stack = TerraformStack(app, "seldom")
AwsProvider(stack, "aws", region="us-east-1")
key = EncryptionKey(stack, "Key", purpose="shop", users=["logs"])
parameters = Parameters(
    stack, "Parameters", key=key, config=ParametersConfig(entries={"token": ParameterConfig(variable="token")})
)
CrossRegionRole(stack, "Reader", services=["lambda"], parameters=[parameters], keys=[key])
EcsService(
    stack,
    "Service",
    cluster=EcsCluster(stack, "Cluster", key=key),
    network=Network(stack, "Network"),
    key=key,
    purpose="api",
    config=EcsServiceConfig.model_validate({"execute_command": True, "containers": {"api": CONTAINER}}),
)
synth(app)
