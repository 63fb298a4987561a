"""What the table of payments is keyed by, and how much it takes."""

from __future__ import annotations

from pydantic import Field

from .dynamodb import AttributeName, AttributeType, DynamodbConfig


class PaymentsTableConfig(DynamodbConfig):
    """What the table of payments is keyed by, and how much it takes."""

    hash_key: AttributeName = "id"
    """The attribute it is partitioned by."""

    replicated: bool = True
    """Whether the secondary region has a replica. DynamoDB refuses to delete a table within a day of making one."""

    attributes: dict[AttributeName, AttributeType] = Field(default={"id": "S"})
    """The attributes of its keys and of those of its indexes: ``S`` text, ``N`` number, ``B`` binary; no others."""
