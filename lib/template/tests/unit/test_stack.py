"""The synthesized JSON: what the stack promises. No Terraform, no AWS."""

from __future__ import annotations

import pytest


def test_no_rule_of_the_library_finds_anything(synthesize):
    synthesize().assert_no_findings(suffix="test")


def test_every_name_carries_project_and_suffix(synthesize):
    made = synthesize(environment_suffix="pr42")
    names = [queue["name"] for queue in made.resources("aws_sqs_queue").values()]
    assert names == ["{{Name}}-pr42-jobs-dead-letters", "{{Name}}-pr42-jobs"]


def test_documents_and_jobs_are_encrypted_with_the_key(synthesize):
    made = synthesize()
    key = made.address_of("aws_kms_key")
    assert all(key in queue["kms_master_key_id"] for queue in made.resources("aws_sqs_queue").values())
    assert key in str(made.resource("aws_s3_bucket_server_side_encryption_configuration"))


def test_documents_are_private(synthesize):
    block = synthesize().resource("aws_s3_bucket_public_access_block")
    assert block["block_public_acls"] is block["restrict_public_buckets"] is True


@pytest.mark.parametrize("protected", [True, False])
def test_documents_go_with_their_environment_unless_they_are_protected(synthesize, protected):
    bucket = synthesize(protected=protected).resource("aws_s3_bucket")
    assert bucket["force_destroy"] is not protected
    assert bucket.get("lifecycle", {}).get("prevent_destroy", False) is protected


def test_the_state_is_the_environments_own_and_locked(synthesize):
    backend = synthesize(environment_suffix="pr42", state={"bucket": "states"}).backend["s3"]
    assert (backend["bucket"], backend["key"]) == ("states", "{{Name}}/pr42/terraform.tfstate")
    assert backend["use_lockfile"] is True


def test_tests_read_what_is_deployed(synthesize):
    assert {"aws_region", "documents_bucket", "jobs_queue_url"} <= set(synthesize().outputs)
