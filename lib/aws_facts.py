"""Facts about AWS that age, each with its source and the date on which it was last checked."""

from __future__ import annotations

from typing import Final

REGION_PATTERN: Final = r"[a-z]{2}(-[a-z]+)+-[0-9]"

# Letters of the Availability Zones a new account sees in each region.
# Source: AWS documentation "AWS Availability Zones" (docs.aws.amazon.com/global-infrastructure), and
# DescribeAvailabilityZones as recorded in moto 5.2.5. Checked 2026-11-22.
# us-west-1 is left out on purpose: an account sees two of its three zones, and which two differs.
ZONE_LETTERS: Final[dict[str, str]] = {
    "af-south-1": "abc",
    "ap-east-1": "abc",
    "ap-east-2": "abc",
    "ap-northeast-1": "acd",
    "ap-northeast-2": "abcd",
    "ap-northeast-3": "abc",
    "ap-south-1": "abc",
    "ap-south-2": "abc",
    "ap-southeast-1": "abc",
    "ap-southeast-2": "abc",
    "ap-southeast-3": "abc",
    "ap-southeast-4": "abc",
    "ap-southeast-5": "abc",
    "ap-southeast-6": "abc",
    "ap-southeast-7": "abc",
    "ca-central-1": "abd",
    "ca-west-1": "abc",
    "cn-north-1": "ab",
    "cn-northwest-1": "abc",
    "eu-central-1": "abc",
    "eu-central-2": "abc",
    "eu-north-1": "abc",
    "eu-south-1": "abc",
    "eu-south-2": "abc",
    "eu-west-1": "abc",
    "eu-west-2": "abc",
    "eu-west-3": "abc",
    "il-central-1": "abc",
    "me-central-1": "abc",
    "me-south-1": "abc",
    "mx-central-1": "abc",
    "sa-east-1": "abc",
    "us-east-1": "abcdef",
    "us-east-2": "abc",
    "us-gov-east-1": "abc",
    "us-gov-west-1": "abc",
    "us-west-2": "abcd",
}

# Retention periods CloudWatch Logs accepts, in days. Source: PutRetentionPolicy API reference. Checked 2026-11-22.
LOG_RETENTION_DAYS: Final = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip

# Versions of the AWS provider whose arguments the library keeps to: 5.100 is the last of its major.
SUPPORTED_PROVIDER_VERSIONS: Final = ">= 5.100.0, < 7.0.0"

# Write-only arguments and the S3 backend's native lock file are both generally available from 1.11.
# Source: Terraform 1.11 release notes. Checked 2026-11-22.
MINIMUM_TERRAFORM: Final = "1.11"


def zone_names(region: str) -> tuple[str, ...]:
    """The names of a region's Availability Zones, in order.

    Args:
        region: A region code such as ``us-east-1``.

    Returns:
        Names such as ``us-east-1a``; empty for a region the table does not know.
    """
    return tuple(f"{region}{letter}" for letter in ZONE_LETTERS.get(region, ""))


def partition_of(region: str) -> str:
    """The partition of a region: ``aws``, ``aws-cn`` or ``aws-us-gov``."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"
