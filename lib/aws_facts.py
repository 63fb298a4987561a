"""Facts about AWS that age, each with its source and the date on which it was last checked."""

from __future__ import annotations

from datetime import date
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

# End of standard support of each Kubernetes version on EKS. Extended support, which is paid for, lasts a year more;
# then no cluster can be created with it. Source: AWS documentation "Kubernetes release calendar". Checked 2026-11-22.
EKS_STANDARD_SUPPORT_ENDS: Final[dict[str, date]] = {
    "1.29": date(2025, 3, 23),
    "1.30": date(2025, 7, 23),
    "1.31": date(2025, 11, 26),
    "1.32": date(2026, 3, 23),
    "1.33": date(2026, 7, 29),
    "1.34": date(2026, 12, 2),
    "1.35": date(2027, 3, 27),
    "1.36": date(2027, 8, 2),
}

# From when on no replication instance can be created with a DMS engine version; older ones are long gone.
# Source: AWS documentation "DMS release notes", which does not agree with itself about 3.6.1, so that stands here
# as creatable. Checked 2026-11-22.
DMS_CREATION_ENDS: Final[dict[str, date]] = {
    "3.5.2": date(2025, 3, 30),
    "3.5.3": date(2026, 2, 28),
    "3.6.0": date(2026, 4, 27),
    "3.5.4": date(2027, 1, 31),
}

# Roles that DMS looks up under exactly these names. Source: AWS documentation "Creating the IAM roles to use with
# DMS". Checked 2026-11-22.
DMS_ROLE_NAMES: Final = ("dms-vpc-role", "dms-cloudwatch-logs-role", "dms-access-for-endpoint")

# When each Lambda runtime is deprecated. Source: AWS documentation "Lambda runtimes"; the days before 2026 compared
# with tflint-ruleset-aws, rule aws_lambda_function_deprecated_runtime, which differs by weeks for dotnet6, ruby2.7 and
# dotnetcore1.0, all long past. Checked 2026-11-22.
LAMBDA_RUNTIME_DEPRECATED: Final[dict[str, date]] = {
    "dotnet5.0": date(2022, 5, 10),
    "dotnet6": date(2024, 12, 20),
    "dotnet7": date(2024, 5, 14),
    "dotnet8": date(2026, 11, 10),
    "dotnetcore1.0": date(2019, 6, 27),
    "dotnetcore2.0": date(2019, 5, 30),
    "dotnetcore2.1": date(2022, 1, 5),
    "dotnetcore3.1": date(2023, 4, 3),
    "go1.x": date(2024, 1, 8),
    "java8": date(2024, 1, 8),
    "nodejs": date(2016, 10, 31),
    "nodejs4.3": date(2020, 3, 5),
    "nodejs4.3-edge": date(2019, 4, 30),
    "nodejs6.10": date(2019, 8, 12),
    "nodejs8.10": date(2020, 3, 6),
    "nodejs10.x": date(2021, 7, 30),
    "nodejs12.x": date(2023, 3, 31),
    "nodejs14.x": date(2023, 12, 4),
    "nodejs16.x": date(2024, 6, 12),
    "nodejs18.x": date(2025, 9, 1),
    "nodejs20.x": date(2026, 4, 30),
    "nodejs22.x": date(2027, 4, 30),
    "provided": date(2024, 1, 8),
    "python2.7": date(2021, 7, 15),
    "python3.6": date(2022, 7, 18),
    "python3.7": date(2023, 12, 4),
    "python3.8": date(2024, 10, 14),
    "python3.9": date(2025, 12, 15),
    "python3.10": date(2026, 10, 31),
    "python3.11": date(2027, 6, 30),
    "ruby2.5": date(2021, 7, 30),
    "ruby2.7": date(2023, 12, 7),
    "ruby3.2": date(2026, 3, 31),
    "ruby3.3": date(2027, 3, 31),
}

# From then on no function can be created with a runtime deprecated by the end of April 2026. Two sources name
# 1 June and 31 August 2026: the later one stands here. Checked 2026-11-22.
LAMBDA_CREATION_ENDS: Final = date(2026, 8, 31)
LAMBDA_CREATION_ENDS_FOR_DEPRECATED_UNTIL: Final = date(2026, 4, 30)

# Variables of a function's environment that Lambda sets itself, and lets nobody set.
# Source: AWS Lambda Developer Guide, "Defined runtime environment variables". Checked 2026-11-22.
LAMBDA_RESERVED_VARIABLES: Final = (
    "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
)  # fmt: skip

# Domains nobody can have: RFC 2606 and RFC 6761, and what Route 53 answers with "is reserved by AWS".
# Source: the RFCs and error messages of CreateHostedZone. Checked 2026-11-22.
RESERVED_DOMAINS: Final = (
    "example.com", "example.net", "example.org", "example", "invalid", "localhost", "test", "amazonaws.com",
)  # fmt: skip

# The S3 backend's own lock, experimental in 1.10; from 1.11 the lock table is deprecated for it.
# Source: Terraform release notes. Checked 2026-11-22.
LOCKFILE_SINCE: Final = (1, 10)
LOCK_TABLE_DEPRECATED_SINCE: Final = (1, 11)

# Metrics that exist in one region only. Source: AWS documentation of each service's metrics. Checked 2026-11-22.
METRICS_IN_US_EAST_1: Final = ("AWS/Billing", "AWS/CloudFront", "AWS/Route53")


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
