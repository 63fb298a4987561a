"""Which names a TLS certificate covers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..model import Distinct, Model, like, refuse

CertificateName = Annotated[
    str,
    like(
        r"(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}",
        "a domain in lower case, or a wildcard, such as shop.corp.net or *.shop.corp.net",
        "is no name that a certificate can cover",
    ),
]

# The first name stands in the certificate's common name. Source: RFC 5280, ub-common-name.
_LONGEST_FIRST = 64


def validated_name(name: str) -> str:
    """The domain whose owner vouches for a name: a wildcard and its domain share one record."""
    return name.removeprefix("*.")


class CertificateConfig(Model):
    """Which names a certificate covers, and how it is proved that they are ours."""

    names: Distinct[CertificateName] = Field(min_length=1, max_length=10)
    """The names, such as ``shop.corp.net`` and ``*.shop.corp.net``; the first is the one it is called by."""

    zone_is_delegated: bool = False
    """Whether a zone that the same stack makes is known to answer: its name servers stand in the parent zone."""

    key_algorithm: Literal["RSA_2048", "EC_prime256v1", "EC_secp384r1"] = "RSA_2048"
    """The kind of its key: RSA for every client, an elliptic curve for faster handshakes."""

    ttl_seconds: int = Field(default=300, ge=1, le=172_800)
    """How long the records that prove the ownership may be cached."""

    @property
    def validated(self) -> dict[str, str]:
        """Each domain that is validated, and the one of the names that is looked up for its record."""
        found: dict[str, str] = {}
        for name in self.names:
            found.setdefault(validated_name(name), name)
        return found

    @model_validator(mode="after")
    def _short_enough(self) -> CertificateConfig:
        """The first name is no longer than 64 characters."""
        if len(self.names[0]) > _LONGEST_FIRST:
            raise refuse(
                f"ACM refuses a first name of more than {_LONGEST_FIRST} characters",
                got=self.names[0],
                remedy="put a shorter name first",
            )
        return self
