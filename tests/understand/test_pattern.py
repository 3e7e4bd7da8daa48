"""The words that a pattern asks for: never more than it really needs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat.understand.pattern import Pattern, required_words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("[Ee]rror: x", {"error: x"}),
        ("a|b", {"a", "b"}),
        (r"(?:foo|bar)baz\d+quxxes", {"quxxes"}),
        (r"(?:foo|bar)bazen\d+quxx", {"foobazen", "barbazen"}),
        (r"x*failed", {"failed"}),
        (r"colou?r", {"color", "colour"}),
        (r"\d+ failed in \S+", {" failed in "}),
        (r"(?:ab)+c", {"ab"}),
        (r"^fatal$", {"fatal"}),
        (r"(?=lookahead)x", {"x"}),
        (r"GRÜN", {"grÜn"}),
        (r".*", set()),
        (r"(?:a|.)b?", set()),
        (r"x?", set()),
    ],
)
def test_required_words(source: str, words: set[str]) -> None:
    assert required_words(source) == words


@given(st.data())
def test_whatever_matches_holds_a_word(data: st.DataObject) -> None:
    parts = st.sampled_from(
        ["ab", "[Cc]d", "(?:x|yz)", "(?:q|r)?", r"\d+", ".*", "(?:ab|c.)", "(?:ef){2}", "z", "[g-k]", "(?i:Mn)"]
    )
    source = "".join(data.draw(st.lists(parts, min_size=1, max_size=6)))
    text = data.draw(st.from_regex(source, fullmatch=True))
    words = required_words(source)
    small = text.encode("utf-8", "replace").lower()
    assert not words or any(word.encode() in small for word in words)


def test_a_wrong_pattern_is_told() -> None:
    with pytest.raises(re.error):
        required_words("(")
    with pytest.raises(re.error):
        Pattern("(").match("")


def test_a_pattern_matches_as_its_source() -> None:
    pattern = Pattern("b(.)", re.IGNORECASE)
    assert pattern.match("abc") is None
    found = pattern.search("aBc")
    assert found
    assert found[1] == "c"
