"""The query log of a public hosted zone."""

from __future__ import annotations

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.cloudwatch_log_resource_policy import CloudwatchLogResourcePolicy
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route53_query_log import Route53QueryLog
from cdktf_cdktf_provider_aws.route53_zone import Route53Zone
from constructs import Construct

from ..config.hosted_zone import QueryLogConfig
from ..iam import Statement, from_source, policy
from ..naming import slug
from .encryption_key import EncryptionKey, KeyLike
from .location import Location


class QueryLog(Construct):
    """The queries of a public hosted zone, in a log group in us-east-1 that Route 53 is let into.

    Attributes:
        log_group: Where they are.
        key: Encrypts them.
        policy: Lets Route 53 into the log group; None where the account has a policy for that already.
        query_log: The logging of the zone.

    Source: Amazon Route 53 API Reference, "CreateQueryLoggingConfig".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        zone: Route53Zone,
        domain: str,
        key: KeyLike | None,
        config: QueryLogConfig,
        where: Location,
        provider: AwsProvider | None,
    ) -> None:
        """Starts to record.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            zone: The zone.
            domain: Its domain.
            key: Encrypts the records, in us-east-1; its policy admits ``logs``. By default one is made.
            config: How long they are kept.
            where: us-east-1.
            provider: The zone's own provider.
        """
        super().__init__(scope, construct_id)
        purpose = f"dns-queries-{slug(domain)}"
        self.key = key or EncryptionKey(
            self,
            "Key",
            purpose=purpose,
            users=["logs"],
            config=config.key,
            names=where.names,
            provider=where.provider,
        )
        self.log_group = CloudwatchLogGroup(
            self,
            "LogGroup",
            # Below the prefix that AWS advises, so that one resource policy can be for all zones of an account.
            name=f"/aws/route53/{where.names.prefix}/{domain}",
            retention_in_days=config.retention_days,
            kms_key_id=self.key.arn,
            provider=where.provider,
        )
        self.policy = self._let_in(zone, where, purpose) if config.resource_policy else None
        self.query_log = Route53QueryLog(
            self,
            "QueryLog",
            zone_id=zone.zone_id,
            cloudwatch_log_group_arn=self.log_group.arn,
            # Route 53 checks that it may write there.
            depends_on=[self.policy] if self.policy else None,
            provider=provider,
        )

    def _let_in(self, zone: Route53Zone, where: Location, purpose: str) -> CloudwatchLogResourcePolicy:
        return CloudwatchLogResourcePolicy(
            self,
            "Policy",
            policy_name=where.names.regional(purpose),
            policy_document=policy(
                [
                    Statement(
                        sid="WriteQueries",
                        actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                        resources=[f"{self.log_group.arn}:*"],
                        principals={"Service": "route53.amazonaws.com"},
                        conditions=from_source(where.account_id, zone.arn),
                    )
                ]
            ),
            provider=where.provider,
        )
