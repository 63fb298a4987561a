"""Ten thousand trees of settings, and files and variables of every kind: settings, or all that is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.account_settings import AccountSettings
from lib.errors import ConfigurationError
from lib.settings import TapSettings
from tests.bad_input import MANY, assert_told, time_limit, unchanged
from tests.integration.test_settings_synthesize import SLOW, environments, synthesized_or_told
from tests.settings_trees import Tree, trees
from tests.unit.test_settings import environs, settings_or_refusal, settings_or_refusal_of

REPOSITORY = Path(__file__).parents[2]
FILES = sorted((REPOSITORY / "environments").glob("*.toml"))


def trees_of(model: type[TapSettings | AccountSettings]) -> st.SearchStrategy[Tree]:
    return st.one_of(trees(model), trees(model, wrong=True), trees(model, wrong=True, most_keys=8))


@given(trees_of(TapSettings))
@settings(MANY, max_examples=10_000)
def test_ten_thousand_trees(tree: Tree) -> None:
    settings_or_refusal(TapSettings, tree)


@given(trees_of(AccountSettings))
@settings(MANY, max_examples=2_000)
def test_trees_of_the_account(tree: Tree) -> None:
    settings_or_refusal(AccountSettings, tree)


@given(environments)
@settings(SLOW, max_examples=100)
def test_a_hundred_of_them_synthesize_without_a_finding(tree: Tree) -> None:
    synthesized_or_told(tree)


@given(environs)
@settings(MANY, max_examples=2_000)
def test_variables(environ: dict[str, str]) -> None:
    settings_or_refusal_of(environ)


SIGNS = list("[]{}=.,\"'\n\r\t#\0\\")
VALUES = ["inf", "nan", "1e400", "1979-05-27", "07:32:00", "true", "0x" + "f" * 5000, "9" * 5000, "a.b", '"a.b"', '"""']
TOKENS = st.sampled_from([*SIGNS, *VALUES, "[[", "==", "\\u0000"])
PIECES = st.one_of(st.binary(max_size=4), TOKENS.map(str.encode))


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A file of this repository with pieces put into it, put in place of others or taken out."""
    content = draw(st.sampled_from(FILES)).read_bytes()[: draw(st.integers(1, 3000))]
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        content = content[:at] + draw(PIECES) + content[at + draw(st.integers(0, 5)) :]
    return content


@pytest.mark.parametrize("model", [TapSettings, AccountSettings])
def test_files(tmp_path: Path, model: type[TapSettings | AccountSettings]) -> None:
    file = tmp_path / "environments" / ("account.toml" if model is AccountSettings else "test.toml")
    file.parent.mkdir()

    @given(st.one_of(files(), st.binary(max_size=200)))
    @settings(MANY, max_examples=3_000)
    def read(content: bytes) -> None:
        file.write_bytes(content)
        with unchanged(tmp_path), time_limit(20):
            try:
                model.load(root=tmp_path, environ={})
            except ConfigurationError as error:
                assert_told(error)

    read()
