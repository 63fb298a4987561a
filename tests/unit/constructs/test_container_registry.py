from __future__ import annotations

import json
from collections.abc import Callable

from cdktf import TerraformStack

from lib.config.container_registry import ContainerRegistryConfig
from lib.constructs.container_registry import ContainerRegistry
from lib.constructs.encryption_key import EncryptionKey
from lib.naming import Names
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
KEY = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/1")
NAMES = Names("tap", "dev", "eu-central-1")


def test_images_are_encrypted_scanned_and_keep_their_tags(stack: TerraformStack, synthesize: Synthesize) -> None:
    registry = ContainerRegistry(stack, "Registry", key=KEY, names=NAMES)
    made = synthesize()
    made.assert_no_findings(suffix="dev")
    names = [repository["name"] for repository in made.resources("aws_ecr_repository").values()]
    assert names == ["tap-dev/fraud-detection", "tap-dev/payment", "tap-dev/reporting"]
    repository = made.resource("aws_ecr_repository", name="tap-dev/payment")
    assert repository["encryption_configuration"] == [{"encryption_type": "KMS", "kms_key": KEY.arn}]
    assert repository["image_scanning_configuration"] == {"scan_on_push": True}
    assert (repository["image_tag_mutability"], repository["force_delete"]) == ("IMMUTABLE", False)
    assert set(registry.urls) == {"payment", "fraud-detection", "reporting"}
    assert made.count("aws_ecr_repository_policy") == 0


def test_no_more_images_are_kept_than_asked_for(stack: TerraformStack, synthesize: Synthesize) -> None:
    config = ContainerRegistryConfig.model_validate(
        {"repositories": {"web": {"keep_tagged": 5, "expire_untagged_days": 3}}}
    )
    ContainerRegistry(stack, "Registry", key=KEY, config=config)
    made = synthesize()
    lifecycle = made.resource("aws_ecr_lifecycle_policy")
    assert lifecycle["repository"] == f"${{{made.address_of('aws_ecr_repository')}.name}}"
    untagged, tagged = json.loads(lifecycle["policy"])["rules"]
    assert untagged["rulePriority"] < tagged["rulePriority"]
    assert untagged["selection"] == {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": 3,
    }
    assert tagged["selection"] == {
        "tagStatus": "tagged",
        "tagPatternList": ["*"],
        "countType": "imageCountMoreThan",
        "countNumber": 5,
    }


def test_other_accounts_may_pull_where_they_are_named(stack: TerraformStack, synthesize: Synthesize) -> None:
    role = "arn:aws:iam::210987654321:role/pods"
    config = ContainerRegistryConfig.model_validate(
        {"repositories": {"web": {"pull_principals": ["123456789012", role]}, "own": {}}}
    )
    ContainerRegistry(stack, "Registry", key=KEY, config=config)
    made = synthesize()
    found = made.resource("aws_ecr_repository_policy")
    assert made.address_of("aws_ecr_repository", name="shop/web") in found["repository"]
    (pull,) = json.loads(found["policy"])["Statement"]
    assert pull["Principal"] == {"AWS": ["arn:aws:iam::123456789012:root", role]}
    assert pull["Action"] == [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
    ]
    assert "Resource" not in pull


def test_a_repository_can_be_loose_and_in_a_folder(stack: TerraformStack, synthesize: Synthesize) -> None:
    config = ContainerRegistryConfig.model_validate(
        {
            "force_delete": True,
            "repositories": {"team/web": {"immutable_tags": False, "scan_on_push": False}, "team-web": {}},
        }
    )
    ContainerRegistry(stack, "Registry", key=KEY, config=config)
    made = synthesize()
    repository = made.resource("aws_ecr_repository", name="shop/team/web")
    assert (repository["image_tag_mutability"], repository["force_delete"]) == ("MUTABLE", True)
    assert repository["image_scanning_configuration"] == {"scan_on_push": False}
    assert made.count("aws_ecr_repository") == 2
