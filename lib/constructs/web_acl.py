"""A web application firewall before regional endpoints such as load balancers, with its log."""

from __future__ import annotations

from typing import Any

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.wafv2_web_acl import (
    Wafv2WebAcl,
    Wafv2WebAclDefaultAction,
    Wafv2WebAclDefaultActionAllow,
    Wafv2WebAclRule,
    Wafv2WebAclRuleAction,
    Wafv2WebAclRuleActionBlock,
    Wafv2WebAclRuleOverrideAction,
    Wafv2WebAclRuleOverrideActionCount,
    Wafv2WebAclRuleOverrideActionNone,
    Wafv2WebAclRuleVisibilityConfig,
    Wafv2WebAclVisibilityConfig,
)
from cdktf_cdktf_provider_aws.wafv2_web_acl_association import Wafv2WebAclAssociation
from cdktf_cdktf_provider_aws.wafv2_web_acl_logging_configuration import (
    Wafv2WebAclLoggingConfiguration,
    Wafv2WebAclLoggingConfigurationRedactedFields,
    Wafv2WebAclLoggingConfigurationRedactedFieldsSingleHeader,
)
from constructs import Construct

from ..arguments import checked
from ..config.web_acl import RATE_LIMIT_PRIORITY, ManagedRuleGroupConfig, WebAclConfig
from ..naming import Names
from .encryption_key import EncryptionKey, KeyLike
from .location import Location, locate

# WAF writes to log groups of such names only.
_LOG_GROUP_PREFIX = "aws-waf-logs-"


@checked
class WebAcl(Construct):
    """A web application firewall before regional endpoints such as load balancers, with its log.

    WAF itself enters its log group in a resource policy that all log groups of an account and region share; a policy
    of our own would be one of the ten that there can be.

    Attributes:
        acl: The web ACL.
        log_group: Its log; None where requests are not logged.
        key: Encrypts the log; None where there is none and no key was handed in.

    Source: AWS WAF Developer Guide; Amazon CloudWatch Logs User Guide, "Logs sent to CloudWatch Logs".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        purpose: str,
        key: KeyLike | None = None,
        config: WebAclConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the web ACL.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            purpose: What it protects, such as ``web``; part of its name.
            key: Encrypts the log; its policy admits ``logs``. By default one is made.
            config: What it lets through.
            names: Makes the names.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        config = config or WebAclConfig()
        where = locate(self, provider, names)
        self._provider = provider
        name = where.names.regional(purpose)
        rules = [_managed(group_name, group) for group_name, group in config.managed_groups.items()]
        self.acl = Wafv2WebAcl(
            self,
            "Acl",
            name=name,
            scope="REGIONAL",
            default_action=Wafv2WebAclDefaultAction(allow=Wafv2WebAclDefaultActionAllow()),
            rule=[*_rate_limits(config), *rules],
            visibility_config=Wafv2WebAclVisibilityConfig(
                cloudwatch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=True
            ),
            tags={"Name": name},
            provider=provider,
        )
        self.key = key
        self.log_group = self._log(where, purpose, config) if config.logged else None

    @property
    def arn(self) -> str:
        """The web ACL's ARN."""
        return self.acl.arn

    def protect(self, key: str, resource_arn: str) -> Wafv2WebAclAssociation:
        """Puts it before a resource of its region.

        Args:
            key: What the resource is, such as ``balancer``; part of the construct's id.
            resource_arn: The resource, which can have one web ACL.
        """
        return Wafv2WebAclAssociation(
            self, f"Association-{key}", resource_arn=resource_arn, web_acl_arn=self.arn, provider=self._provider
        )

    def _log(self, where: Location, purpose: str, config: WebAclConfig) -> CloudwatchLogGroup:
        self.key = self.key or EncryptionKey(
            self, "Key", purpose=f"{purpose}-waf", users=["logs"], names=where.names, provider=self._provider
        )
        group = CloudwatchLogGroup(
            self,
            "LogGroup",
            name=f"{_LOG_GROUP_PREFIX}{where.names.regional(purpose)}",
            retention_in_days=config.retention_days,
            kms_key_id=self.key.arn,
            provider=self._provider,
        )
        Wafv2WebAclLoggingConfiguration(
            self,
            "Logging",
            resource_arn=self.arn,
            log_destination_configs=[group.arn],
            redacted_fields=[
                Wafv2WebAclLoggingConfigurationRedactedFields(
                    single_header=Wafv2WebAclLoggingConfigurationRedactedFieldsSingleHeader(name=header)
                )
                for header in config.redacted_headers
            ]
            or None,
            provider=self._provider,
        )
        return group


def _managed(name: str, group: ManagedRuleGroupConfig) -> Wafv2WebAclRule:
    # The bindings have no classes for statements, which nest in each other: Terraform's own names.
    statement: dict[str, Any] = {"name": name, "vendor_name": "AWS"}
    if group.version:
        statement["version"] = group.version
    if group.counted_rules:
        statement["rule_action_override"] = [
            {"name": rule, "action_to_use": {"count": {}}} for rule in group.counted_rules
        ]
    return Wafv2WebAclRule(
        name=name,
        priority=group.priority,
        statement={"managed_rule_group_statement": statement},
        override_action=Wafv2WebAclRuleOverrideAction(
            count=Wafv2WebAclRuleOverrideActionCount() if group.count_only else None,
            none=None if group.count_only else Wafv2WebAclRuleOverrideActionNone(),
        ),
        visibility_config=_visible(name),
    )


def _rate_limits(config: WebAclConfig) -> list[Wafv2WebAclRule]:
    if config.rate_limit is None:
        return []
    statement = {
        "limit": config.rate_limit,
        "evaluation_window_sec": config.rate_window_seconds,
        "aggregate_key_type": "IP",
    }
    return [
        Wafv2WebAclRule(
            name="RateLimit",
            priority=RATE_LIMIT_PRIORITY,
            statement={"rate_based_statement": statement},
            action=Wafv2WebAclRuleAction(block=Wafv2WebAclRuleActionBlock()),
            visibility_config=_visible("RateLimit"),
        )
    ]


def _visible(metric: str) -> Wafv2WebAclRuleVisibilityConfig:
    return Wafv2WebAclRuleVisibilityConfig(
        cloudwatch_metrics_enabled=True, metric_name=metric, sampled_requests_enabled=True
    )
