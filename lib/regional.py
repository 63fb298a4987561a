"""What an environment has in each of its regions."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from .config.bucket import BucketConfig
from .config.encryption_key import EncryptionKeyConfig
from .config.flow_logs import FlowLogsConfig
from .config.network import NetworkConfig
from .constructs.bucket import Bucket
from .constructs.encryption_key import EncryptionKey
from .constructs.network import Network
from .naming import Names


class Regional(Construct):
    """One region of an environment; the primary and the secondary one differ in their settings alone.

    Attributes:
        key: Encrypts what the region's services keep.
        access_logs: Where requests to the region's buckets are logged; None while it has none.
        network: The region's network.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key: EncryptionKeyConfig,
        network: NetworkConfig,
        peer_cidrs: Sequence[str],
        names: Names,
        provider: AwsProvider,
    ) -> None:
        """Makes the region.

        Args:
            scope: The stack.
            construct_id: ``Primary`` or ``Secondary``.
            key: Its key.
            network: Its network.
            peer_cidrs: The networks it is connected to.
            names: Makes its names.
            provider: Its provider.
        """
        super().__init__(scope, construct_id)
        self.key = EncryptionKey(
            self,
            "Key",
            purpose="main",
            users=["logs", "log_delivery"],
            config=key,
            names=names,
            provider=provider,
        )
        flow_logs = network.flow_logs
        keeps_objects = flow_logs.enabled and flow_logs.destination == "s3"
        self.access_logs = self._make_access_logs(flow_logs, names, provider) if keeps_objects else None
        self.network = Network(
            self,
            "Network",
            config=network,
            peer_cidrs=peer_cidrs,
            key=self.key,
            access_log_bucket=self.access_logs,
            names=names,
            provider=provider,
        )

    def _make_access_logs(self, kept_as: FlowLogsConfig, names: Names, provider: AwsProvider) -> Bucket:
        return Bucket(
            self,
            "AccessLogs",
            purpose="access-logs",
            writers=["access_logs"],
            config=BucketConfig(expiration_days=kept_as.retention_days, force_destroy=kept_as.force_destroy),
            names=names,
            provider=provider,
        )
