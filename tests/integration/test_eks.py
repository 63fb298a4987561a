"""A cluster on Fargate with everything, its images, and their replication: from nothing, changed, and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformOutput, TerraformStack

from lib.config.container_registry import ContainerRegistryConfig, RegistryReplicationConfig
from lib.config.eks import EksConfig
from lib.config.network import NetworkConfig
from lib.constructs.container_registry import ContainerRegistry
from lib.constructs.eks_fargate import EksFargate
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.network import Network
from lib.constructs.registry_replication import RegistryReplication
from lib.iam import Statement
from lib.provider import add_provider, require_versions
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory
from lib.testing.synthesized import Synthesized

from .conftest import EMULATED, PROVIDER_NAMED, keep_state_beside, take_provider
from .test_checkov import unexpected_in

pytestmark = pytest.mark.terraform

REGION = "eu-central-1"
ADMINS = "arn:aws:iam::123456789012:role/admins"


def synthesize(folder: Path, namespaces: tuple[str, ...], public_cidrs: tuple[str, ...] = ()) -> Path:
    app = App(outdir=str(folder / "cdktf.out"))
    stack = TerraformStack(app, "shop-test")
    add_provider(stack, REGION, tags={"Project": "shop"}, config=EMULATED)
    require_versions(stack, EMULATED)
    keep_state_beside(stack)
    key = EncryptionKey(stack, "Key", purpose="containers", users=["logs"])
    network = Network(stack, "Network", config=NetworkConfig(zone_count=2, nat="none"), key=key)
    config = EksConfig.model_validate(
        {
            "namespaces": {name: {} for name in namespaces},
            "endpoint": {"public_cidrs": public_cidrs},
            "addons": {"coredns": {"configuration": {"resources": {"limits": {"memory": "256M"}}}}},
            "access": {
                "admins": {"principal_arn": ADMINS, "policies": {"AmazonEKSClusterAdminPolicy": []}},
                "auditors": {
                    "principal_arn": "arn:aws:iam::123456789012:role/auditors",
                    "kubernetes_groups": ["auditors"],
                    "policies": {"AmazonEKSViewPolicy": ["payment"]},
                },
            },
        }
    )
    read = Statement(sid="Read", actions=["s3:GetObject"], resources=["arn:aws:s3:::orders/*"])
    cluster = EksFargate(
        stack, "Eks", network=network, key=key, config=config, service_accounts={"payment": {"api": [read]}}
    )
    shared = {"web": {"pull_principals": ["210987654321"]}, "tools/migrate": {}}
    registry = ContainerRegistry(
        stack, "Registry", key=key, config=ContainerRegistryConfig.model_validate({"repositories": shared})
    )
    RegistryReplication(
        stack, "Replication", config=RegistryReplicationConfig(regions=("eu-west-1",), prefixes=("shop-test/",))
    )
    for name, manifest in cluster.manifests.items():
        TerraformOutput(stack, name, value=manifest)
    TerraformOutput(stack, "images", value=registry.urls)
    TerraformOutput(stack, "issuer", value=cluster.oidc_issuer)
    app.synth()
    take_provider(folder / "cdktf.out" / "stacks")
    return folder / "cdktf.out" / "stacks" / "shop-test"


def arguments_of(role: dict[str, Any]) -> dict[str, Any]:
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    return dict(statement["Condition"]["StringEquals"])


def test_a_cluster_and_its_images_from_nothing_and_back(
    terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
) -> None:
    folder = synthesize(tmp_path, ("payment", "reporting"))
    Synthesized.load(folder).assert_no_findings()
    run = terraform(folder, registry=PROVIDER_NAMED)
    run.init()
    assert_waits_for_system_profile(run.run("graph", "-type=plan"))

    run.run("plan", "-input=false", "-out=scanned.plan")
    assert unexpected_in(folder, run.run("show", "-json", "scanned.plan"), tmp_path) == []
    run.apply(plan=folder / "scanned.plan")
    assert run.plan().is_empty, str(run.plan())

    eks = emulator_clean.client("eks", REGION)
    cluster = eks.describe_cluster(name="shop-test-eks")["cluster"]
    assert cluster["resourcesVpcConfig"]["endpointPrivateAccess"]
    assert not cluster["resourcesVpcConfig"]["endpointPublicAccess"]
    assert cluster["encryptionConfig"][0]["resources"] == ["secrets"]
    coredns = eks.describe_addon(clusterName="shop-test-eks", addonName="coredns")["addon"]
    assert json.loads(coredns["configurationValues"])["computeType"] == "Fargate"
    assert eks.describe_access_entry(clusterName="shop-test-eks", principalArn=ADMINS)["accessEntry"]

    outputs = run.outputs()
    assert cluster["identity"]["oidc"]["issuer"] == f"https://{outputs['issuer']}"
    items = json.loads(outputs["namespaces"])["items"]
    role_arn = items[-1]["metadata"]["annotations"]["eks.amazonaws.com/role-arn"]
    role = emulator_clean.client("iam").get_role(RoleName=role_arn.rpartition("/")[2])["Role"]
    assert arguments_of(role) == {
        f"{outputs['issuer']}:sub": "system:serviceaccount:payment:api",
        f"{outputs['issuer']}:aud": "sts.amazonaws.com",
    }
    for name in ("pod_logs", "load_balancer_controller", "container_insights"):
        assert json.loads(outputs[name])["kind"] == "List"
    assert outputs["images"]["tools/migrate"].endswith(f".dkr.ecr.{REGION}.amazonaws.com/shop-test/tools/migrate")
    rules = emulator_clean.client("ecr", REGION).describe_registry()["replicationConfiguration"]["rules"]
    assert rules[0]["destinations"] == [{"region": "eu-west-1", "registryId": "123456789012"}]

    synthesize(tmp_path, ("payment", "reporting", "fraud-detection"), ("203.0.113.0/28",))
    changes = {address_type(change.address): change.actions for change in run.plan(tmp_path / "changes").changes}
    assert changes == {
        "aws_eks_fargate_profile": ("create",),
        "aws_eks_cluster": ("update",),
        "output": ("update",),
    }
    run.apply(tmp_path / "changes")
    cluster = eks.describe_cluster(name="shop-test-eks")["cluster"]
    assert cluster["resourcesVpcConfig"]["publicAccessCidrs"] == ["203.0.113.0/28"]
    assert "fraud-detection" in eks.list_fargate_profiles(clusterName="shop-test-eks")["fargateProfileNames"]
    assert run.plan().is_empty, str(run.plan())
    run.destroy(refresh=False)
    assert emulator_clean.leftovers() == []


def address_type(address: str) -> str:
    return address.partition(".")[0]


def assert_waits_for_system_profile(graph: str) -> None:
    """CoreDNS alone waits for a profile, and for that of its namespace alone."""
    edges = [line.strip().replace('"', "").split(" -> ") for line in graph.splitlines() if " -> " in line]
    waiting = {
        source: target
        for source, target in edges
        if "aws_eks_addon." in source and "aws_eks_fargate_profile." in target
    }
    ((addon, profile),) = waiting.items()
    assert "_coredns_" in addon
    assert "_Profile-kube-system_" in profile
