"""Whatever the models accept synthesizes without a finding; whatever they refuse is told before Node hears of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cdktf import Testing
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.features import FeaturesConfig
from lib.errors import ConfigurationError
from lib.settings import TapSettings
from lib.settings_sources import VARIABLES
from lib.tap_stack import TapStack
from lib.testing.synthesized import Synthesized
from tests.bad_input import assert_told
from tests.settings_trees import JUNK, TEXTS, Tree, trees

# A second each: no time to look for a smaller tree, and the one that failed is shown.
SLOW = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)

parts = st.fixed_dictionaries({name: st.booleans() for name in FeaturesConfig.model_fields})
environments = st.builds(lambda tree, features: {**tree, "features": features}, trees(TapSettings, most_keys=5), parts)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@given(environments)
@settings(SLOW, max_examples=60)
def test_what_is_accepted_synthesizes_without_a_finding_or_is_told_why_not(tree: Tree) -> None:
    synthesized_or_told(tree)


def synthesized_or_told(tree: Tree) -> None:
    """An environment whose stack has no finding; otherwise it is told what is wrong with it."""
    try:
        made = TapSettings.model_validate(tree)
    except ValidationError:
        assume(False)
    app = Testing.app()
    stack = made_or_told(lambda: TapStack(app, "x", settings=made))
    if stack:
        Synthesized.of(stack).assert_no_findings(suffix=made.environment_suffix)


texts = st.one_of(st.sampled_from(["", "dev", *TEXTS]), st.text(max_size=8))
arguments = st.fixed_dictionaries(
    {"environment_suffix": texts},
    optional={
        "state_bucket": texts,
        "state_bucket_region": texts,
        "aws_region": texts,
        "default_tags": st.dictionaries(st.one_of(st.just("tags"), st.text(max_size=4)), JUNK, max_size=2),
    },
)


@given(arguments)
@settings(SLOW, max_examples=60)
def test_a_bad_argument_is_told_before_anything_is_made(arguments: dict[str, Any]) -> None:
    app = Testing.app()
    if made_or_told(lambda: TapStack(app, "x", **arguments)) is None:
        assert app.node.try_find_child("x") is None


def made_or_told(make: Callable[[], TapStack]) -> TapStack | None:
    """The stack; None where all that is wrong was told. Anything else that is raised is nobody's fault but ours."""
    try:
        return make()
    except ConfigurationError as error:
        assert_told(error)
    return None
