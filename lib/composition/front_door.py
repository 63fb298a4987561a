"""What requests come in by in one region of an environment."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

from constructs import Construct

from ..config.certificate import CertificateConfig
from ..config.listener import ActionConfig, ListenerRuleConfig
from ..config.load_balancer import LoadBalancerConfig
from ..config.target_group import TargetGroupConfig
from ..constructs.certificate import Certificate
from ..constructs.dns_record import HostedZoneLike
from ..constructs.load_balancer import LoadBalancer
from ..constructs.payment_api import PaymentApi
from ..errors import GuardWarning
from ..settings import TapSettings
from .regional import Regional

PAYMENTS = "payments"


class FrontDoor(Construct):
    """What requests come in by in one region: a load balancer, its certificate, and the way to the payments.

    Without a certificate, or a zone that it can be proved in, the load balancer is an internal one without TLS.

    Attributes:
        certificate: What proves the name; None where one exists already, or there is none.
        balancer: The load balancer.
        is_public: Whether it is reached from the internet.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: TapSettings,
        region: Regional,
        certificate_arn: str | None,
        zone: HostedZoneLike | None,
        payments: PaymentApi | None,
    ) -> None:
        """Makes it.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            settings: What the environment is made of.
            region: Where it is.
            certificate_arn: A certificate of the region that exists; None for none.
            zone: A zone that answers on the internet, in which a certificate can be proved; None for none.
            payments: Answers under ``/payments``; None for nothing.
        """
        super().__init__(scope, construct_id)
        self.certificate = self._make_certificate(settings, region, zone) if zone and not certificate_arn else None
        config = settings.load_balancer_with(certificate_arn, proved=self.certificate is not None)
        self.is_public = config.scheme == "public"
        if not self.is_public and "scheme" not in settings.load_balancer.model_fields_set:
            _tell_of_missing_certificate(region)
        self.balancer = LoadBalancer(
            self,
            "Balancer",
            network=region.network,
            certificate=self.certificate,
            key=region.key,
            access_log_bucket=region.access_logs,
            config=_with_payments(config) if payments else config,
        )
        if payments:
            group = self.balancer.target_groups[PAYMENTS]
            group.attach_function(payments, permission=payments.admit_load_balancer(group))

    def _make_certificate(self, settings: TapSettings, region: Regional, zone: HostedZoneLike) -> Certificate:
        return Certificate(
            self,
            "Certificate",
            zone=zone,
            config=CertificateConfig(names=(settings.host_name,)),
            names=region.names,
            provider=region.provider,
        )


def _tell_of_missing_certificate(region: Regional) -> None:
    text = [
        f"warning: the load balancer of {region.names.region} has no certificate: it is internal, and speaks HTTP",
        '    remedy: give it a certificate_arn, or a route53_domain whose zone exists (dns.zone = "existing")',
        '            load_balancer.scheme = "internal" says that it is meant',
    ]
    warnings.warn("\n".join(text), GuardWarning, stacklevel=2)


def _with_payments(config: LoadBalancerConfig) -> LoadBalancerConfig:
    """The same, with a way to the payments where the user has not made one."""
    group = {PAYMENTS: TargetGroupConfig(type="lambda")}
    action = ActionConfig.model_validate({"forward": {"target_groups": {PAYMENTS: 1}}})
    # The last priority there is: whatever the user says comes first.
    rule = {PAYMENTS: ListenerRuleConfig(priority=50_000, paths=("/payments", "/payments/*", "/health"), action=action)}
    added: Mapping[str, object] = {
        "target_groups": {**group, **config.target_groups},
        "rules": {**rule, **config.rules},
    }
    return config.model_copy(update=dict(added))
