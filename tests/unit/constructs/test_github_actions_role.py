from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cdktf import TerraformOutput, TerraformStack

from lib.config.github_actions import GithubActionsConfig
from lib.constructs.github_actions_role import GithubActionsRole
from lib.iam import Statement
from lib.naming import Names
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
POLICIES = ("arn:aws:iam::aws:policy/PowerUserAccess", "arn:aws:iam::123456789012:policy/ci/deploy")


def config(**settings: Any) -> GithubActionsConfig:
    return GithubActionsConfig(**{"repositories": ("acme@12/shop@34",), "policy_arns": POLICIES, **settings})


def trust_of(made: Synthesized) -> dict[str, Any]:
    (statement,) = json.loads(made.resource("aws_iam_role")["assume_role_policy"])["Statement"]
    found: dict[str, Any] = statement
    return found


def test_github_is_an_identity_provider_for_sts_without_thumbprints(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    GithubActionsRole(stack, "Workflows", config=config())
    made = synthesize().resource("aws_iam_openid_connect_provider")
    assert made == {"url": "https://token.actions.githubusercontent.com", "client_id_list": ["sts.amazonaws.com"]}


def test_the_token_has_to_be_for_sts_and_of_the_named_runs(stack: TerraformStack, synthesize: Synthesize) -> None:
    GithubActionsRole(stack, "Workflows", config=config(contexts=("pull_request", "environment:prod")))
    made = synthesize()
    assert trust_of(made) == {
        "Sid": "AssumedByWorkflows",
        "Effect": "Allow",
        "Principal": {"Federated": f"${{{made.address_of('aws_iam_openid_connect_provider')}.arn}}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": [
                    "repo:acme@12/shop@34:pull_request",
                    "repo:acme@12/shop@34:environment:prod",
                ],
            }
        },
    }


def test_an_account_that_knows_github_already_keeps_its_provider(stack: TerraformStack, synthesize: Synthesize) -> None:
    GithubActionsRole(stack, "Workflows", config=config(make_provider=False))
    made = synthesize()
    assert made.count("aws_iam_openid_connect_provider") == 0
    account = f"${{{made.address_of('data.aws_caller_identity')}.account_id}}"
    assert trust_of(made)["Principal"] == {
        "Federated": f"arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com"
    }


def test_it_may_do_what_its_policies_say_within_its_boundary(stack: TerraformStack, synthesize: Synthesize) -> None:
    boundary = "arn:aws:iam::123456789012:policy/ci-boundary"
    role = GithubActionsRole(
        stack,
        "Workflows",
        config=config(permissions_boundary_arn=boundary, session_minutes=90),
        statements=[Statement(sid="Read", actions=["s3:GetObject"], resources=["arn:aws:s3:::states/*"])],
        names=Names("shop"),
    )
    made = synthesize()
    item = made.resource("aws_iam_role")
    assert item["name"] == "shop-github-actions-eu-central-1"
    assert (item["permissions_boundary"], item["max_session_duration"]) == (boundary, 5400)
    attached = {one["policy_arn"] for one in made.resources("aws_iam_role_policy_attachment").values()}
    assert attached == set(POLICIES) == set(role.attachments)
    ids = {one.node.id for one in role.attachments.values()}
    assert ids == {"Policy-aws-PowerUserAccess", "Policy-123456789012-ci-deploy"}
    assert made.resource("aws_iam_role_policy", policy={"Statement": [{"Sid": "Read"}]})
    made.assert_no_findings()


def test_without_statements_there_is_no_policy_of_its_own(stack: TerraformStack, synthesize: Synthesize) -> None:
    role = GithubActionsRole(stack, "Workflows", config=config())
    assert role.policy is None
    for attribute in ("name", "arn"):
        TerraformOutput(stack, attribute, value=getattr(role, attribute))
    made = synthesize()
    assert made.count("aws_iam_role_policy") == 0
    address = made.address_of("aws_iam_role")
    assert {name: item["value"] for name, item in made.outputs.items()} == {
        "name": f"${{{address}.name}}",
        "arn": f"${{{address}.arn}}",
    }
