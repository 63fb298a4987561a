"""What the instances of a web tier are, and how they are replaced."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..aws_facts import AMAZON_LINUX_PARAMETER
from ..errors import ConfigurationError, Problem
from ..model import Distinct, Model, like
from .egress import HTTPS_ANYWHERE
from .retention import RetentionDays
from .scaling import CapacityConfig
from .security_group import Rule

InstanceType = Annotated[
    str, like(r"[a-z][a-z0-9-]*\.[a-z0-9-]+", "a type such as t3.small", "is no type of an instance")
]
ImageId = Annotated[str, like(r"ami-[0-9a-f]{8,17}", "an id such as ami-0123456789abcdef0", "is no image")]
ParameterName = Annotated[str, like(r"/?[a-zA-Z0-9_./-]+", "a name such as /images/web", "is no parameter")]
TerminationPolicy = Literal[
    "Default",
    "AllocationStrategy",
    "OldestLaunchTemplate",
    "OldestInstance",
    "NewestInstance",
    "ClosestToNextInstanceHour",
]

# The processor's generation is followed by a g in the families with AWS's own processors: m7g, c7gn, t4g.
_ARM = re.compile(r"a1|[a-z]+\d+g[a-z]*")
# Source: Amazon EC2 User Guide, "Run commands when you launch an EC2 instance with user data input".
_LONGEST_USER_DATA = 16 * 1024


class WebTierConfig(Model):
    """What the instances are, how many, and how they are replaced."""

    instance_types: Distinct[InstanceType] = Field(default=("t3.small",), min_length=1, max_length=40)
    """Types that may be used, the most wanted first; several make it likelier that AWS has capacity."""

    on_demand_base: int = Field(default=0, ge=0)
    """Instances that are never spot instances."""

    on_demand_percent: int = Field(default=100, ge=0, le=100)
    """How many of those above the base are no spot instances, in percent."""

    image_id: ImageId | None = None
    """The image; None for the one that `image_parameter` names when an instance is launched."""

    image_parameter: ParameterName | None = None
    """A parameter of Systems Manager with the image's id; None for the newest Amazon Linux 2023."""

    root_device: str = "/dev/xvda"
    """The image's root device."""

    root_volume_gib: int = Field(default=20, ge=1, le=16_384)
    """Size of the root volume in GiB, no smaller than the image's own."""

    user_data: str | None = None
    """What an instance runs when it first starts, such as a shell script."""

    detailed_monitoring: bool = True
    """Whether metrics come every minute, not every five."""

    capacity: CapacityConfig = CapacityConfig()
    """How many instances there are."""

    health_check_grace_seconds: int = Field(default=300, ge=0, le=7200)
    """Seconds that an instance has to come up before its health counts."""

    warmup_seconds: int = Field(default=180, ge=0, le=3600)
    """Seconds until a new instance counts in metrics, and the next is replaced."""

    healthy_percent_minimum: int = Field(default=100, ge=0, le=100)
    """How many of the instances stay in service while they are replaced, in percent."""

    healthy_percent_maximum: int = Field(default=110, ge=100, le=200)
    """How many there may be meanwhile, in percent; with a minimum of 100 one comes before another goes."""

    maximum_lifetime_days: int | None = Field(default=30, ge=1, le=365)
    """Days after which an instance is replaced, and so gets a newer image; None keeps it."""

    termination_policies: Distinct[TerminationPolicy] = Field(default=("Default",), min_length=1)
    """Which instance goes first when there are too many."""

    egress: tuple[Rule, ...] = (HTTPS_ANYWHERE,)
    """What instances may reach; by default any address by HTTPS, for AWS's services and package repositories."""

    retention_days: RetentionDays = 365
    """Days that the logs are kept which the instances write."""

    @property
    def architecture(self) -> str:
        """The processors' architecture, as images name it."""
        return "arm64" if _ARM.fullmatch(self.instance_types[0].split(".")[0]) else "x86_64"

    @property
    def image(self) -> str:
        """The image as a launch template names it."""
        parameter = self.image_parameter or f"{AMAZON_LINUX_PARAMETER}{self.architecture}"
        return self.image_id or f"resolve:ssm:{parameter}"

    @property
    def has_spot(self) -> bool:
        """Whether some instances may be spot instances."""
        return self.on_demand_percent < 100

    @property
    def is_mixed(self) -> bool:
        """Whether there are several types, or spot instances."""
        return self.has_spot or len(self.instance_types) > 1

    @model_validator(mode="after")
    def _coherent(self) -> WebTierConfig:
        """One architecture, one image, user data of at most 16 KiB, and room to replace instances in."""
        problems = [Problem(*told) for broken, *told in self._contradictions() if broken]
        if problems:
            raise ConfigurationError(problems)
        return self

    def _contradictions(self) -> list[tuple[bool, str, str, str, str, str]]:
        arm = {bool(_ARM.fullmatch(each.split(".")[0])) for each in self.instance_types}
        size = len((self.user_data or "").encode())
        room = self.healthy_percent_maximum - self.healthy_percent_minimum
        return [
            (
                len(arm) > 1,
                "instance_types",
                "one image cannot run on processors of two architectures",
                ", ".join(self.instance_types),
                "types with AWS's own processors (m7g), or types without (m7i)",
                "remove those of one kind",
            ),
            (
                self.image_id is not None and self.image_parameter is not None,
                "image_id",
                "the image is named twice",
                f"image_id = {self.image_id}, image_parameter = {self.image_parameter}",
                "one of the two",
                "leave the other out",
            ),
            (
                size > _LONGEST_USER_DATA,
                "user_data",
                "EC2 takes at most 16 KiB",
                f"{size} bytes",
                f"at most {_LONGEST_USER_DATA}",
                "put the script into the image or a bucket",
            ),
            (
                not 0 < room <= 100,
                "healthy_percent_maximum",
                "between both percentages lie 1 to 100",
                f"{self.healthy_percent_minimum} to {self.healthy_percent_maximum}",
                "such as 100 to 110, or 90 to 100",
                "correct them",
            ),
        ]
