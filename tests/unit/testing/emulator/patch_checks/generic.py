from __future__ import annotations

from .registry import Aws, check, refused


@check("generic.unimplemented")
def unimplemented(aws: Aws) -> None:
    refused("UnsupportedOperation", aws.client("ec2").describe_fast_launch_images)
    refused("UnsupportedOperation", aws.client("kms").describe_custom_key_stores)


@check("generic.unrouted")
def unrouted(aws: Aws) -> None:
    refused("UnsupportedOperation", aws.client("efs").describe_account_preferences)


@check("generic.failed")
def failed(aws: Aws) -> None:
    """An endpoint made without a type cannot be deleted: moto asks None for its lower case."""
    ec2 = aws.client("ec2")
    made = ec2.create_vpc_endpoint(VpcId=aws.vpc(), ServiceName="com.amazonaws.us-east-1.s3")
    endpoint = made["VpcEndpoint"]["VpcEndpointId"]
    refused("UnsupportedOperation", ec2.delete_vpc_endpoints, VpcEndpointIds=[endpoint])
