"""An encrypted SQS queue, with a dead-letter queue of its own or as one for others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from cdktf_cdktf_provider_aws.sqs_queue_policy import SqsQueuePolicy
from cdktf_cdktf_provider_aws.sqs_queue_redrive_allow_policy import SqsQueueRedriveAllowPolicy
from constructs import Construct

from ..arguments import checked
from ..config.queue import QueueConfig
from ..iam import Statement, policy
from ..naming import Names
from .encryption_key import KeyLike
from .location import locate

SenderService = Literal["events", "sns"]


class QueueLike(Protocol):
    """Any queue that a construct can send to."""

    @property
    def arn(self) -> str:
        """The queue's ARN."""
        ...


@dataclass(frozen=True, slots=True)
class ExistingQueue:
    """A queue made elsewhere; whoever made it answers for its policy."""

    arn: str


@checked
@dataclass(frozen=True, slots=True)
class Sender:
    """An AWS service that may send to a queue, on behalf of the resources named only.

    Attributes:
        service: ``events`` for EventBridge, ``sns`` for SNS.
        source_arns: The rules and buses, or topics, that it sends for.
    """

    service: SenderService
    source_arns: Sequence[str]


@checked
class Queue(Construct):
    """A standard SQS queue: encrypted, TLS only, admitting the services that are named and nobody from outside.

    All grants stand in its one policy, since a second `aws_sqs_queue_policy` would overwrite the first. With a key
    messages are encrypted with KMS, and the key's policy has to admit whoever sends (``events``, ``sns``); without one
    with SSE-SQS, which every service may use. It serves as dead-letter queue of rules, functions and topics of its
    region too: constructs of this library that send to it admit themselves.

    Attributes:
        queue: The queue.
        policy: Its policy.
        dead_letters: Its own dead-letter queue, where `max_receive_count` asks for one.

    Source: Amazon SQS Developer Guide, "Key management", "Using dead-letter queues", "Setting-up dead-letter queue
    retention"; Amazon EventBridge User Guide, "Using dead-letter queues to process undelivered events". Checked
    2026-11-22.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        purpose: str,
        key: KeyLike | None = None,
        senders: Iterable[Sender] = (),
        statements: Sequence[Statement] = (),
        config: QueueConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the queue.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            purpose: What it holds, such as ``orders``; part of its name.
            key: Encrypts its messages; its policy admits the senders. None for SSE-SQS.
            senders: AWS services that send to it.
            statements: Further statements for its policy.
            config: How it keeps its messages and hands them out.
            names: Makes its name.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        config = config or QueueConfig()
        where = locate(self, provider, names)
        self.dead_letters: Queue | None = None
        if config.max_receive_count:
            self.dead_letters = Queue(
                self,
                "DeadLetters",
                purpose=f"{purpose}-dead-letters",
                key=key,
                config=QueueConfig(
                    retention_seconds=config.dead_letter_retention_seconds, key_reuse_seconds=config.key_reuse_seconds
                ),
                names=where.names,
                provider=provider,
            )
        self.queue = SqsQueue(
            self,
            "Queue",
            name=where.names.regional(purpose, "queue"),
            message_retention_seconds=config.retention_seconds,
            visibility_timeout_seconds=config.visibility_timeout_seconds,
            receive_wait_time_seconds=config.receive_wait_seconds,
            kms_master_key_id=key.arn if key else None,
            kms_data_key_reuse_period_seconds=config.key_reuse_seconds if key else None,
            sqs_managed_sse_enabled=None if key else True,
            redrive_policy=_redrive(self.dead_letters, config.max_receive_count),
            provider=provider,
        )
        self._arn = self.queue.arn
        if self.dead_letters:
            SqsQueueRedriveAllowPolicy(
                self,
                "RedriveAllowPolicy",
                queue_url=self.dead_letters.queue.id,
                redrive_allow_policy=json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [self.arn]}),
                provider=provider,
            )
        self._sources: dict[SenderService, list[str]] = {}
        self._statements = list(statements)
        self.policy = SqsQueuePolicy(self, "Policy", queue_url=self.queue.id, policy=self._granted(), provider=provider)
        for sender in senders:
            self.admit(sender)

    @property
    def name(self) -> str:
        """The queue's name, which metrics and alarms know it by."""
        return self.queue.name

    @property
    def arn(self) -> str:
        """The queue's ARN."""
        return self._arn

    @staticmethod
    def from_existing(arn: str) -> ExistingQueue:
        """A queue made elsewhere, to be given where a queue is wanted."""
        return ExistingQueue(arn)

    def admit(self, sender: Sender) -> None:
        """Lets an AWS service send to the queue, for resources that may be made after it."""
        sources = self._sources.setdefault(sender.service, [])
        sources.extend(arn for arn in sender.source_arns if arn not in sources)
        self.policy.policy = self._granted()

    def _granted(self) -> str:
        sends = [_sends(service, arns, self.arn) for service, arns in sorted(self._sources.items()) if arns]
        return policy([_tls_only(self.arn), *sends, *self._statements])


def admit(queue: QueueLike | None, sender: Sender) -> None:
    """Lets a service send to a queue of this library; a queue made elsewhere is its maker's."""
    if isinstance(queue, Queue):
        queue.admit(sender)


def _redrive(dead_letters: Queue | None, max_receive_count: int | None) -> str | None:
    if not dead_letters:
        return None
    return json.dumps({"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": max_receive_count})


def _tls_only(queue_arn: str) -> Statement:
    return Statement(
        sid="TlsOnly",
        effect="Deny",
        actions=["sqs:*"],
        resources=[queue_arn],
        principals={"*": "*"},
        conditions={"Bool": {"aws:SecureTransport": "false"}},
    )


def _sends(service: SenderService, source_arns: Sequence[str], queue_arn: str) -> Statement:
    return Statement(
        sid=f"{service.capitalize()}Send",
        actions=["sqs:SendMessage"],
        resources=[queue_arn],
        principals={"Service": f"{service}.amazonaws.com"},
        # The ARNs name the account too.
        conditions={"ArnEquals": {"aws:SourceArn": list(source_arns)}},
    )
