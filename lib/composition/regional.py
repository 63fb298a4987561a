"""What an environment has in each of its regions."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..config.bucket import BucketConfig
from ..config.network import NetworkConfig
from ..constructs.alarm_topics import AlarmTopics
from ..constructs.backup_vault import BackupVault
from ..constructs.bucket import Bucket
from ..constructs.encryption_key import EncryptionKey, KeyUser
from ..constructs.event_bus import EventBus
from ..constructs.network import Network
from ..constructs.publishers import Publisher
from ..constructs.queue import Queue
from ..naming import Names
from ..settings import TapSettings


class Regional(Construct):
    """One region of an environment; the primary and the secondary one differ in their network's settings alone.

    Attributes:
        names: Makes the names of the region's resources.
        provider: The provider of its region.
        key: Encrypts what the region's services keep.
        alarms: Who hears of its alarms.
        access_logs: Where requests to the region's buckets are logged; None while it has none.
        network: The region's network.
        undelivered: Takes events that cannot be delivered; None without events.
        bus: The region's event bus; None without events.
        vault: The region's backup vault; None without backups.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: TapSettings,
        network: NetworkConfig,
        peer_cidrs: Sequence[str],
        names: Names,
        provider: AwsProvider,
    ) -> None:
        """Makes the region.

        Args:
            scope: The stack.
            construct_id: ``Primary`` or ``Secondary``.
            settings: What the environment is made of.
            network: The region's network.
            peer_cidrs: The networks it is connected to.
            names: Makes its names.
            provider: Its provider.
        """
        super().__init__(scope, construct_id)
        self._settings = settings
        self.names = names
        self.provider = provider
        publishers = self._publishers()
        self.key = EncryptionKey(
            self,
            "Key",
            purpose="main",
            users=["logs", "log_delivery", "events", *publishers, *self._machines()],
            config=settings.key,
            names=names,
            provider=provider,
        )
        self.alarms = AlarmTopics(
            self,
            "Alarms",
            key=self.key,
            publishers=publishers,
            config=settings.alarms,
            names=names,
            provider=provider,
        )
        self.access_logs = self._make_access_logs(network)
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
        self.undelivered = self._make_undelivered() if settings.features.events else None
        self.bus = self._make_bus() if settings.features.events else None
        self.vault = self._make_vault() if settings.features.backup else None

    def _publishers(self) -> list[Publisher]:
        always: list[Publisher] = ["alarms", "backup"]
        return [*always, "dms"] if self._settings.features.migration else always

    def _machines(self) -> list[KeyUser]:
        """Who encrypts the volumes of instances."""
        return ["autoscaling"] if self._settings.features.web_tier else []

    def _make_access_logs(self, network: NetworkConfig) -> Bucket | None:
        kept_as = network.flow_logs
        flow_logs_are_objects = kept_as.enabled and kept_as.destination == "s3"
        if not flow_logs_are_objects and not self._settings.features.load_balancer:
            return None
        return Bucket(
            self,
            "AccessLogs",
            purpose="access-logs",
            writers=["access_logs"],
            config=BucketConfig(expiration_days=kept_as.retention_days, force_destroy=kept_as.force_destroy),
            names=self.names,
            provider=self.provider,
        )

    def _make_undelivered(self) -> Queue:
        return Queue(
            self,
            "Undelivered",
            purpose="undelivered",
            key=self.key,
            config=self._settings.events.undelivered,
            names=self.names,
            provider=self.provider,
        )

    def _make_bus(self) -> EventBus:
        return EventBus(
            self,
            "Bus",
            purpose="events",
            key=self.key,
            dead_letters=self.undelivered,
            config=self._settings.events.bus,
            names=self.names,
            provider=self.provider,
        )

    def _make_vault(self) -> BackupVault:
        return BackupVault(
            self,
            "Vault",
            key=self.key,
            topic=self.alarms.warning,
            config=self._settings.vault,
            names=self.names,
            provider=self.provider,
        )
