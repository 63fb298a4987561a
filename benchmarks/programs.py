"""Programs that build the same ten types of resources, on CDKTF, on CDK Terrain and on AWS CDK.

Each takes the folder that it synthesizes into, how many stacks there are, and how many of each type a stack has.
"""

from __future__ import annotations

from .measuring import PEAKS

_BODY = """
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.dynamodb_table import DynamodbTable, DynamodbTableAttribute
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route_table import RouteTable, RouteTableRoute
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.security_group import SecurityGroup, SecurityGroupIngress
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from cdktf_cdktf_provider_aws.subnet import Subnet
from cdktf_cdktf_provider_aws.vpc import Vpc
app = App(outdir=sys.argv[1])
for s in range(int(sys.argv[2])):
    stack = TerraformStack(app, f"bench{s}")
    AwsProvider(stack, "aws", region="us-east-1")
    for n in range(int(sys.argv[3])):
        vpc = Vpc(stack, f"vpc-{n}", cidr_block="10.0.0.0/16", tags={"Name": f"vpc-{n}"})
        Subnet(stack, f"subnet-{n}", vpc_id=vpc.id, cidr_block="10.0.1.0/24")
        RouteTable(stack, f"routes-{n}", vpc_id=vpc.id,
                   route=[RouteTableRoute(cidr_block="0.0.0.0/0", gateway_id="igw-1")])
        SecurityGroup(stack, f"group-{n}", vpc_id=vpc.id, ingress=[
            SecurityGroupIngress(protocol="tcp", from_port=port, to_port=port, cidr_blocks=["10.0.0.0/8"])
            for port in (80, 443)])
        key = KmsKey(stack, f"key-{n}", enable_key_rotation=True)
        S3Bucket(stack, f"bucket-{n}", bucket=f"bucket-{n}", tags={"key": key.arn})
        DynamodbTable(stack, f"table-{n}", name=f"table-{n}", hash_key="id", billing_mode="PAY_PER_REQUEST",
                      attribute=[DynamodbTableAttribute(name="id", type="S")])
        IamRole(stack, f"role-{n}", assume_role_policy="{}")
        SqsQueue(stack, f"queue-{n}", name=f"queue-{n}", kms_master_key_id=key.id)
        CloudwatchLogGroup(stack, f"logs-{n}", name=f"/logs/{n}", retention_in_days=30)
app.synth()
"""

STOCK = "import sys" + _BODY + PEAKS
OURS = "import sys\nimport lib" + _BODY + PEAKS
STOCK_CDKTN = STOCK.replace("cdktf_cdktf_provider_aws", "cdktn_provider_aws").replace("from cdktf ", "from cdktn ")

# Its L1 constructs, which are to CloudFormation what the bindings are to Terraform.
AWS_CDK = (
    """
import sys
from aws_cdk import App, CfnTag, Stack
from aws_cdk.aws_dynamodb import CfnTable
from aws_cdk.aws_ec2 import CfnRouteTable, CfnSecurityGroup, CfnSubnet, CfnVPC
from aws_cdk.aws_iam import CfnRole
from aws_cdk.aws_kms import CfnKey
from aws_cdk.aws_logs import CfnLogGroup
from aws_cdk.aws_s3 import CfnBucket
from aws_cdk.aws_sqs import CfnQueue
app = App(outdir=sys.argv[1], analytics_reporting=False)
for s in range(int(sys.argv[2])):
    stack = Stack(app, f"bench{s}")
    for n in range(int(sys.argv[3])):
        vpc = CfnVPC(stack, f"vpc-{n}", cidr_block="10.0.0.0/16", tags=[CfnTag(key="Name", value=f"vpc-{n}")])
        CfnSubnet(stack, f"subnet-{n}", vpc_id=vpc.ref, cidr_block="10.0.1.0/24")
        CfnRouteTable(stack, f"routes-{n}", vpc_id=vpc.ref)
        CfnSecurityGroup(stack, f"group-{n}", group_description="bench", vpc_id=vpc.ref, security_group_ingress=[
            CfnSecurityGroup.IngressProperty(ip_protocol="tcp", from_port=port, to_port=port, cidr_ip="10.0.0.0/8")
            for port in (80, 443)])
        key = CfnKey(stack, f"key-{n}", enable_key_rotation=True)
        CfnBucket(stack, f"bucket-{n}", bucket_name=f"bucket-{n}", tags=[CfnTag(key="key", value=key.attr_arn)])
        CfnTable(stack, f"table-{n}", table_name=f"table-{n}", billing_mode="PAY_PER_REQUEST",
                 key_schema=[CfnTable.KeySchemaProperty(attribute_name="id", key_type="HASH")],
                 attribute_definitions=[CfnTable.AttributeDefinitionProperty(attribute_name="id", attribute_type="S")])
        CfnRole(stack, f"role-{n}", assume_role_policy_document={})
        CfnQueue(stack, f"queue-{n}", queue_name=f"queue-{n}", kms_master_key_id=key.ref)
        CfnLogGroup(stack, f"logs-{n}", log_group_name=f"/logs/{n}", retention_in_days=30)
app.synth()
"""
    + PEAKS
)
