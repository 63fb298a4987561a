"""An encrypted SNS topic whose policy names the AWS services that publish to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy
from cdktf_cdktf_provider_aws.sns_topic_subscription import SnsTopicSubscription
from constructs import Construct

from ..arguments import checked
from ..config.topic import TopicConfig
from ..iam import Statement, policy
from ..naming import Names
from .encryption_key import KeyLike
from .location import locate
from .publishers import Publisher, publish_statement


class TopicLike(Protocol):
    """Any topic that a construct can have something published to."""

    @property
    def arn(self) -> str:
        """The topic's ARN."""
        ...


@dataclass(frozen=True, slots=True)
class ExistingTopic:
    """A topic made elsewhere; whoever made it answers for its policy and its key."""

    arn: str


@checked
class Topic(Construct):
    """An encrypted SNS topic that takes messages over TLS alone, from the services its policy names.

    Principals of the account publish with what IAM grants them. Its key has to admit the same services, or what they
    publish is dropped without a word.

    Attributes:
        topic: The topic.
        policy: Its policy.
        emails: Subscriptions of email addresses, by name.
        urls: Subscriptions of HTTPS addresses, by name.

    Source: Amazon SNS Developer Guide, "Security best practices", "Managing Amazon SNS encryption keys and costs".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        purpose: str,
        key: KeyLike,
        publishers: Sequence[Publisher] = (),
        statements: Sequence[Statement] = (),
        config: TopicConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the topic.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            purpose: What it tells of, such as ``alarms``; part of its name.
            key: Encrypts its messages; its policy admits the publishers, by the same names.
            publishers: AWS services that publish to it: CloudWatch ``alarms``, AWS ``backup``, EventBridge ``events``.
            statements: Further statements for its policy.
            config: Who is told.
            names: Makes its name.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        config = config or TopicConfig()
        where = locate(self, provider, names)
        self.topic = SnsTopic(
            self,
            "Topic",
            name=where.names.regional(purpose),
            kms_master_key_id=key.arn,
            signature_version=2,  # SHA256; 1 is SHA1
            provider=provider,
        )
        self._arn = self.topic.arn
        admitted = [publish_statement(publisher, where, self.arn) for publisher in publishers]
        self.policy = SnsTopicPolicy(
            self,
            "Policy",
            arn=self.arn,
            policy=policy([_tls_only(self.arn), *admitted, *statements]),
            provider=provider,
        )
        self._provider = provider
        self.emails = {name: self._subscribe("Email", name, address) for name, address in config.emails.items()}
        self.urls = {name: self._subscribe("Https", name, address) for name, address in config.urls.items()}

    @property
    def arn(self) -> str:
        """The topic's ARN."""
        return self._arn

    @staticmethod
    def from_existing(arn: str) -> ExistingTopic:
        """A topic made elsewhere, to be given where a topic is wanted."""
        return ExistingTopic(arn)

    def _subscribe(self, protocol: str, name: str, address: str) -> SnsTopicSubscription:
        return SnsTopicSubscription(
            self,
            f"{protocol}-{name}",
            topic_arn=self.arn,
            protocol=protocol.lower(),
            endpoint=address,
            endpoint_auto_confirms=True if protocol == "Https" else None,
            provider=self._provider,
        )


def _tls_only(topic_arn: str) -> Statement:
    # A topic's policy knows no wildcard for actions; publishing is what carries data.
    return Statement(
        sid="TlsOnly",
        effect="Deny",
        actions=["sns:Publish"],
        resources=[topic_arn],
        principals={"*": "*"},
        conditions={"Bool": {"aws:SecureTransport": "false"}},
    )
