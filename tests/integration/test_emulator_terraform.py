"""The real Terraform with the real AWS provider against the emulator."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory
from lib.testing.terraform import TerraformError

pytestmark = pytest.mark.terraform

PROVIDER = {"s3_use_path_style": True, "max_retries": 3}


def root_module(resources: dict[str, Any], **terraform: Any) -> str:
    document = {
        "terraform": {
            "required_providers": {"aws": {"source": "hashicorp/aws", "version": "5.100.0"}},
            **terraform,
        },
        "provider": {
            "aws": [{"region": "us-east-1", **PROVIDER}, {"region": "eu-west-1", "alias": "other", **PROVIDER}]
        },
        "resource": resources,
        "output": {"vpc_id": {"value": "${aws_vpc.main.id}"}} if "aws_vpc" in resources else {},
    }
    return json.dumps(document)


TLS_ONLY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": ["${aws_s3_bucket.data.arn}", "${aws_s3_bucket.data.arn}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ],
}
ASSUME_ROLE = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "vpc-flow-logs.amazonaws.com"}}
    ],
}

NETWORK: dict[str, Any] = {
    "aws_vpc": {
        "main": {"cidr_block": "10.0.0.0/16", "enable_dns_hostnames": True, "tags": {"Name": "main"}},
        "other": {"provider": "aws.other", "cidr_block": "10.1.0.0/16"},
    },
    "aws_subnet": {
        "public": {"vpc_id": "${aws_vpc.main.id}", "cidr_block": "10.0.0.0/24", "availability_zone": "us-east-1a"},
        "private": {"vpc_id": "${aws_vpc.main.id}", "cidr_block": "10.0.1.0/24", "availability_zone": "us-east-1b"},
    },
    "aws_internet_gateway": {"main": {"vpc_id": "${aws_vpc.main.id}"}},
    "aws_eip": {"nat": {"domain": "vpc"}},
    "aws_nat_gateway": {"main": {"allocation_id": "${aws_eip.nat.id}", "subnet_id": "${aws_subnet.public.id}"}},
    "aws_route_table": {"public": {"vpc_id": "${aws_vpc.main.id}"}},
    "aws_route": {
        "internet": {
            "route_table_id": "${aws_route_table.public.id}",
            "destination_cidr_block": "0.0.0.0/0",
            "gateway_id": "${aws_internet_gateway.main.id}",
        }
    },
    "aws_route_table_association": {
        "public": {"subnet_id": "${aws_subnet.public.id}", "route_table_id": "${aws_route_table.public.id}"}
    },
    "aws_security_group": {
        "a": {"vpc_id": "${aws_vpc.main.id}", "name": "a", "description": "clients"},
        "b": {"vpc_id": "${aws_vpc.main.id}", "name": "b", "description": "servers"},
    },
    "aws_vpc_security_group_ingress_rule": {
        "b_from_a": {
            "security_group_id": "${aws_security_group.b.id}",
            "referenced_security_group_id": "${aws_security_group.a.id}",
            "ip_protocol": "tcp",
            "from_port": 443,
            "to_port": 443,
            "description": "clients to servers",
        }
    },
    "aws_vpc_endpoint": {
        "s3": {"vpc_id": "${aws_vpc.main.id}", "service_name": "com.amazonaws.us-east-1.s3"},
        "logs": {
            "vpc_id": "${aws_vpc.main.id}",
            "service_name": "com.amazonaws.us-east-1.logs",
            "vpc_endpoint_type": "Interface",
            "subnet_ids": ["${aws_subnet.private.id}"],
            "security_group_ids": ["${aws_security_group.b.id}"],
        },
    },
    "aws_vpc_peering_connection": {
        "main": {"vpc_id": "${aws_vpc.main.id}", "peer_vpc_id": "${aws_vpc.other.id}", "peer_region": "eu-west-1"}
    },
    "aws_vpc_peering_connection_accepter": {
        "main": {
            "provider": "aws.other",
            "vpc_peering_connection_id": "${aws_vpc_peering_connection.main.id}",
            "auto_accept": True,
            "tags": {"Side": "accepter"},
        }
    },
    "aws_vpc_dhcp_options": {"main": {"domain_name": "example.internal", "tags": {"Name": "dhcp"}}},
    "aws_iam_role": {"flow": {"name": "flow", "assume_role_policy": json.dumps(ASSUME_ROLE)}},
    "aws_cloudwatch_log_group": {
        "flow": {"name": "/vpc/flow", "retention_in_days": 30, "kms_key_id": "${aws_kms_key.main.arn}"}
    },
    "aws_flow_log": {
        "main": {
            "vpc_id": "${aws_vpc.main.id}",
            "traffic_type": "ALL",
            "log_destination": "${aws_cloudwatch_log_group.flow.arn}",
            "iam_role_arn": "${aws_iam_role.flow.arn}",
        }
    },
}

STORAGE: dict[str, Any] = {
    "aws_kms_key": {
        "main": {"description": "main", "multi_region": True, "enable_key_rotation": True, "deletion_window_in_days": 7}
    },
    "aws_kms_alias": {"main": {"name": "alias/main", "target_key_id": "${aws_kms_key.main.key_id}"}},
    "aws_kms_replica_key": {
        "other": {
            "provider": "aws.other",
            "primary_key_arn": "${aws_kms_key.main.arn}",
            "description": "replica",
            "deletion_window_in_days": 7,
            "tags": {"Side": "replica"},
        }
    },
    "aws_s3_bucket": {"data": {"bucket": "emulated-data", "force_destroy": True}},
    "aws_s3_bucket_versioning": {
        "data": {"bucket": "${aws_s3_bucket.data.id}", "versioning_configuration": [{"status": "Enabled"}]}
    },
    "aws_s3_bucket_server_side_encryption_configuration": {
        "data": {
            "bucket": "${aws_s3_bucket.data.id}",
            "rule": [
                {
                    "bucket_key_enabled": True,
                    "apply_server_side_encryption_by_default": [
                        {"sse_algorithm": "aws:kms", "kms_master_key_id": "${aws_kms_key.main.arn}"}
                    ],
                }
            ],
        }
    },
    "aws_s3_bucket_public_access_block": {
        "data": {
            "bucket": "${aws_s3_bucket.data.id}",
            "block_public_acls": True,
            "block_public_policy": True,
            "ignore_public_acls": True,
            "restrict_public_buckets": True,
        }
    },
    "aws_s3_bucket_ownership_controls": {
        "data": {"bucket": "${aws_s3_bucket.data.id}", "rule": [{"object_ownership": "BucketOwnerEnforced"}]}
    },
    "aws_s3_bucket_policy": {"data": {"bucket": "${aws_s3_bucket.data.id}", "policy": json.dumps(TLS_ONLY)}},
    "aws_s3_bucket_notification": {"data": {"bucket": "${aws_s3_bucket.data.id}", "eventbridge": True}},
    "aws_s3_object": {
        "readme": {
            "bucket": "${aws_s3_bucket.data.id}",
            "key": "readme",
            "content": "hello",
            "depends_on": ["aws_s3_bucket_policy.data", "aws_s3_bucket_versioning.data"],
        }
    },
    "aws_dynamodb_table": {
        "locks": {
            "name": "locks",
            "billing_mode": "PAY_PER_REQUEST",
            "hash_key": "LockID",
            "attribute": [{"name": "LockID", "type": "S"}],
            "point_in_time_recovery": [{"enabled": True}],
            "server_side_encryption": [{"enabled": True, "kms_key_arn": "${aws_kms_key.main.arn}"}],
        }
    },
    "aws_sns_topic": {"alarms": {"name": "alarms", "kms_master_key_id": "${aws_kms_key.main.id}"}},
}


def test_a_network_and_storage_are_applied_planned_empty_and_destroyed_without_a_trace(
    emulator_clean: Emulator, terraform: TerraformFactory, tmp_path: Path
) -> None:
    (tmp_path / "main.tf.json").write_text(root_module({**NETWORK, **STORAGE}))
    module = terraform(tmp_path)
    module.init()
    module.validate()

    module.apply()

    assert module.outputs()["vpc_id"].startswith("vpc-")
    assert "aws_vpc.main" in module.state_list()
    assert any(line.startswith("ec2.vpc eu-west-1 vpc-") for line in emulator_clean.leftovers())
    second = module.plan()
    assert second.is_empty, str(second)

    module.destroy()

    assert emulator_clean.leftovers() == []
    assert module.state_list() == []


WAIT_FOR_FILE = 'until [ -e "$RELEASE" ]; do sleep 0.05; done'


def locked_module(release: Path) -> str:
    """An apply of it ends when the file `release` appears."""
    document = {
        "terraform": {
            "backend": {
                "s3": {
                    "bucket": "emulated-state",
                    "key": "main.tfstate",
                    "region": "us-east-1",
                    "use_lockfile": True,
                    "use_path_style": True,
                }
            }
        },
        "resource": {
            "terraform_data": {
                "slow": {
                    "input": "kept",
                    "provisioner": [
                        {"local-exec": {"command": WAIT_FOR_FILE, "environment": {"RELEASE": str(release)}}}
                    ],
                }
            }
        },
        "output": {"kept": {"value": "${terraform_data.slow.output}"}},
    }
    return json.dumps(document)


def test_a_second_apply_is_refused_while_the_first_holds_the_lock_and_the_state_stays_whole(
    emulator_clean: Emulator, terraform: TerraformFactory, tmp_path: Path
) -> None:
    s3 = emulator_clean.client("s3")
    s3.create_bucket(Bucket="emulated-state")
    s3.put_bucket_versioning(Bucket="emulated-state", VersioningConfiguration={"Status": "Enabled"})
    release = tmp_path / "release"
    first, second = (tmp_path / name for name in ("first", "second"))
    for folder in (first, second):
        folder.mkdir()
        (folder / "main.tf.json").write_text(locked_module(release))
        terraform(folder).init()

    with ThreadPoolExecutor() as pool:
        applying = pool.submit(terraform(first).apply)
        wait_for_lock(s3, applying)
        with pytest.raises(TerraformError, match="Error acquiring the state lock") as refused:
            terraform(second).apply()
        release.touch()
        applying.result(timeout=60)

    assert "PreconditionFailed" in str(refused.value)
    assert terraform(second).outputs() == {"kept": "kept"}
    assert terraform(second).plan().is_empty
    assert [item["Key"] for item in s3.list_objects_v2(Bucket="emulated-state")["Contents"]] == ["main.tfstate"]


def wait_for_lock(s3: Any, applying: Any) -> None:
    end = time.monotonic() + 30
    while not s3.list_objects_v2(Bucket="emulated-state", Prefix="main.tfstate.tflock")["KeyCount"]:
        assert time.monotonic() < end, "no lock appeared"
        assert not applying.done(), applying.result()
        time.sleep(0.05)
