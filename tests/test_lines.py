"""Bytes to lines: encodings, colours, time stamps, progress bars."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat import lines as module
from homeostat.lines import MAX_LINE, lines_from, lines_of, visible_part

TEXT = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x1b\b\x00\ufeff"), max_size=30), max_size=20)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain", "plain"),
        (b"\xef\xbb\xbfwith mark", "with mark"),
        ("grün".encode("utf-16"), "grün"),
        ("\ufeffgrün".encode("utf-16-be"), "grün"),
        ("no mark at all".encode("utf-16-le"), "no mark at all"),
        (b"latin \xe4\xf6", "latin \ufffd\ufffd"),
    ],
)
def test_encodings(data: bytes, text: str) -> None:
    assert list(lines_of(data)) == [text]


@pytest.mark.parametrize(
    ("line", "visible"),
    [
        ("nothing special", "nothing special"),
        ("\x1b[32mgreen\x1b[0m text", "green text"),
        ("\x1b]8;;https://x.example\x07link\x1b]8;;\x1b\\ end", "link end"),
        ("\x1b]0;title without end", ""),
        ("\x1b[", "\x1b["),
        (" 10%\r 50%\r100%", "100%"),
        ("100%\r", "100%"),
        ("100%\r   \r", "100%"),
        ("\r\r\r", ""),
        ("a\bb\x00c", "abc"),
    ],
)
def test_visible_part(line: str, visible: str) -> None:
    assert visible_part(line) == visible


def test_time_stamps_are_taken_off_and_the_last_is_kept() -> None:
    log = lines_of(b"2026-11-21T12:00:00.0070000Z a\n2026-11-21T12:00:01Z   b\n2026-11-21T12:00:02.5Z\nplain\n2026 is a year\n")
    assert list(log) == ["a", "  b", "", "plain", "2026 is a year"]
    assert log.ended_at() == "2026-11-21T12:00:02Z"
    assert lines_of(b"plain\n").ended_at() == ""


def test_the_columns_of_gh_run_view_are_taken_off() -> None:
    text = "build\tRun tests\t\ufeff2026-11-21T12:00:00.1Z one\nbuild\tRun tests\t2026-11-21T12:00:03.1Z two\tcolumns\n"
    log = lines_of(text.encode())
    assert list(log) == ["one", "two\tcolumns"]
    assert log.ended_at() == "2026-11-21T12:00:03Z"


def test_tabs_of_other_logs_stay() -> None:
    text = "ok\tgithub.com/x/y\t0.1s\nFAIL\tgithub.com/x/z\t0.2s"
    assert list(lines_of(text.encode())) == text.split("\n")


def test_lines_keep_their_numbers() -> None:
    assert list(lines_of(b"a\r\n\r\nb\x0cc\n\n")) == ["a", "", "b\x0cc", ""]


def test_script_lines_are_known_by_their_colour() -> None:
    log = lines_of(b"2026-11-21T12:00:00.0Z \x1b[36;1mpytest\x1b[0m\nplain \x1b[36;1mcyan\x1b[0m\n")
    assert [log.is_script(index) for index in range(2)] == [True, False]


def test_long_lines_are_cut_and_the_cut_is_told() -> None:
    log = lines_of(b"x" * 100_000 + b"\nshort\n")
    assert [len(line) for line in log] == [MAX_LINE, 5]
    assert log.is_cut()
    assert not lines_of(b"x" * MAX_LINE).is_cut()
    assert not lines_of(b"\x1b[32m" * 2000 + b"x").is_cut()


def test_of_an_endless_line_the_last_state_is_seen() -> None:
    assert list(lines_of(b" 10%\r" * 400_000 + b"100%")) == ["100%"]


@given(TEXT, st.integers(1, 40))
def test_texts_come_back_whatever_the_size_of_the_pieces(texts: list[str], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CHUNK", size)
        log = lines_from(texts)
        pieces = list(log.chunks())
    assert log == texts
    assert [log[i] for i in range(-len(texts), len(texts))] == texts * 2
    assert log[1:-1] == tuple(texts[1:-1])
    assert b"\n".join(piece.data for piece in pieces) == "\n".join(texts).encode()
    assert [piece.first for piece in pieces] == [sum(len(p.ends) for p in pieces[:n]) for n in range(len(pieces))]
    assert all(piece.data[end - piece.begin :][:1] in {b"", b"\n"} for piece in pieces for end in piece.ends)


def test_lines_are_a_sequence_like_any_other() -> None:
    log = lines_from(["a", "b"])
    assert (len(log), log == ["a", "b"], log == ["a"], log != "ab", hash(log) == hash(("a", "b"))) == (2, True, False, True, True)
    with pytest.raises(IndexError):
        log[2]


@given(TEXT, st.text(min_size=1, max_size=3))
def test_lines_that_hold_a_word_are_found(texts: list[str], word: str) -> None:
    if word.isprintable():
        assert lines_from(texts).holding(word) == [index for index, text in enumerate(texts) if word in text]


def test_each_line_is_found_once_for_several_words() -> None:
    assert lines_from(["ab ab", "c", "b"]).holding("a", "b") == [0, 2]


@pytest.mark.parametrize(
    "unit", [b"x", b"ab\r", b"\x1b[", b"\x1b]", b"\x1b[1;", b"a\x1b[32mb\x1b[0m\n", b" \n", b"2026-11-21T12:00:00.0Z \n"]
)
def test_hostile_input_takes_linear_time(unit: bytes) -> None:
    began = time.perf_counter()
    log = lines_of(unit * (4_000_000 // len(unit)))
    assert len(list(log)) == len(log)
    assert log.holding("nothing of the kind") == []
    assert sum(len(piece.data) for piece in log.chunks()) <= 4_000_000
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    ("data", "binary"),
    [
        (b"plain text\n" * 10, False),
        (b"\x1b[32mcolours\x1b[0m\n", False),
        (bytes(range(256)).decode("latin-1").encode() * 4, False),
        (b"\xff" * 50 + b"ab", True),
    ],
)
def test_binary_junk_is_known(data: bytes, *, binary: bool) -> None:
    assert lines_of(data).is_binary() is binary
