from __future__ import annotations

import pytest

from lib.literal import literal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("echo ${HOME} ${USER}", "echo $${HOME} $${USER}"),
        ("%{if x}", "%%{if x}"),
        ("$HOME costs 5% {more}", "$HOME costs 5% {more}"),
        ("$${HOME} %%{if}", "$${HOME} %%{if}"),
        ("${TfToken[TOKEN.3]}/${HOME}", "${TfToken[TOKEN.3]}/$${HOME}"),
        ("", ""),
    ],
)
def test_expressions_of_its_own_are_escaped_and_tokens_stay(text: str, expected: str) -> None:
    assert literal(text) == expected
