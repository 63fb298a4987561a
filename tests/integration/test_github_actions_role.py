"""The role of workflows: GitHub as an identity provider, and the trust that is kept as it was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from cdktf import App, TerraformStack

from lib.config.github_actions import GithubActionsConfig
from lib.constructs.github_actions_role import GithubActionsRole
from lib.iam import Statement
from lib.naming import Names
from lib.provider import add_provider, require_versions
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory

from .conftest import EMULATED, keep_state_beside

pytestmark = pytest.mark.terraform

SUBJECT = "repo:acme@12/shop@34:pull_request"


def test_it_comes_up_and_goes_without_a_trace(
    terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
) -> None:
    policy = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
    iam = emulator_clean.client("iam")
    made = iam.create_policy(PolicyName="deploy", Path="/ci/", PolicyDocument=str(policy).replace("'", '"'))
    policy_arn = made["Policy"]["Arn"]
    before = emulator_clean.leftovers()

    app = App(outdir=str(tmp_path))
    stack = TerraformStack(app, "workflows")
    keep_state_beside(stack)
    add_provider(stack, "eu-central-1", tags={"Project": "shop"}, config=EMULATED)
    require_versions(stack, EMULATED)
    repositories, read = (
        ("acme@12/shop@34",),
        Statement(sid="List", actions=["s3:ListBucket"], resources=["arn:aws:s3:::states"]),
    )
    for purpose, provides in (("made", True), ("found", False)):
        config = GithubActionsConfig(
            repositories=repositories,
            policy_arns=(policy_arn,),
            permissions_boundary_arn=policy_arn,
            make_provider=provides,
        )
        GithubActionsRole(
            stack, purpose.title(), config=config, purpose=purpose, statements=[read], names=Names("shop")
        )
    app.synth()

    here = terraform(tmp_path / "stacks" / "workflows")
    here.init()
    here.apply()
    assert here.plan().is_empty, str(here.plan())
    (provider,) = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    found = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=provider["Arn"])
    assert (found["Url"], found["ClientIDList"]) == ("token.actions.githubusercontent.com", ["sts.amazonaws.com"])
    for purpose in ("made", "found"):
        role = iam.get_role(RoleName=f"shop-{purpose}-eu-central-1")["Role"]
        (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"Federated": provider["Arn"]}
        assert trust["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"] == [SUBJECT]
        assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == policy_arn
    here.destroy(refresh=False)
    assert emulator_clean.leftovers() == before
