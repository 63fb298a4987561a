"""How wide text is, and how it is broken into lines."""

from __future__ import annotations

from typing import Final

# In thousandths of the size, for the characters from space to tilde: DejaVu Sans 2.37, which is wider than the other
# fonts that a browser takes for these families, so that what fits in it fits in all of them.
FAMILY: Final = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
_WIDTHS: Final = (
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
    748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    337, 636, 838,
)  # fmt: skip
# What is not among them counts as the widest; bold letters are at most this much wider.
_WIDEST: Final = 1000
_NARROWEST: Final = min(_WIDTHS)
_BOLD: Final = 1.27


def width(text: str, size: int, *, bold: bool = False) -> float:
    """How wide a line of text is at most.

    Args:
        text: The line.
        size: The font's size.
        bold: Whether it is bold.
    """
    positions = (ord(character) - ord(" ") for character in text)
    units = sum(_WIDTHS[at] if 0 <= at < len(_WIDTHS) else _WIDEST for at in positions)
    return units * size / 1000 * (_BOLD if bold else 1)


def lines(text: str, size: int, most: float) -> tuple[str, ...]:
    """The text in lines that are no wider than asked; a word that is too wide is cut.

    Args:
        text: The text.
        size: The font's size.
        most: The greatest width.
    """
    found: list[str] = []
    for word in text.split():
        joined = f"{found[-1]} {word}" if found else word
        if found and width(joined, size) <= most:
            found[-1] = joined
        else:
            found.append(cut(word, size, most))
    return tuple(found)


def cut(text: str, size: int, most: float, *, bold: bool = False) -> str:
    """The text, with its end replaced by dots when it is too wide.

    Args:
        text: The text.
        size: The font's size.
        most: The greatest width; there is room for the dots.
        bold: Whether it is bold.
    """
    if width(text, size, bold=bold) <= most:
        return text
    text = text[: int(most / (_NARROWEST * size / 1000)) + 1]
    while text and width(f"{text}...", size, bold=bold) > most:
        text = text[:-1]
    return f"{text}..."
