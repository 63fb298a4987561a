"""The replication of an account's container images to other regions."""

from __future__ import annotations

from cdktf_cdktf_provider_aws.ecr_replication_configuration import (
    EcrReplicationConfiguration,
    EcrReplicationConfigurationReplicationConfiguration,
    EcrReplicationConfigurationReplicationConfigurationRule,
    EcrReplicationConfigurationReplicationConfigurationRuleDestination,
    EcrReplicationConfigurationReplicationConfigurationRuleRepositoryFilter,
)
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.container_registry import RegistryReplicationConfig
from ..model import refuse
from ..naming import Names
from .location import locate


@checked
class RegistryReplication(Construct):
    """Copies images that are pushed to repositories of some prefixes to other regions.

    There is one for each account and region, and it is all there is: a second would overwrite it. It belongs into the
    account's stack, with a prefix for each environment that is copied. Images that were there before are not copied.

    Make a `ContainerRegistry` of the same names in each region first. A repository that ECR has to make itself is
    encrypted with its own key, lets tags be moved, and keeps everything.

    Attributes:
        replication: The registry's replication.

    Source: Amazon ECR User Guide, "Private image replication in Amazon ECR", "Templates to control repositories created
    during a pull through cache or replication action".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: RegistryReplicationConfig,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Sets the replication.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            config: What is copied, and where to.
            names: Tells the region, where the provider does not.
            provider: The provider of the region that images are pushed to.

        Raises:
            ConfigurationError: Images would be copied to where they are.
        """
        super().__init__(scope, construct_id)
        where = locate(self, provider, names)
        if where.region in config.regions:
            raise refuse(
                "ECR refuses to copy images to the region that they are pushed to",
                got=where.region,
                remedy="leave it out, or give the provider of another region",
                where=f"{self.node.path}.regions",
            )
        self.replication = EcrReplicationConfiguration(
            self,
            "Replication",
            replication_configuration=EcrReplicationConfigurationReplicationConfiguration(
                rule=[
                    EcrReplicationConfigurationReplicationConfigurationRule(
                        destination=[
                            EcrReplicationConfigurationReplicationConfigurationRuleDestination(
                                region=region, registry_id=where.account_id
                            )
                            for region in config.regions
                        ],
                        repository_filter=[
                            EcrReplicationConfigurationReplicationConfigurationRuleRepositoryFilter(
                                filter=prefix, filter_type="PREFIX_MATCH"
                            )
                            for prefix in config.prefixes
                        ],
                    )
                ]
            ),
            provider=provider,
        )
