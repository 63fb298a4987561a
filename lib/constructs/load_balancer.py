"""An Application Load Balancer with TLS, logs and a firewall, and the target groups that it sends requests to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.lb import Lb, LbAccessLogs, LbConnectionLogs
from cdktf_cdktf_provider_aws.lb_listener import LbListener
from cdktf_cdktf_provider_aws.lb_listener_certificate import LbListenerCertificate
from cdktf_cdktf_provider_aws.lb_listener_rule import LbListenerRule
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.bucket import BucketConfig
from ..config.listener import ActionConfig, ListenerRuleConfig
from ..config.load_balancer import LoadBalancerConfig
from ..config.security_group import Rule
from ..config.subnet_layout import Tier
from ..errors import ConfigurationError, Problem
from ..naming import Names
from .bucket import Bucket, BucketLike
from .certificate import CertificateLike
from .encryption_key import KeyLike
from .listener import TO_HTTPS, conditions, default_action, rule_action
from .location import locate
from .network import NetworkLike
from .security_group import SecurityGroup
from .target_group import TargetGroup
from .web_acl import WebAcl

_FEWEST_ZONES = 2
_HTTP, _HTTPS = 80, 443
# Elastic Load Balancing keeps names that begin like this for itself.
_RESERVED = "internal-"


@checked
class LoadBalancer(Construct):
    """An Application Load Balancer with TLS, logs and a firewall, and the target groups that it sends requests to.

    It reaches nothing by itself: what joins one of its target groups has it let through to its own security group.

    Attributes:
        balancer: The load balancer.
        security_group: Its security group.
        log_bucket: Where its logs go; None where they are off.
        web_acl: The web application firewall; None where it is off.
        listeners: The listeners by port name: ``https`` and ``http``.
        target_groups: The target groups by key.
        rules: The rules by key.
        config: What it is like.

    Source: Elastic Load Balancing, "User Guide for Application Load Balancers".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        network: NetworkLike,
        purpose: str = "web",
        certificate: CertificateLike | None = None,
        further_certificates: Mapping[str, CertificateLike] | None = None,
        log_bucket: BucketLike | None = None,
        key: KeyLike | None = None,
        access_log_bucket: BucketLike | None = None,
        config: LoadBalancerConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the load balancer.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            network: Where it stands: in the public tier, or an internal one in the private tier.
            purpose: What it is for; part of its name.
            certificate: What its HTTPS listener shows to clients that ask for no other host's.
            further_certificates: What it shows for other hosts, by a key of your choice.
            log_bucket: Where its logs go; encrypted with SSE-S3, and ``load_balancer`` is among its writers. By
                default one is made.
            key: Encrypts the firewall's log; its policy admits ``logs``. By default one is made.
            access_log_bucket: Where S3 logs the requests to the bucket that is made.
            config: How it receives requests, and where it sends them.
            names: Makes the names; by default the network's.
            provider: The provider of the network's region; by default the network's.

        Raises:
            ConfigurationError: There is no certificate, or the network has too few subnets for it.
        """
        super().__init__(scope, construct_id)
        self.config = config = config or LoadBalancerConfig()
        where = network.location
        self._where = locate(self, provider or where.provider, names or where.names)
        self._certificate = certificate.arn if certificate else config.certificate_arn
        self._further = {key: one.arn for key, one in (further_certificates or {}).items()}
        self._further |= config.further_certificate_arns
        subnet_ids = network.subnet_ids(self._tier)
        self._refuse(purpose, subnet_ids)
        self.security_group = self._protect(network, purpose)
        self.log_bucket = self._log_to(log_bucket, purpose, access_log_bucket)
        self.balancer = self._balance(purpose, subnet_ids)
        self.target_groups = {
            key_of: TargetGroup(
                self,
                f"Target-{key_of}",
                purpose=f"{purpose}-{key_of}",
                vpc_id=network.vpc_id,
                balancer_group=self.security_group,
                balancer_suffix=self.arn_suffix,
                config=target,
                names=self._where.names,
                provider=self._where.provider,
            )
            for key_of, target in config.target_groups.items()
        }
        self.listeners = self._listen()
        self.rules = {name: self._route(name, rule) for name, rule in config.rules.items()}
        self.web_acl: WebAcl | None = None
        if config.web_acl.enabled:
            self.web_acl = WebAcl(
                self,
                "WebAcl",
                purpose=purpose,
                key=key,
                config=config.web_acl,
                names=self._where.names,
                provider=self._where.provider,
            )
            self.web_acl.protect("balancer", self.arn)

    @property
    def arn(self) -> str:
        """Its ARN."""
        return self.balancer.arn

    @property
    def arn_suffix(self) -> str:
        """The end of its ARN, as metrics name it."""
        return self.balancer.arn_suffix

    @property
    def dns_name(self) -> str:
        """What an alias record points at."""
        return self.balancer.dns_name

    @property
    def zone_id(self) -> str:
        """The hosted zone of its name, which an alias record needs."""
        return self.balancer.zone_id

    @property
    def _tier(self) -> Tier:
        return "private" if self.config.internal else "public"

    def _refuse(self, purpose: str, subnet_ids: Sequence[str]) -> None:
        problems = []
        if not self._certificate and not self.config.plain_http:
            internal = ", or plain_http = true for an internal one" if self.config.internal else ""
            problems.append(
                Problem(
                    f"{self.node.path}.certificate",
                    f"a {self.config.scheme} load balancer has no certificate",
                    expected=f"a Certificate, or certificate_arn{internal}",
                    remedy="give certificate=Certificate(...), or the ARN of one that exists",
                )
            )
        if (self._certificate or self._further) and self.config.plain_http:
            problems.append(
                Problem(
                    f"{self.node.path}.certificate",
                    "there is a certificate, and it is told to do without TLS",
                    got="plain_http = true",
                    remedy="leave one of the two out",
                )
            )
        if len(subnet_ids) < _FEWEST_ZONES:
            problems.append(
                Problem(
                    f"{self.node.path}.network",
                    "a load balancer stands in two zones or more",
                    got=f"{len(subnet_ids)} subnets of the {self._tier} tier",
                    remedy=f"give the network a {self._tier} tier over two zones",
                )
            )
        if (name := self._name(purpose)).startswith(_RESERVED):
            problems.append(
                Problem(
                    self.node.path,
                    "Elastic Load Balancing keeps names that begin with internal- for itself",
                    got=name,
                    remedy="choose another project or purpose",
                )
            )
        if problems:
            raise ConfigurationError(problems)

    def _name(self, purpose: str) -> str:
        return self._where.names.regional(purpose, "load_balancer")

    def _protect(self, network: NetworkLike, purpose: str) -> SecurityGroup:
        anyone = ["0.0.0.0/0"]
        inside = [str(network.cidr), *(network.peer_cidrs or ())]
        given = self.config.ingress_cidrs
        cidrs = (inside if self.config.internal else anyone) if given is None else [str(cidr) for cidr in given]
        ports = {_HTTPS: "HTTPS"} if self._certificate else {_HTTP: "HTTP"}
        if self._redirects:
            ports[_HTTP] = "HTTP, to be redirected,"
        return SecurityGroup(
            self,
            "SecurityGroup",
            vpc_id=network.vpc_id,
            purpose=f"{purpose}-balancer",
            description=f"The load balancer {self._name(purpose)}",
            ingress=[
                Rule(description=f"{what} from {cidr}", from_port=port, cidr=cidr)
                for port, what in ports.items()
                for cidr in cidrs
            ],
            separate=True,
            names=self._where.names,
            provider=self._where.provider,
        )

    @property
    def _redirects(self) -> bool:
        return bool(self._certificate) and self.config.redirect_http

    def _log_to(
        self, given: BucketLike | None, purpose: str, access_log_bucket: BucketLike | None
    ) -> BucketLike | None:
        logs = self.config.logs
        if given or not logs.enabled:
            return given if logs.enabled else None
        return Bucket(
            self,
            "Logs",
            purpose=f"{purpose}-balancer-logs",
            writers=["load_balancer"],
            access_log_bucket=access_log_bucket,
            config=BucketConfig(expiration_days=logs.retention_days, force_destroy=logs.force_destroy),
            names=self._where.names,
            provider=self._where.provider,
        )

    def _balance(self, purpose: str, subnet_ids: Sequence[str]) -> Lb:
        config, bucket = self.config, self.log_bucket
        return Lb(
            self,
            "Balancer",
            name=self._name(purpose),
            load_balancer_type="application",
            internal=config.internal,
            subnets=[*subnet_ids],
            security_groups=[self.security_group.id],
            access_logs=LbAccessLogs(bucket=bucket.name, prefix="access", enabled=True)
            if bucket and config.logs.access
            else None,
            connection_logs=LbConnectionLogs(bucket=bucket.name, prefix="connections", enabled=True)
            if bucket and config.logs.connections
            else None,
            drop_invalid_header_fields=True,
            desync_mitigation_mode=config.desync_mitigation,
            enable_http2=config.http2,
            xff_header_processing_mode=config.xff_header,
            enable_xff_client_port=config.xff_client_port,
            preserve_host_header=config.preserve_host_header,
            idle_timeout=config.idle_timeout_seconds,
            client_keep_alive=config.client_keep_alive_seconds,
            enable_deletion_protection=config.deletion_protection,
            # Cannot be turned off for the whole balancer; target groups can.
            enable_cross_zone_load_balancing=True,
            tags={"Name": self._name(purpose)},
            # It checks that it may write there.
            depends_on=[bucket.policy] if isinstance(bucket, Bucket) else None,
            provider=self._where.provider,
        )

    def _listen(self) -> dict[str, LbListener]:
        if not self._certificate:
            return {"http": self._listener("Http", _HTTP, self.config.effective_default_action)}
        listeners = {"https": self._listener("Https", _HTTPS, self.config.effective_default_action, self._certificate)}
        for key, arn in self._further.items():
            LbListenerCertificate(
                self,
                f"Certificate-{key}",
                listener_arn=listeners["https"].arn,
                certificate_arn=arn,
                provider=self._where.provider,
            )
        if self._redirects:
            listeners["http"] = self._listener("Http", _HTTP, TO_HTTPS)
        return listeners

    def _listener(
        self, construct_id: str, port: int, action: ActionConfig, certificate: str | None = None
    ) -> LbListener:
        listener = LbListener(
            self,
            construct_id,
            load_balancer_arn=self.arn,
            port=port,
            protocol="HTTPS" if certificate else "HTTP",
            ssl_policy=self.config.tls_policy if certificate else None,
            certificate_arn=certificate,
            default_action=default_action(action, self._target_arns),
            provider=self._where.provider,
        )
        self._leads_to(action, listener)
        return listener

    def _route(self, key: str, rule: ListenerRuleConfig) -> LbListenerRule:
        made = LbListenerRule(
            self,
            f"Rule-{key}",
            listener_arn=self.listeners["https" if self._certificate else "http"].arn,
            priority=rule.priority,
            action=rule_action(rule.action, self._target_arns),
            condition=conditions(rule),
            tags={"Name": self._where.names.regional(key)},
            provider=self._where.provider,
        )
        self._leads_to(rule.action, made)
        return made

    @property
    def _target_arns(self) -> Mapping[str, str]:
        return {key: group.arn for key, group in self.target_groups.items()}

    def _leads_to(self, action: ActionConfig, route: ITerraformDependable) -> None:
        for key in action.target_groups:
            self.target_groups[key].routes.append(route)
