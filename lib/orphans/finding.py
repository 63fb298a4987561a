"""What AWS has of an environment and Terraform's state does not, as after a run that was killed.

Source: docs/recovery.md, which says what to do about it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..aws_facts import GLOBAL_REGION
from ..errors import TapError
from ..failover.aws import Aws, pages
from ..model import refuse
from ..naming import Names

_TOKEN: Final = ("PaginationToken", "PaginationToken")
_MARKER: Final = ("Marker", "Marker")
_DELETED_KEY: Final = "PendingDeletion"


@dataclass(frozen=True, slots=True, order=True)
class Orphan:
    """A resource that no state knows.

    Attributes:
        arn: Its ARN.
        name: The value of its tag `Name`; empty without one.
    """

    arn: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.arn}  {self.name}".rstrip()


def read_state(file: Path) -> frozenset[str]:
    """The ARNs and ids of all that a state manages.

    Args:
        file: What `terraform state pull` printed; empty where there is no state yet.

    Raises:
        TapError: It cannot be read, or is no state.
    """
    try:
        text = file.read_text(encoding="utf-8")
        state = json.loads(text) if text.strip() else {"resources": []}
        return frozenset(
            value
            for resource in state["resources"]
            if resource["mode"] == "managed"
            for instance in resource["instances"]
            for value in _own(resource["type"], instance["attributes"])
        )
    except OSError as error:
        raise _unreadable(file, error.strerror or str(error)) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unreadable(file, "another file") from error


def find_orphans(aws: Aws, known: Iterable[str], names: Names, regions: Iterable[str]) -> list[Orphan]:
    """What carries the environment's tags, or is a role with its names, and is not among what is known.

    Keys that wait for their deletion are left out.

    Args:
        aws: Who is asked.
        known: ARNs and ids, as `read_state` gives them.
        names: Project and suffix.
        regions: Where to look; us-east-1, which has what belongs to no region, is looked at in any case.

    Returns:
        In the order of their ARNs.

    Raises:
        AwsError: A call was refused, or a region does not answer.
    """
    known = frozenset(known)
    tags = {"Environment": names.suffix, "Project": names.project}
    found = {orphan for region in {*regions, GLOBAL_REGION} for orphan in _tagged(aws, region, tags)}
    found |= set(_roles(aws, names, tags))
    lost = {orphan for orphan in found if not {orphan.arn, _id(orphan.arn)} & known}
    return sorted(orphan for orphan in lost if not _is_deleted_key(aws, orphan.arn))


def _own(kind: str, attributes: Mapping[str, Any]) -> Iterator[str]:
    """What a resource is called: `arn` and `id`; of DMS also such as `endpoint_arn`."""
    for name, value in attributes.items():
        own = name in ("arn", "id") or (name.endswith("_arn") and kind.endswith(f"_{name.removesuffix('_arn')}"))
        if own and isinstance(value, str):
            yield value.removesuffix(":*")  # of a log group
    for replica in attributes.get("replica") or ():  # of a table, which has them as blocks
        yield replica["arn"]


def _tagged(aws: Aws, region: str, tags: Mapping[str, str]) -> Iterator[Orphan]:
    filters = [{"Key": key, "Values": [value]} for key, value in tags.items()]
    for page in pages(aws, "resourcegroupstaggingapi", region, "get_resources", _TOKEN, TagFilters=filters):
        for item in page["ResourceTagMappingList"]:
            name = next((tag["Value"] for tag in item["Tags"] if tag["Key"] == "Name"), "")
            yield Orphan(item["ResourceARN"].removesuffix(":*"), name)


def _roles(aws: Aws, names: Names, tags: Mapping[str, str]) -> Iterator[Orphan]:
    """The tagging API knows no roles."""
    for page in pages(aws, "iam", GLOBAL_REGION, "list_roles", _MARKER):
        for role in page["Roles"]:
            if not role["RoleName"].startswith(f"{names.prefix}-"):
                continue
            found = aws.ask("iam", GLOBAL_REGION, "list_role_tags", RoleName=role["RoleName"])["Tags"]
            if tags.items() <= {tag["Key"]: tag["Value"] for tag in found}.items():
                yield Orphan(role["Arn"])


def _id(arn: str) -> str:
    """What comes after the last slash or colon: `vpc-0123`."""
    return arn.rpartition("/")[2].rpartition(":")[2]


def _is_deleted_key(aws: Aws, arn: str) -> bool:
    _, _, service, region, _, resource = arn.split(":", 5)
    if service != "kms" or not resource.startswith("key/"):
        return False
    return bool(aws.ask("kms", region, "describe_key", KeyId=arn)["KeyMetadata"]["KeyState"] == _DELETED_KEY)


def _unreadable(file: Path, got: str) -> TapError:
    return refuse(
        "is no state of Terraform",
        got=got,
        expected="what `terraform state pull` prints",
        remedy=f"terraform state pull > {file.name}, in the stack's folder",
        where=str(file),
    )
