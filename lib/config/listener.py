"""What a load balancer does with a request."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..model import Distinct, Model, like, refuse

# Source: Elastic Load Balancing, "Quotas for your Application Load Balancers".
_MOST_CONDITION_VALUES = 5
_MOST_TARGET_GROUPS = 5
_LONGEST_BODY = 1024

StatusCode = Annotated[str, like(r"[245]\d\d", "a code of the 200s, 400s or 500s, such as 404", "is no status code")]


class ForwardConfig(Model):
    """Passes requests on to target groups."""

    target_groups: dict[str, Annotated[int, Field(ge=0, le=999)]] = Field(min_length=1)
    """Each target group's weight, by its key; with one group the weight is of no meaning."""

    stickiness_seconds: int | None = Field(default=None, ge=1, le=604_800)
    """Seconds for which a client comes back to the same target group; None for any of them."""

    @model_validator(mode="after")
    def _sends_somewhere(self) -> ForwardConfig:
        """At most five target groups, and not all of them with weight 0."""
        if len(self.target_groups) > _MOST_TARGET_GROUPS or not any(self.target_groups.values()):
            raise refuse(
                f"requests go to 1 to {_MOST_TARGET_GROUPS} target groups, one of them with a weight above 0",
                got=", ".join(f"{key} = {weight}" for key, weight in self.target_groups.items()),
                remedy="correct the weights",
            )
        return self


class RedirectConfig(Model):
    """Sends clients to another address; what is not said stays as it is in the request."""

    permanent: bool = True
    """Whether clients may remember it: status 301, else 302."""

    protocol: Literal["HTTPS", "HTTP", "#{protocol}"] = "HTTPS"
    """The protocol there."""

    host: str = "#{host}"
    """The host there."""

    port: str = "443"
    """The port there, or ``#{port}``."""

    path: str = "/#{path}"
    """The path there."""

    query: str = "#{query}"
    """The query there."""

    @model_validator(mode="after")
    def _goes_elsewhere(self) -> RedirectConfig:
        """It differs from the request in something besides the query, or clients would go in circles."""
        same = ("#{protocol}", "#{host}", "#{port}", "/#{path}")
        if (self.protocol, self.host, self.port, self.path) == same:
            raise refuse("the redirect leads back to where it came from", remedy="change protocol, host, port or path")
        return self


class FixedResponseConfig(Model):
    """Answers by itself."""

    status_code: StatusCode = "404"
    """The status."""

    content_type: Literal["text/plain", "text/css", "text/html", "application/javascript", "application/json"] = (
        "text/plain"
    )
    """What the body is."""

    body: str = Field(default="", max_length=_LONGEST_BODY)
    """The body."""


class ActionConfig(Model):
    """What is done with a request: exactly one of `forward`, `redirect` and `fixed_response`."""

    forward: ForwardConfig | None = None
    """Pass it on to target groups."""

    redirect: RedirectConfig | None = None
    """Send the client elsewhere."""

    fixed_response: FixedResponseConfig | None = None
    """Answer it at once."""

    @property
    def target_groups(self) -> tuple[str, ...]:
        """The keys of the target groups that it passes requests on to."""
        return tuple(self.forward.target_groups) if self.forward else ()

    @model_validator(mode="after")
    def _one_action(self) -> ActionConfig:
        """Exactly one action is given."""
        given = [name for name in ("forward", "redirect", "fixed_response") if getattr(self, name)]
        if len(given) != 1:
            raise refuse(
                "a request can be treated in one way only",
                got=", ".join(given) or "nothing",
                expected="exactly one of forward, redirect, fixed_response",
                remedy="name one",
            )
        return self


class ListenerRuleConfig(Model):
    """Which requests are treated otherwise than by default, and how; all conditions have to hold."""

    priority: int = Field(ge=1, le=50_000)
    """The rules are tried from the lowest; each has a priority of its own."""

    hosts: Distinct[str] = ()
    """Hosts that it is for, with wildcards ``*`` and ``?``."""

    paths: Distinct[str] = ()
    """Paths that it is for, with wildcards ``*`` and ``?``, such as ``/api/*``."""

    methods: Distinct[str] = ()
    """Methods that it is for, such as ``GET``."""

    headers: dict[str, Distinct[str]] = Field(default_factory=dict)
    """Values of headers that it is for, with wildcards, by the header's name."""

    source_cidrs: Distinct[IPv4Network | IPv6Network] = ()
    """Addresses of clients that it is for."""

    action: ActionConfig
    """What is done with such a request."""

    @model_validator(mode="after")
    def _has_conditions(self) -> ListenerRuleConfig:
        """One to five values over all conditions."""
        values = (self.hosts, self.paths, self.methods, self.source_cidrs, *self.headers.values())
        count = sum(map(len, values))
        if not 1 <= count <= _MOST_CONDITION_VALUES or not all(self.headers.values()):
            raise refuse(
                f"a rule has 1 to {_MOST_CONDITION_VALUES} values in its conditions, and no header without one",
                got=f"{count} values",
                expected="values among hosts, paths, methods, headers and source_cidrs",
                remedy="spread them over several rules, or name one" if count else "name a host or a path",
            )
        return self
