from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lib.config.dynamodb import DynamodbConfig
from lib.constructs.dynamodb_global import DynamodbGlobal, TableReplica
from lib.constructs.encryption_key import EncryptionKey
from lib.errors import ConfigurationError
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]

REGION, OTHER_REGION = "eu-central-1", "eu-west-1"
KEY = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/x")
OTHER_KEY = EncryptionKey.from_existing("arn:aws:kms:eu-west-1:123456789012:key/y")


def config(**given: Any) -> DynamodbConfig:
    return DynamodbConfig.model_validate({"hash_key": "id", "attributes": {"id": "S"}, **given})


INDEXED: dict[str, Any] = {
    "range_key": "at",
    "attributes": {"id": "S", "at": "N", "state": "S"},
    "global_indexes": {
        "by-state": {"hash_key": "state", "projection": "INCLUDE", "included_attributes": ["total"]},
        "by-time": {"hash_key": "state", "range_key": "at"},
    },
    "local_indexes": {"same-state": {"range_key": "state", "projection": "KEYS_ONLY"}},
}


@pytest.fixture
def other(stack: TerraformStack) -> AwsProvider:
    return add_provider(stack, OTHER_REGION, alias="other", tags={})


def test_it_is_encrypted_recoverable_and_protected(stack: TerraformStack, synthesize: Synthesize) -> None:
    table = DynamodbGlobal(stack, "Orders", purpose="orders", key=KEY, config=config(tags={"Backup": "daily"}))
    made = synthesize().resource("aws_dynamodb_table")
    assert (made["name"], made["billing_mode"], made["hash_key"]) == ("shop-orders", "PAY_PER_REQUEST", "id")
    assert made["server_side_encryption"] == {"enabled": True, "kms_key_arn": KEY.arn}
    assert made["point_in_time_recovery"] == {"enabled": True, "recovery_period_in_days": 35}
    assert (made["deletion_protection_enabled"], made["table_class"]) == (True, "STANDARD")
    assert (made["attribute"], made["tags"]) == ([{"name": "id", "type": "S"}], {"Backup": "daily"})
    assert (made["stream_enabled"], made["ttl"]) == (False, {"enabled": False})
    assert not {"lifecycle", "on_demand_throughput", "read_capacity", "stream_view_type"} & set(made)
    assert (table.replica, table.scaling) == (None, {})
    assert table.name
    assert table.arn
    assert table.stream_arn


def test_it_has_what_the_configuration_says(stack: TerraformStack, synthesize: Synthesize) -> None:
    given = config(**INDEXED, stream="KEYS_ONLY", ttl_attribute="expires", max_read_units=100, recovery_days=None)
    DynamodbGlobal(stack, "Orders", purpose="orders", key=KEY, config=given, name="my-orders")
    made = synthesize().resource("aws_dynamodb_table")
    limits = {"max_read_request_units": 100}
    assert (made["name"], made["range_key"]) == ("my-orders", "at")
    assert made["point_in_time_recovery"] == {"enabled": False}
    assert (made["stream_enabled"], made["stream_view_type"]) == (True, "KEYS_ONLY")
    assert made["ttl"] == {"attribute_name": "expires", "enabled": True}
    assert made["on_demand_throughput"] == limits
    by_state, by_time = made["global_secondary_index"]
    assert by_state == {
        "name": "by-state",
        "hash_key": "state",
        "projection_type": "INCLUDE",
        "non_key_attributes": ["total"],
        "on_demand_throughput": limits,
    }
    assert (by_time["range_key"], by_time["projection_type"]) == ("at", "ALL")
    assert made["local_secondary_index"] == [
        {"name": "same-state", "range_key": "state", "projection_type": "KEYS_ONLY"}
    ]


def test_its_replica_is_a_resource_of_its_own(
    stack: TerraformStack, other: AwsProvider, synthesize: Synthesize
) -> None:
    replica = TableReplica(provider=other, key=OTHER_KEY)
    table = DynamodbGlobal(
        stack, "Orders", purpose="orders", key=KEY, replica=replica, config=config(tags={"Backup": "daily"})
    )
    made = synthesize()
    found = made.resource("aws_dynamodb_table_replica")
    assert found["global_table_arn"] == f"${{{made.address_of('aws_dynamodb_table')}.arn}}"
    assert (found["kms_key_arn"], found["provider"]) == (OTHER_KEY.arn, "aws.other")
    assert (found["point_in_time_recovery"], found["deletion_protection_enabled"]) == (True, True)
    assert found["tags"] == {"Backup": "daily"}
    assert "depends_on" not in found
    main = made.resource("aws_dynamodb_table")
    assert main["lifecycle"] == {"ignore_changes": ["replica"]}
    assert (main["stream_enabled"], main["stream_view_type"]) == (True, "NEW_AND_OLD_IMAGES")
    assert table.replica is not None


def test_a_provisioned_table_follows_its_load(stack: TerraformStack, synthesize: Synthesize) -> None:
    given = config(
        attributes={"id": "S", "state": "S"},
        billing="provisioned",
        read_capacity={"min_units": 2, "max_units": 20, "target_percent": 50},
        global_indexes={"by-state": {"hash_key": "state", "write_capacity": {"min_units": 3}}},
    )
    table = DynamodbGlobal(stack, "Orders", purpose="orders", key=KEY, config=given)
    made = synthesize()
    main = made.resource("aws_dynamodb_table")
    assert (main["billing_mode"], main["read_capacity"], main["write_capacity"]) == ("PROVISIONED", 2, 5)
    [index] = main["global_secondary_index"]
    assert (index["read_capacity"], index["write_capacity"]) == (2, 3)
    assert main["lifecycle"] == {"ignore_changes": ["read_capacity", "write_capacity", "global_secondary_index"]}
    assert list(table.scaling) == ["Read", "Write", "Read-by-state", "Write-by-state"]
    name = f"${{{made.address_of('aws_dynamodb_table')}.name}}"
    read = made.resource("aws_appautoscaling_target", scalable_dimension="dynamodb:table:ReadCapacityUnits")
    assert (read["resource_id"], read["min_capacity"], read["max_capacity"]) == (f"table/{name}", 2, 20)
    write = made.resource("aws_appautoscaling_target", scalable_dimension="dynamodb:index:WriteCapacityUnits")
    assert (write["resource_id"], write["min_capacity"]) == (f"table/{name}/index/by-state", 3)
    target = made.address_of("aws_appautoscaling_target", scalable_dimension="dynamodb:table:ReadCapacityUnits")
    policy = made.resource("aws_appautoscaling_policy", scalable_dimension=f"${{{target}.scalable_dimension}}")
    assert policy["resource_id"] == f"${{{target}.resource_id}}"
    assert policy["target_tracking_scaling_policy_configuration"] == {
        "predefined_metric_specification": {"predefined_metric_type": "DynamoDBReadCapacityUtilization"},
        "target_value": 50,
    }


def test_the_replica_of_a_provisioned_table_waits_until_writes_scale(
    stack: TerraformStack, other: AwsProvider, synthesize: Synthesize
) -> None:
    given = config(
        attributes={"id": "S", "state": "S"},
        billing="provisioned",
        global_indexes={"by-state": {"hash_key": "state"}},
        ignore_index_changes=False,
    )
    replica = TableReplica(provider=other, key=OTHER_KEY)
    DynamodbGlobal(stack, "Orders", purpose="orders", key=KEY, replica=replica, config=given)
    made = synthesize()
    waits = made.resource("aws_dynamodb_table_replica")["depends_on"]
    assert sorted(made.resources("aws_appautoscaling_policy")[address.split(".")[1]]["name"] for address in waits) == [
        "write-utilization",
        "write-utilization",
    ]
    assert made.resource("aws_dynamodb_table")["lifecycle"] == {
        "ignore_changes": ["replica", "read_capacity", "write_capacity"]
    }


def test_readers_and_writers_get_what_they_need_in_both_regions(
    stack: TerraformStack, other: AwsProvider, synthesize: Synthesize
) -> None:
    table = DynamodbGlobal(
        stack,
        "Orders",
        purpose="open-orders",
        key=KEY,
        replica=TableReplica(provider=other, key=OTHER_KEY),
        config=config(**INDEXED),
    )
    read, read_key = table.read_statements()
    assert (read.sid, read_key.sid) == ("ReadOpenOrders", "ReadOpenOrdersKey")
    assert len(read.resources) == 2 * (1 + 3)
    assert [str(arn).split("/index/")[1] for arn in read.resources[2:5]] == ["by-state", "by-time", "same-state"]
    assert not {action for action in read.actions if "Put" in action or "Delete" in action or "*" in action}
    assert read_key.resources == [KEY.arn, OTHER_KEY.arn]
    assert read_key.conditions == {
        "StringEquals": {"kms:ViaService": [f"dynamodb.{region}.amazonaws.com" for region in (REGION, OTHER_REGION)]}
    }
    write, write_key = table.write_statements()
    assert (write.sid, write_key.sid) == ("WriteOpenOrders", "WriteOpenOrdersKey")
    assert write.resources == read.resources[:2]
    assert not {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"} & set(write.actions)
    assert "kms:GenerateDataKey*" in write_key.actions


def test_an_existing_table_is_given_by_name_and_regions() -> None:
    table = DynamodbGlobal.from_existing(
        "orders", account_id="123456789012", regions=["eu-central-1", "cn-north-1"], indexes=["by-state"]
    )
    [read] = table.read_statements()
    assert read.resources == [
        "arn:aws:dynamodb:eu-central-1:123456789012:table/orders",
        "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/orders",
        "arn:aws:dynamodb:eu-central-1:123456789012:table/orders/index/by-state",
        "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/orders/index/by-state",
    ]
    [write] = table.write_statements()
    assert write.sid == "WriteOrders"


def test_a_replica_is_elsewhere_and_needs_both_images(stack: TerraformStack) -> None:
    same = add_provider(stack, REGION, alias="same", tags={})
    with pytest.raises(ConfigurationError) as caught:
        DynamodbGlobal(
            stack,
            "Orders",
            purpose="orders",
            key=KEY,
            replica=TableReplica(provider=same, key=KEY),
            config=config(stream="NEW_IMAGE"),
        )
    assert [problem.got for problem in caught.value.problems] == [REGION, "stream = NEW_IMAGE"]
