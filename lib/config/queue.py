"""How an SQS queue keeps its messages and hands them out."""

from __future__ import annotations

from pydantic import Field, model_validator

from ..model import Model, refuse

LONGEST_RETENTION_SECONDS = 14 * 24 * 3600


class QueueConfig(Model):
    """How a queue keeps its messages and hands them out."""

    retention_seconds: int = Field(default=4 * 24 * 3600, ge=60, le=LONGEST_RETENTION_SECONDS)
    """Seconds that a message is kept: a minute to 14 days."""

    visibility_timeout_seconds: int = Field(default=30, ge=0, le=12 * 3600)
    """Seconds during which a message that was received is hidden from others; six times a Lambda function's timeout."""

    receive_wait_seconds: int = Field(default=20, ge=0, le=20)
    """Seconds that a receiver waits for messages; 0 asks some servers only, and costs a request each time."""

    max_receive_count: int | None = Field(default=None, ge=1, le=1000)
    """Receives after which a message moves to a dead-letter queue that is made beside this one; None makes none."""

    dead_letter_retention_seconds: int = Field(default=LONGEST_RETENTION_SECONDS, ge=60, le=LONGEST_RETENTION_SECONDS)
    """Seconds that the dead-letter queue keeps a message, counted from when it was first sent."""

    key_reuse_seconds: int = Field(default=300, ge=60, le=24 * 3600)
    """Seconds that SQS uses a data key before it asks KMS again."""

    @model_validator(mode="after")
    def _dead_letters_outlive_messages(self) -> QueueConfig:
        """A message takes its age with it into the dead-letter queue."""
        if self.max_receive_count and self.dead_letter_retention_seconds <= self.retention_seconds:
            raise refuse(
                "a message keeps its age in the dead-letter queue, and could be gone when it gets there",
                got=f"retention_seconds = {self.retention_seconds}, "
                f"dead_letter_retention_seconds = {self.dead_letter_retention_seconds}",
                expected=f"dead_letter_retention_seconds above {self.retention_seconds}",
                remedy="lower retention_seconds, or raise dead_letter_retention_seconds",
            )
        return self
