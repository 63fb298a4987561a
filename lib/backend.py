"""The S3 backend of a stack."""

from __future__ import annotations

from cdktf import S3Backend, TerraformStack, Token

from .errors import ConfigurationError, Problem


def use_s3_backend(
    stack: TerraformStack,
    *,
    bucket: str,
    key: str,
    region: str,
    lockfile: bool = True,
    lock_table: str | None = None,
    kms_key_id: str | None = None,
    path_style: bool = False,
) -> S3Backend:
    """Keeps the state of a stack in S3, encrypted and locked.

    Args:
        stack: The stack.
        bucket: The bucket's name.
        key: Where in the bucket.
        region: The bucket's region.
        lockfile: Whether Terraform locks with a file beside the state (Terraform 1.10 and later).
        lock_table: A DynamoDB table to lock with; both locks may be on, as while moving from one to the other.
        kms_key_id: The KMS key of the state; S3's own by default.
        path_style: Whether the bucket is addressed by path, as an emulator needs it.

    Raises:
        ConfigurationError: An argument is a token. Backends are read before anything is resolved, so that Terraform
            would take the token's text for a name.
    """
    literals = {"bucket": bucket, "key": key, "region": region, "lock_table": lock_table, "kms_key_id": kms_key_id}
    tokens = [name for name, value in literals.items() if Token.is_unresolved(value)]
    if tokens:
        raise ConfigurationError(
            Problem(
                f"{stack.node.path}.backend.{name}",
                "a token in a backend becomes a literal: the state would go to a place of that very name",
                got=str(literals[name]),
                expected="a literal",
                remedy="pass the value itself, from settings or from an environment variable",
            )
            for name in tokens
        )
    backend = S3Backend(
        stack,
        bucket=bucket,
        key=key,
        region=region,
        encrypt=True,
        kms_key_id=kms_key_id,
        dynamodb_table=lock_table,
        use_path_style=path_style or None,
    )
    if lockfile:
        # cdktf 0.21 has no argument for it.
        backend.add_override("use_lockfile", True)
    return backend
