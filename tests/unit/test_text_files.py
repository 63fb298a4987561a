"""Files that users name: none of them hangs the program, and what is wrong with one is an error of reading."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.text_files import MAX_DEPTH, MAX_TOML_BYTES, leads_nowhere, read_text, read_toml
from tests.bad_input import time_limit


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


STAND_INS: dict[str, Callable[[Path], None]] = {
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "socket": listening,
    "endless": lambda path: path.symlink_to("/dev/zero"),
    "broken link": lambda path: path.symlink_to("nowhere"),
    "link to itself": lambda path: path.symlink_to(path.name),
    "nothing": lambda _: None,
    "unreadable": lambda path: path.symlink_to("/proc/self/mem"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", STAND_INS)
def test_what_stands_in_a_files_place_is_an_error_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket is short
    STAND_INS[name](Path("file"))
    with time_limit(5), pytest.raises(OSError, match=r"file|Input/output error"):
        read_text(Path("file"))


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"\xef\xbb\xbfa = 1", "a = 1"), (b"a = 1\r\n", "a = 1\n"), ("é".encode(), "é"), (b"", "")],
)
def test_text_is_read_as_editors_write_it(tmp_path: Path, content: bytes, expected: str) -> None:
    (tmp_path / "file").write_bytes(content)
    assert read_text(tmp_path / "file") == expected


@pytest.mark.parametrize(
    ("name", "here", "expected"),
    [("link", True, True), ("file", True, False), ("none", True, False), ("link", False, True), ("file", False, False)],
)
def test_a_broken_link_is_told_from_nothing(tmp_path: Path, name: str, here: bool, expected: bool) -> None:
    (tmp_path / "file").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    assert leads_nowhere(tmp_path / name if here else tmp_path / name / "x.toml") is expected


DEEP = {
    "dotted": ".".join("a" * 1000) + " = 1",
    "dotted and quoted": " . ".join(['"a"', "'b'"] * 500) + " = 1",
    "so dotted that tomllib takes minutes": ".".join("a" * 100_000) + " = 1",
    "table": f"[{'.'.join('a' * 1000)}]",
    "inline": "a = " + "{a = " * 90 + "1" + "}" * 90,
    "inline without end": "a = " + "{a = " * 90_000,
    "list": "a = " + "[" * 90 + "]" * 90,
    "list without end": "a = " + "[" * 90_000,
    "each a little": "a.a.a.a = " + "{a.a.a.a = " * 20 + "1" + "}" * 20,
}


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_more_deeply_than_settings_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.toml").write_text(DEEP[name], encoding="utf-8")
    with time_limit(5), pytest.raises(ValueError, match=f"more than {MAX_DEPTH} parts, or"):
        read_toml(tmp_path / "x.toml")


def test_what_is_not_so_deep_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(f"{'.'.join('a' * MAX_DEPTH)} = 1\ntext = '{'a ' * 500}'\nlist = [[1], [[2]]]", encoding="utf-8")
    assert set(read_toml(path)) == {"a", "text", "list"}


def test_what_is_larger_than_settings_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("#" * (MAX_TOML_BYTES + 1), encoding="utf-8")
    with pytest.raises(ValueError, match="it has 1000001 characters"):
        read_toml(tmp_path / "x.toml")
