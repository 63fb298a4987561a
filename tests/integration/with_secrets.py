"""A stack with a secret at every place that takes one; the state bucket is the first argument."""

import sys

from tap_constructs import (
    EncryptionKey,
    MasterSecret,
    MasterSecretConfig,
    ParameterConfig,
    Parameters,
    ParametersConfig,
    ReplicatedSecret,
    SecretConfig,
    synth,
)
from tap_constructs.backend import use_s3_backend
from tap_constructs.config.provider import ProviderConfig
from tap_constructs.provider import add_provider, require_versions

# isort: split
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.rds_cluster import RdsCluster

EMULATED = ProviderConfig(endpoint_url="http://127.0.0.1:5000")

app = App()
stack = TerraformStack(app, "secrets")
require_versions(stack, EMULATED)
use_s3_backend(stack, bucket=sys.argv[1], key="secrets/terraform.tfstate", region="us-east-1", path_style=True)
add_provider(stack, "us-east-1", tags={"Environment": "test"}, config=EMULATED)
key = EncryptionKey(stack, "Key", purpose="secrets")
token = ParametersConfig(entries={"token": ParameterConfig(variable="parameter_token")})
Parameters(stack, "Parameters", key=key, config=token)
partner = ReplicatedSecret(
    stack, "Partner", purpose="partner", key=key, config=SecretConfig(value="variable", variable="partner_token")
)
ReplicatedSecret(stack, "Session", purpose="session", key=key)
for name, source in (("given", "variable"), ("made", "generated")):
    config = MasterSecretConfig.model_validate({"password_source": source})
    master = MasterSecret(stack, f"Master-{name}", purpose=name, key=key, config=config)
    RdsCluster(
        stack,
        f"Cluster-{name}",
        cluster_identifier=name,
        engine="aurora-postgresql",
        master_username=master.username,
        master_password_wo=master.password,
        master_password_wo_version=master.version,
        skip_final_snapshot=True,
    )
TerraformOutput(stack, "partner_arn", value=partner.arn)
synth(app)
