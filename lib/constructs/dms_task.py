"""One task of DMS: which tables are copied and replicated."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import Fn, ITerraformDependable, TerraformLocal
from cdktf_cdktf_provider_aws.dms_replication_instance import DmsReplicationInstance
from cdktf_cdktf_provider_aws.dms_replication_task import DmsReplicationTask
from constructs import Construct

from ..config.dms_task import MigrationTaskConfig
from .dms_endpoint import DmsEndpoint
from .location import Location

# arn:<partition>:dms:<region>:<account>:task:<resource id>
_RESOURCE_ID = 6


class DmsTask(Construct):
    """One task of DMS.

    DMS completes the settings, and the provider compares only those that are given: a second plan is empty.

    Attributes:
        task: The task.

    Source: AWS DMS User Guide, "Specifying task settings for AWS DMS tasks", "Using table mapping to specify task
    settings"; provider source, `internal/service/dms/task_settings_json.go`.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        where: Location,
        purpose: str,
        config: MigrationTaskConfig,
        instance: DmsReplicationInstance,
        source: DmsEndpoint,
        target: DmsEndpoint,
        after: Sequence[ITerraformDependable],
    ) -> None:
        """Makes the task.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            where: Its provider, region and names.
            purpose: What it migrates; part of its name.
            config: What it migrates, and how.
            instance: What it runs on.
            source: What it reads.
            target: What it writes.
            after: What has to be there before.
        """
        super().__init__(scope, construct_id)
        self.task = DmsReplicationTask(
            self,
            "Task",
            replication_task_id=where.names.regional(purpose),
            migration_type=config.migration_type,
            replication_instance_arn=instance.replication_instance_arn,
            source_endpoint_arn=source.arn,
            target_endpoint_arn=target.arn,
            table_mappings=config.mappings.to_json(),
            replication_task_settings=config.settings.to_json(),
            cdc_start_position=config.cdc_start_position,
            start_replication_task=config.start,
            depends_on=list(after) or None,
            provider=where.provider,
        )
        # A value of its own, since the quotes of the expression would break the JSON that it is put into.
        self._metric_id = TerraformLocal(
            self, "MetricId", Fn.element(Fn.split(":", self.task.replication_task_arn), _RESOURCE_ID)
        )

    @property
    def id(self) -> str:
        """The task's name."""
        return self.task.replication_task_id

    @property
    def arn(self) -> str:
        """The task's ARN."""
        return self.task.replication_task_arn

    @property
    def metric_id(self) -> str:
        """What CloudWatch knows the task by, as dimension `ReplicationTaskIdentifier`: the end of its ARN."""
        return str(self._metric_id.as_string)
