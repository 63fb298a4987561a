"""What settings have to satisfy together; each check names the settings it looks at."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from .config.dns_names import PrivateDomain, PublicDomain
from .errors import ConfigurationError, Problem
from .migration_checks import MIGRATION_CHECKS
from .model import problems_of
from .naming import MAX_PREFIX_LENGTH

if TYPE_CHECKING:
    from .config.network import NetworkConfig
    from .settings import TapSettings


class Check(NamedTuple):
    """One check, and the settings without which its result means nothing."""

    needs: frozenset[str]
    run: Callable[[TapSettings], list[Problem]]


def check(settings: TapSettings, faulty: Collection[str]) -> None:
    """Runs every check whose settings are sound.

    Args:
        settings: The settings.
        faulty: Top-level settings that were found at fault before and hold a stand-in now.

    Raises:
        ConfigurationError: The problems of all checks.
    """
    problems = [problem for one in _CHECKS if not one.needs & set(faulty) for problem in one.run(settings)]
    if problems:
        raise ConfigurationError(problems)


def _prefix_fits(settings: TapSettings) -> list[Problem]:
    prefix = settings.names.prefix
    if len(prefix) <= MAX_PREFIX_LENGTH:
        return []
    return [
        Problem(
            "environment_suffix",
            "project and suffix together are too long for the names AWS allows",
            got=f"{prefix} ({len(prefix)} characters)",
            expected=f"at most {MAX_PREFIX_LENGTH}, the hyphen included",
            remedy="shorten one of them",
        )
    ]


def _regions_differ(settings: TapSettings) -> list[Problem]:
    if settings.aws_region != settings.secondary_aws_region:
        return []
    return [
        Problem(
            "secondary_aws_region",
            "the secondary region is the primary one",
            got=settings.aws_region,
            expected="another region",
            remedy="name another, or set it to empty text for one region",
        )
    ]


def _primary_zones(settings: TapSettings) -> list[Problem]:
    return _zones(settings.network, settings.aws_region, "network")


def _secondary_zones(settings: TapSettings) -> list[Problem]:
    if settings.secondary_aws_region is None:
        return []
    return _zones(settings.secondary.network, settings.secondary_aws_region, "secondary.network")


def _zones(network: NetworkConfig, region: str, where: str) -> list[Problem]:
    try:
        network.zones(region)
    except ConfigurationError as error:
        return [
            Problem(".".join(filter(None, (where, p.where))), p.what, p.got, p.expected, p.remedy)
            for p in error.problems
        ]
    return []


def _peers_apart(settings: TapSettings) -> list[Problem]:
    one, other = settings.network.cidr, settings.secondary.network.cidr
    if not settings.secondary_aws_region or not settings.peering or not one.overlaps(other):
        return []
    return [
        Problem(
            "secondary.network.cidr",
            "networks that overlap cannot be peered",
            got=f"{one} in {settings.aws_region}, {other} in {settings.secondary_aws_region}",
            expected="no address in both",
            remedy="give one of them another cidr, or set peering = false",
        )
    ]


def _domain_can_be_had(settings: TapSettings) -> list[Problem]:
    if settings.route53_domain is None:
        return []
    try:
        _DOMAINS[settings.dns.zone].validate_python(settings.route53_domain)
    except ValidationError as error:
        return [
            Problem("route53_domain", p.what, p.got, p.expected, p.remedy) for p in problems_of(error, "route53_domain")
        ]
    return []


def _payments_can_be_kept(settings: TapSettings) -> list[Problem]:
    features = settings.features
    missing = [name for name in ("table", "events") if not getattr(features, name)]
    if not features.payments or not missing:
        return []
    return [
        Problem(
            "features.payments",
            "payments need a table to be kept in, and a bus to be announced on",
            got=", ".join(f"features.{name} = false" for name in missing),
            expected="features.table and features.events",
            remedy="set them, or features.payments = false",
        )
    ]


def _payments_fit_the_table(settings: TapSettings) -> list[Problem]:
    table = settings.table
    fits = table.hash_key == "id" and table.range_key is None and table.attributes.get("id") == "S"
    if not (settings.features.payments and settings.features.table) or fits:
        return []
    keys = {name: table.attributes.get(name, "") for name in (table.hash_key, table.range_key) if name}
    return [
        Problem(
            "table",
            "has another key than payments are kept by",
            got=", ".join(f"{name} ({kind})" for name, kind in keys.items()),
            expected='hash_key = "id" of type S, and no range_key',
            remedy="give indexes the other keys, or set features.payments = false",
        )
    ]


# An existing zone may be of either kind.
_DOMAINS: Final[dict[str, TypeAdapter[str]]] = {
    "public": TypeAdapter(PublicDomain),
    "private": TypeAdapter(PrivateDomain),
    "existing": TypeAdapter(PrivateDomain),
}

_CHECKS = (
    Check(frozenset({"route53_domain", "dns"}), _domain_can_be_had),
    *(Check(needs, run) for needs, run in MIGRATION_CHECKS),
    Check(frozenset({"features"}), _payments_can_be_kept),
    Check(frozenset({"features", "table"}), _payments_fit_the_table),
    Check(frozenset({"environment_suffix", "project"}), _prefix_fits),
    Check(frozenset({"aws_region", "secondary_aws_region"}), _regions_differ),
    Check(frozenset({"aws_region", "network"}), _primary_zones),
    Check(frozenset({"aws_region", "secondary_aws_region", "network", "secondary"}), _secondary_zones),
    Check(frozenset({"aws_region", "secondary_aws_region", "network", "secondary", "peering"}), _peers_apart),
)
