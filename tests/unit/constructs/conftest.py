"""A stack to put constructs into."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cdktf import TerraformStack, Testing

from lib.constructs.location import Location, locate
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

REGION = "eu-central-1"
OTHER_REGION = "eu-west-1"


@pytest.fixture
def stack() -> TerraformStack:
    made = TerraformStack(Testing.app(), "shop")
    add_provider(made, REGION, tags={})
    return made


@pytest.fixture
def where(stack: TerraformStack) -> Location:
    return locate(stack, None, None)


@pytest.fixture
def synthesize(stack: TerraformStack) -> Callable[[], Synthesized]:
    return lambda: Synthesized.of(stack)
