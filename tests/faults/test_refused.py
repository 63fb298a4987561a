"""AWS refuses the creation of each of many types: an apply once more ends as if nothing had been."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import pytest

from lib.testing.emulator import Emulator
from lib.testing.terraform import Terraform

from .conftest import Tell
from .environment import (
    WHOLE,
    Undisturbed,
    assert_same_end,
    inventory,
    locks,
    terraform_through,
    undisturbed_environment,
)
from .interrupted import applied
from .proxy import Fault, Proxy

pytestmark = [pytest.mark.terraform, pytest.mark.xdist_group("whole")]

# The call that makes one.
CREATES: Final[Mapping[str, str]] = {
    "aws_acm_certificate": "acm RequestCertificate$",
    "aws_autoscaling_group": "autoscaling CreateAutoScalingGroup$",
    "aws_autoscaling_policy": "autoscaling PutScalingPolicy$",
    "aws_backup_plan": "backup PUT /backup/plans/?$",
    "aws_backup_selection": "backup PUT /backup/plans/[^/]+/selections/?$",
    "aws_backup_vault": "backup PUT /backup-vaults/[^/]+$",
    "aws_backup_vault_notifications": "backup PUT /backup-vaults/[^/]+/notification-configuration$",
    "aws_cloudwatch_composite_alarm": "monitoring PutCompositeAlarm$",
    "aws_cloudwatch_dashboard": "monitoring PutDashboard$",
    "aws_cloudwatch_event_archive": "events CreateArchive$",
    "aws_cloudwatch_event_bus": "events CreateEventBus$",
    "aws_cloudwatch_log_group": "logs CreateLogGroup$",
    "aws_cloudwatch_metric_alarm": "monitoring PutMetricAlarm$",
    "aws_db_parameter_group": "rds CreateDBParameterGroup$",
    "aws_db_subnet_group": "rds CreateDBSubnetGroup$",
    "aws_dms_endpoint": "dms CreateEndpoint$",
    "aws_dms_event_subscription": "dms CreateEventSubscription$",
    "aws_dms_replication_instance": "dms CreateReplicationInstance$",
    "aws_dms_replication_subnet_group": "dms CreateReplicationSubnetGroup$",
    "aws_dms_replication_task": "dms CreateReplicationTask$",
    "aws_dynamodb_table": "dynamodb CreateTable$",
    "aws_eip": "ec2 AllocateAddress$",
    "aws_eks_addon": "eks POST /clusters/[^/]+/addons$",
    "aws_eks_cluster": "eks POST /clusters$",
    "aws_eks_fargate_profile": "eks POST /clusters/[^/]+/fargate-profiles$",
    "aws_flow_log": "ec2 CreateFlowLogs$",
    "aws_iam_instance_profile": "iam CreateInstanceProfile$",
    "aws_iam_openid_connect_provider": "iam CreateOpenIDConnectProvider$",
    "aws_iam_role": "iam CreateRole$",
    "aws_iam_role_policy": "iam PutRolePolicy$",
    "aws_iam_role_policy_attachment": "iam AttachRolePolicy$",
    "aws_internet_gateway": "ec2 CreateInternetGateway$",
    "aws_kms_alias": "kms CreateAlias$",
    "aws_kms_key": "kms CreateKey$",
    "aws_lambda_alias": "lambda POST /2015-03-31/functions/[^/]+/aliases$",
    "aws_lambda_function": "lambda POST /2015-03-31/functions$",
    "aws_lambda_permission": "lambda POST /2015-03-31/functions/[^/]+/policy",
    "aws_launch_template": "ec2 CreateLaunchTemplate$",
    "aws_lb": "elasticloadbalancing CreateLoadBalancer$",
    "aws_lb_listener": "elasticloadbalancing CreateListener$",
    "aws_lb_listener_rule": "elasticloadbalancing CreateRule$",
    "aws_lb_target_group": "elasticloadbalancing CreateTargetGroup$",
    "aws_nat_gateway": "ec2 CreateNatGateway$",
    "aws_network_acl": "ec2 CreateNetworkAcl$",
    "aws_rds_cluster": "rds CreateDBCluster$",
    "aws_rds_cluster_instance": "rds CreateDBInstance$",
    "aws_rds_cluster_parameter_group": "rds CreateDBClusterParameterGroup$",
    "aws_route": "ec2 CreateRoute$",
    "aws_route53_health_check": "route53 POST /2013-04-01/healthcheck$",
    "aws_route53_record": "route53 POST /2013-04-01/hostedzone/[^/]+/rrset",
    "aws_route_table": "ec2 CreateRouteTable$",
    "aws_s3_bucket": "s3 PUT /tap-faults-[^/?]+/?$",
    "aws_s3_bucket_policy": r"s3 PUT /tap-faults-[^/?]+/?\?policy",
    "aws_secretsmanager_secret": "secretsmanager CreateSecret$",
    "aws_secretsmanager_secret_version": "secretsmanager PutSecretValue$",
    "aws_security_group": "ec2 CreateSecurityGroup$",
    "aws_sns_topic": "sns CreateTopic$",
    "aws_sqs_queue": "sqs CreateQueue$",
    "aws_ssm_parameter": "ssm PutParameter$",
    "aws_subnet": "ec2 CreateSubnet$",
    "aws_vpc": "ec2 CreateVpc$",
    "aws_vpc_endpoint": "ec2 CreateVpcEndpoint$",
    "aws_vpc_security_group_egress_rule": "ec2 AuthorizeSecurityGroupEgress$",
    "aws_vpc_security_group_ingress_rule": "ec2 AuthorizeSecurityGroupIngress$",
    "aws_wafv2_web_acl": "wafv2 CreateWebACL$",
    "aws_wafv2_web_acl_association": "wafv2 AssociateWebACL$",
}
MOST_RUNS: Final = 15


@pytest.fixture(scope="module")
def whole(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed_environment(emulator, tmp_path_factory.mktemp("whole"), WHOLE)


def types_in(error: str) -> set[str]:
    """The types of which Terraform says that they failed."""
    return set(re.findall(r"^Error: [^\n]+(?:\n\S[^\n]*)*\n\n\s+with (aws_\w+)\.", error, re.MULTILINE))


def error_of(run: Terraform) -> str:
    ended = applied(run)
    return ended.output if ended.code else ""


def test_refused_for_good_until_repaired(whole: Undisturbed, emulator: Emulator, proxy: Proxy, tell: Tell) -> None:
    run = terraform_through(proxy, emulator, whole.folder)
    faults = {kind: proxy.refuse(pattern) for kind, pattern in CREATES.items()}
    repaired: set[str] = set()
    runs = 0
    while error := error_of(run):
        runs += 1
        assert runs < MOST_RUNS, error
        failed = hit(faults) - repaired
        # What makes a rule of a security group makes those that stand inside one, too.
        assert failed, error
        assert failed <= types_in(error), error
        assert locks(emulator) == []
        if runs == 1:
            before = inventory(emulator, run)
            assert types_in(error_of(run)) == types_in(error), "the same again"
            assert inventory(emulator, run) == before, "and nothing more, nor less"
        for kind in failed:
            faults[kind].repair()
        repaired |= failed
    assert repaired == set(CREATES)
    assert_same_end(run, emulator, whole.inventory)
    tell(
        "AWS refuses (AccessDenied)",
        f"the creation of each of {len(CREATES)} types, until repaired",
        f"{runs} applies failed, each at what depends on what was repaired before it; the next ended right",
    )


def test_refused_once(whole: Undisturbed, emulator: Emulator, proxy: Proxy, tell: Tell) -> None:
    run = terraform_through(proxy, emulator, whole.folder)
    faults = {kind: proxy.refuse(pattern, times=1) for kind, pattern in CREATES.items()}
    runs, said = 0, set()
    while error := error_of(run):
        runs += 1
        assert runs < MOST_RUNS, error
        said |= types_in(error)
        assert locks(emulator) == []
    assert hit(faults) == set(CREATES)
    # The one refusal may have met a rule that stands inside a security group.
    assert set(CREATES) - said <= {"aws_vpc_security_group_ingress_rule"}
    assert_same_end(run, emulator, whole.inventory)
    tell(
        "AWS refuses (AccessDenied)",
        f"the creation of each of {len(CREATES)} types, once",
        f"{runs} applies failed, each further along; the next ended right",
    )


def test_throttled_once(whole: Undisturbed, emulator: Emulator, proxy: Proxy, tell: Tell) -> None:
    run = terraform_through(proxy, emulator, whole.folder)
    faults = {kind: proxy.refuse(pattern, times=1, status=400, code="Throttling") for kind, pattern in CREATES.items()}
    run.apply()
    assert hit(faults) == set(CREATES)
    assert_same_end(run, emulator, whole.inventory)
    tell(
        "AWS throttles",
        f"the creation of each of {len(CREATES)} types, once",
        "the provider asked again; the one apply ended right",
    )


def hit(faults: Mapping[str, Fault]) -> set[str]:
    return {kind for kind, fault in faults.items() if fault.hits}
