from __future__ import annotations

import json
from collections.abc import Callable

from cdktf import TerraformStack

from lib.config.flow_logs import FlowLogsConfig
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.flow_logs import FlowLogs
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
KEY = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/1")


def test_records_go_to_an_encrypted_log_group(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = FlowLogs(stack, "Logs", vpc_id="vpc-1", key=KEY)
    assert made.bucket is None
    synthesized = synthesize()
    group = synthesized.resource("aws_cloudwatch_log_group")
    assert (group["name"], group["retention_in_days"], group["kms_key_id"]) == ("/shop/vpc-flow-logs", 365, KEY.arn)
    flow_log = synthesized.resource("aws_flow_log")
    assert flow_log["log_destination"] == f"${{{synthesized.address_of('aws_cloudwatch_log_group')}.arn}}"
    assert (flow_log["log_destination_type"], flow_log["traffic_type"]) == ("cloud-watch-logs", "ALL")
    assert not {"log_group_name", "depends_on"} & set(flow_log)


def test_the_role_writes_to_its_group_and_can_make_none(stack: TerraformStack, synthesize: Synthesize) -> None:
    FlowLogs(stack, "Logs", vpc_id="vpc-1", key=KEY)
    synthesized = synthesize()
    policy = synthesized.resource("aws_iam_role_policy")["policy"]
    assert "logs:CreateLogGroup" not in policy
    write = json.loads(policy)["Statement"][0]
    assert write["Resource"] == f"${{{synthesized.address_of('aws_cloudwatch_log_group')}.arn}}:*"
    role = synthesized.resource("aws_iam_role")
    assert role["name"] == "shop-flow-logs-eu-central-1"
    trust = json.loads(role["assume_role_policy"])["Statement"][0]
    assert trust["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert set(trust["Condition"]) == {"StringEquals", "ArnLike"}


def test_records_go_to_a_bucket_that_admits_them(stack: TerraformStack, synthesize: Synthesize) -> None:
    config = FlowLogsConfig(
        destination="s3",
        traffic="REJECT",
        retention_days=30,
        aggregation_seconds=60,
        record_format="${version} $${srcaddr}",
        force_destroy=True,
    )
    made = FlowLogs(stack, "Logs", vpc_id="vpc-1", key=KEY, config=config)
    assert made.log_group is None
    synthesized = synthesize()
    flow_log = synthesized.resource("aws_flow_log")
    assert (flow_log["log_destination_type"], flow_log["traffic_type"]) == ("s3", "REJECT")
    assert flow_log["max_aggregation_interval"] == 60
    assert flow_log["log_format"] == "$${version} $${srcaddr}", "Terraform would look for a resource"
    assert flow_log["depends_on"] == [synthesized.address_of("aws_s3_bucket_policy")]
    assert synthesized.count("aws_iam_role") == 0
    assert synthesized.resource("aws_s3_bucket")["force_destroy"] is True
    assert synthesized.resource("aws_s3_bucket_lifecycle_configuration")["rule"][0]["expiration"] == [{"days": 30}]
