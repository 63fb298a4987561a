"""Names: within AWS's limits, legal, stable, and never the same for two things."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from lib.aws_facts import ZONE_LETTERS
from lib.errors import ConfigurationError
from lib.naming import ACCOUNT_ID_LENGTH, HASH_LENGTH, LIMITS, MAX_PREFIX_LENGTH, Names, digest, slug

ACCOUNT = "123456789012"
LEGAL = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONG_PURPOSE = "a-purpose-that-goes-on-and-on-" * 20

# Together at most as long as a prefix may be.
suffixes = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
projects = st.from_regex(r"[a-z][a-z0-9]{0,3}", fullmatch=True)
regions = st.sampled_from(sorted(ZONE_LETTERS))
environments = st.builds(Names, projects, suffixes, regions)
purposes = st.one_of(
    st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,10}", fullmatch=True),
    st.text(min_size=1, max_size=80),
)
# Kinds whose names carry a region: a load balancer's and a target group's have no room for one.
global_kinds = st.sampled_from(sorted(kind for kind, limit in LIMITS.items() if limit >= 63))
kinds = st.sampled_from(sorted(LIMITS))


def test_a_name_is_project_suffix_purpose_and_what_makes_it_unique() -> None:
    names = Names("shop", "dev", "eu-west-1")
    assert names.prefix == "shop-dev"
    assert names.regional("flow-logs") == "shop-dev-flow-logs"
    assert names.account_wide("flow-logs") == "shop-dev-flow-logs-eu-west-1"
    assert names.worldwide("logs", ACCOUNT) == "shop-dev-logs-eu-west-1-123456789012"
    assert names.path("flow-logs") == "/shop/dev/flow-logs"
    assert names.root == "/shop/dev"


def test_outside_an_environment_the_parts_that_are_empty_leave_no_trace() -> None:
    names = Names()
    assert names.regional("web") == "tap-web"
    assert names.account_wide("web") == "tap-web"
    assert names.worldwide("web", ACCOUNT) == f"tap-web-{ACCOUNT}"
    assert names.path("web") == "/tap/web"


def test_the_names_of_another_region_differ_in_the_region_alone() -> None:
    names = Names("shop", "dev", "eu-west-1")
    assert names.in_region("us-east-1") == Names("shop", "dev", "us-east-1")
    assert names.region == "eu-west-1"


@pytest.mark.parametrize("kind", sorted(LIMITS))
@pytest.mark.parametrize("suffix", ["d", "a" * (MAX_PREFIX_LENGTH - len("tap-"))])
def test_a_regional_name_of_each_kind_keeps_to_its_limit_and_carries_the_suffix(kind: str, suffix: str) -> None:
    name = Names("tap", suffix, "ap-southeast-1").regional(LONG_PURPOSE, kind)
    assert len(name) <= LIMITS[kind]
    assert name.startswith(f"tap-{suffix}-")


@pytest.mark.parametrize("kind", sorted(LIMITS))
def test_a_name_may_be_exactly_as_long_as_the_limit(kind: str) -> None:
    names = Names("tap", "dev", "us-east-1")
    longest = "p" * (LIMITS[kind] - len("tap-dev-"))
    assert names.regional(longest, kind) == f"tap-dev-{longest}"
    assert names.regional(longest + "p", kind).removeprefix("tap-dev-") != longest + "p"
    assert len(names.regional(longest + "p", kind)) <= LIMITS[kind]


def test_an_unknown_kind_is_an_error_and_not_unlimited() -> None:
    with pytest.raises(ConfigurationError, match=r"is no kind of resource\n.*no-such-kind\n.*one of default"):
        Names().regional("web", "no-such-kind")


@pytest.mark.parametrize("region", sorted(ZONE_LETTERS))
def test_a_bucket_name_with_the_longest_prefix_fits_in_every_region(region: str) -> None:
    names = Names("tap", "a" * (MAX_PREFIX_LENGTH - len("tap-")), region)
    name = names.worldwide(LONG_PURPOSE, ACCOUNT)
    assert len(name) <= 63
    assert name.startswith(f"{names.prefix}-")
    assert name.endswith(f"-{region}-{ACCOUNT}")


def test_a_bucket_name_leaves_the_same_room_for_an_account_that_is_not_known_yet() -> None:
    names = Names("tap", "dev", "us-east-1")
    known = names.worldwide(LONG_PURPOSE, ACCOUNT)
    assert names.worldwide(LONG_PURPOSE, "${TOKEN}").replace("${TOKEN}", ACCOUNT) == known
    assert len(ACCOUNT) == ACCOUNT_ID_LENGTH


def test_a_cut_name_keeps_the_beginning_of_its_purpose_and_gains_a_hash() -> None:
    name = Names("tap", "dev", "us-east-1").regional("payments-of-the-whole-world", "load_balancer")
    assert re.fullmatch(rf"tap-dev-payments-of-the-w?-?[0-9a-f]{{{HASH_LENGTH}}}", name)


# A changed name replaces a user's resource: these values are a contract.
@pytest.mark.parametrize(
    ("purpose", "kind", "expected"),
    [
        ("web", "load_balancer", "tap-dev-web"),
        ("Web Tier", "default", "tap-dev-web-tier-7d3444"),
        ("payments-of-the-whole-world", "load_balancer", "tap-dev-payments-of-the-w-f03a3b"),
    ],
)
def test_names_are_the_same_in_every_release(purpose: str, kind: str, expected: str) -> None:
    assert Names("tap", "dev", "us-east-1").regional(purpose, kind) == expected


def test_a_purpose_of_no_legal_character_still_has_a_name() -> None:
    names = Names("tap", "dev")
    assert re.fullmatch(rf"tap-dev-[0-9a-f]{{{HASH_LENGTH}}}", names.regional("___"))
    assert re.fullmatch(rf"/tap/dev/[0-9a-f]{{{HASH_LENGTH}}}", names.path("___"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Web Tier", "web-tier"), ("ecr.api", "ecr-api"), ("--a__b--", "a-b"), ("ÄÖ", ""), ("a-b", "a-b")],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_digest_is_short_hexadecimal_and_the_same_on_every_machine() -> None:
    assert digest("tap") == "729cd8"
    assert len(digest("")) == HASH_LENGTH


@given(environments, purposes, kinds)
@settings(deadline=None, max_examples=60)
def test_regional_names_are_legal_stable_and_within_the_limit(names: Names, purpose: str, kind: str) -> None:
    name = names.regional(purpose, kind)
    assert LEGAL.fullmatch(name)
    assert name.startswith(f"{names.prefix}-")
    assert len(name) <= LIMITS[kind]
    assert name == Names(names.project, names.suffix, "eu-west-3").regional(purpose, kind)


@given(environments, purposes, global_kinds)
@settings(deadline=None, max_examples=60)
def test_account_wide_names_are_legal_and_carry_suffix_and_region(names: Names, purpose: str, kind: str) -> None:
    name = names.account_wide(purpose, kind)
    assert LEGAL.fullmatch(name)
    assert name.startswith(f"{names.prefix}-")
    assert name.endswith(f"-{names.region}")
    assert len(name) <= LIMITS[kind]


@given(environments, purposes, st.from_regex(r"[0-9]{12}", fullmatch=True))
@settings(deadline=None, max_examples=60)
def test_worldwide_names_are_legal_bucket_names(names: Names, purpose: str, account: str) -> None:
    name = names.worldwide(purpose, account)
    assert LEGAL.fullmatch(name)
    assert name.startswith(f"{names.prefix}-")
    assert name.endswith(f"-{names.region}-{account}")
    assert 3 <= len(name) <= 63


@given(environments, purposes, purposes, kinds)
@example(Names("tap", "dev", "us-east-1"), "flow_logs", "flow-logs", "default")
@example(Names("tap", "dev", "us-east-1"), "web", "Web", "default")
@example(Names("tap", "dev", "us-east-1"), LONG_PURPOSE + "1", LONG_PURPOSE + "2", "load_balancer")
@settings(deadline=None, max_examples=60)
def test_two_purposes_never_share_a_name(names: Names, one: str, other: str, kind: str) -> None:
    assume(one != other)
    assert names.regional(one, kind) != names.regional(other, kind)
    assert names.account_wide(one) != names.account_wide(other)
    assert names.worldwide(one, ACCOUNT) != names.worldwide(other, ACCOUNT)
    assert names.path(one) != names.path(other)


@given(environments, regions, purposes, purposes)
@settings(deadline=None, max_examples=60)
def test_two_regions_never_share_a_global_name(names: Names, region: str, one: str, other: str) -> None:
    assume(names.region != region)
    elsewhere = names.in_region(region)
    assert names.account_wide(one) != elsewhere.account_wide(other)
    assert names.worldwide(one, ACCOUNT) != elsewhere.worldwide(other, ACCOUNT)


@given(environments, environments, purposes, kinds)
@settings(deadline=None, max_examples=60)
def test_two_environments_never_share_a_name_of_one_purpose(one: Names, other: Names, purpose: str, kind: str) -> None:
    assume(one.prefix != other.prefix)
    assert one.regional(purpose, kind) != other.regional(purpose, kind)
    assert one.account_wide(purpose) != other.account_wide(purpose)
    assert one.worldwide(purpose, ACCOUNT) != other.worldwide(purpose, ACCOUNT)
    assert one.path(purpose) != other.path(purpose)


def test_a_name_that_cannot_fit_is_an_error_and_not_a_longer_name() -> None:
    names = Names("a-project", "and-a-suffix", "ap-southeast-1")
    with pytest.raises(ConfigurationError, match="a name of 32 characters at most"):
        names.account_wide("balancer", "load_balancer")


@pytest.mark.parametrize(
    "make",
    [
        lambda token: Names(region="us-east-1").regional(token),
        lambda token: Names(project=token, region="us-east-1").account_wide("x"),
        lambda token: Names(suffix=token).worldwide("x", "123456789012"),
        lambda token: Names(region=token).regional("x"),
        lambda token: Names().path(f"x-{token}"),
    ],
)
def test_what_is_known_at_deploy_time_only_is_no_part_of_a_name(make: Callable[[str], str]) -> None:
    with pytest.raises(ConfigurationError, match="deploy time only"):
        make("${TfToken[TOKEN.1]}")


def test_the_account_may_be_known_at_deploy_time_only() -> None:
    assert Names().worldwide("x", "${TfToken[TOKEN.1]}") == "tap-x-${TfToken[TOKEN.1]}"
