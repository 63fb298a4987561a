"""The container images of an environment: encrypted, scanned, with tags that stay, and no more than are needed."""

from __future__ import annotations

import json

from cdktf_cdktf_provider_aws.ecr_lifecycle_policy import EcrLifecyclePolicy
from cdktf_cdktf_provider_aws.ecr_repository import (
    EcrRepository,
    EcrRepositoryEncryptionConfiguration,
    EcrRepositoryImageScanningConfiguration,
)
from cdktf_cdktf_provider_aws.ecr_repository_policy import EcrRepositoryPolicy
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.container_registry import ContainerRegistryConfig, RepositoryConfig
from ..iam import Statement, policy
from ..naming import Names
from .encryption_key import KeyLike
from .location import locate


@checked
class ContainerRegistry(Construct):
    """The repositories of one environment in one region.

    A repository is called ``<project>-<suffix>/<name>``, so that ``<project>-<suffix>/`` is a prefix of the
    environment's own. Scanning and replication of a whole registry are set once an account and region, and are not
    here: a second environment would overwrite them. `RegistryReplication` is for the account's stack.

    Attributes:
        repositories: Repositories by name.

    Source: Amazon ECR User Guide, "Encryption at rest", "Lifecycle policies", "Preventing image tags from being
    overwritten".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key: KeyLike,
        config: ContainerRegistryConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the repositories.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            key: Encrypts the images. ECR makes itself a grant on it, for which whoever deploys may
                ``kms:CreateGrant``, ``kms:RetireGrant`` and ``kms:DescribeKey``.
            config: Which images are kept.
            names: Makes the names.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        config = config or ContainerRegistryConfig()
        self._where = where = locate(self, provider, names)
        self.repositories = {
            name: EcrRepository(
                self,
                f"Repository-{_id(name)}",
                name=f"{where.names.prefix}/{name}",
                image_tag_mutability="IMMUTABLE" if repository.immutable_tags else "MUTABLE",
                image_scanning_configuration=EcrRepositoryImageScanningConfiguration(
                    scan_on_push=repository.scan_on_push
                ),
                encryption_configuration=[EcrRepositoryEncryptionConfiguration(encryption_type="KMS", kms_key=key.arn)],
                force_delete=config.force_delete,
                provider=provider,
            )
            for name, repository in config.repositories.items()
        }
        for name, repository in config.repositories.items():
            self._expire(name, repository)
            if repository.pull_principals:
                self._share(name, repository)

    @property
    def urls(self) -> dict[str, str]:
        """Where images are pushed to and pulled from, by repository."""
        return {name: repository.repository_url for name, repository in self.repositories.items()}

    def _expire(self, name: str, config: RepositoryConfig) -> None:
        EcrLifecyclePolicy(
            self,
            f"Lifecycle-{_id(name)}",
            repository=self.repositories[name].name,
            policy=json.dumps(
                {
                    "rules": [
                        {
                            "rulePriority": 1,
                            "description": f"Untagged images go after {config.expire_untagged_days} days",
                            "selection": {
                                "tagStatus": "untagged",
                                "countType": "sinceImagePushed",
                                "countUnit": "days",
                                "countNumber": config.expire_untagged_days,
                            },
                            "action": {"type": "expire"},
                        },
                        {
                            "rulePriority": 2,
                            "description": f"The newest {config.keep_tagged} tagged images stay",
                            "selection": {
                                "tagStatus": "tagged",
                                "tagPatternList": ["*"],
                                "countType": "imageCountMoreThan",
                                "countNumber": config.keep_tagged,
                            },
                            "action": {"type": "expire"},
                        },
                    ]
                }
            ),
            provider=self._where.provider,
        )

    def _share(self, name: str, config: RepositoryConfig) -> None:
        pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        accounts = (f"arn:{self._where.partition}:iam::{p}:root" if p.isdigit() else p for p in config.pull_principals)
        EcrRepositoryPolicy(
            self,
            f"Policy-{_id(name)}",
            repository=self.repositories[name].name,
            policy=policy([Statement(sid="Pull", actions=pull, principals={"AWS": list(accounts)})]),
            provider=self._where.provider,
        )


def _id(name: str) -> str:
    # A slash parts a construct's id from its parent's; no name has two dots in a row.
    return name.replace("/", "..")
