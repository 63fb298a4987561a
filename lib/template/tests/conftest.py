"""The stack that unit tests look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tap_constructs.testing.synthesized import Synthesized

from settings import Settings


@pytest.fixture
def synthesize(synthesized: Callable[..., Synthesized]) -> Callable[..., Synthesized]:
    """`synthesize(**settings)`: what the stack of those settings synthesizes to."""

    def run(**settings: Any) -> Synthesized:
        from cdktf import Testing

        from stack import ProjectStack

        made = Settings(**{"environment_suffix": "test", **settings})
        return synthesized(ProjectStack(Testing.app(), f"TapStack{made.environment_suffix}", settings=made))

    return run
