from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.certificate import CertificateConfig, validated_name
from lib.model import problems_of

LABELS = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)
NAMES = st.lists(
    st.builds("{}{}.corp.net".format, st.sampled_from(["", "*."]), LABELS), min_size=1, max_size=10, unique=True
)


@given(NAMES)
def test_each_domain_has_one_record_and_every_name_is_covered(names: list[str]) -> None:
    found = CertificateConfig(names=tuple(names)).validated
    assert set(found) == {validated_name(name) for name in names}
    assert all(name in names and validated_name(name) == domain for domain, name in found.items())


def test_a_wildcard_alone_is_looked_up_by_its_own_name() -> None:
    assert CertificateConfig(names=("*.corp.net",)).validated == {"corp.net": "*.corp.net"}


@pytest.mark.parametrize(
    "names",
    [
        (),
        ("corp.net", "corp.net"),
        ("Corp.net",),
        ("*.*.corp.net",),
        ("corp",),
        tuple(f"a{n}.corp.net" for n in range(11)),
    ],
)
def test_names_that_acm_refuses_are_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        CertificateConfig(names=names)
    assert all(problem.where.startswith("names") for problem in problems_of(caught.value))


def test_only_the_first_name_has_to_be_short() -> None:
    long = f"{'a' * 60}.corp.net"
    assert CertificateConfig(names=("corp.net", long)).names[1] == long
    with pytest.raises(ValidationError, match="more than 64 characters"):
        CertificateConfig(names=(long, "corp.net"))
