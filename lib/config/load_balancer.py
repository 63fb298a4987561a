"""How an Application Load Balancer receives requests, and where it sends them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..aws_facts import RECOMMENDED_TLS_POLICY
from ..errors import ConfigurationError, Problem
from ..model import Distinct, Model, like
from .listener import ActionConfig, FixedResponseConfig, ListenerRuleConfig
from .target_group import TargetGroupConfig
from .web_acl import WebAclConfig

TlsPolicy = Annotated[
    str,
    like(
        r"ELBSecurityPolicy-(TLS13-1-[23]-|FS-1-2-|TLS-1-2-)[\w-]+",
        f"a policy of AWS without TLS 1.0 and 1.1, such as {RECOMMENDED_TLS_POLICY}",
        "lets in clients with TLS 1.0 or 1.1, or is no policy",
    ),
]

CertificateArn = Annotated[
    str, like(r"arn:aws[\w-]*:(acm|iam)::?.+|\$\{.+\}", "the ARN of a certificate", "is no certificate")
]


class LoadBalancerLogsConfig(Model):
    """What a load balancer writes to a bucket."""

    access: bool = True
    """Whether requests are logged."""

    connections: bool = True
    """Whether connections are logged, with their TLS version, cipher and client."""

    retention_days: int = Field(default=365, ge=1)
    """Days that the logs are kept; of no meaning in a bucket that is handed in."""

    force_destroy: bool = False
    """Whether the bucket can be destroyed with logs in it."""

    @property
    def enabled(self) -> bool:
        """Whether anything is written."""
        return self.access or self.connections


class LoadBalancerConfig(Model):
    """How an Application Load Balancer receives requests, and where it sends them."""

    scheme: Literal["public", "internal"] = "public"
    """Where it stands: in the public tier with addresses of the internet, or in the private one."""

    plain_http: bool = False
    """Whether an internal one may do without TLS; a public one never does."""

    certificate_arn: CertificateArn | None = None
    """A certificate that exists, where no construct is handed in."""

    further_certificate_arns: dict[str, CertificateArn] = Field(default_factory=dict)
    """Certificates for further hosts, by a key of your choice."""

    tls_policy: TlsPolicy = RECOMMENDED_TLS_POLICY
    """Which protocols and ciphers clients may use."""

    ingress_cidrs: Distinct[IPv4Network] | None = None
    """Who may connect; None for anyone (public), or for its VPC and the VPC's peers (internal)."""

    redirect_http: bool = True
    """Whether clients that come by HTTP are sent to HTTPS, with TLS; otherwise nothing listens there."""

    idle_timeout_seconds: int = Field(default=60, ge=1, le=4000)
    """Seconds after which a connection that nothing passes over is closed."""

    client_keep_alive_seconds: int = Field(default=3600, ge=60, le=604_800)
    """Seconds after which a client has to open a new connection."""

    deletion_protection: bool = True
    """Whether AWS refuses to delete it; turn it off and apply before you destroy it."""

    http2: bool = True
    """Whether clients may use HTTP/2."""

    desync_mitigation: Literal["defensive", "strictest"] = "defensive"
    """How requests that could be read in two ways are treated: what is a risk is refused, or all of them."""

    xff_header: Literal["append", "preserve", "remove"] = "append"
    """What becomes of X-Forwarded-For: the client's address is added, or it stays, or it is taken out."""

    xff_client_port: bool = False
    """Whether X-Forwarded-For tells the client's port too."""

    preserve_host_header: bool = False
    """Whether targets get the Host header as the client sent it, with its port."""

    logs: LoadBalancerLogsConfig = LoadBalancerLogsConfig()
    """What is logged."""

    web_acl: WebAclConfig = WebAclConfig()
    """The web application firewall before it."""

    target_groups: dict[str, TargetGroupConfig] = Field(default_factory=dict)
    """Where requests are sent, by a key of your choice."""

    default_action: ActionConfig | None = None
    """What happens to a request that no rule is for; None answers it with 404."""

    rules: dict[str, ListenerRuleConfig] = Field(default_factory=dict)
    """Which requests are treated otherwise, by a key of your choice."""

    @property
    def internal(self) -> bool:
        """Whether it stands in the private tier."""
        return self.scheme == "internal"

    @property
    def effective_default_action(self) -> ActionConfig:
        """What happens to a request that no rule is for."""
        return self.default_action or ActionConfig(fixed_response=FixedResponseConfig())

    @model_validator(mode="after")
    def _coherent(self) -> LoadBalancerConfig:
        """A public one has TLS; rules have priorities of their own; every target group is forwarded to, and exists."""
        problems = [*self._tls_problems(), *self._priority_problems(), *self._target_problems()]
        if problems:
            raise ConfigurationError(problems)
        return self

    def _tls_problems(self) -> Iterator[Problem]:
        if self.plain_http and not self.internal:
            yield Problem(
                "plain_http",
                "a public load balancer needs TLS: anyone on the way could read and change requests",
                got='scheme = "public", plain_http = true',
                expected="a certificate",
                remedy='leave plain_http out, or set scheme = "internal"',
            )
        if self.plain_http and (self.certificate_arn or self.further_certificate_arns):
            yield Problem(
                "plain_http",
                "there is a certificate, and it is told to do without TLS",
                got="plain_http = true",
                remedy="leave one of the two out",
            )

    def _priority_problems(self) -> Iterator[Problem]:
        for priority, count in Counter(rule.priority for rule in self.rules.values()).items():
            if count > 1:
                yield Problem(
                    "rules",
                    "each rule has a priority of its own",
                    got=", ".join(key for key, rule in self.rules.items() if rule.priority == priority),
                    remedy=f"give one of them another priority than {priority}",
                )

    def _target_problems(self) -> Iterator[Problem]:
        actions = {"default_action": self.effective_default_action}
        actions |= {f"rules.{key}.action": rule.action for key, rule in self.rules.items()}
        for where, action in actions.items():
            for key in action.target_groups:
                if key not in self.target_groups:
                    yield Problem(
                        f"{where}.forward.target_groups",
                        "there is no such target group",
                        got=key,
                        expected=f"one of {', '.join(self.target_groups) or 'none so far'}",
                        remedy="add it to target_groups, or correct the key",
                    )
        reached = {key for action in actions.values() for key in action.target_groups}
        for key in self.target_groups.keys() - reached:
            yield Problem(
                f"target_groups.{key}",
                "nothing is sent there: AWS refuses services and scaling policies on a group that no listener uses",
                expected="an action that forwards to it",
                remedy=f'add a rule, or default_action.forward.target_groups = {{"{key}" = 1}}',
            )
