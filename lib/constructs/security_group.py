"""A security group whose rules are typed, checked for duplicates, and made in one style."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.security_group import SecurityGroup as AwsSecurityGroup
from cdktf_cdktf_provider_aws.security_group import SecurityGroupEgress, SecurityGroupIngress
from cdktf_cdktf_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule
from constructs import Construct

from ..arguments import checked
from ..config.security_group import Rule
from ..errors import ConfigurationError, Problem
from ..model import refuse
from ..naming import Names, slug
from .location import locate

Direction = Literal["ingress", "egress"]


class SecurityGroupRef(Protocol):
    """Any security group that a rule can name as its peer."""

    @property
    def id(self) -> str:
        """The group's id."""
        ...


@checked
class SecurityGroup(Construct):
    """A security group whose rules are typed, checked for duplicates, and made in one style.

    The rules stand inline, where Terraform removes what was added by hand, as long as all of them are the group's
    own. As soon as one names another group, all are resources of their own, since two groups that name each other
    inline are a cycle. Never both on one group: each would undo the other at every apply. A group whose peers are
    not known yet is made with `separate=True`; what they may do is added with `allow`.

    Attributes:
        group: The group.
        inline: Whether its rules stand inline.

    Source: AWS provider documentation of `aws_security_group`; measured, see docs/corrections.md.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc_id: str,
        purpose: str,
        description: str,
        ingress: Sequence[Rule] = (),
        egress: Sequence[Rule] = (),
        separate: bool = False,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the group.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            vpc_id: The VPC it belongs to.
            purpose: What it protects, such as ``endpoints``; part of its name.
            description: Shown in the console; cannot be changed without replacing the group.
            ingress: What may come in; nothing by default.
            egress: What may go out; nothing by default.
            separate: Whether every rule is a resource of its own, so that `allow` can add to them.
            names: Makes its name.
            provider: The provider of its region.

        Raises:
            ConfigurationError: Two rules are the same permission.
        """
        super().__init__(scope, construct_id)
        where = locate(self, provider, names)
        self._rules: dict[Direction, tuple[Rule, ...]] = {"ingress": tuple(ingress), "egress": tuple(egress)}
        _refuse_duplicates(self.node.path, self._rules)
        self.inline = not separate and not any(rule.group_id for rule in (*ingress, *egress))
        self.group = AwsSecurityGroup(
            self,
            "Group",
            name=where.names.regional(purpose, "security_group"),
            description=description,
            vpc_id=vpc_id,
            ingress=[SecurityGroupIngress(**_inline(rule)) for rule in ingress] if self.inline else None,
            egress=[SecurityGroupEgress(**_inline(rule)) for rule in egress] if self.inline else None,
            revoke_rules_on_delete=True,
            tags={"Name": where.names.regional(purpose)},
            provider=provider,
        )
        if not self.inline:
            for direction, rules in self._rules.items():
                for rule in rules:
                    self._make(direction, rule)

    @property
    def id(self) -> str:
        """The group's id."""
        return self.group.id

    def allow(self, rule: Rule, direction: Direction = "ingress") -> None:
        """Adds a rule to a group whose rules are separate; a permission that is there already is no second one.

        Args:
            rule: The rule.
            direction: Whether it is for what comes in or for what goes out.

        Raises:
            ConfigurationError: The group's rules stand inline, or another rule has the same description.
        """
        if self.inline:
            raise refuse(
                f"its rules stand inline, and '{rule.description}' beside them would be undone at every apply",
                expected="a group made with separate=True",
                remedy="make it so, or hand the rule in when the group is made",
                where=self.node.path,
            )
        if rule.identity in [each.identity for each in self._rules[direction]]:
            return
        rules = {**self._rules, direction: (*self._rules[direction], rule)}
        _refuse_duplicates(self.node.path, rules)
        self._rules = rules
        self._make(direction, rule)

    def _make(self, direction: Direction, rule: Rule) -> None:
        kind = VpcSecurityGroupIngressRule if direction == "ingress" else VpcSecurityGroupEgressRule
        kind(self, f"{direction.capitalize()}-{_rule_id(rule)}", **self._separate(rule))

    def _separate(self, rule: Rule) -> dict[str, Any]:
        first, last = rule.ports
        return {
            "security_group_id": self.group.id,
            "description": rule.description,
            "ip_protocol": rule.protocol,
            # The API refuses ports beside "all protocols".
            "from_port": None if rule.all_protocols else first,
            "to_port": None if rule.all_protocols else last,
            "cidr_ipv4": rule.cidr,
            "cidr_ipv6": rule.ipv6_cidr,
            "prefix_list_id": rule.prefix_list_id,
            "referenced_security_group_id": self.group.id if rule.self_referencing else rule.group_id,
            "provider": self.group.provider,
        }


def _inline(rule: Rule) -> dict[str, Any]:
    first, last = rule.ports
    return {
        "description": rule.description,
        "protocol": rule.protocol,
        "from_port": first,
        "to_port": last,
        "cidr_blocks": [rule.cidr] if rule.cidr else None,
        "ipv6_cidr_blocks": [rule.ipv6_cidr] if rule.ipv6_cidr else None,
        "prefix_list_ids": [rule.prefix_list_id] if rule.prefix_list_id else None,
        "self_attribute": rule.self_referencing or None,
    }


def _rule_id(rule: Rule) -> str:
    # Of the description, so that inserting a rule renames no other; peers may be tokens, which differ between runs.
    return slug(rule.description)


def _refuse_duplicates(path: str, rules: Mapping[Direction, Sequence[Rule]]) -> None:
    problems = []
    for direction, permissions in rules.items():
        for identity, count in Counter(rule.identity for rule in permissions).items():
            if count > 1:
                same = [rule.description for rule in permissions if rule.identity == identity]
                problems.append(
                    Problem(
                        f"{path}.{direction}",
                        f"{count} rules are the same permission",
                        got=", ".join(f"'{text}'" for text in same),
                        expected="each protocol, port range and peer once; the description is no part of a rule",
                        remedy="keep one of them",
                    )
                )
        ids = Counter(_rule_id(rule) for rule in permissions)
        problems += [
            Problem(
                f"{path}.{direction}",
                f"{count} rules have the same description '{described}'",
                expected="a description of its own for each rule: it is the rule's construct id",
                remedy="say in each what its peer is",
            )
            for described, count in ids.items()
            if count > 1
        ]
    if problems:
        raise ConfigurationError(problems)
