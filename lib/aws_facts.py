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

# The version of a cluster that names none: the one whose standard support ends last. A literal, since a cluster is
# upgraded by one minor version at a time, and only when its owner says so.
EKS_DEFAULT_VERSION: Final = "1.36"

# Interface endpoints that pods on Fargate need in a VPC without a way out, with the S3 gateway: images, logs, roles of
# service accounts, and for load balancers EC2 and ELB.
# Source: Amazon EKS User Guide, "Deploy private clusters with limited internet access". Checked 2026-11-22.
EKS_PRIVATE_ENDPOINTS: Final = ("ec2", "ecr.api", "ecr.dkr", "elasticloadbalancing", "logs", "sts")

# The collector of Container Insights on Fargate. Source: VERSION in the repository aws-observability/aws-otel-collector
# at commit ed0b1d59. Checked 2026-11-22.
ADOT_COLLECTOR_IMAGE: Final = "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0"

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

# SSL modes of DMS by engine, from the weakest to the strongest; `none` is left out on purpose.
# Source: AWS DMS User Guide, "Using SSL with AWS Database Migration Service". Checked 2026-11-22.
DMS_SSL_MODES: Final[dict[str, tuple[str, ...]]] = {
    "aurora": ("verify-ca", "verify-full"),
    "aurora-postgresql": ("require", "verify-ca", "verify-full"),
    "mariadb": ("verify-ca", "verify-full"),
    "mysql": ("verify-ca", "verify-full"),
    "oracle": ("verify-ca",),
    "postgres": ("require", "verify-ca", "verify-full"),
    "sqlserver": ("require", "verify-full"),
}

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

# What AWS recommends for new HTTPS listeners: TLS 1.2 and 1.3, with post-quantum key exchange for clients that have it.
# Source: AWS documentation "Security policies for your Application Load Balancer". Checked 2026-11-22.
RECOMMENDED_TLS_POLICY: Final = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"

# Memory in MiB that a Fargate task of each size in CPU units may have: from, to, in steps of.
# Source: Amazon ECS API Reference, RegisterTaskDefinition. Checked 2026-11-22.
FARGATE_MEMORY_MIB: Final[dict[int, tuple[int, ...]]] = {
    256: (512, 1024, 2048),
    512: tuple(range(1024, 4096 + 1, 1024)),
    1024: tuple(range(2048, 8192 + 1, 1024)),
    2048: tuple(range(4096, 16384 + 1, 1024)),
    4096: tuple(range(8192, 30720 + 1, 1024)),
    8192: tuple(range(16384, 61440 + 1, 4096)),
    16384: tuple(range(32768, 122880 + 1, 8192)),
}

# Where AWS keeps the id of the newest Amazon Linux 2023 image; the processor's architecture comes last.
# Source: the public parameters below /aws/service/ami-amazon-linux-latest. Checked 2026-11-22.
AMAZON_LINUX_PARAMETER: Final = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-"
# Variables of a function's environment that Lambda sets itself, and lets nobody set.
# Source: AWS Lambda Developer Guide, "Defined runtime environment variables".
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

# Domains for private use: anyone may have them, so nobody can be delegated to. Source: RFC 6762 (local), ICANN's
# reservation of internal for private use. Checked 2026-11-22.
PRIVATE_DOMAINS: Final = ("local", "internal")

# Where Route 53 and CloudFront keep what belongs to no region: metrics, query logs, DNSSEC keys.
# Source: Amazon Route 53 API Reference, CreateQueryLoggingConfig; Developer Guide, "Working with customer managed keys
# for DNSSEC", "Monitoring hosted zones using Amazon CloudWatch". Checked 2026-11-22.
GLOBAL_REGION: Final = "us-east-1"

# Regions that Route 53's health checkers stand in, and how many of them a check needs at least.
# Source: Amazon Route 53 API Reference, HealthCheckConfig, as recorded in botocore. Checked 2026-11-22.
HEALTH_CHECKER_REGIONS: Final = (
    "ap-northeast-1", "ap-southeast-1", "ap-southeast-2", "eu-west-1", "sa-east-1", "us-east-1", "us-west-1",
    "us-west-2",
)  # fmt: skip
MINIMUM_HEALTH_CHECKER_REGIONS: Final = 3

# The S3 backend's own lock, experimental in 1.10; from 1.11 the lock table is deprecated for it.
# Source: Terraform release notes. Checked 2026-11-22.
LOCKFILE_SINCE: Final = (1, 10)
LOCK_TABLE_DEPRECATED_SINCE: Final = (1, 11)

# Versions of Aurora that are made unless another is asked for: the long-term support release of each engine, which
# stays for three years at least. Both support global databases, Serverless v2 and a capacity of 0.
# Source: Amazon Aurora User Guide, "Using an Aurora PostgreSQL long-term support (LTS) release", "Aurora MySQL
# long-term support (LTS) releases" and "Supported Regions and DB engines for Aurora global databases"; release notes
# of Aurora MySQL 3.10.4 (2026-03-30). Checked 2026-11-22.
AURORA_VERSIONS: Final[dict[str, str]] = {
    "aurora-postgresql": "17.7",
    "aurora-mysql": "8.0.mysql_aurora.3.10.4",
}

# Capacities of Aurora Serverless v2, in ACU: all there are, in steps of a half; the least that AWS recommends for the
# primary cluster of a global database.
# Source: Amazon Aurora User Guide, "Requirements and limitations for Aurora Serverless v2" and "Configuration
# requirements of an Amazon Aurora global database". Checked 2026-11-22.
AURORA_LARGEST_ACU: Final = 256
AURORA_ACU_STEP: Final = 0.5
AURORA_GLOBAL_RECOMMENDED_MIN_ACU: Final = 8

# Performance Insights lost its console to CloudWatch Database Insights on this day; its API and arguments stay, and
# are what both modes of Database Insights are switched on with. The advanced mode asks for 465 days at least.
# Source: Amazon Aurora User Guide, "Turning Performance Insights on and off for Aurora" and "Considerations for
# Database Insights for Amazon Aurora". Checked 2026-11-22.
PERFORMANCE_INSIGHTS_CONSOLE_ENDED: Final = date(2026, 7, 31)
PERFORMANCE_INSIGHTS_DAYS: Final = (7, *(31 * months for months in range(1, 24)), 731)
DATABASE_INSIGHTS_ADVANCED_DAYS: Final = 465

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
