"""Bytes to lines: encodings, colours, time stamps, progress bars."""

from __future__ import annotations

import time

import pytest

from homeostat.observe.text import MAX_LINE, clean, decode, looks_binary, visible_part


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain", "plain"),
        (b"\xef\xbb\xbfwith mark", "with mark"),
        ("grün".encode("utf-16"), "grün"),
        ("\ufeffgrün".encode("utf-16-be"), "grün"),
        ("no mark at all".encode("utf-16-le"), "no mark at all"),
        (b"latin \xe4\xf6", "latin \ufffd\ufffd"),
        (b"", ""),
    ],
)
def test_decode(data: bytes, text: str) -> None:
    assert decode(data) == text


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
    text = clean("2026-11-21T12:00:00.0070000Z a\n2026-11-21T12:00:01Z   b\n2026-11-21T12:00:02.5Z\nplain\n2026 is a year\n")
    assert text.lines == ["a", "  b", "", "plain", "2026 is a year"]
    assert text.ended_at == "2026-11-21T12:00:02Z"


def test_the_columns_of_gh_run_view_are_taken_off() -> None:
    text = clean("build\tRun tests\t\ufeff2026-11-21T12:00:00.1Z one\nbuild\tRun tests\t2026-11-21T12:00:03.1Z two\tcolumns\n")
    assert text.lines == ["one", "two\tcolumns"]
    assert text.ended_at == "2026-11-21T12:00:03Z"


def test_tabs_of_other_logs_stay() -> None:
    assert clean("ok\tgithub.com/x/y\t0.1s\nFAIL\tgithub.com/x/z\t0.2s\n").lines == [
        "ok\tgithub.com/x/y\t0.1s",
        "FAIL\tgithub.com/x/z\t0.2s",
    ]


def test_lines_keep_their_numbers() -> None:
    assert clean("a\r\n\r\nb\x0cc\n\n").lines == ["a", "", "b\x0cc", ""]


def test_script_lines_are_known_by_their_colour() -> None:
    text = clean("2026-11-21T12:00:00.0Z \x1b[36;1mpytest\x1b[0m\nplain \x1b[36;1mcyan\x1b[0m\n")
    assert text.cyan == {0}


def test_long_lines_are_cut_and_the_cut_is_told() -> None:
    text = clean("x" * 100_000 + "\nshort\n")
    assert [len(line) for line in text.lines] == [MAX_LINE, 5]
    assert text.cut
    assert not clean("x" * MAX_LINE).cut


@pytest.mark.parametrize(
    "unit", [b"x", b"ab\r", b"\x1b[", b"\x1b]", b"\x1b[1;", b"a\x1b[32mb\x1b[0m\n", b" \n", b"2026-11-21T12:00:00.0Z \n"]
)
def test_hostile_input_takes_linear_time(unit: bytes) -> None:
    began = time.perf_counter()
    clean(decode(unit * (4_000_000 // len(unit))))
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("text", "binary"),
    [
        ("plain text\n" * 10, False),
        ("\x1b[32mcolours\x1b[0m\n", False),
        (bytes(range(256)).decode("latin-1") * 4, False),
        ("\ufffd" * 50 + "ab", True),
    ],
)
def test_looks_binary(text: str, *, binary: bool) -> None:
    assert looks_binary(text) is binary
