"""EC2 and its networking."""

from __future__ import annotations

import copy
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models.instances import Instance
from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.models.nat_gateways import NatGatewayBackend
from moto.ec2.models.security_groups import SecurityGroupBackend, SecurityGroupRule
from moto.ec2.models.transit_gateway import TransitGatewayBackend
from moto.ec2.models.transit_gateway_attachments import TransitGatewayAttachmentBackend
from moto.ec2.models.vpcs import VPCBackend
from moto.ec2.responses.dhcp_options import DHCPOptions
from moto.ec2.responses.launch_templates import LaunchTemplates
from moto.ec2.responses.transit_gateway_attachments import TransitGatewayAttachment
from moto.ec2.responses.vpc_peering_connections import VPCPeeringConnections
from moto.ec2.responses.vpcs import VPCs
from moto.ec2.utils import parse_user_data

from .registry import Function, Patch

rule_description = Patch(
    "ec2.security_group_rule_description",
    "aws_vpc_security_group_*_rule reads back a description that stands on a referenced group or a prefix list",
)


@rule_description.wraps(SecurityGroupRule, "__init__")
def _keep_description_of_prefix_list(
    original: Function,
    self: Any,
    ec2_backend: Any,
    ip_protocol: str,
    group_id: str,
    from_port: str | None,
    to_port: str | None,
    ip_range: dict[str, str] | None,
    source_group: dict[str, str] | None = None,
    prefix_list_id: dict[str, str] | None = None,
    **others: Any,
) -> None:
    original(
        self,
        ec2_backend,
        ip_protocol,
        group_id,
        from_port,
        to_port,
        ip_range,
        source_group,
        prefix_list_id,
        **others,
    )
    self.prefix_list_description = (prefix_list_id or {}).get("Description")


@rule_description.property(SecurityGroupRule)
def _description(self: Any) -> Any:
    return self.ip_range.get("Description") or self.source_group.get("Description") or self.prefix_list_description


@rule_description.wraps(SecurityGroupBackend)
def _modify_security_group_rules(
    original: Function, self: Any, group_id: str, rules: dict[str, dict[str, Any]]
) -> None:
    """The original files the new description under the CIDR, of which these rules have none."""
    original(self, group_id, rules)
    group = self.get_security_group_by_name_or_id(group_id)
    for rule_id, changed in rules.items():
        rule = group.get_rule(rule_id)
        if changed.get("ReferencedGroupId"):
            rule.source_group = {
                **rule.source_group,
                "GroupId": changed["ReferencedGroupId"],
                "Description": rule.ip_range.pop("Description", None),
            }
        if changed.get("PrefixListId"):
            rule.prefix_list_id = changed["PrefixListId"]
            rule.prefix_list_description = rule.ip_range.pop("Description", None)


peering_tags = Patch(
    "ec2.peering_tags",
    "aws_vpc_peering_connection_accepter has tags of its own: each region shows the connection with its own",
)


@peering_tags.wraps(VPCPeeringConnections)
def _describe_vpc_peering_connections(original: Function, self: Any) -> ActionResult:
    connections = [copy.copy(connection) for connection in original(self).result["VpcPeeringConnections"]]
    for connection in connections:
        connection.ec2_backend = self.ec2_backend  # where its tags are looked up
    return ActionResult({"VpcPeeringConnections": connections})


dhcp_options_tags = Patch("ec2.dhcp_options_tags", "aws_vpc_dhcp_options reads back the tags of its creation")


@dhcp_options_tags.wraps(DHCPOptions)
def _create_dhcp_options(original: Function, self: Any) -> ActionResult:
    answer = original(self)
    answer.result["DhcpOptions"].add_tags(self._parse_tag_specification().get("dhcp-options", {}))
    return answer


default_network_acl = Patch(
    "ec2.default_network_acl", "a VPC's default network ACL goes with its VPC, so that nothing is left over"
)


@default_network_acl.wraps(VPCBackend)
def _delete_vpc(original: Function, self: Any, vpc_id: str) -> Any:
    vpc = original(self, vpc_id)
    acls = self.network_acls
    for name in [name for name, acl in acls.items() if acl.vpc_id == vpc_id and acl.default]:
        del acls[name]
    return vpc


nat_gateway_interface = Patch(
    "ec2.nat_gateway_interface", "a NAT gateway's network interface goes with it, so that nothing is left over"
)


@nat_gateway_interface.wraps(NatGatewayBackend)
def _delete_nat_gateway(original: Function, self: Any, nat_gateway_id: str) -> Any:
    gateway = original(self, nat_gateway_id)
    for address in gateway.address_set:
        self.enis.pop(address["networkInterfaceId"], None)
    return gateway


transit_gateway_attachment = Patch(
    "ec2.transit_gateway_attachment",
    "aws_ec2_transit_gateway_vpc_attachment reads its tags back, and waits until it sees itself deleted",
)


@transit_gateway_attachment.wraps(TransitGatewayAttachment)
def _create_transit_gateway_vpc_attachment(original: Function, self: Any) -> ActionResult:
    attachments = self.ec2_backend.transit_gateway_attachments
    for gone in [name for name, attachment in attachments.items() if attachment.state == "deleted"]:
        del attachments[gone]  # or moto takes the new attachment for a duplicate
    answer = original(self)
    tags = self._parse_tag_specification().get("transit-gateway-attachment", {})
    answer.result["TransitGatewayVpcAttachment"].add_tags(tags)
    return answer


@transit_gateway_attachment.wraps(TransitGatewayAttachmentBackend)
def _delete_transit_gateway_vpc_attachment(original: Function, self: Any, transit_gateway_attachment_id: str) -> Any:
    attachment = self.transit_gateway_attachments[transit_gateway_attachment_id]
    if attachment.state != "deleted":
        original(self, transit_gateway_attachment_id)
    self.transit_gateway_attachments[attachment.id] = attachment
    return attachment


transit_gateway_route_table = Patch(
    "ec2.transit_gateway_route_table",
    "a transit gateway's default route table goes with it, so that nothing is left over",
)


@transit_gateway_route_table.wraps(TransitGatewayBackend)
def _delete_transit_gateway(original: Function, self: Any, transit_gateway_id: str) -> Any:
    gateway = original(self, transit_gateway_id)
    tables = self.transit_gateways_route_tables
    for name in [name for name, table in tables.items() if table.transit_gateway_id == transit_gateway_id]:
        del tables[name]
    for relations in (self.transit_gateway_associations, self.transit_gateway_propagations):
        for name in [name for name, item in relations.items() if item.transit_gateway_route_table_id not in tables]:
            del relations[name]
    return gateway


launch_template_tags = Patch(
    "ec2.launch_template_tags", "aws_launch_template reads back tags that were changed after its creation"
)


@launch_template_tags.property(LaunchTemplate)
def _tags(self: Any) -> Any:
    return self.get_tags()


launch_template_data = Patch(
    "ec2.launch_template_data",
    "aws_launch_template: the template's own tags are not part of its data, where they showed as an extra block",
)


@launch_template_data.wraps(LaunchTemplates)
def _create_launch_template(original: Function, self: Any) -> ActionResult:
    given = copy.copy((self._get_param("LaunchTemplateData") or {}).get("TagSpecifications"))
    answer = original(self)
    template = self.ec2_backend.get_launch_template(answer.result["LaunchTemplate"]["LaunchTemplateId"])
    data = template.versions[0].data
    data.pop("TagSpecifications", None)
    if given:
        data["TagSpecifications"] = given
    return answer


launch_template_user_data = Patch(
    "ec2.launch_template_user_data",
    "aws_autoscaling_group launches instances from a template's later version that has user data",
)


@launch_template_user_data.wraps(LaunchTemplate)
def _create_version(original: Function, self: Any, data: dict[str, Any], description: str) -> Any:
    script = data.get("UserData")
    if isinstance(script, str):  # that of the first version is parsed already
        data = {**data, "UserData": parse_user_data(script)}
    return original(self, data, description)


instance_interface = Patch(
    "ec2.instance_interface", "an instance's network interface goes with it, so that its subnet and groups can go too"
)


@instance_interface.wraps(Instance)
def _prep_nics(original: Function, self: Any, nic_spec: list[dict[str, Any]], *others: Any, **named: Any) -> None:
    own = not any({"NetworkInterfaceId", "DeleteOnTermination"} & nic.keys() for nic in nic_spec)
    original(self, nic_spec, *others, **named)
    for interface in self.nics.values() if own else ():
        interface.delete_on_termination = True


endpoint_private_dns = Patch("ec2.endpoint_private_dns", "aws_vpc_endpoint switches its private names on and off")


@endpoint_private_dns.wraps(VPCs)
def _modify_vpc_endpoint(original: Function, self: Any) -> ActionResult:
    endpoint = self.ec2_backend.vpc_end_points[self._get_param("VpcEndpointId")]
    endpoint.private_dns_enabled = self._get_bool_param("PrivateDnsEnabled", endpoint.private_dns_enabled)
    return original(self)
