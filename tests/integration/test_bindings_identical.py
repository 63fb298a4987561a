"""Whichever way the bindings are loaded, the synthesized files are the same, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# What they compare with takes 20 s to make.
pytestmark = pytest.mark.xdist_group("stock_bindings")

# Ten resource types and a data source, with references, lists of blocks, maps, tokens, functions and an iterator.
PROGRAM = """
import sys
import lib
from cdktf import App, Fn, LocalBackend, TerraformIterator, TerraformOutput, TerraformStack, TerraformVariable, Token
from cdktf_cdktf_provider_aws.data_aws_availability_zones import DataAwsAvailabilityZones
from cdktf_cdktf_provider_aws.dynamodb_table import DynamodbTable, DynamodbTableAttribute
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.lb_listener import (
    LbListener, LbListenerDefaultAction, LbListenerDefaultActionForward, LbListenerDefaultActionForwardTargetGroup)
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderAssumeRole
from cdktf_cdktf_provider_aws.route53_record import Route53Record
from cdktf_cdktf_provider_aws.route_table import RouteTable, RouteTableRoute
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration, S3BucketLifecycleConfigurationRule)
from cdktf_cdktf_provider_aws.security_group import SecurityGroup, SecurityGroupIngress
from cdktf_cdktf_provider_aws.subnet import Subnet
from cdktf_cdktf_provider_aws.vpc import Vpc

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "all-ways")
LocalBackend(stack, path="terraform.tfstate")
provider = AwsProvider(stack, "aws", region="us-east-1", assume_role=[AwsProviderAssumeRole(role_arn="arn")])
size = TerraformVariable(stack, "size", type="number", default=3)
zones = DataAwsAvailabilityZones(stack, "zones", state="available")
vpc = Vpc(stack, "vpc", cidr_block="10.0.0.0/16", tags={"Name": "vpc", "cost_center": "\\u00e9t\\u00e9"})
each = TerraformIterator.from_list(zones.names)
Subnet(stack, "subnets", for_each=each, vpc_id=vpc.id, availability_zone=Token.as_string(each.value),
       cidr_block=Fn.cidrsubnet(vpc.cidr_block, 8, Token.as_number(each.key)))
table = RouteTable(stack, "routes", vpc_id=vpc.id, lifecycle={"prevent_destroy": True})
table.put_route([RouteTableRoute(cidr_block="0.0.0.0/0", gateway_id="igw-1")])
group = SecurityGroup(stack, "group", vpc_id=vpc.id, depends_on=[table], ingress=[SecurityGroupIngress(
    protocol="tcp", from_port=443, to_port=443, cidr_blocks=[vpc.cidr_block], self_attribute=True)])
bucket = S3Bucket(stack, "bucket", bucket_prefix="x-", force_destroy=False, provider=provider)
S3BucketLifecycleConfiguration(stack, "lifecycle", bucket=bucket.id, rule=[
    S3BucketLifecycleConfigurationRule(id="old", status="Enabled", expiration=[{"days": 30}])])
DynamodbTable(stack, "items", name="items", hash_key="id", read_capacity=size.number_value,
              attribute=[DynamodbTableAttribute(name="id", type="S")])
LbListener(stack, "listener", load_balancer_arn="arn", port=80, default_action=[LbListenerDefaultAction(
    type="forward", forward=LbListenerDefaultActionForward(
        target_group=[LbListenerDefaultActionForwardTargetGroup(arn="arn", weight=1)]))])
Route53Record(stack, "record", zone_id="Z1", name="x", type="A",
              alias={"name": "x", "zone_id": "Z2", "evaluate_target_health": True})
role = IamRole(stack, "role", assume_role_policy=Fn.jsonencode({"Version": "2012-10-17", "Statement": []}))
role.add_override("tags", {"added_late": True})
TerraformOutput(stack, "out", value=Fn.join(",", [bucket.arn, group.id, Fn.element(zones.names, 0)]), sensitive=True)
app.synth()
"""


def synthesize(output: Path, **environment: str) -> tuple[dict[str, bytes], str]:
    """Return the synthesized files and what was warned about."""
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(output)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    files = {str(path.relative_to(output)): path.read_bytes() for path in output.rglob("*") if path.is_file()}
    return files, result.stderr


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    files, warned = synthesize(tmp_path_factory.mktemp("stock"), TAP_STOCK_BINDINGS="1")
    assert "BindingsWarning" not in warned
    assert b'"aws_lb_listener"' in files["stacks/all-ways/cdk.tf.json"]
    return files


def test_a_new_a_kept_and_a_damaged_copy(stock: dict[str, bytes], tmp_path: Path) -> None:
    def check(output: str) -> None:
        files, warned = synthesize(tmp_path / output, XDG_CACHE_HOME=str(tmp_path / "cache"))
        assert files == stock
        assert "BindingsWarning" not in warned

    check("new")
    (kept,) = tmp_path.glob("cache/tap-constructs/*.tgz")
    content = kept.read_bytes()
    check("kept")
    kept.write_bytes(content[:-1])
    check("damaged")
    assert kept.read_bytes() == content


def test_a_cache_folder_open_to_others(stock: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "tap-constructs").mkdir()
    (tmp_path / "tap-constructs").chmod(0o777)
    files, warned = synthesize(tmp_path / "out", XDG_CACHE_HOME=str(tmp_path))
    assert files == stock
    assert warned.count("BindingsWarning") == 1


def test_a_home_that_cannot_be_written(stock: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the home should be")
    files, warned = synthesize(tmp_path / "out", HOME=str(tmp_path / "home"), XDG_CACHE_HOME="")
    assert files == stock
    assert warned.count("BindingsWarning") == 1
