"""The gate before apply: a plan that destroys or replaces what holds data is refused, unless acknowledged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from .finding import Finding, Severity
from .values import blocks, strings

DESTROYS: Final = "plan-destroys-data"
REPLACES: Final = "plan-replaces-data"
IDS: Final = (DESTROYS, REPLACES)

# Resources that hold data, or names and keys without which data cannot be reached or read.
STATEFUL: Final = frozenset({
    "aws_backup_vault", "aws_cloudwatch_log_group", "aws_cognito_user_pool", "aws_db_instance", "aws_docdb_cluster",
    "aws_docdb_cluster_instance", "aws_dynamodb_global_table", "aws_dynamodb_table", "aws_dynamodb_table_replica",
    "aws_ebs_volume", "aws_ecr_repository", "aws_efs_file_system", "aws_eks_cluster", "aws_elasticache_cluster",
    "aws_elasticache_replication_group", "aws_elasticsearch_domain", "aws_fsx_lustre_file_system",
    "aws_fsx_ontap_file_system", "aws_fsx_openzfs_file_system", "aws_fsx_windows_file_system", "aws_glacier_vault",
    "aws_keyspaces_table", "aws_kinesis_stream", "aws_kms_external_key", "aws_kms_key", "aws_kms_replica_external_key",
    "aws_kms_replica_key", "aws_lightsail_database", "aws_memorydb_cluster", "aws_mq_broker", "aws_msk_cluster",
    "aws_neptune_cluster", "aws_opensearch_domain", "aws_qldb_ledger", "aws_rds_cluster", "aws_rds_global_cluster",
    "aws_redshift_cluster", "aws_route53_zone", "aws_s3_bucket", "aws_s3_directory_bucket", "aws_secretsmanager_secret",
    "aws_sqs_queue", "aws_ssm_parameter", "aws_timestreamwrite_table",
})  # fmt: skip

_WHY: Final = "What it holds is gone with it, and no later plan brings it back."
_REMEDY: Final = {
    DESTROYS: "Put the resource back; a renamed one needs a moved block, one given away a removed block.",
    REPLACES: "Take back the change that forces it, or move the data first.",
}


def is_plan(tree: object) -> bool:
    """Whether a JSON is the output of `terraform show -json` for a plan."""
    return isinstance(tree, dict) and isinstance(tree.get("format_version"), str) and "resource_changes" in tree


def gate(plan: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What a plan destroys or replaces that holds data.

    Args:
        plan: The output of `terraform show -json`.

    Returns:
        A finding per resource, by address.
    """
    found = {finding for change in blocks(plan.get("resource_changes")) for finding in _findings(change)}
    return tuple(sorted(found, key=lambda finding: finding.order))


def _findings(entry: Mapping[str, Any]) -> Iterator[Finding]:
    kind, address = entry.get("type"), str(entry.get("address"))
    if not isinstance(kind, str) or kind not in STATEFUL or entry.get("mode") == "data":
        return
    for change in blocks(entry.get("change")):
        actions = strings(change.get("actions"))
        if "delete" not in actions:
            continue
        rule = REPLACES if "create" in actions else DESTROYS
        verb = "replaced" if rule == REPLACES else "destroyed"
        forced = _forced_by(change)
        message = f"this {kind} would be {verb}{f', because of {forced}' if forced else ''}"
        yield Finding(rule, Severity.ERROR, address, message, _WHY, _REMEDY[rule])


def _forced_by(change: Mapping[str, Any]) -> str:
    paths = change.get("replace_paths")
    names = {".".join(map(str, path)) for path in paths if isinstance(path, list)} if isinstance(paths, list) else ()
    return ", ".join(sorted(names))
