from __future__ import annotations

import json
from collections.abc import Callable

from cdktf import TerraformStack

from lib.constructs.dms_roles import DmsAccountRoles
from lib.naming import Names
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]


def test_the_roles_have_the_names_that_dms_looks_for_whatever_the_environment(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    DmsAccountRoles(stack, "Roles", names=Names("shop", "dev"))
    made = synthesize()
    roles = {role["name"] for role in made.resources("aws_iam_role").values()}
    assert roles == {"dms-vpc-role", "dms-cloudwatch-logs-role"}
    made.assert_no_findings(suffix="dev")


def test_each_has_the_policy_that_aws_keeps_for_it(stack: TerraformStack, synthesize: Synthesize) -> None:
    DmsAccountRoles(stack, "Roles")
    made = synthesize()
    names = {f"aws_iam_role.{key}": role["name"] for key, role in made.resources("aws_iam_role").items()}
    attached = {
        names[item["role"].removeprefix("${").removesuffix(".name}")]: item["policy_arn"]
        for item in made.resources("aws_iam_role_policy_attachment").values()
    }
    assert attached == {
        "dms-vpc-role": "arn:aws:iam::aws:policy/service-role/AmazonDMSVPCManagementRole",
        "dms-cloudwatch-logs-role": "arn:aws:iam::aws:policy/service-role/AmazonDMSCloudWatchLogsRole",
    }


def test_dms_assumes_them_for_the_account_alone_in_any_region(stack: TerraformStack, synthesize: Synthesize) -> None:
    DmsAccountRoles(stack, "Roles")
    made = synthesize()
    account = f"${{{made.address_of('data.aws_caller_identity')}.account_id}}"
    for role in made.resources("aws_iam_role").values():
        (trust,) = json.loads(role["assume_role_policy"])["Statement"]
        assert trust["Principal"] == {"Service": "dms.amazonaws.com"}
        assert trust["Condition"] == {
            "StringEquals": {"aws:SourceAccount": account},
            "ArnLike": {"aws:SourceArn": f"arn:aws:dms:*:{account}:*"},
        }
