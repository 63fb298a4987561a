"""The DNSSEC signing of a public hosted zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route53_hosted_zone_dnssec import Route53HostedZoneDnssec
from cdktf_cdktf_provider_aws.route53_key_signing_key import Route53KeySigningKey
from cdktf_cdktf_provider_aws.route53_zone import Route53Zone
from constructs import Construct

from ..config.hosted_zone import DnssecConfig
from ..iam import Statement, from_source, policy
from ..naming import slug
from .encryption_key import administered_by_iam
from .location import Location
from .route53_alarms import DNSSEC, alarm_on

_SIGNER: Final = "dnssec-route53.amazonaws.com"


class Dnssec(Construct):
    """The signing of a public hosted zone, with a key in us-east-1.

    Signing by itself changes nothing for anybody: resolvers verify it once the parent zone, or the registrar, has the
    DS record. As long as that is there Route 53 refuses to turn signing off.

    Attributes:
        key: The key that signs.
        alias: Its alias.
        key_signing_key: The zone's use of the key; its attribute ``ds_record`` is what the parent zone needs.
        dnssec: The signing.
        alarms: One for each thing that can go wrong with it, by metric; empty without topics.

    Source: Amazon Route 53 Developer Guide, "Configuring DNSSEC signing", "Working with customer managed keys for
    DNSSEC"; AWS provider documentation, "aws_route53_key_signing_key".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        zone: Route53Zone,
        domain: str,
        config: DnssecConfig,
        alarm_topic_arns: Sequence[str],
        where: Location,
        provider: AwsProvider | None,
    ) -> None:
        """Signs the zone.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            zone: The zone.
            domain: Its domain.
            config: How long a deleted key can be brought back.
            alarm_topic_arns: SNS topics in us-east-1 that are told when signing needs somebody.
            where: us-east-1.
            provider: The zone's own provider.
        """
        super().__init__(scope, construct_id)
        purpose = f"dnssec-{slug(domain)}"
        self.key = KmsKey(
            self,
            "Key",
            description=f"{where.names.prefix}: signs {domain}",
            customer_master_key_spec="ECC_NIST_P256",
            key_usage="SIGN_VERIFY",
            deletion_window_in_days=config.deletion_window_days,
            policy=policy([administered_by_iam(where), *_signed_with(where, zone.arn)]),
            provider=where.provider,
        )
        self.alias = KmsAlias(
            self,
            "Alias",
            name=f"alias/{where.names.regional(purpose, 'kms_alias')}",
            target_key_id=self.key.key_id,
            provider=where.provider,
        )
        self.key_signing_key = Route53KeySigningKey(
            self,
            "KeySigningKey",
            # Letters, digits and underscores are all that Route 53 takes here.
            name=re.sub(r"[^a-z0-9]", "_", where.names.regional(purpose))[:128],
            hosted_zone_id=zone.zone_id,
            key_management_service_arn=self.key.arn,
            provider=provider,
        )
        self.dnssec = Route53HostedZoneDnssec(
            self,
            "Dnssec",
            # Through the key: a zone without one cannot be signed.
            hosted_zone_id=self.key_signing_key.hosted_zone_id,
            provider=provider,
        )
        self.alarms = {
            watch.metric: alarm_on(
                self,
                f"Alarm-{watch.metric}",
                watch,
                name=where.names.regional(f"{purpose}-{slug(watch.metric)}"),
                description=f"The DNSSEC signing of {domain} needs somebody, or it cannot be resolved soon",
                dimensions={"HostedZoneId": zone.zone_id},
                topic_arns=alarm_topic_arns,
                provider=where.provider,
            )
            for watch in (DNSSEC if alarm_topic_arns else ())
        }


def _signed_with(where: Location, zone_arn: str) -> list[Statement]:
    # In a key's policy the resource is the key itself.
    return [
        Statement(
            sid="Route53Dnssec",
            actions=["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"],
            resources=["*"],
            principals={"Service": _SIGNER},
            conditions=from_source(where.account_id, zone_arn),
        ),
        Statement(
            sid="Route53DnssecGrant",
            actions=["kms:CreateGrant"],
            resources=["*"],
            principals={"Service": _SIGNER},
            conditions={"Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
    ]
