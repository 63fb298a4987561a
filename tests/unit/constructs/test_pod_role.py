from __future__ import annotations

import json
from collections.abc import Callable

from cdktf import TerraformStack

from lib.constructs.eks_fargate import EksFargate
from lib.constructs.pod_role import ExistingCluster, PodRole
from lib.iam import Statement
from lib.naming import Names
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
ISSUER = "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF"
READ = Statement(sid="Read", actions=["s3:GetObject"], resources=["arn:aws:s3:::orders/*"])


def existing(stack: TerraformStack, **arguments: object) -> ExistingCluster:
    return EksFargate.from_existing(
        stack,
        name="company",
        oidc_provider_arn=f"arn:aws:iam::123456789012:oidc-provider/{ISSUER}",
        oidc_issuer=f"https://{ISSUER}",
        security_group_id="sg-1",
        **arguments,  # type: ignore[arg-type]  # names and provider
    )


def test_only_one_service_account_assumes_it(stack: TerraformStack, synthesize: Synthesize) -> None:
    cluster = existing(stack)
    role = PodRole(stack, "Role", cluster=cluster, namespace="payment", service_account="api", statements=[READ])
    assert (role.namespace, role.service_account) == ("payment", "api")
    made = synthesize()
    made.assert_no_findings()
    (trust,) = json.loads(made.resource("aws_iam_role")["assume_role_policy"])["Statement"]
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert trust["Principal"] == {"Federated": cluster.oidc_provider_arn}
    assert trust["Condition"] == {
        "StringEquals": {
            f"{ISSUER}:sub": "system:serviceaccount:payment:api",
            f"{ISSUER}:aud": "sts.amazonaws.com",
        }
    }
    assert json.loads(made.resource("aws_iam_role_policy")["policy"])["Statement"] == [READ.to_json()]
    assert role.arn


def test_names_tell_namespace_from_account(stack: TerraformStack, synthesize: Synthesize) -> None:
    cluster = existing(stack)
    for namespace, account in (("a-b", "c"), ("a", "b-c")):
        PodRole(
            stack,
            f"{namespace}.{account}",
            cluster=cluster,
            namespace=namespace,
            service_account=account,
            statements=[READ],
        )
    names = {role["name"] for role in synthesize().resources("aws_iam_role").values()}
    assert len(names) == 2
    assert all(name.startswith("shop-company-a-b-c-") and len(name) <= 64 for name in names)


def test_it_stands_where_its_cluster_stands(stack: TerraformStack, synthesize: Synthesize) -> None:
    west = add_provider(stack, "us-west-2", alias="west", tags={})
    cluster = existing(stack, names=Names("tap", "dev", "us-west-2"), provider=west)
    assert cluster.security_group_id == "sg-1"
    PodRole(stack, "Role", cluster=cluster, namespace="payment", service_account="api", statements=[READ])
    role = synthesize().resource("aws_iam_role")
    assert role["provider"] == "aws.west"
    assert role["name"].startswith("tap-dev-company-payment-api-")
    assert role["name"].endswith("-us-west-2")
