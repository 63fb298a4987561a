from __future__ import annotations

from .registry import Aws, check, refused, tags


@check("ec2.security_group_rule_description")
def security_group_rule_description(aws: Aws) -> None:
    ec2, vpc = aws.client("ec2"), aws.vpc()
    clients, servers = (
        ec2.create_security_group(GroupName=aws.name(), Description="x", VpcId=vpc)["GroupId"] for _ in range(2)
    )
    prefix_list = ec2.create_managed_prefix_list(PrefixListName="x", MaxEntries=1, AddressFamily="IPv4")
    prefix_list_id = prefix_list["PrefixList"]["PrefixListId"]
    by_group = _new_rule(aws, servers, UserIdGroupPairs=[{"GroupId": clients, "Description": "first"}])
    by_list = _new_rule(aws, servers, PrefixListIds=[{"PrefixListId": prefix_list_id, "Description": "first"}])
    by_cidr = _new_rule(aws, servers, IpRanges=[{"CidrIp": "10.0.0.0/8", "Description": "first"}])
    assert [_description(aws, rule) for rule in (by_group, by_list, by_cidr)] == ["first"] * 3

    ports = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "Description": "second"}
    for rule, target in (
        (by_group, {"ReferencedGroupId": clients}),
        (by_list, {"PrefixListId": prefix_list_id}),
        (by_cidr, {"CidrIpv4": "10.0.0.0/8"}),
    ):
        update = {"SecurityGroupRuleId": rule, "SecurityGroupRule": {**ports, **target}}
        ec2.modify_security_group_rules(GroupId=servers, SecurityGroupRules=[update])
        assert _description(aws, rule) == "second"


def _new_rule(aws: Aws, group: str, **target: object) -> str:
    ports = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    made = aws.client("ec2").authorize_security_group_ingress(GroupId=group, IpPermissions=[{**ports, **target}])
    found: str = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    return found


def _description(aws: Aws, rule: str) -> object:
    (found,) = aws.client("ec2").describe_security_group_rules(SecurityGroupRuleIds=[rule])["SecurityGroupRules"]
    return found.get("Description")


@check("ec2.peering_tags")
def peering_tags(aws: Aws) -> None:
    here, there = aws.client("ec2"), aws.client("ec2", "eu-west-1")
    made = here.create_vpc_peering_connection(
        VpcId=aws.vpc(),
        PeerVpcId=aws.vpc("eu-west-1"),
        PeerRegion="eu-west-1",
        TagSpecifications=[{"ResourceType": "vpc-peering-connection", "Tags": tags(Side="requester")}],
    )
    connection = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    there.create_tags(Resources=[connection], Tags=tags(Side="accepter"))
    seen = [
        client.describe_vpc_peering_connections(VpcPeeringConnectionIds=[connection])["VpcPeeringConnections"][0][
            "Tags"
        ]
        for client in (here, there)
    ]
    assert seen == [tags(Side="requester"), tags(Side="accepter")]


@check("ec2.dhcp_options_tags")
def dhcp_options_tags(aws: Aws) -> None:
    ec2 = aws.client("ec2")
    made = ec2.create_dhcp_options(
        DhcpConfigurations=[{"Key": "domain-name", "Values": ["example.internal"]}],
        TagSpecifications=[{"ResourceType": "dhcp-options", "Tags": tags(Name="x")}],
    )
    (found,) = ec2.describe_dhcp_options(DhcpOptionsIds=[made["DhcpOptions"]["DhcpOptionsId"]])["DhcpOptions"]
    assert found["Tags"] == tags(Name="x")


@check("ec2.default_network_acl")
def default_network_acl(aws: Aws) -> None:
    ec2, vpc = aws.client("ec2"), aws.vpc()
    ec2.delete_vpc(VpcId=vpc)
    assert not ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["NetworkAcls"]


@check("ec2.nat_gateway_interface")
def nat_gateway_interface(aws: Aws) -> None:
    ec2, subnet = aws.client("ec2"), aws.subnet(aws.vpc())
    made = ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")
    ec2.delete_nat_gateway(NatGatewayId=made["NatGateway"]["NatGatewayId"])
    mine = [{"Name": "subnet-id", "Values": [subnet]}]
    assert not ec2.describe_network_interfaces(Filters=mine)["NetworkInterfaces"]


@check("ec2.transit_gateway_attachment")
def transit_gateway_attachment(aws: Aws) -> None:
    ec2, vpc = aws.client("ec2"), aws.vpc()
    subnet = aws.subnet(vpc)
    gateway = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    wanted = {
        "TransitGatewayId": gateway,
        "VpcId": vpc,
        "SubnetIds": [subnet],
        "TagSpecifications": [{"ResourceType": "transit-gateway-attachment", "Tags": tags(Name="x")}],
    }
    for _ in range(2):  # a deleted attachment does not stand in the way of the next
        made = ec2.create_transit_gateway_vpc_attachment(**wanted)["TransitGatewayVpcAttachment"]
        named = {"TransitGatewayAttachmentIds": [made["TransitGatewayAttachmentId"]]}
        (found,) = ec2.describe_transit_gateway_vpc_attachments(**named)["TransitGatewayVpcAttachments"]
        assert found["Tags"] == tags(Name="x")
        for _ in range(2):
            ec2.delete_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=made["TransitGatewayAttachmentId"])
            (found,) = ec2.describe_transit_gateway_vpc_attachments(**named)["TransitGatewayVpcAttachments"]
            assert found["State"] == "deleted"


@check("ec2.transit_gateway_route_table")
def transit_gateway_route_table(aws: Aws) -> None:
    ec2, vpc = aws.client("ec2"), aws.vpc()
    subnet = aws.subnet(vpc)
    made = [ec2.create_transit_gateway()["TransitGateway"] for _ in range(2)]
    gateways = [gateway["TransitGatewayId"] for gateway in made]
    for gateway in made:
        wanted = {"TransitGatewayId": gateway["TransitGatewayId"], "VpcId": vpc, "SubnetIds": [subnet]}
        attachment = ec2.create_transit_gateway_vpc_attachment(**wanted)["TransitGatewayVpcAttachment"]
        ec2.enable_transit_gateway_route_table_propagation(
            TransitGatewayRouteTableId=gateway["Options"]["PropagationDefaultRouteTableId"],
            TransitGatewayAttachmentId=attachment["TransitGatewayAttachmentId"],
        )
    ec2.delete_transit_gateway(TransitGatewayId=gateways[0])
    of_both = [{"Name": "transit-gateway-id", "Values": gateways}]
    found = ec2.describe_transit_gateway_route_tables(Filters=of_both)["TransitGatewayRouteTables"]
    assert [table["TransitGatewayId"] for table in found] == gateways[1:]


@check("ec2.launch_template_tags")
def launch_template_tags(aws: Aws) -> None:
    ec2 = aws.client("ec2")
    made = ec2.create_launch_template(LaunchTemplateName=aws.name(), LaunchTemplateData={"InstanceType": "t3.micro"})
    template = made["LaunchTemplate"]["LaunchTemplateId"]
    ec2.create_tags(Resources=[template], Tags=tags(Name="later"))
    (found,) = ec2.describe_launch_templates(LaunchTemplateIds=[template])["LaunchTemplates"]
    assert found["Tags"] == tags(Name="later")


@check("ec2.launch_template_data")
def launch_template_data(aws: Aws) -> None:
    own = [{"ResourceType": "launch-template", "Tags": tags(Name="x")}]
    instances = [{"ResourceType": "instance", "Tags": tags(Name="y")}]
    assert _template_tags(aws, own, {"InstanceType": "t3.micro"}) is None
    assert _template_tags(aws, own, {"TagSpecifications": instances}) == instances


def _template_tags(aws: Aws, own: object, data: object) -> object:
    ec2 = aws.client("ec2")
    made = ec2.create_launch_template(LaunchTemplateName=aws.name(), LaunchTemplateData=data, TagSpecifications=own)
    template = made["LaunchTemplate"]["LaunchTemplateId"]
    (version,) = ec2.describe_launch_template_versions(LaunchTemplateId=template)["LaunchTemplateVersions"]
    return version["LaunchTemplateData"].get("TagSpecifications")


@check("route53.query_log")
def query_log(aws: Aws) -> None:
    route53, logs = aws.client("route53"), aws.client("logs")
    zone = route53.create_hosted_zone(Name="example.internal", CallerReference=aws.name())["HostedZone"]["Id"]
    group = f"/aws/route53/{aws.name()}"
    logs.create_log_group(logGroupName=group)
    arn = f"arn:aws:logs:us-east-1:123456789012:log-group:{group}"
    made = route53.create_query_logging_config(HostedZoneId=zone, CloudWatchLogsLogGroupArn=arn)
    found = route53.get_query_logging_config(Id=made["QueryLoggingConfig"]["Id"])["QueryLoggingConfig"]
    assert found["CloudWatchLogsLogGroupArn"] == arn


@check("route53.private_zone")
def private_zone(aws: Aws) -> None:
    route53, vpc = aws.client("route53"), {"VPCRegion": "us-east-1", "VPCId": aws.vpc()}
    made = route53.create_hosted_zone(Name="example.internal", CallerReference=aws.name(), VPC=vpc)
    found = route53.get_hosted_zone(Id=made["HostedZone"]["Id"])
    assert found["HostedZone"]["Config"]["PrivateZone"]
    assert found["VPCs"] == [vpc]
    public = route53.create_hosted_zone(Name="example.com", CallerReference=aws.name())
    assert not public["HostedZone"]["Config"]["PrivateZone"]


@check("route53.delegation_sets")
def delegation_sets(aws: Aws) -> None:
    route53 = aws.client("route53")
    reusable = route53.create_reusable_delegation_set(CallerReference=aws.name())["DelegationSet"]["Id"]
    for settings in ({}, {"DelegationSetId": reusable}):
        route53.create_hosted_zone(Name=f"{aws.name()}.example.com", CallerReference=aws.name(), **settings)
    found = route53.list_reusable_delegation_sets()["DelegationSets"]
    assert [item["Id"] for item in found] == [reusable]


@check("iam.service_specific_credentials")
def service_specific_credentials(aws: Aws) -> None:
    assert aws.client("iam").list_service_specific_credentials()["ServiceSpecificCredentials"] == []


@check("ec2.instance_interface")
def instance_interface(aws: Aws) -> None:
    ec2 = aws.client("ec2")
    wanted = {"ImageId": "ami-12c6146b", "MinCount": 1, "MaxCount": 1}
    kept = {"DeviceIndex": 0, "DeleteOnTermination": False}
    for given, gone in (({}, True), ({"NetworkInterfaces": [kept]}, False)):
        (instance,) = ec2.run_instances(**wanted, **given)["Instances"]
        interface = instance["NetworkInterfaces"][0]["NetworkInterfaceId"]
        ec2.terminate_instances(InstanceIds=[instance["InstanceId"]])
        of_id = [{"Name": "network-interface-id", "Values": [interface]}]
        found = ec2.describe_network_interfaces(Filters=of_id)["NetworkInterfaces"]
        assert (found == []) is gone


@check("elbv2.tags")
def tags_of_load_balancers(aws: Aws) -> None:
    balancing = aws.client("elbv2")
    (group,) = balancing.create_target_group(Name=aws.name(), Protocol="HTTP", Port=80, VpcId=aws.vpc())["TargetGroups"]
    named = {"ResourceArns": [group["TargetGroupArn"]]}
    balancing.add_tags(**named, Tags=tags(**{f"t{number}": "x" for number in range(49)}))
    balancing.add_tags(**named, Tags=tags(t0="y", t49="x"))
    (described,) = balancing.describe_tags(**named)["TagDescriptions"]
    assert {tag["Key"]: tag["Value"] for tag in described["Tags"]} == dict.fromkeys(
        (f"t{number}" for number in range(50)), "x"
    ) | {"t0": "y"}
    refused("TooManyTags", balancing.add_tags, **named, Tags=tags(t50="x"))


@check("ec2.endpoint_private_dns")
def endpoint_private_dns(aws: Aws) -> None:
    ec2, vpc = aws.client("ec2"), aws.vpc()
    made = ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName="com.amazonaws.us-east-1.logs",
        VpcEndpointType="Interface",
        SubnetIds=[aws.subnet(vpc)],
        PrivateDnsEnabled=True,
    )
    name = made["VpcEndpoint"]["VpcEndpointId"]
    for change in ({"PrivateDnsEnabled": False}, {"PolicyDocument": "{}"}):
        ec2.modify_vpc_endpoint(VpcEndpointId=name, **change)
        assert ec2.describe_vpc_endpoints(VpcEndpointIds=[name])["VpcEndpoints"][0]["PrivateDnsEnabled"] is False
