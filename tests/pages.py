"""The pages of the documentation that are written by hand: their blocks of code, and the commands in them."""

from __future__ import annotations

import re
import shlex
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scripts.reference.markdown import NOTICE

ROOT = Path(__file__).parents[1]
PROGRAMS = ("aws", "cdktf", "make", "npx", "pip", "python", "tap", "terraform")

_BLOCK = re.compile(r"^(?P<indent> *)```(?P<language>\w+)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_PLACEHOLDER = re.compile(r"<([a-z][^<>\n]*)>", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)#\s.*")
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_BETWEEN = frozenset({"&&", "||", "|", ";"})


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code.

    Attributes:
        page: Its page, by its path in the repository.
        line: The line on which the block begins.
        language: What stands behind the three marks.
        text: What is in it, without the indent of the block.
    """

    page: str
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        """Where it is, as editors take it."""
        return f"{self.page}:{self.line}"


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the shell.

    Attributes:
        place: Where it stands.
        words: The program and its arguments; what the reader puts in is in braces, as `{table_name}`.
        in_block: Whether it is one to be typed as it stands; in the text of a page it may be named in part.
        variables: The environment variables that are set for it, or by it.
    """

    place: str
    words: tuple[str, ...]
    in_block: bool
    variables: dict[str, str]

    @property
    def text(self) -> str:
        """It as one text."""
        return shlex.join(self.words)


@cache
def read(page: str) -> str:
    """The text of a page."""
    return (ROOT / page).read_text(encoding="utf-8")


def pages() -> list[str]:
    """All pages that are written by hand, the README of a new project among them."""
    files = [ROOT / "README.md", ROOT / "lib/template/README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    named = [file.relative_to(ROOT).as_posix() for file in files]
    return [page for page in named if not read(page).startswith(NOTICE)]


def blocks(page: str, language: str) -> list[Block]:
    """The blocks of one language on a page."""
    text = read(page)
    return [
        Block(page, text.count("\n", 0, found.start()) + 1, language, textwrap.dedent(found["text"]))
        for found in _BLOCK.finditer(text)
        if found["language"] == language
    ]


def spans(page: str) -> Iterator[tuple[str, str]]:
    """What stands as code within the text of a page, and where."""
    text = _BLOCK.sub(lambda found: "\n" * found[0].count("\n"), read(page))
    for found in _SPAN.finditer(text):
        yield f"{page}:{text.count(chr(10), 0, found.start()) + 1}", " ".join(found[1].split())


def commands(page: str) -> list[Command]:
    """Every command in the page's blocks of `sh`, and those that its text names with an argument."""
    found = [command for block in blocks(page, "sh") for command in split(block.text, block.place, in_block=True)]
    for place, text in spans(page):
        first = text.split()[0].rpartition("/")[2]
        if first in PROGRAMS and " " in text:
            found += split(text, place, in_block=False)
    return found


def split(script: str, place: str, *, in_block: bool) -> list[Command]:
    """The commands of a script that has no more than assignments, pipes, redirections and `&&`."""
    found = []
    for line in script.replace("\\\n", " ").splitlines():
        plain = _PLACEHOLDER.sub(lambda found: "{" + re.sub(r"\W+", "_", found[1]) + "}", _COMMENT.sub("", line))
        lexer = shlex.shlex(plain, posix=True, punctuation_chars=True)
        lexer.whitespace_split, lexer.commenters = True, ""  # a `#` within a word is none
        words: list[str] = []
        for word in (*lexer, ";"):
            if word in _BETWEEN:
                found += [_command(words, place, in_block)] if words else []
                words = []
            else:
                words.append(word)
    return found


def _command(words: list[str], place: str, in_block: bool) -> Command:
    if ">" in words:
        words = words[: words.index(">")]
    words = words[1:] if words[0] == "export" else words
    variables = {}
    while words and (found := _ASSIGNMENT.fullmatch(words[0])):
        variables[found[1]] = found[2]
        words = words[1:]
    return Command(place, tuple(words), in_block, variables)
