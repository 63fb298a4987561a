"""Reads docstrings in Google's style, and the library's `Source: ...` paragraphs."""

from __future__ import annotations

import ast
import functools
import inspect
import itertools
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEADER = re.compile(r"(Args|Attributes|Example|Raises|Returns|Source|Yields):(?:\s+(.*))?")
_ITEM = re.compile(r"(\*{0,2}\w+)(?: \([^)]*\))?: *(.*)")


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring in its parts.

    Attributes:
        summary: Its first paragraph.
        body: The paragraphs after it that belong to no section.
        sections: The sections by title, without their indentation.
    """

    summary: str = ""
    body: tuple[str, ...] = ()
    sections: dict[str, str] = field(default_factory=dict)

    def items(self, title: str) -> dict[str, str]:
        """The entries `name: text` of a section; empty where there is none."""
        return dict(_items(self.sections.get(title, "")))

    def text(self, title: str) -> str:
        """A section as running text."""
        return one_line(self.sections.get(title, ""))


def parse(text: str | None) -> Docstring:
    """Reads a docstring; None gives an empty one."""
    blocks = list(_blocks(inspect.cleandoc(text or "")))
    paragraphs = [one_line(content) for title, content in blocks if not title]
    sections = {title: content for title, content in blocks if title}
    return Docstring(paragraphs[0] if paragraphs else "", tuple(paragraphs[1:]), sections)


def documented(owner: object) -> Docstring:
    """The docstring of a class or function, its own and never one that it inherits."""
    return parse(vars(owner).get("__doc__") if isinstance(owner, type) else getattr(owner, "__doc__", None))


def documented_attribute(owner: type, name: str) -> str:
    """The text below an attribute in the class that it comes from; empty where there is none.

    Pydantic would read these texts too, at each start of every program: half a second that no program needs.
    """
    texts = (_attribute_texts(one).get(name) for one in owner.__mro__ if one is not object)
    return next(filter(None, texts), "")


@functools.cache
def _attribute_texts(owner: type) -> dict[str, str]:
    """Each attribute's text, for those that a class documents itself."""
    (written,) = ast.iter_child_nodes(ast.parse(textwrap.dedent(inspect.getsource(owner))))
    texts = dict[str, str]()
    for statement, following in itertools.pairwise(ast.iter_child_nodes(written)):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                texts[name] = text
    return texts


def one_line(text: str) -> str:
    """The text with every run of white space made one space, and literals as Markdown writes them."""
    return " ".join(text.split()).replace("``", "`")


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Paragraphs under an empty title, and sections under theirs."""
    title, lines = "", list[str]()
    inline = False
    for line in text.splitlines():
        header = _HEADER.fullmatch(line)
        # A section ends at the next one, an inline one also with its paragraph, an indented one at what is not.
        ends = not line.strip() if inline or not title else bool(line.strip()) and not line.startswith(" ")
        if header or ends:
            yield from _block(title, lines)
            title, lines, inline = "", [], False
        if header:
            title, inline = header[1], bool(header[2])
            lines = [header[2]] if inline else []
        else:
            lines.append(line)
    yield from _block(title, lines)


def _block(title: str, lines: list[str]) -> Iterator[tuple[str, str]]:
    content = textwrap.dedent("\n".join(lines)).strip("\n")
    if content.strip():
        yield title, content


def _items(section: str) -> Iterator[tuple[str, str]]:
    name, parts = "", list[str]()
    for line in section.splitlines():
        item = None if line.startswith(" ") else _ITEM.fullmatch(line)
        if item:
            if name:
                yield name, one_line(" ".join(parts))
            name, parts = item[1], [item[2]]
        else:
            parts.append(line)
    if name:
        yield name, one_line(" ".join(parts))
