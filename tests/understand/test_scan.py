"""The gate finds exactly the lines that hold a word, with either engine, whatever the pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat import lines as lines_module
from homeostat.lines import lines_from, lines_of
from homeostat.understand import scan
from homeostat.understand.scan import Gate

WORD = st.text("abAB:✗ ", min_size=1, max_size=3)
LINE = st.text("abcAB:✗ ", max_size=12)


def naive(entries: list[list[str]], texts: list[str]) -> list[list[int]]:
    return [[i for i, text in enumerate(texts) if any(small(word) in small(text) for word in words)] for words in entries]


def small(text: str) -> bytes:
    return text.encode().lower()


@given(st.lists(st.lists(WORD, max_size=3), max_size=5), st.lists(LINE, max_size=15), st.integers(1, 60), st.booleans())
def test_the_gate_is_what_looking_at_every_line_would_be(
    entries: list[list[str]], texts: list[str], size: int, portable: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "_CHUNK", size)
        assert Gate(entries, portable=portable).candidates(lines_from(texts)) == naive(entries, texts)


@pytest.mark.parametrize("portable", [True, False])
def test_colours_within_a_word_do_not_hide_it(*, portable: bool) -> None:
    data = b"\x1b[31merror\x1b[0m\x1b[1m: mismatched\nerr\x00or: x\n"
    assert Gate([["Error: "]], portable=portable).candidates(lines_of(data)) == [[0, 1]]


def test_of_very_many_hits_the_first_and_the_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "MOST_HITS", 100)
    monkeypatch.setattr(scan, "_KEPT", 50)
    monkeypatch.setattr(lines_module, "_CHUNK", 60)
    often, rare = Gate([["x"], ["y"]]).candidates(lines_from(["y", *["x"] * 1000, "y"]))
    assert rare == [0, 1001]
    assert often[:10] == list(range(1, 11))
    assert often[-1] == 1000
    assert len(often) <= 150
