"""How text is measured and broken."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lib.diagram.text import cut, lines, width

WIDE = 90.0
DOTS = width("...", 13)


def test_letters_are_as_wide_as_they_are() -> None:
    assert width("", 13) == 0
    assert width("ii", 10) == 5.56
    assert width("W", 10) == 9.89
    assert width("W", 10, bold=True) > width("W", 10)
    assert width("\N{HIRAGANA LETTER A}", 10) == 10


def test_words_share_a_line_as_long_as_they_fit() -> None:
    assert lines("Internet gateway", 13, WIDE) == ("Internet", "gateway")
    assert lines("KMS key", 13, WIDE) == ("KMS key",)
    assert lines("a b Incomprehensibilities c", 13, WIDE) == ("a b", "Incompreh...", "c")


def test_what_fits_is_not_cut() -> None:
    assert cut("KMS key", 13, width("KMS key", 13)) == "KMS key"
    assert cut("KMS key", 13, width("KMS key", 13) - 0.1) == "KMS k..."
    assert cut("KMS key", 13, width("KMS key", 13), bold=True) == "KMS..."


@given(st.text(), st.integers(min_value=int(DOTS) + 1, max_value=300))
def test_no_line_is_too_wide_and_no_word_is_lost(text: str, most: int) -> None:
    found = lines(text, 13, most)
    assert all(width(line, 13) <= most for line in found)
    if not any(line.endswith("...") for line in found):
        assert " ".join(found).split() == text.split()
