"""Cases of nested blocks, security groups, routes, peerings, records and listeners."""

from __future__ import annotations

from typing import Any, Final

from .case import Case, resources

HTTPS: Final = {"protocol": "tcp", "from_port": 443, "to_port": 443}
ANYWHERE: Final = "0.0.0.0/0"
VPC: Final = {"one": {"cidr_block": "10.0.0.0/16"}}


def rule(**given: Any) -> dict[str, Any]:
    """A rule as CDKTF renders it: every argument is there, most are null."""
    empty = dict.fromkeys(("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups", "self"))
    return {**empty, **HTTPS, "description": None, **given}


def groups(**named: Any) -> Any:
    return resources(aws_vpc=VPC, aws_security_group=named)


LOST: Final = {"cidr_block": None, "gateway_id": None}
ROUTE: Final = {"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}
PEERED: Final = {"vpc_id": "${aws_vpc.a.id}", "peer_vpc_id": "${aws_vpc.b.id}"}

CASES: Final[dict[str, Case]] = {
    "empty-block": Case(
        bad=(
            resources(aws_route_table={"empty": {"route": [LOST]}}),
            resources(aws_launch_template={"empty": {"tag_specifications": [{}]}}),
            groups(empty={"ingress": [dict.fromkeys(("from_port", "protocol"))]}),
            {"provider": {"aws": [{"region": "us-east-1", "default_tags": [{}]}]}},
        ),
        good=(
            resources(aws_route_table={"full": {"route": []}}),
            resources(
                aws_s3_bucket_lifecycle_configuration={
                    "all": {"rule": [{"id": "a", "filter": [{}], "expiration": [{"days": 7}]}]}
                }
            ),
            resources(aws_wafv2_web_acl={"acl": {"default_action": [{"allow": [{}]}]}}),
            resources(kubernetes_pod={"pod": {"volume": [{"empty_dir": [{}]}, {}]}}),
        ),
    ),
    "security-group-rule-incomplete": Case(
        bad=(
            groups(lost={"ingress": [rule(from_port=None, to_port=None, cidr_blocks=["10.0.0.0/8"])]}),
            groups(lost={"egress": [rule()]}),
        ),
        good=(
            groups(kept={"ingress": [rule(cidr_blocks=["10.0.0.0/8"])], "egress": []}),
            groups(kept={"ingress": rule(self=True)}),
            groups(kept={"ingress": [rule(self=True, from_port=0, to_port=0, protocol="-1")]}),
        ),
    ),
    "listener-forward-without-target": Case(
        bad=(
            resources(aws_lb_listener={"nowhere": {"default_action": [{"type": "forward"}]}}),
            resources(aws_lb_listener_rule={"nowhere": {"action": {"type": "forward", "target_group_arn": None}}}),
        ),
        good=(
            resources(
                aws_lb_listener={"there": {"default_action": [{"type": "forward", "target_group_arn": "arn:x"}]}}
            ),
            resources(
                aws_lb_listener={"there": {"default_action": [{"type": "forward", "forward": [{"target_group": 1}]}]}}
            ),
            resources(aws_lb_listener={"there": {"default_action": [{"type": "redirect"}]}}),
        ),
    ),
    "route-incomplete": Case(
        bad=(
            resources(aws_route_table={"half": {"route": [{**LOST, "gateway_id": "igw-1"}]}}),
            resources(aws_route_table={"half": {"route": [{"cidr_block": "0.0.0.0/0", "gateway_id": ""}]}}),
        ),
        good=(resources(aws_route_table={"whole": {"route": [ROUTE]}}),),
    ),
    "block-incomplete": Case(
        bad=(
            resources(aws_launch_template={"lost": {"block_device_mappings": [{"ebs": {"encrypted": "true"}}]}}),
            resources(aws_s3_bucket_notification={"lost": {"queue": [{"events": ["s3:ObjectCreated:*"]}]}}),
            {"provider": {"aws": {"assume_role": [{"duration": "1h"}]}}},
        ),
        good=(
            resources(aws_launch_template={"kept": {"block_device_mappings": [{"device_name": "/dev/xvda"}]}}),
            resources(
                aws_cloudwatch_metric_alarm={
                    "kept": {"metric_query": [{"id": "a", "expression": "b"}], "alarm_actions": ["arn:x"]}
                }
            ),
            {"provider": {"aws": {"assume_role": [{"role_arn": "arn:x"}]}}},
        ),
    ),
    "security-group-duplicate-permission": Case(
        bad=(
            groups(
                twice={
                    "ingress": [
                        rule(cidr_blocks=["10.0.0.0/16"], description="one"),
                        rule(cidr_blocks=["10.1.0.0/16", "${aws_vpc.one.cidr_block}"], description="two"),
                    ]
                }
            ),
            groups(
                twice={
                    "egress": [
                        rule(self=True, protocol="-1", from_port=0, to_port=0),
                        rule(
                            security_groups=["${aws_security_group.twice.id}"], protocol="all", from_port=0, to_port=9
                        ),
                    ]
                }
            ),
            resources(
                aws_security_group={"kept": {"name": "a"}},
                aws_vpc_security_group_ingress_rule={
                    "a": {
                        "security_group_id": "${aws_security_group.kept.id}",
                        "ip_protocol": "tcp",
                        "cidr_ipv4": "::",
                    },
                },
                aws_security_group_rule={
                    "b": {
                        "security_group_id": "${aws_security_group.kept.id}",
                        "type": "ingress",
                        "protocol": "6",
                        "cidr_blocks": ["::"],
                    },
                },
            ),
        ),
        good=(
            groups(
                once={
                    "ingress": [
                        rule(cidr_blocks=["${aws_vpc.one.cidr_block}"]),
                        rule(cidr_blocks=["${aws_vpc.one.cidr_block}"], to_port=444),
                        rule(cidr_blocks=["${aws_vpc.other.cidr_block}"]),
                        {"cidr_blocks": ["10.0.0.0/16"]} | dict.fromkeys(HTTPS, 80) | {"protocol": "tcp"},
                    ],
                    "egress": [rule(cidr_blocks=["${aws_vpc.one.cidr_block}"])],
                },
                other={"ingress": [rule(cidr_blocks=["${aws_vpc.one.cidr_block}"])]},
            ),
            resources(
                aws_security_group_rule={
                    "a": {"security_group_id": "sg-1", "type": "ingress", **HTTPS, "cidr_blocks": ["10.0.0.0/8"]},
                    "b": {"security_group_id": "sg-2", "type": "ingress", **HTTPS, "cidr_blocks": ["10.0.0.0/8"]},
                    "c": {"security_group_id": "sg-2", "type": "${var.type}", **HTTPS, "cidr_blocks": ["10.0.0.0/8"]},
                    "d": {"security_group_id": "sg-2", "type": "egress", **HTTPS, "self": True},
                    "e": {"security_group_id": "sg-2", "type": "egress", "self": True},
                    "f": {"security_group_id": "sg-2", "type": "egress", **HTTPS, "self": True, "count": 2},
                },
            ),
        ),
    ),
    "security-group-inline-and-separate": Case(
        bad=(
            resources(
                aws_security_group={"both": {"name": "both", "ingress": []}},
                aws_vpc_security_group_ingress_rule={
                    "both": {"security_group_id": "${aws_security_group.both.id}", "ip_protocol": "-1"}
                },
            ),
        ),
        good=(
            resources(
                aws_security_group={"both": {"name": "either", "ingress": None, "egress": []}},
                aws_vpc_security_group_ingress_rule={
                    "both": {"security_group_id": "${aws_security_group.both.id}", "ip_protocol": "-1"},
                    "elsewhere": {"security_group_id": "sg-1", "ip_protocol": "-1"},
                },
            ),
        ),
    ),
    "route-table-inline-and-separate": Case(
        bad=(
            resources(
                aws_route_table={"both": {"route": [ROUTE]}},
                aws_route={"both": {"route_table_id": "${aws_route_table.both.id}"}},
            ),
        ),
        good=(
            resources(
                aws_route_table={"inline": {"route": [ROUTE]}, "separate": {"route": None}},
                aws_route={"a": {"route_table_id": "${aws_route_table.separate.id}"}, "b": {"route_table_id": "rtb-1"}},
            ),
        ),
    ),
    "peering-auto-accept": Case(
        bad=(resources(aws_vpc_peering_connection={"far": {"auto_accept": "true", "peer_region": "${var.region}"}}),),
        good=(
            resources(aws_vpc_peering_connection={"near": {"auto_accept": True, "peer_region": None}}),
            resources(aws_vpc_peering_connection={"far": {"auto_accept": False, "peer_region": "us-west-2"}}),
        ),
    ),
    "peering-overlap": Case(
        bad=(
            resources(
                aws_vpc={"a": {"cidr_block": "10.0.0.0/15"}, "b": {"cidr_block": "10.1.0.0/16"}},
                aws_vpc_peering_connection={"overlap": PEERED},
            ),
        ),
        good=(
            resources(
                aws_vpc={"a": {"cidr_block": "10.0.0.0/16"}, "b": {"cidr_block": "10.1.0.0/16"}},
                aws_vpc_peering_connection={"apart": PEERED},
            ),
            resources(
                aws_vpc={"a": {"cidr_block": "10.0.0.0/16"}, "b": {"cidr_block": "${var.cidr}"}, "c": {}},
                aws_vpc_peering_connection={"unknown": PEERED, "other": {**PEERED, "vpc_id": "${aws_vpc.c.id}"}},
            ),
        ),
    ),
    "record-without-set-identifier": Case(
        bad=(resources(aws_route53_record={"set": {"weighted_routing_policy": {"weight": 0}}}),),
        good=(
            resources(aws_route53_record={"set": {"weighted_routing_policy": [{"weight": 1}], "set_identifier": "a"}}),
            resources(aws_route53_record={"one": {"weighted_routing_policy": None}}),
        ),
    ),
    "record-ttl-with-alias": Case(
        bad=(resources(aws_route53_record={"ttl": {"ttl": 60, "alias": {"zone_id": "Z35SXDOTRQ7X7K", "name": "a"}}}),),
        good=(
            resources(aws_route53_record={"alias": {"alias": {"zone_id": "Z35SXDOTRQ7X7K"}, "ttl": None}}),
            resources(aws_route53_record={"plain": {"ttl": 60, "records": ["10.0.0.1"]}}),
        ),
    ),
    "placeholder-target": Case(
        bad=(
            resources(aws_route53_record={"zone": {"zone_id": "Z1234567890ABC", "name": "a"}}),
            resources(aws_route53_record={"alias": {"alias": {"zone_id": "ZEXAMPLE", "name": "a"}}}),
            resources(aws_route53_record={"name": {"alias": {"zone_id": "Z35SXDOTRQ7X7K", "name": "lb.example.com"}}}),
        ),
        good=(
            resources(
                aws_route53_record={
                    "real": {"zone_id": "Z2FDTNDATAQYW2", "alias": {"name": "my-1.us-east-1.elb.amazonaws.com"}}
                }
            ),
        ),
    ),
    "reserved-domain": Case(
        bad=(
            resources(aws_route53_zone={"reserved": {"name": "api.Example.com."}}),
            resources(aws_route53_record={"reserved": {"name": "www.example.org", "zone_id": "${var.zone}"}}),
            resources(aws_acm_certificate={"reserved": {"subject_alternative_names": ["a.io", "b.test"]}}),
            {
                "locals": {"domain": "shop.example.net"},
                **resources(aws_ses_domain_identity={"reserved": {"domain": "${local.domain}"}}),
            },
        ),
        good=(
            resources(
                aws_route53_zone={"private": {"name": "example.com", "vpc": [{"vpc_id": "vpc-1"}]}},
                aws_route53_record={"a": {"name": "a.example.com", "zone_id": "${aws_route53_zone.private.zone_id}"}},
            ),
            resources(aws_route53_zone={"own": {"name": "myexample.com"}, "given": {"name": "${var.domain}"}}),
        ),
    ),
    "internal-zone-public": Case(
        bad=(resources(aws_route53_zone={"internal": {"name": "corp.internal."}}),),
        good=(
            resources(aws_route53_zone={"private": {"name": "corp.internal", "vpc": {"vpc_id": "vpc-1"}}}),
            resources(aws_route53_zone={"public": {"name": "internal.io"}}),
        ),
    ),
    "deregistration-delay": Case(
        bad=(
            resources(aws_lb_target_group={"unit": {"deregistration_delay": "30s"}}),
            resources(aws_lb_target_group={"unit": {"deregistration_delay": 3601}}),
        ),
        good=(
            resources(
                aws_lb_target_group={
                    "text": {"deregistration_delay": "30"},
                    "none": {},
                    "later": {"deregistration_delay": "${var.delay}"},
                }
            ),
        ),
    ),
    "removed-argument": Case(
        bad=(resources(aws_eip={"removed": {"vpc": True}}),),
        good=(resources(aws_eip={"now": {"domain": "vpc", "vpc": None}}),),
    ),
    "security-group-open-egress": Case(
        bad=(
            resources(aws_vpc_security_group_egress_rule={"open": {"ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}}),
            resources(aws_vpc_security_group_egress_rule={"open": {"ip_protocol": "all", "cidr_ipv6": "::/0"}}),
            resources(
                aws_security_group_rule={
                    "open": {
                        "type": "egress",
                        "protocol": "-1",
                        "from_port": 0,
                        "to_port": 0,
                        "cidr_blocks": [ANYWHERE],
                    }
                }
            ),
        ),
        good=(
            resources(
                aws_vpc_security_group_egress_rule={
                    "web": {"ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": ANYWHERE},
                    "inside": {"ip_protocol": "-1", "cidr_ipv4": "10.0.0.0/8"},
                },
                aws_vpc_security_group_ingress_rule={"in": {"ip_protocol": "-1", "cidr_ipv4": ANYWHERE}},
            ),
        ),
    ),
}
