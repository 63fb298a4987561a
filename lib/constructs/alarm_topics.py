"""The topics that a region's alarms speak to, one a severity."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.alarm_topics import AlarmTopicsConfig
from ..naming import Names
from .encryption_key import KeyLike
from .publishers import Publisher
from .topic import Topic


@checked
class AlarmTopics(Construct):
    """The topics that a region's alarms speak to, one a severity.

    An alarm reaches topics of its own region alone, so each region with alarms has its own: us-east-1 too where Route
    53, CloudFront or billing are watched, whose metrics are there.

    Attributes:
        critical: Hears what somebody has to see to now.
        warning: Hears what can wait until morning.

    Source: Amazon CloudWatch User Guide, "Notifying users on alarm changes".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key: KeyLike,
        publishers: Sequence[Publisher] = ("alarms",),
        config: AlarmTopicsConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the topics.

        Args:
            scope: The construct they belong to.
            construct_id: Their id there.
            key: Encrypts their messages; its policy admits the publishers, by the same names.
            publishers: AWS services that publish to them.
            config: Who is told.
            names: Makes their names.
            provider: The provider of their region.
        """
        super().__init__(scope, construct_id)
        config = config or AlarmTopicsConfig()

        topics = {
            construct_id: Topic(
                self,
                construct_id,
                purpose=f"alarms-{construct_id.lower()}",
                key=key,
                publishers=publishers,
                config=told,
                names=names,
                provider=provider,
            )
            for construct_id, told in (("Critical", config.critical), ("Warning", config.warning))
        }
        self.critical, self.warning = topics["Critical"], topics["Warning"]
