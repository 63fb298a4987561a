"""The function that goes back to the old system."""

from __future__ import annotations

import json
from typing import Protocol

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.ssm_parameter import SsmParameter
from constructs import Construct

from ..arguments import checked
from ..config.migration_functions import MigrationRollbackConfig
from ..iam import Statement
from ..naming import Names
from ..packaging import handler_folder
from .encryption_key import KeyLike
from .location import Location, locate
from .migration_statements import announce_statements
from .packaged_function import PackagedFunction
from .references import HasArn, HasNameAndArn


class ZoneRef(Protocol):
    """Any hosted zone whose records can be changed."""

    @property
    def zone_id(self) -> str:
        """The zone's id."""
        ...


@checked
class MigrationRollback(Construct):
    """The function that goes back to the old system: its DNS records get all traffic, the DMS task stops.

    Invoke `arn` by hand with ``{"reason": "..."}``. It can touch the records that are configured and no others, and can
    neither make nor delete any; IAM holds it to that too. Why it was done stays in `record`, and its earlier versions.
    The next deploy would bring the old weights back: change them in the configuration as well.

    Attributes:
        function: The function.
        record: The parameter that says why and when it was done last.

    Source: Amazon Route 53 Developer Guide, "Weighted routing" and "Using IAM policy conditions for fine-grained access
    control"; AWS KMS Developer Guide, "How Parameter Store uses KMS"; Service Authorization Reference, "AWS Database
    Migration Service". Checked 2026-11-22.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        zone: ZoneRef,
        task: HasArn,
        key: KeyLike,
        config: MigrationRollbackConfig,
        bus: HasNameAndArn | None = None,
        purpose: str = "migration-rollback",
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the function.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            zone: Has the records.
            task: The DMS replication task.
            key: Encrypts its log, its environment and its record; its policy admits ``logs``.
            config: Which records go back.
            bus: Takes an event ``MigrationRolledBack`` of source ``migration``; None for none.
            purpose: Names the function, where there are several in one region.
            names: Makes its name.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        where = locate(self, provider, names)
        name = where.names.path(purpose)
        self.record = SsmParameter(
            self,
            "Record",
            name=name,
            description="Why traffic last went back to the old system, and when",
            type="SecureString",
            key_id=key.arn,
            value="never",
            # The function writes it.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["value"]),
            provider=provider,
        )
        self.function = PackagedFunction(
            self,
            "Function",
            purpose=purpose,
            source=handler_folder("rollback"),
            key=key,
            environment={
                "REPLICATION_TASK_ARN": task.arn,
                "HOSTED_ZONE_ID": zone.zone_id,
                "RECORDS": json.dumps([record.model_dump() for record in config.records]),
                "PARAMETER_NAME": self.record.name,
                "KEY_ARN": key.arn,
                **({"EVENT_BUS_NAME": bus.name} if bus else {}),
            },
            statements=[
                *_record_statements(where, zone, config),
                # DMS knows no resource in what describes tasks.
                Statement(sid="FindTask", actions=["dms:DescribeReplicationTasks"], resources=["*"]),
                Statement(sid="StopTask", actions=["dms:StopReplicationTask"], resources=[task.arn]),
                *_note_statements(where, self.record, name, key),
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


def _record_statements(where: Location, zone: ZoneRef, config: MigrationRollbackConfig) -> list[Statement]:
    arn = f"arn:{where.partition}:route53:::hostedzone/{zone.zone_id}"
    names = [record.name.replace("*", "\\052") for record in config.records]
    return [
        Statement(sid="FindRecords", actions=["route53:ListResourceRecordSets"], resources=[arn]),
        Statement(
            sid="ChangeRecords",
            actions=["route53:ChangeResourceRecordSets"],
            resources=[arn],
            conditions={
                "ForAllValues:StringEquals": {
                    "route53:ChangeResourceRecordSetsNormalizedRecordNames": sorted(set(names)),
                    "route53:ChangeResourceRecordSetsRecordTypes": sorted({record.type for record in config.records}),
                    "route53:ChangeResourceRecordSetsActions": ["UPSERT"],
                }
            },
        ),
    ]


def _note_statements(where: Location, record: SsmParameter, name: str, key: KeyLike) -> list[Statement]:
    return [
        Statement(sid="NoteWhy", actions=["ssm:PutParameter"], resources=[record.arn]),
        Statement(
            sid="EncryptNote",
            actions=["kms:Encrypt"],
            resources=[key.arn],
            conditions={
                "StringEquals": {
                    "kms:ViaService": f"ssm.{where.region}.amazonaws.com",
                    "kms:EncryptionContext:PARAMETER_ARN": where.arn("ssm", f"parameter{name}"),
                }
            },
        ),
    ]
