from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformOutput, TerraformStack

from lib.config.eks import EksConfig
from lib.config.network import NetworkConfig
from lib.constructs.eks_fargate import EksFargate
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.network import ExistingNetwork, Network
from lib.errors import ConfigurationError
from lib.iam import Statement
from lib.naming import Names
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
KEY = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/1")
READ = Statement(sid="Read", actions=["s3:GetObject"], resources=["arn:aws:s3:::orders/*"])
SUBNETS = ["subnet-a", "subnet-b"]


@pytest.fixture
def network(stack: TerraformStack) -> ExistingNetwork:
    return Network.from_existing(stack, vpc_id="vpc-1", cidr="10.0.0.0/16", subnets={"private": SUBNETS})


def make(
    stack: TerraformStack, network: ExistingNetwork, settings: dict[str, Any] | None = None, **more: Any
) -> EksFargate:
    config = EksConfig.model_validate(settings or {})
    return EksFargate(stack, "Eks", network=network, key=KEY, config=config, **more)


def role_policies(synthesized: Synthesized, name: str) -> list[dict[str, Any]]:
    policy = synthesized.resource("aws_iam_role_policy", name=name)["policy"]
    return list(json.loads(policy)["Statement"])


def test_no_rule_finds_anything(stack: TerraformStack, synthesize: Synthesize) -> None:
    key = EncryptionKey(stack, "Key", purpose="containers", users=["logs"])
    network = Network(stack, "Network", config=NetworkConfig(zone_count=2), key=key)
    EksFargate(stack, "Eks", network=network, key=key, service_accounts={"payment": {"api": [READ]}})
    synthesize().assert_no_findings()


def test_the_cluster_is_private_and_encrypted(
    stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize
) -> None:
    made = make(stack, network)
    cluster = synthesize().resource("aws_eks_cluster")
    assert (cluster["name"], made.name) == ("shop-eks", "shop-eks")
    assert cluster["vpc_config"]["subnet_ids"] == SUBNETS
    assert cluster["vpc_config"]["endpoint_private_access"] is True
    assert cluster["vpc_config"]["endpoint_public_access"] is False
    assert "public_access_cidrs" not in cluster["vpc_config"]
    assert cluster["encryption_config"] == {"provider": {"key_arn": KEY.arn}, "resources": ["secrets"]}
    assert cluster["upgrade_policy"] == {"support_type": "STANDARD"}
    assert cluster["bootstrap_self_managed_addons"] is False
    assert not {"zonal_shift_config", "deletion_protection"} & set(cluster)


def test_named_addresses_reach_it_from_outside(
    stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize
) -> None:
    make(stack, network, {"endpoint": {"public_cidrs": ["203.0.113.5/32"]}})
    vpc_config = synthesize().resource("aws_eks_cluster")["vpc_config"]
    assert vpc_config["endpoint_public_access"] is True
    assert vpc_config["public_access_cidrs"] == ["203.0.113.5/32"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [(None, ["10.0.0.0/16"]), ([], []), (["10.1.0.0/16", "10.2.0.0/16"], ["10.1.0.0/16", "10.2.0.0/16"])],
)
def test_the_vpc_or_named_networks_reach_it_inside(
    given: list[str] | None,
    expected: list[str],
    stack: TerraformStack,
    network: ExistingNetwork,
    synthesize: Synthesize,
) -> None:
    make(stack, network, {"endpoint": {"private_cidrs": given}})
    made = synthesize()
    group = made.resource("aws_security_group")
    assert [rule["cidr_blocks"] for rule in group["ingress"]] == [[cidr] for cidr in expected]
    assert {(rule["protocol"], rule["from_port"], rule["to_port"]) for rule in group["ingress"]} <= {("tcp", 443, 443)}
    assert group["egress"] == []
    attached = made.resource("aws_eks_cluster")["vpc_config"]["security_group_ids"]
    assert attached == [f"${{{made.address_of('aws_security_group')}.id}}"]


def test_it_logs_to_a_group_that_is_there_before_it(
    stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize
) -> None:
    make(stack, network)
    made = synthesize()
    group = made.resource("aws_cloudwatch_log_group", name="/aws/eks/shop-eks/cluster")
    assert (group["retention_in_days"], group["kms_key_id"]) == (365, KEY.arn)
    cluster = made.resource("aws_eks_cluster")
    assert len(cluster["enabled_cluster_log_types"]) == 5
    assert cluster["depends_on"] == [
        made.address_of("aws_iam_role_policy", name="control-plane"),
        made.address_of("aws_cloudwatch_log_group", name="/aws/eks/shop-eks/cluster"),
    ]


def test_without_logs_and_metrics_nothing_is_made_for_them(
    stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize
) -> None:
    cluster = make(
        stack,
        network,
        {
            "log_types": [],
            "pod_logs": {"enabled": False},
            "container_insights": {"enabled": False},
            "load_balancer_controller": False,
            "prevent_destroy": True,
        },
    )
    assert (cluster.control_plane.log_group, cluster.pod_log_group, cluster.insights_log_group) == (None, None, None)
    assert list(cluster.manifests) == ["namespaces"]
    assert cluster.pod_roles == {}
    made = synthesize()
    assert made.count("aws_cloudwatch_log_group") == 0
    assert made.count("aws_iam_role_policy") == 1
    resource = made.resource("aws_eks_cluster")
    assert "enabled_cluster_log_types" not in resource
    # The provider would replace the cluster for a change of who administers it from the beginning.
    assert resource["lifecycle"] == {
        "prevent_destroy": True,
        "ignore_changes": ["access_config[0].bootstrap_cluster_creator_admin_permissions"],
    }


def test_the_clusters_role_has_the_least_that_eks_needs(
    stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize
) -> None:
    make(stack, network)
    made = synthesize()
    assert made.resource("aws_iam_role", name="shop-eks-cluster-eu-central-1")
    tag, look, key = role_policies(made, "control-plane")
    assert tag["Condition"] == {"ForAnyValue:StringLike": {"aws:TagKeys": "kubernetes.io/cluster/*"}}
    assert look["Resource"] == "*"
    assert all(action.startswith("ec2:Describe") for action in look["Action"])
    assert (key["Resource"], key["Action"]) == (KEY.arn, ["kms:DescribeKey", "kms:ListGrants"])


def test_who_is_named_gets_in_and_nobody_else(
    stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize
) -> None:
    admins, auditors = "arn:aws:iam::123456789012:role/admins", "arn:aws:iam::123456789012:role/auditors"
    cluster = make(
        stack,
        network,
        {
            "access": {
                "admins": {"principal_arn": admins, "policies": {"AmazonEKSClusterAdminPolicy": []}},
                "auditors": {
                    "principal_arn": auditors,
                    "kubernetes_groups": ["auditors"],
                    "policies": {"AmazonEKSViewPolicy": ["payment", "reporting"]},
                },
            }
        },
    )
    assert set(cluster.control_plane.access_entries) == {"admins", "auditors"}
    made = synthesize()
    assert made.resource("aws_eks_cluster")["access_config"] == {
        "authentication_mode": "API",
        "bootstrap_cluster_creator_admin_permissions": False,
    }
    assert made.resource("aws_eks_access_entry", principal_arn=auditors)["kubernetes_groups"] == ["auditors"]
    assert "kubernetes_groups" not in made.resource("aws_eks_access_entry", principal_arn=admins)
    whole = made.resource("aws_eks_access_policy_association", policy_arn=lambda arn: "ClusterAdmin" in arn)
    assert whole["policy_arn"] == "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
    assert whole["access_scope"] == {"type": "cluster"}
    # A reference, so that it is made after its entry and goes before it.
    assert whole["principal_arn"].startswith("${aws_eks_access_entry.")
    part = made.resource("aws_eks_access_policy_association", policy_arn=lambda arn: "View" in arn)
    assert part["access_scope"] == {"type": "namespace", "namespaces": ["payment", "reporting"]}


def test_every_namespace_has_a_profile(stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize) -> None:
    make(stack, network, {"namespaces": {"payment": {"labels": {"compute": "fargate"}}, "web": {}}})
    profiles = {
        profile["fargate_profile_name"]: profile
        for profile in synthesize().resources("aws_eks_fargate_profile").values()
    }
    assert set(profiles) == {"kube-system", "payment", "web", "container-insights"}
    assert profiles["payment"]["selector"] == [{"namespace": "payment", "labels": {"compute": "fargate"}}]
    assert profiles["web"]["selector"] == [{"namespace": "web"}]
    assert all(profile["subnet_ids"] == SUBNETS for profile in profiles.values())


def test_pods_are_started_with_a_role_of_this_clusters_profiles(
    stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize
) -> None:
    make(stack, network)
    made = synthesize()
    role = made.resource("aws_iam_role", name="shop-eks-pods-eu-central-1")
    (trust,) = json.loads(role["assume_role_policy"])["Statement"]
    assert trust["Principal"] == {"Service": "eks-fargate-pods.amazonaws.com"}
    assert trust["Condition"]["ArnLike"]["aws:SourceArn"].endswith(":fargateprofile/shop-eks/*")
    attached = made.resource("aws_iam_role_policy_attachment")["policy_arn"]
    assert attached == "arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy"
    (write,) = role_policies(made, "write-logs")
    group = made.address_of("aws_cloudwatch_log_group", name="/aws/eks/shop-eks/pods")
    assert write["Resource"] == f"${{{group}.arn}}:*"
    assert "logs:CreateLogGroup" not in write["Action"]
    expected = [
        made.address_of("aws_iam_role_policy_attachment"),
        made.address_of("aws_iam_role_policy", name="write-logs"),
    ]
    waits = [profile["depends_on"] for profile in made.resources("aws_eks_fargate_profile").values()]
    assert waits == [expected] * len(waits)


def test_coredns_alone_waits_for_the_profile_of_its_namespace(
    stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize
) -> None:
    make(stack, network, {"addons": {"coredns": {"configuration": {"replicaCount": 3}}}})
    made = synthesize()
    addons = {addon["addon_name"]: addon for addon in made.resources("aws_eks_addon").values()}
    assert set(addons) == {"vpc-cni", "kube-proxy", "coredns"}
    system = made.address_of("aws_eks_fargate_profile", fargate_profile_name="kube-system")
    assert {name: addon.get("depends_on") for name, addon in addons.items()} == {
        "vpc-cni": None,
        "kube-proxy": None,
        "coredns": [system],
    }
    assert json.loads(addons["coredns"]["configuration_values"]) == {"computeType": "Fargate", "replicaCount": 3}
    assert "configuration_values" not in addons["vpc-cni"]
    assert not any("addon_version" in addon or "resolve_conflicts" in addon for addon in addons.values())


def test_an_addon_can_be_pinned_and_told_what_to_do_with_changes(
    stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize
) -> None:
    pinned = {"version": "v1.19.0-eksbuild.1", "on_create": "NONE", "on_update": "PRESERVE"}
    make(stack, network, {"addons": {"vpc_cni": {**pinned, "configuration": {"env": {"X": "y"}}}}})
    addon = synthesize().resource("aws_eks_addon", addon_name="vpc-cni")
    assert addon["addon_version"] == "v1.19.0-eksbuild.1"
    assert (addon["resolve_conflicts_on_create"], addon["resolve_conflicts_on_update"]) == ("NONE", "PRESERVE")
    assert json.loads(addon["configuration_values"]) == {"env": {"X": "y"}}


def test_iam_knows_its_tokens_without_thumbprints(
    stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize
) -> None:
    make(stack, network)
    made = synthesize()
    provider = made.resource("aws_iam_openid_connect_provider")
    assert provider["client_id_list"] == ["sts.amazonaws.com"]
    assert made.address_of("aws_eks_cluster") in provider["url"]
    assert "thumbprint_list" not in provider


def test_service_accounts_get_roles_and_nobody_else_does(
    stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize
) -> None:
    cluster = make(stack, network, service_accounts={"payment": {"api": [READ]}})
    assert set(cluster.pod_roles) == {
        ("payment", "api"),
        ("kube-system", "aws-load-balancer-controller"),
        ("container-insights", "adot-collector"),
    }
    made = synthesize()
    federated = [
        json.loads(role["assume_role_policy"])["Statement"][0]
        for role in made.resources("aws_iam_role").values()
        if "WebIdentity" in role["assume_role_policy"]
    ]
    (issuer,) = made.json["locals"]
    subjects = {trust["Condition"]["StringEquals"][f"${{local.{issuer}}}:sub"] for trust in federated}
    assert subjects == {f"system:serviceaccount:{namespace}:{name}" for namespace, name in cluster.pod_roles}


def test_what_kubectl_applies_names_the_roles(
    stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize
) -> None:
    cluster = make(stack, network, service_accounts={"payment": {"api": [READ]}})
    for name, manifest in cluster.manifests.items():
        TerraformOutput(stack, name, value=manifest)
    outputs = synthesize().outputs
    assert set(outputs) == {"namespaces", "pod_logs", "load_balancer_controller", "container_insights"}
    items = json.loads(outputs["namespaces"]["value"])["items"]
    assert [item["metadata"]["name"] for item in items] == ["payment", "fraud-detection", "reporting", "api"]
    assert items[-1]["metadata"]["annotations"]["eks.amazonaws.com/role-arn"].startswith("${aws_iam_role.Eks_PodRole")
    (controller,) = json.loads(outputs["load_balancer_controller"]["value"])["items"]
    assert controller["metadata"]["namespace"] == "kube-system"


def test_the_collector_writes_to_its_group_and_can_make_none(
    stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize
) -> None:
    make(stack, network, {"load_balancer_controller": False})
    made = synthesize()
    group = made.address_of("aws_cloudwatch_log_group", name="/aws/containerinsights/shop-eks/performance")
    (write,) = role_policies(made, "pods")
    assert write["Resource"] == f"${{{group}.arn}}:*"
    assert write["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]


def test_a_second_region_takes_another_network_and_key(stack: TerraformStack, synthesize: Synthesize) -> None:
    west = add_provider(stack, "us-west-2", alias="west", tags={})
    here = Network.from_existing(stack, vpc_id="vpc-1", cidr="10.0.0.0/16", subnets={"private": SUBNETS})
    there = Network.from_existing(
        stack,
        vpc_id="vpc-2",
        cidr="10.1.0.0/16",
        subnets={"private": ["subnet-c", "subnet-d"]},
        names=Names("shop", "", "us-west-2"),
        provider=west,
    )
    near = EksFargate(stack, "Near", network=here, key=KEY)
    far = EksFargate(stack, "Far", network=there, key=EncryptionKey.from_existing("arn:aws:kms:us-west-2:1:key/2"))
    assert near.kubeconfig_command == "aws eks update-kubeconfig --region eu-central-1 --name shop-eks"
    assert far.kubeconfig_command == "aws eks update-kubeconfig --region us-west-2 --name shop-eks"
    made = synthesize()
    names = [role["name"] for role in made.resources("aws_iam_role").values()]
    assert len(names) == len(set(names))
    for kind in ("aws_eks_cluster", "aws_eks_addon", "aws_eks_fargate_profile", "aws_iam_role", "aws_security_group"):
        providers = [found.get("provider") for found in made.resources(kind).values()]
        assert providers.count("aws.west") == len(providers) / 2, kind


def test_what_others_need_of_it_are_references(
    stack: TerraformStack, network: ExistingNetwork, synthesize: Synthesize
) -> None:
    cluster = make(stack, network)
    for name in ("oidc_provider_arn", "oidc_issuer", "security_group_id", "endpoint"):
        TerraformOutput(stack, name, value=getattr(cluster, name))
    made = synthesize()
    address = made.address_of("aws_eks_cluster")
    assert made.outputs["security_group_id"]["value"] == f"${{{address}.vpc_config[0].cluster_security_group_id}}"
    assert made.outputs["endpoint"]["value"] == f"${{{address}.endpoint}}"
    assert made.outputs["oidc_issuer"]["value"].startswith("${local.")
    assert made.outputs["oidc_provider_arn"]["value"].startswith("${aws_iam_openid_connect_provider.")


def test_what_would_never_start_is_refused_all_at_once(stack: TerraformStack) -> None:
    narrow = Network.from_existing(stack, vpc_id="vpc-1", cidr="10.0.0.0/16", subnets={"private": ["subnet-a"]})
    with pytest.raises(ConfigurationError) as caught:
        make(stack, narrow, service_accounts={"shop": {"api": [READ]}, "payment": {"idle": []}})
    assert [problem.where for problem in caught.value.problems] == [
        "shop/Eks.network",
        "shop/Eks.service_accounts.shop",
        "shop/Eks.service_accounts.payment.idle",
    ]
