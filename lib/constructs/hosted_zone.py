"""A Route 53 hosted zone: public with its queries logged and its answers signed, or private to networks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_aws.data_aws_route53_zone import DataAwsRoute53Zone
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route53_zone import Route53Zone, Route53ZoneVpc
from constructs import Construct
from pydantic import TypeAdapter, ValidationError

from ..arguments import checked
from ..config.dns_names import PrivateDomain, PublicDomain
from ..config.dns_record import DnsRecordConfig
from ..config.hosted_zone import HostedZoneConfig
from ..errors import ConfigurationError
from ..model import problems_of
from ..naming import Names, slug
from .dns_record import DnsRecord
from .dnssec import Dnssec
from .encryption_key import KeyLike
from .location import Location, locate
from .network import NetworkLike
from .query_log import QueryLog
from .route53_alarms import locate_global


@dataclass(frozen=True, slots=True)
class ExistingHostedZone:
    """A hosted zone made elsewhere."""

    zone_id: str
    domain: str


@checked
class HostedZone(Construct):
    """A Route 53 hosted zone: public with its queries logged and its answers signed, or private to networks.

    A public zone answers once its domain is delegated to it: put its name servers into the parent zone, or tell them
    to the registrar. Route 53 keeps query logs and signing keys in us-east-1, so a public zone needs a provider for
    that region unless both are off.

    A private zone is associated with its networks, of any region, in its own blocks: Terraform then takes away what
    was associated by hand, and follows a network that is replaced. Do not associate further networks with it by
    `aws_route53_zone_association`: each would undo the other at every apply.

    Attributes:
        zone: The zone.
        query_log: The query log; None for a private zone, and where it is off.
        dnssec: The signing; None for a private zone, and where it is off.
        caa: Says who may issue certificates; None for a private zone, and where anyone may.

    Source: Amazon Route 53 Developer Guide, "Working with public hosted zones", "Working with private hosted zones";
    AWS provider documentation, "aws_route53_zone".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        domain: str,
        networks: Sequence[NetworkLike] = (),
        key: KeyLike | None = None,
        alarm_topic_arns: Sequence[str] = (),
        global_provider: AwsProvider | None = None,
        config: HostedZoneConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the zone.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            domain: Its domain, such as ``payments.corp.net``.
            networks: Who can resolve it, of any region; with none the zone is public.
            key: Encrypts the query log; in us-east-1, and its policy admits ``logs``. By default one is made.
            alarm_topic_arns: SNS topics in us-east-1 that are told when the signing needs somebody.
            global_provider: A provider for us-east-1, needed where `provider` is for another region.
            config: How it is kept, logged and signed.
            names: Makes the names.
            provider: The provider that makes the zone.

        Raises:
            ConfigurationError: The domain is none that the zone can have, or there is no provider for us-east-1.
        """
        super().__init__(scope, construct_id)
        config = config or HostedZoneConfig()
        where = locate(self, provider, names)
        self.domain = _accepted(self.node.path, domain, public=not networks)
        self.zone = Route53Zone(
            self,
            "Zone",
            name=self.domain,
            comment=config.comment,
            force_destroy=config.force_destroy,
            vpc=[Route53ZoneVpc(vpc_id=one.vpc_id, vpc_region=one.location.region) for one in networks] or None,
            tags={"Name": where.names.regional(slug(self.domain))},
            provider=provider,
        )
        self._provider = provider
        self.query_log: QueryLog | None = None
        self.dnssec: Dnssec | None = None
        self.caa: DnsRecord | None = None
        if not networks:
            self._publish(config, where, key, alarm_topic_arns, global_provider)

    @property
    def zone_id(self) -> str:
        """The zone's id."""
        return self.zone.zone_id

    @property
    def name_servers(self) -> list[str]:
        """What the parent zone, or the registrar, delegates the domain to."""
        return self.zone.name_servers

    @property
    def ds_record(self) -> str | None:
        """What the parent zone, or the registrar, needs for the signing to be verified; None where there is none."""
        return self.dnssec.key_signing_key.ds_record if self.dnssec else None

    @staticmethod
    def from_existing(zone_id: str, domain: str) -> ExistingHostedZone:
        """A hosted zone made elsewhere, to be given where a hosted zone is wanted."""
        return ExistingHostedZone(zone_id, domain)

    @staticmethod
    def look_up(
        scope: Construct,
        construct_id: str,
        *,
        domain: str,
        private: bool = False,
        provider: AwsProvider | None = None,
    ) -> ExistingHostedZone:
        """A hosted zone made elsewhere, found by its domain at deploy time.

        Args:
            scope: The construct that needs it.
            construct_id: The id of the data source there.
            domain: Its domain.
            private: Whether it is a private one.
            provider: The provider that looks for it.
        """
        found = DataAwsRoute53Zone(scope, construct_id, name=domain, private_zone=private, provider=provider)
        return ExistingHostedZone(found.zone_id, domain)

    def _publish(
        self,
        config: HostedZoneConfig,
        where: Location,
        key: KeyLike | None,
        alarm_topic_arns: Sequence[str],
        global_provider: AwsProvider | None,
    ) -> None:
        if config.query_log.enabled or config.dnssec.enabled:
            place = locate_global(self, self._provider, global_provider, where.names)
            if config.query_log.enabled:
                self.query_log = QueryLog(
                    self,
                    "QueryLog",
                    zone=self.zone,
                    domain=self.domain,
                    key=key,
                    config=config.query_log,
                    where=place,
                    provider=self._provider,
                )
            if config.dnssec.enabled:
                self.dnssec = Dnssec(
                    self,
                    "Dnssec",
                    zone=self.zone,
                    domain=self.domain,
                    config=config.dnssec,
                    alarm_topic_arns=alarm_topic_arns,
                    where=place,
                    provider=self._provider,
                )
        if config.caa_issuers:
            issuers = tuple(f'0 issue "{issuer}"' for issuer in config.caa_issuers)
            self.caa = DnsRecord(
                self,
                "Caa",
                zone=self,
                config=DnsRecordConfig(type="CAA", values=issuers),
                provider=self._provider,
            )


def _accepted(path: str, domain: str, *, public: bool) -> str:
    try:
        return TypeAdapter[str](PublicDomain if public else PrivateDomain).validate_python(domain)
    except ValidationError as error:
        raise ConfigurationError(problems_of(error, f"{path}.domain")) from error
