"""What one environment consists of."""

from __future__ import annotations

from tap_constructs import DynamodbGlobal, EncryptionKey, Names, Topic, guard, order  # first: bindings then load fast

# isort: split
from cdktf import TerraformOutput, TerraformStack
from constructs import Construct
from tap_constructs.backend import use_s3_backend
from tap_constructs.provider import add_provider, require_versions

from settings import Settings


class ProjectStack(TerraformStack):
    """A table of orders and a topic that tells of their changes, both encrypted with one key. Put your own here.

    Attributes:
        settings: What it is made of.
        key: Encrypts table and topic.
        orders: The table.
        changes: The topic.
    """

    def __init__(self, scope: Construct, stack_id: str, *, settings: Settings) -> None:
        """Composes the environment.

        Args:
            scope: The app.
            stack_id: The stack's name.
            settings: What it is made of.
        """
        super().__init__(scope, stack_id)
        self.settings = settings
        guard(self, suffix=settings.environment_suffix)
        order(self)
        self._keep_state()
        names = Names(settings.project, settings.environment_suffix, region=settings.aws_region)
        add_provider(
            self,
            settings.aws_region,
            tags=settings.tags.of(settings.environment_suffix, settings.project),
            config=settings.provider,
        )
        self.key = EncryptionKey(self, "Key", purpose="data", config=settings.key, names=names)
        self.orders = DynamodbGlobal(
            self, "Orders", purpose="orders", key=self.key, config=settings.orders, names=names
        )
        self.changes = Topic(self, "Changes", purpose="changes", key=self.key, config=settings.changes, names=names)
        self._give_out()

    def _keep_state(self) -> None:
        settings = self.settings
        require_versions(self, settings.provider)
        if settings.state.bucket is None:  # in tests; tap.py requires one
            return
        use_s3_backend(
            self,
            bucket=settings.state.bucket,
            key=settings.state_key,
            region=settings.state.region or settings.aws_region,
            lockfile=settings.state.lockfile,
            lock_table=settings.state.lock_table,
            kms_key_id=settings.state.kms_key_id,
            path_style=settings.provider.emulated,
        )

    def _give_out(self) -> None:
        outputs = {
            "environment_suffix": (self.settings.environment_suffix, "Which environment this is"),
            "aws_region": (self.settings.aws_region, "Where it is"),
            "orders_table": (self.orders.name, "The table of orders"),
            "changes_topic_arn": (self.changes.arn, "Tells of changes of orders"),
        }
        for name, (value, description) in outputs.items():
            TerraformOutput(self, name, value=value, description=description)
