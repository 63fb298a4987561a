"""The synthesized JSON: what the stack promises. No Terraform, no AWS."""

from __future__ import annotations


def test_no_rule_of_the_library_finds_anything(synthesize):
    synthesize().assert_no_findings(suffix="test")


def test_every_name_carries_project_and_suffix(synthesize):
    made = synthesize(environment_suffix="pr42")
    names = [made.resource(kind)["name"] for kind in ("aws_dynamodb_table", "aws_sns_topic")]
    assert names == ["{{Name}}-pr42-orders", "{{Name}}-pr42-changes"]


def test_orders_and_their_changes_are_encrypted_with_the_key(synthesize):
    made = synthesize()
    key = made.address_of("aws_kms_key")
    assert key in made.resource("aws_dynamodb_table")["server_side_encryption"]["kms_key_arn"]
    assert key in made.resource("aws_sns_topic")["kms_master_key_id"]


def test_orders_can_be_brought_back(synthesize):
    assert synthesize().resource("aws_dynamodb_table")["point_in_time_recovery"]["enabled"] is True


def test_the_state_is_the_environments_own_and_locked(synthesize):
    backend = synthesize(environment_suffix="pr42", state={"bucket": "states"}).backend["s3"]
    assert (backend["bucket"], backend["key"]) == ("states", "{{Name}}/pr42/terraform.tfstate")
    assert backend["use_lockfile"] is True


def test_tests_read_what_is_deployed(synthesize):
    assert {"aws_region", "orders_table", "changes_topic_arn"} <= set(synthesize().outputs)
