"""What has to be in us-east-1, whatever regions an environment is in: Route 53 keeps its metrics and logs there."""

from __future__ import annotations

from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..constructs.alarm_topics import AlarmTopics
from ..constructs.encryption_key import EncryptionKey
from ..naming import Names
from ..settings import TapSettings


class GlobalRegion(Construct):
    """A key and topics for alarms in us-east-1, for an environment that is in other regions.

    Attributes:
        names: Makes the names of what is there.
        provider: The provider of us-east-1.
        key: Encrypts what is there.
        alarms: Who hears of its alarms.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: TapSettings, names: Names, provider: AwsProvider
    ) -> None:
        """Makes key and topics.

        Args:
            scope: The stack.
            construct_id: Their id there.
            settings: What the environment is made of.
            names: Makes the names.
            provider: A provider of us-east-1.
        """
        super().__init__(scope, construct_id)
        self.names = names
        self.provider = provider
        self.key = EncryptionKey(
            self,
            "Key",
            purpose="main",
            users=["logs", "alarms"],
            config=settings.key,
            names=names,
            provider=provider,
        )
        self.alarms = AlarmTopics(self, "Alarms", key=self.key, config=settings.alarms, names=names, provider=provider)
