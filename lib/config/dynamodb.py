"""What a DynamoDB table is keyed by, and how much it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from ..errors import ConfigurationError, Problem
from ..model import Distinct, Model, like, refuse

AttributeType = Literal["S", "N", "B"]
StreamView = Literal["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]

# Source: Amazon DynamoDB API Reference, "CreateTable", "Projection". Checked 2026-11-22.
MAX_PROJECTED_ATTRIBUTES: Final = 100

IndexName = Annotated[
    str, like(r"[a-zA-Z0-9_.-]{3,255}", "3 to 255 letters, digits, dots, hyphens and underscores", "is no index")
]
AttributeName = Annotated[str, Field(min_length=1, max_length=255)]
UnitLimit = Annotated[int, Field(ge=-1)]


class TableCapacityConfig(Model):
    """Between what bounds a provisioned capacity follows its load."""

    min_units: int = Field(default=5, ge=1)
    """The least, and what it is at first."""

    max_units: int = Field(default=100, ge=1)
    """The most."""

    target_percent: int = Field(default=70, ge=20, le=90)
    """How much of the capacity should be in use."""

    @model_validator(mode="after")
    def _in_order(self) -> TableCapacityConfig:
        if self.max_units < self.min_units:
            raise refuse(
                "the most is less than the least",
                got=f"min_units = {self.min_units}, max_units = {self.max_units}",
                expected=f"max_units of at least {self.min_units}",
                remedy="raise max_units or lower min_units",
            )
        return self


class IndexConfig(Model):
    """What an index holds."""

    projection: Literal["ALL", "KEYS_ONLY", "INCLUDE"] = "ALL"
    """Which attributes it holds: all, those of the keys, or those of the keys and of `included_attributes`."""

    included_attributes: Distinct[AttributeName] = ()
    """With projection ``INCLUDE``, what it holds beside the keys."""

    @model_validator(mode="after")
    def _includes_what_it_says(self) -> IndexConfig:
        """Attributes are included where the projection says so, and only there."""
        if (self.projection == "INCLUDE") != bool(self.included_attributes):
            raise refuse(
                "DynamoDB takes included attributes with projection INCLUDE, and with no other",
                got=f"projection = {self.projection}, included_attributes = {', '.join(self.included_attributes)}",
                expected="both or neither",
                remedy="name the attributes, or take another projection",
            )
        return self


class GlobalIndexConfig(IndexConfig):
    """An index with keys of its own."""

    hash_key: AttributeName
    """The attribute it is partitioned by."""

    range_key: AttributeName | None = None
    """The attribute it is sorted by; None for none."""

    read_capacity: TableCapacityConfig | None = None
    """With billing ``provisioned``; None for the table's."""

    write_capacity: TableCapacityConfig | None = None
    """With billing ``provisioned``; None for the table's."""


class LocalIndexConfig(IndexConfig):
    """An index with the table's hash key and another range key; there for as long as the table is."""

    range_key: AttributeName
    """The attribute it is sorted by."""


class DynamodbConfig(Model):
    """What a table is keyed by, and how much it takes."""

    hash_key: AttributeName
    """The attribute it is partitioned by."""

    range_key: AttributeName | None = None
    """The attribute it is sorted by; None for none."""

    attributes: dict[AttributeName, AttributeType]
    """The attributes of its keys and of those of its indexes: ``S`` text, ``N`` number, ``B`` binary; no others."""

    global_indexes: dict[IndexName, GlobalIndexConfig] = Field(default_factory=dict, max_length=20)
    """Indexes with keys of their own, by name."""

    local_indexes: dict[IndexName, LocalIndexConfig] = Field(default_factory=dict, max_length=5)
    """Indexes with the table's hash key, by name; changing them replaces the table."""

    stream: StreamView | None = Field(default=None, examples=["NEW_AND_OLD_IMAGES"])
    """What its stream tells of a change; None for no stream. With a replica it is always ``NEW_AND_OLD_IMAGES``."""

    ttl_attribute: AttributeName | None = Field(default=None, examples=["expires_at"])
    """The attribute that says when an item expires, in seconds since 1970; None for never."""

    billing: Literal["on_demand", "provisioned"] = "on_demand"
    """Whether each request is paid for, or a capacity that follows the load."""

    max_read_units: UnitLimit | None = Field(default=None, examples=[4000])
    """With billing ``on_demand``, the most read units a second of the table, and of each global index; None for no
    limit, -1 to take one away."""

    max_write_units: UnitLimit | None = Field(default=None, examples=[1000])
    """With billing ``on_demand``, the most write units a second; otherwise like `max_read_units`."""

    read_capacity: TableCapacityConfig | None = None
    """With billing ``provisioned``; None for the defaults."""

    write_capacity: TableCapacityConfig | None = None
    """With billing ``provisioned``; None for the defaults."""

    ignore_index_changes: bool = True
    """With billing ``provisioned``, whether plans leave global indexes alone, since Terraform cannot tell the capacity
    they have scaled to from a change; False for the deployment that changes an index."""

    recovery_days: int | None = Field(default=35, ge=1, le=35)
    """Days to any second of which the table can be brought back; None for no recovery. A replica always has 35."""

    deletion_protection: bool = True
    """Whether table and replica refuse to be deleted."""

    table_class: Literal["STANDARD", "STANDARD_INFREQUENT_ACCESS"] = "STANDARD"
    """Whether storage or requests are the dearer."""

    tags: dict[str, str] = Field(default_factory=dict, examples=[{"Product": "payments"}])
    """Further tags, such as the one a backup plan selects by."""

    @model_validator(mode="after")
    def _takes_what_dynamodb_takes(self) -> DynamodbConfig:
        problems = [*self._key_problems(), *self._index_problems(), *self._billing_problems()]
        if problems:
            raise ConfigurationError(problems)
        return self

    @property
    def key_attributes(self) -> set[str]:
        """The attributes of all keys."""
        keyed = self._keyed.values()
        names = {each.hash_key for each in keyed} | {each.range_key for each in keyed if each.range_key}
        return names | {index.range_key for index in self.local_indexes.values()}

    @property
    def _keyed(self) -> dict[str, DynamodbConfig | GlobalIndexConfig]:
        """What has keys and a capacity of its own, by the beginning of its path."""
        return {"": self, **{f"global_indexes.{name}.": index for name, index in self.global_indexes.items()}}

    def _key_problems(self) -> Iterator[Problem]:
        if missing := sorted(self.key_attributes - set(self.attributes)):
            yield Problem("attributes", "keys need a type", ", ".join(missing), "a type for each", "add them")
        if unused := sorted(set(self.attributes) - self.key_attributes):
            yield Problem(
                "attributes",
                "DynamoDB takes the attributes of keys and no others",
                ", ".join(unused),
                "attributes of the table's keys or of an index's",
                "leave them out: items have them without being asked",
            )
        ranges = {where: (each.hash_key, each.range_key) for where, each in self._keyed.items()}
        ranges |= {f"local_indexes.{name}.": (self.hash_key, own.range_key) for name, own in self.local_indexes.items()}
        for where, (hash_key, range_key) in ranges.items():
            if hash_key == range_key:
                yield Problem(f"{where}range_key", "is the hash key", hash_key, "another attribute", "name another")

    def _index_problems(self) -> Iterator[Problem]:
        if self.local_indexes and not self.range_key:
            yield Problem(
                "local_indexes",
                "DynamoDB takes them with a table that has a range key",
                ", ".join(self.local_indexes),
                "range_key",
                "give the table one, or make them global_indexes",
            )
        if twice := sorted(set(self.local_indexes) & set(self.global_indexes)):
            yield Problem("global_indexes", "two indexes have one name", ", ".join(twice), remedy="rename one")
        indexes = (*self.global_indexes.values(), *self.local_indexes.values())
        projected = sum(len(index.included_attributes) for index in indexes)
        if projected > MAX_PROJECTED_ATTRIBUTES:
            yield Problem(
                "global_indexes",
                "too many included attributes, over all indexes",
                str(projected),
                f"at most {MAX_PROJECTED_ATTRIBUTES}",
                "take projection ALL",
            )

    def _billing_problems(self) -> Iterator[Problem]:
        provisioned = {
            f"{where}{name}": given
            for where, each in self._keyed.items()
            for name, given in (("read_capacity", each.read_capacity), ("write_capacity", each.write_capacity))
        }
        limits: dict[str, int | None] = {"max_read_units": self.max_read_units, "max_write_units": self.max_write_units}
        on_demand = self.billing == "on_demand"
        without_effect = [where for where, given in (provisioned if on_demand else limits).items() if given is not None]
        for where in without_effect:
            yield Problem(
                where,
                "has no effect with this billing",
                f"billing = {self.billing}",
                f"billing = {'provisioned' if on_demand else 'on_demand'}",
                "remove it, or change billing",
            )
        for where, units in limits.items():
            if units == 0:
                yield Problem(where, "would let nothing through", "0", "1 or more, or -1 for no limit", "correct it")
