"""A TLS certificate that is proved by records in a hosted zone, and renews itself as long as they stand there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.acm_certificate import AcmCertificate, AcmCertificateOptions
from cdktf_cdktf_provider_aws.acm_certificate_validation import AcmCertificateValidation
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route53_record import Route53Record
from cdktf_cdktf_provider_aws.route53_zone import Route53Zone
from constructs import Construct

from ..arguments import checked
from ..config.certificate import CertificateConfig, validated_name
from ..errors import ConfigurationError, Problem
from ..naming import Names, slug
from .location import locate


class CertificateLike(Protocol):
    """Any certificate that a listener can show."""

    @property
    def arn(self) -> str:
        """The certificate's ARN."""
        ...


class ZoneLike(Protocol):
    """Any hosted zone that records can be put into."""

    @property
    def zone_id(self) -> str:
        """The zone's id."""
        ...

    @property
    def domain(self) -> str:
        """The zone's domain."""
        ...


@dataclass(frozen=True, slots=True)
class ExistingCertificate:
    """A certificate made elsewhere."""

    arn: str


@checked
class Certificate(Construct):
    """A TLS certificate that is proved by records in a hosted zone, and renews itself as long as they stand there.

    A wildcard shares its record with the domain it is for, so each domain has one record. The same account's
    certificates for one domain share it in every region: the record of another one is taken over, not refused.

    The zone has to answer on the internet. One that is made in the same apply is not delegated yet, and the apply
    would wait for over an hour and fail: such a zone is refused until `zone_is_delegated` says otherwise.

    Attributes:
        certificate: The certificate.
        records: The records that prove it, by domain.
        validation: Ends when ACM has seen them.

    Source: AWS Certificate Manager User Guide, "DNS validation".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        zone: ZoneLike,
        config: CertificateConfig,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the certificate and waits until it is issued.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            zone: The public zone that the names are in.
            config: The names.
            names: Makes its tag.
            provider: The provider of the region in which it is used.

        Raises:
            ConfigurationError: A name is outside the zone, or the zone cannot answer yet.
        """
        super().__init__(scope, construct_id)
        where = locate(self, provider, names)
        _refuse_unprovable(self.node.path, zone, config)
        first, *others = config.names
        self.certificate = AcmCertificate(
            self,
            "Certificate",
            domain_name=first,
            subject_alternative_names=others or None,
            validation_method="DNS",
            key_algorithm=config.key_algorithm,
            options=AcmCertificateOptions(certificate_transparency_logging_preference="ENABLED"),
            tags={"Name": where.names.regional(slug(first))},
            # A listener shows the old one until it has the new.
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
            provider=provider,
        )
        self.records = {
            domain: self._prove(domain, name, zone, config, provider) for domain, name in config.validated.items()
        }
        self.validation = AcmCertificateValidation(
            self,
            "Validation",
            certificate_arn=self.certificate.arn,
            validation_record_fqdns=[record.fqdn for record in self.records.values()],
            provider=provider,
        )

    @property
    def arn(self) -> str:
        """The certificate's ARN, known once it is issued."""
        return self.validation.certificate_arn

    @staticmethod
    def from_existing(arn: str) -> ExistingCertificate:
        """A certificate made elsewhere, to be given where a certificate is wanted."""
        return ExistingCertificate(arn)

    def _prove(
        self, domain: str, name: str, zone: ZoneLike, config: CertificateConfig, provider: AwsProvider | None
    ) -> Route53Record:
        options = f"{self.certificate.fqn}.domain_validation_options"

        def option(attribute: str) -> str:
            # ACM tells the records in no order; which there are is known from the names.
            return f'${{one([for each in {options} : each.{attribute} if each.domain_name == "{name}"])}}'

        return Route53Record(
            self,
            f"Record-{domain}",
            zone_id=zone.zone_id,
            name=option("resource_record_name"),
            type=option("resource_record_type"),
            records=[option("resource_record_value")],
            ttl=config.ttl_seconds,
            allow_overwrite=True,
            provider=provider,
        )


def _refuse_unprovable(path: str, zone: ZoneLike, config: CertificateConfig) -> None:
    problems = [
        Problem(
            f"{path}.names",
            "the name is not in the zone, where its owner has to prove it",
            got=name,
            expected=f"{zone.domain} or a name that ends with .{zone.domain}",
            remedy="correct it, or take the zone that it is in",
        )
        for name in config.names
        if not f".{validated_name(name)}".endswith(f".{zone.domain}")
    ]
    if isinstance(getattr(zone, "zone", None), Route53Zone) and not config.zone_is_delegated:
        problems.append(
            Problem(
                f"{path}.zone",
                "a zone made in the same stack answers nobody before its parent has its name servers",
                got=zone.domain,
                expected="a zone that exists, or config.zone_is_delegated",
                remedy="deploy the zone first and delegate the domain to it; then set zone_is_delegated = true",
            )
        )
    if problems:
        raise ConfigurationError(problems)
