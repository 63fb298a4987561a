"""Text of a certain form: names, codes and addresses that AWS or Terraform would refuse later if they were wrong."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..aws_facts import REGION_PATTERN
from ..model import like, refuse
from ..naming import RESERVED_PREFIXES


def _single_hyphens(value: str) -> str:
    """Hyphens single and inside."""
    if "--" in value or value.endswith("-"):
        raise refuse(
            "hyphens must be single and inside the name: some AWS services refuse others",
            got=value,
            expected="such as pr-42",
            remedy="remove the hyphen",
        )
    return value


def _unreserved(project: str) -> str:
    """Not beginning with what an AWS service reserves, such as ``aws`` or ``ssm``."""
    if project.startswith(RESERVED_PREFIXES):
        raise refuse(
            "some AWS services reserve names that begin like this",
            got=project,
            expected=f"a name that begins with none of {', '.join(RESERVED_PREFIXES)}",
            remedy="choose another project name",
        )
    return project


Suffix = Annotated[
    str,
    like(
        r"[a-z0-9][a-z0-9-]{0,18}",
        "1 to 19 lower-case letters, digits and hyphens, the first no hyphen, such as pr-42",
        "is no environment suffix",
    ),
    AfterValidator(_single_hyphens),
]

Purpose = Annotated[
    str,
    like(
        r"[a-z][a-z0-9-]{0,29}",
        "1 to 30 lower-case letters, digits and hyphens, the first a letter, such as partner-api",
        "is no name of what something is for",
    ),
    AfterValidator(_single_hyphens),
]

Project = Annotated[
    str,
    like(
        r"[a-z][a-z0-9-]{0,15}",
        "1 to 16 lower-case letters, digits and hyphens, the first a letter, such as payments",
        "is no project name",
    ),
    AfterValidator(_single_hyphens),
    AfterValidator(_unreserved),
]

Region = Annotated[str, like(REGION_PATTERN, "a region code, such as eu-central-1", "is no AWS region")]

AccountId = Annotated[str, like(r"[0-9]{12}", "twelve digits", "is no AWS account")]

Url = Annotated[
    str,
    like(
        r"https?://(\[[0-9A-Fa-f:.]+\](:[0-9]+)?|[^\s\[\]/?#]+)([/?#]\S*)?",
        "an address such as http://127.0.0.1:5000",
        "is no address",
    ),
]

Domain = Annotated[
    str,
    like(
        r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}",
        "a domain in lower case, such as payments.corp.net",
        "is no domain",
    ),
]

BucketName = Annotated[
    str,
    # Source: Amazon S3 User Guide, "General purpose bucket naming rules". Checked 2026-11-22.
    like(
        r"(?!.*\.\.)(?!(\d+\.){3}\d+$)(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        "3 to 63 lower-case letters, digits, hyphens and single dots; no IP address, no prefix that S3 reserves",
        "is no bucket",
    ),
]

TableName = Annotated[
    str,
    # Source: Amazon DynamoDB Developer Guide, "Supported data types and naming rules". Checked 2026-11-22.
    like(r"[a-zA-Z0-9_.-]{3,255}", "3 to 255 letters, digits, dots, hyphens and underscores", "is no table"),
]

VariableName = Annotated[
    str,
    # Source: Terraform documentation, "Input variables"; the others are the words that a module block takes itself.
    like(
        r"(?!(source|version|providers|count|for_each|lifecycle|depends_on|locals)$)[a-zA-Z_][a-zA-Z0-9_-]*",
        "letters, digits, underscores and hyphens, the first no digit, such as api_token",
        "is no name of a Terraform variable",
    ),
]

Email = Annotated[
    str,
    like(
        r"[^@\s]+@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}",
        "such as on-call@company.net",
        "is no email address",
    ),
]

HttpsUrl = Annotated[
    str, like(r"https://[^\s/@]+(/\S*)?", "such as https://events.company.net/aws", "is no HTTPS address")
]

RoleArn = Annotated[
    str,
    like(
        r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]+",
        "such as arn:aws:iam::123456789012:role/backup-admin",
        "is no role",
    ),
]
