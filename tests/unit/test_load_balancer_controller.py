from __future__ import annotations

from lib import load_balancer_controller
from lib.iam import Statement, policy

ACCOUNT = "123456789012"


def statements() -> dict[str, Statement]:
    made = load_balancer_controller.statements(partition="aws", region="eu-west-1", account_id=ACCOUNT)
    return {statement.sid: statement for statement in made}


def test_it_fits_into_a_role_and_has_each_sid_once() -> None:
    made = list(statements().values())
    assert len(made) == len(
        load_balancer_controller.statements(partition="aws", region="eu-west-1", account_id=ACCOUNT)
    )
    assert len("".join(policy(made).split())) <= 10_240


def test_only_what_aws_knows_no_resources_for_is_allowed_on_everything() -> None:
    everywhere = {sid for sid, statement in statements().items() if "*" in statement.resources}
    assert everywhere == {"Look", "SetProtection"}
    looks = statements()["Look"].actions
    assert all(action.partition(":")[2].startswith(("Describe", "Get", "List")) for action in looks)


def test_whatever_is_named_is_of_the_own_region_or_account() -> None:
    for sid, statement in statements().items():
        for arn in statement.resources:
            assert arn == "*" or ACCOUNT in arn or ":ec2:eu-west-1:*:" in arn, sid


def test_it_deletes_and_retags_only_what_carries_its_tag() -> None:
    for sid, statement in statements().items():
        deletes = {
            action
            for action in statement.actions
            if action.endswith(("DeleteLoadBalancer", "DeleteTargetGroup", "DeleteSecurityGroup", "ec2:DeleteTags"))
        }
        if deletes:
            assert statement.conditions["Null"]["aws:ResourceTag/elbv2.k8s.aws/cluster"] == "false", sid


def test_what_it_makes_carries_its_tag() -> None:
    for sid in ("MakeBalancers", "TagNewBalancers", "TagNewGroups"):
        assert statements()[sid].conditions["Null"] == {"aws:RequestTag/elbv2.k8s.aws/cluster": "false"}, sid


def test_it_is_of_the_partition_it_is_asked_for() -> None:
    made = load_balancer_controller.statements(partition="aws-cn", region="cn-north-1", account_id=ACCOUNT)
    arns = {arn for statement in made for arn in statement.resources} - {"*"}
    assert {arn.split(":")[1] for arn in arns} == {"aws-cn"}
