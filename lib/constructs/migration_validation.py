"""The function that compares source and target of a migration."""

from __future__ import annotations

import json

from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.migration_functions import MigrationValidationConfig
from ..iam import Statement
from ..naming import Names
from ..packaging import handler_folder
from .encryption_key import KeyLike
from .location import Location, locate
from .migration_statements import announce_statements
from .packaged_function import PackagedFunction
from .references import HasArn, HasNameAndArn


@checked
class MigrationValidation(Construct):
    """The function that compares the tables of a migration: rows and checksums of the target, DMS's view of the source.

    Invoke `arn`, by hand or from a pipeline, with an event such as ``{}`` or ``{"tables": ["public.payments"]}``; the
    answer is a report with ``status``. It counts ``TablesChecked`` and ``TablesFailed`` in `metric_namespace`. The
    target is Aurora PostgreSQL with the Data API on, which asks the writer: not a secondary cluster.

    Attributes:
        function: The function.
        metric_namespace: Where its metrics are.

    Source: Amazon Aurora User Guide, "Using the Amazon RDS Data API"; AWS DMS User Guide, "AWS DMS data validation".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cluster: HasArn,
        secret: HasArn,
        task: HasArn,
        key: KeyLike,
        config: MigrationValidationConfig,
        secret_key: KeyLike | None = None,
        bus: HasNameAndArn | None = None,
        purpose: str = "migration-validation",
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the function.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            cluster: The target, with the Data API on.
            secret: Has ``username`` and ``password`` of a user that may read the tables.
            task: The DMS replication task, with data validation on.
            key: Encrypts its log and its environment; its policy admits ``logs``.
            config: Which tables are compared.
            secret_key: The key of the secret, where that has one of its own.
            bus: Takes an event ``MigrationValidated`` of source ``migration`` for each run; None for none.
            purpose: Names the function, where there are several in one region.
            names: Makes its name.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        where = locate(self, provider, names)
        self.metric_namespace = f"{where.names.prefix}/migration"
        self.function = PackagedFunction(
            self,
            "Function",
            purpose=purpose,
            source=handler_folder("validation"),
            key=key,
            environment={
                "CLUSTER_ARN": cluster.arn,
                "SECRET_ARN": secret.arn,
                "DATABASE": config.database,
                "REPLICATION_TASK_ARN": task.arn,
                "TABLES": json.dumps(config.tables),
                "METRIC_NAMESPACE": self.metric_namespace,
                **({"EVENT_BUS_NAME": bus.name} if bus else {}),
            },
            statements=[
                Statement(sid="AskTarget", actions=["rds-data:ExecuteStatement"], resources=[cluster.arn]),
                Statement(sid="ReadPassword", actions=["secretsmanager:GetSecretValue"], resources=[secret.arn]),
                *(_secret_key_statements(where, secret_key) if secret_key else ()),
                Statement(sid="SeeSource", actions=["dms:DescribeTableStatistics"], resources=[task.arn]),
                Statement(
                    sid="CountFailures",
                    actions=["cloudwatch:PutMetricData"],
                    # Metrics of a namespace are no resources; the namespace is all that can be said.
                    resources=["*"],
                    conditions={"StringEquals": {"cloudwatch:namespace": self.metric_namespace}},
                ),
                *announce_statements(bus),
            ],
            config=config.function,
            names=where.names,
            provider=provider,
        )

    @property
    def arn(self) -> str:
        """The ARN by which it is invoked."""
        return self.function.arn


def _secret_key_statements(where: Location, key: KeyLike) -> list[Statement]:
    return [
        Statement(
            sid="DecryptPassword",
            actions=["kms:Decrypt"],
            resources=[key.arn],
            conditions={"StringEquals": {"kms:ViaService": f"secretsmanager.{where.region}.amazonaws.com"}},
        )
    ]
