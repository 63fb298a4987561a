"""An event bus of one region, with its policy, its archive and a log of everything that passes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cdktf_cdktf_provider_aws.cloudwatch_event_archive import CloudwatchEventArchive
from cdktf_cdktf_provider_aws.cloudwatch_event_bus import CloudwatchEventBus, CloudwatchEventBusDeadLetterConfig
from cdktf_cdktf_provider_aws.cloudwatch_event_bus_policy import CloudwatchEventBusPolicy
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.events import EventBusConfig, EventRuleConfig
from ..iam import Statement, policy
from ..naming import Names
from .encryption_key import KeyLike
from .event_rule import LOG_GROUP_PREFIX, EventRule, Target
from .location import Location, locate
from .queue import QueueLike, Sender, admit

# AWS refuses an empty pattern; every event has a source.
EVERYTHING = {"source": [{"prefix": ""}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingEventBus:
    """A bus made elsewhere, such as the account's default one; whoever made it answers for its policy.

    Attributes:
        name: Its name.
        arn: Its ARN.
        location: Its provider, region and names.
        dead_letters: Takes what its rules cannot deliver.
        policy: Not known.
    """

    name: str
    arn: str
    location: Location
    dead_letters: QueueLike | None = None
    policy: CloudwatchEventBusPolicy | None = None


@checked
class EventBus(Construct):
    """A custom event bus: encrypted, open to its own account and to accounts that are named, with an archive.

    With a key, events and rules are encrypted with it, and an event that cannot be encrypted or read goes to the
    dead-letter queue; schema discovery is not to be had then. The archive is encrypted with a key of AWS's: version
    5 of the provider knows no other. EventBridge sends events of AWS services to the default bus only, which is used
    through `from_existing`.

    Attributes:
        bus: The bus.
        policy: Its policy.
        archive: Its archive; None where it keeps none.
        log_group: Where every event is logged; None where none is.
        rules: Its rules by name.
        dead_letters: Takes what its rules cannot deliver.
        location: Its provider, region and names.

    Source: Amazon EventBridge User Guide, "Permissions for event buses", "Encrypting event buses with AWS KMS keys",
    "Encrypting archives with AWS KMS keys", "Using dead-letter queues to capture encrypted event errors". Checked
    2026-11-22.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        purpose: str,
        key: KeyLike | None = None,
        dead_letters: QueueLike | None = None,
        config: EventBusConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the bus.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            purpose: What passes over it, such as ``orders``; part of its name.
            key: Encrypts its events and its log; its policy admits ``events``, and ``logs`` where events are logged.
                None for keys of AWS's.
            dead_letters: A queue of the same region that takes what cannot be delivered.
            config: What it keeps, and from whom it takes events.
            names: Makes its name and those of its rules.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        config = config or EventBusConfig()
        self.location = locate(self, provider, names)
        self.dead_letters = dead_letters
        self.rules: dict[str, EventRule] = {}
        self.bus = CloudwatchEventBus(
            self,
            "Bus",
            name=self.location.names.regional(purpose, "event_bus"),
            kms_key_identifier=key.arn if key else None,
            # Only a key can fail: without one there is nothing to send.
            dead_letter_config=CloudwatchEventBusDeadLetterConfig(arn=dead_letters.arn)
            if key and dead_letters
            else None,
            provider=provider,
        )
        self._name = self.bus.name
        self._arn = self.bus.arn
        if key:
            admit(dead_letters, Sender("events", [self.arn]))
        self.policy = self._grant(config)
        self.archive = self._keep(purpose, config)
        self.log_group = self._log(purpose, key, config)

    @property
    def name(self) -> str:
        """The bus's name."""
        return self._name

    @property
    def arn(self) -> str:
        """The bus's ARN."""
        return self._arn

    @staticmethod
    def from_existing(
        scope: Construct,
        *,
        name: str = "default",
        dead_letters: QueueLike | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> ExistingEventBus:
        """A bus made elsewhere in this account, to be given where a bus is wanted.

        Args:
            scope: Any construct of the stack.
            name: Its name; the account's default bus if none is given.
            dead_letters: A queue of the same region that takes what its rules cannot deliver.
            names: Makes the names of its rules.
            provider: The provider of its region.
        """
        where = locate(scope, provider, names)
        return ExistingEventBus(
            name=name, arn=where.arn("events", f"event-bus/{name}"), location=where, dead_letters=dead_letters
        )

    def add_rule(
        self,
        name: str,
        *,
        pattern: Mapping[str, Any],
        target: Target,
        dead_letters: QueueLike | None = None,
        config: EventRuleConfig | None = None,
    ) -> EventRule:
        """Adds a rule.

        Args:
            name: What it does, such as ``orders-to-billing``; unique within the environment and region.
            pattern: The events that it matches.
            target: Where it sends them.
            dead_letters: Takes what cannot be delivered; the bus's own by default.
            config: How it delivers.
        """
        self.rules[name] = EventRule(
            self,
            f"Rule-{name}",
            bus=self,
            name=name,
            pattern=pattern,
            target=target,
            dead_letters=dead_letters,
            config=config,
        )
        return self.rules[name]

    def _grant(self, config: EventBusConfig) -> CloudwatchEventBusPolicy:
        where = self.location
        grants = {"OwnAccount": [where.account_id], "OtherAccounts": config.accounts}
        return CloudwatchEventBusPolicy(
            self,
            "Policy",
            event_bus_name=self.name,
            policy=policy(
                [
                    Statement(
                        sid=sid,
                        actions=["events:PutEvents"],
                        resources=[self.arn],
                        principals={"AWS": [f"arn:{where.partition}:iam::{account}:root" for account in accounts]},
                    )
                    for sid, accounts in grants.items()
                    if accounts
                ]
            ),
            provider=where.provider,
        )

    def _keep(self, purpose: str, config: EventBusConfig) -> CloudwatchEventArchive | None:
        if config.archive_days is None:
            return None
        return CloudwatchEventArchive(
            self,
            "Archive",
            name=self.location.names.regional(purpose, "event_archive"),
            event_source_arn=self.arn,
            retention_days=config.archive_days,
            provider=self.location.provider,
        )

    def _log(self, purpose: str, key: KeyLike | None, config: EventBusConfig) -> CloudwatchLogGroup | None:
        if config.log_retention_days is None:
            return None
        group = CloudwatchLogGroup(
            self,
            "LogGroup",
            name=LOG_GROUP_PREFIX.rstrip("/") + self.location.names.path(purpose),
            retention_in_days=config.log_retention_days,
            kms_key_id=key.arn if key else None,
            provider=self.location.provider,
        )
        self.add_rule(f"log-{purpose}", pattern=EVERYTHING, target=group)
        return group
