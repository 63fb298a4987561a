"""A rule of an event bus, and the one target that it delivers to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from cdktf import ITerraformDependable, Token
from cdktf_cdktf_provider_aws.cloudwatch_event_bus_policy import CloudwatchEventBusPolicy
from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
from cdktf_cdktf_provider_aws.cloudwatch_event_target import (
    CloudwatchEventTarget,
    CloudwatchEventTargetDeadLetterConfig,
    CloudwatchEventTargetRetryPolicy,
)
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.cloudwatch_log_resource_policy import CloudwatchLogResourcePolicy
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission
from constructs import Construct

from ..arguments import checked
from ..config.events import EventRuleConfig
from ..errors import ConfigurationError, Problem
from ..iam import Statement, from_source, policy, service_trust
from .location import Location
from .log_delivery import LOG_DELIVERY
from .queue import ExistingQueue, Queue, QueueLike, Sender, admit

EVENTS = "events.amazonaws.com"
LOG_GROUP_PREFIX = "/aws/events/"


@checked
@dataclass(frozen=True, slots=True)
class FunctionTarget:
    """A Lambda function that a rule invokes; the rule makes the permission.

    Attributes:
        arn: The ARN of the function, or of one of its aliases.
    """

    arn: str


class EventBusLike(Protocol):
    """Any bus that rules can be added to, or that can be sent to."""

    @property
    def name(self) -> str:
        """The bus's name."""
        ...

    @property
    def arn(self) -> str:
        """The bus's ARN."""
        ...

    @property
    def location(self) -> Location:
        """Its provider, region and names."""
        ...

    @property
    def dead_letters(self) -> QueueLike | None:
        """Takes what its rules cannot deliver."""
        ...

    @property
    def policy(self) -> CloudwatchEventBusPolicy | None:
        """Its policy; None where it was made elsewhere."""
        ...


Target = Queue | ExistingQueue | CloudwatchLogGroup | FunctionTarget | EventBusLike


@checked
class EventRule(Construct):
    """A rule of an event bus, its one target, and what the target needs to take events from it.

    A queue of this library admits the rule, a function gets a permission, a log group a resource policy (AWS allows
    ten of those in a region), and a bus a role that can put events on that bus alone. What cannot be delivered goes
    to the bus's dead-letter queue. A delivery to a bus has no retry policy of its own: AWS refuses one.

    Attributes:
        rule: The rule.
        target: Its target.
        role: What it sends to another bus with; None for other targets.

    Source: Amazon EventBridge User Guide, "Permissions for event buses", "Using dead-letter queues to process
    undelivered events"; CloudWatch Logs API Reference, PutResourcePolicy; AWS CDK reference,
    `aws_events_targets.EventBusProps`. Checked 2026-11-22.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        bus: EventBusLike,
        name: str,
        pattern: Mapping[str, Any],
        target: Target,
        dead_letters: QueueLike | None = None,
        config: EventRuleConfig | None = None,
    ) -> None:
        """Makes the rule in the region of its bus.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            bus: The bus whose events it looks at.
            name: What it does, such as ``orders-to-billing``; unique within the environment and region.
            pattern: The events that it matches, as EventBridge writes patterns: ``{"source": ["shop.orders"]}``.
            target: Where it sends them: a queue, a log group whose name begins with ``/aws/events/``, a function, or
                a bus, also one of another region.
            dead_letters: Takes what cannot be delivered; the bus's own by default.
            config: How it delivers.

        Raises:
            ConfigurationError: AWS refuses the pattern, or the log group's name.
        """
        super().__init__(scope, construct_id)
        _refuse(self.node.path, pattern, target)
        config = config or EventRuleConfig()
        dead_letters = dead_letters or bus.dead_letters
        self._where: Location = bus.location
        self._name = name
        self.rule = CloudwatchEventRule(
            self,
            "Rule",
            name=self._where.names.regional(name, "event_rule"),
            description=config.description or None,
            event_bus_name=bus.name,
            event_pattern=json.dumps(pattern),
            state="ENABLED" if config.enabled else "DISABLED",
            provider=self._where.provider,
        )
        self.role: IamRole | None = None
        needed = self._admit(target)
        admit(dead_letters, Sender("events", [self.rule.arn]))
        self.target = CloudwatchEventTarget(
            self,
            "Target",
            rule=self.rule.name,
            event_bus_name=bus.name,
            target_id=self._where.names.regional(name, "event_rule"),
            arn=target.arn,
            role_arn=self.role.arn if self.role else None,
            dead_letter_config=CloudwatchEventTargetDeadLetterConfig(arn=dead_letters.arn) if dead_letters else None,
            retry_policy=None
            if self.role
            else CloudwatchEventTargetRetryPolicy(
                maximum_event_age_in_seconds=config.maximum_age_seconds, maximum_retry_attempts=config.maximum_retries
            ),
            # A delivery that is not allowed is not tried again.
            depends_on=needed or None,
            provider=self._where.provider,
        )

    @property
    def arn(self) -> str:
        """The rule's ARN."""
        return self.rule.arn

    def _admit(self, target: Target) -> list[ITerraformDependable]:
        """Lets the rule deliver to its target; gives what has to be there first."""
        if isinstance(target, Queue | ExistingQueue):
            admit(target, Sender("events", [self.rule.arn]))
            return []
        if isinstance(target, FunctionTarget):
            return [self._let_invoke(target)]
        if isinstance(target, CloudwatchLogGroup):
            return [self._let_log(target)]
        policies = [self._let_forward(target), target.policy]
        return [each for each in policies if each]

    def _let_invoke(self, function: FunctionTarget) -> LambdaPermission:
        return LambdaPermission(
            self,
            "Permission",
            function_name=function.arn,
            action="lambda:InvokeFunction",
            principal=EVENTS,
            source_arn=self.rule.arn,
            provider=self._where.provider,
        )

    def _let_log(self, group: CloudwatchLogGroup) -> CloudwatchLogResourcePolicy:
        return CloudwatchLogResourcePolicy(
            self,
            "LogPolicy",
            policy_name=self._where.names.regional(self._name),
            policy_document=policy(
                [
                    Statement(
                        sid="WriteEvents",
                        actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                        resources=[f"{group.arn}:*"],
                        # No source: AWS writes with two services, and documents none for them.
                        principals={"Service": [EVENTS, LOG_DELIVERY]},
                    )
                ]
            ),
            provider=self._where.provider,
        )

    def _let_forward(self, bus: EventBusLike) -> IamRolePolicy:
        self.role = IamRole(
            self,
            "Role",
            name=self._where.names.account_wide(self._name),
            assume_role_policy=service_trust(
                EVENTS,
                {
                    **from_source(self._where.account_id),
                    "ArnEquals": {"aws:SourceArn": self.rule.arn},
                },
            ),
            provider=self._where.provider,
        )
        return IamRolePolicy(
            self,
            "RolePolicy",
            name="put-events",
            role=self.role.name,
            policy=policy([Statement(sid="PutEvents", actions=["events:PutEvents"], resources=[bus.arn])]),
            provider=self._where.provider,
        )


def _refuse(path: str, pattern: Mapping[str, Any], target: Target) -> None:
    problems = []
    if not pattern:
        problems.append(
            Problem(
                path,
                "AWS refuses a pattern that names nothing",
                expected="a pattern, for all events one that all of them match",
                remedy='give pattern={"source": [{"prefix": ""}]} for all events',
            )
        )
    name = target.name_input if isinstance(target, CloudwatchLogGroup) else None
    if name and not Token.is_unresolved(name) and not name.startswith(LOG_GROUP_PREFIX):
        problems.append(
            Problem(
                path,
                "EventBridge writes to no log group of this name",
                got=name,
                expected=f"a name that begins with {LOG_GROUP_PREFIX}",
                remedy="rename the log group",
            )
        )
    if problems:
        raise ConfigurationError(problems)
