"""Which expressions of the user's are taken. Those that are have their steps counted by an engine that is as simple as can be."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeostat.understand.safety import LONGEST_LINE, LONGEST_SOURCE, complaint, most_steps
from homeostat.understand.safety_tree import Refused

SAFE = [
    "error",
    r"error.*timeout",
    r"error: .*timeout.*after \d+ seconds",
    r"\S+:\S+ failed",
    r"^\s*at .*\(.*\)$",
    r"(?i)error.*(?:dns|host).*not found",
    r"connect(?:ion)? (?:to )?\S+ (?:failed|refused|timed out)",
    r"missing: \w+(?:, \w+)*",
    r"(?:\w+\.)+\w+:\d+ refused",
    r"(?:foo|fob)+x",
    r"(a|ab)*c",
    r"(?:\d{1,3}\.){3}\d{1,3}",
    r'"(?:[^"\\]|\\.)*"',
    r"error: .{0,80}foo.{0,80}bar.{0,80}baz",
    r"(?<=code )\d+",
    r"(?!warning)\w+ failed",
    r"(?>a+)b",
    r"x++y",
    r"\b(\d+) of (\d+) tests failed",
    r"(?P<file>\w+)\.py",
    r"(?s:a.b)(?i:C)",
    r"(?x) error \s+ at  # a comment",
    r".*error.*",
    r"[\u4e00-\u9fff]+\d",
    r"^a|^b|c$",
    r"(?m:^)x",
    r"[^\W\d]+\d",
    r"(?:(?:ab){2}c)*d",
    r"ab(?!)|cd",
    r"(?:\d|\w)+-",  # Python makes one set of it
]

# (expression, words of the complaint)
UNSAFE = [
    ("", "empty text"),
    ("a*", "empty text"),
    ("a?|b", "empty text"),
    ("^$", "empty text"),
    (r"\b", "empty text"),
    ("(?=a)", "empty text"),
    ("(a+)+", "split up"),
    ("(a+)+$", "split up"),
    ("(?:a+)*b", "split up"),
    (r"(\w+\s*)+:", "split up"),
    (r"(?:\w+\s?)*x", "split up"),
    ("(?:a|a)*b", "split up"),
    ("(?:a|aa)+b", "split up"),
    (r"(?:\dx|\wx)+-", "split up"),
    ("(?i:ax|AX)*b", "split up"),
    ("((a{1,3}){1,3}){1,30}b", "split up"),
    ("(?:a{1,30}){1,30}b", "split up"),
    ("(?:.*,)*x", "split up"),
    ("(a*)*b", "may be empty"),
    ("(?:a?b?)*c", "may be empty"),
    ("(?:|a)+b", "may be empty"),
    ("(a?){30}a{30}", "may be empty"),
    ("(?:(?=a))*b", "may be empty"),
    (r"(x)\1", "refers back"),
    (r"(?P<a>x)(?P=a)", "refers back"),
    ("(a)?(?(1)b|c)", "refers back"),
    ("a{0,100000}b", "more than 1000 times"),
    ("a{5000}", "more than 1000 times"),
    ("a{4294967295}", "regular expression"),
    (r"\s+\s+\s+x", "million steps"),
    (".*.*.*x", "million steps"),
    ("(.*)(.*)(.*)x", "million steps"),
    (".*?error.*?warn.*?x", "million steps"),
    ("(?:.*,){5}x", "million steps"),
    ("error: .*foo.*bar.*baz", "million steps"),
    ("a.{0,900}b.{0,900}c.{0,900}d", "million steps"),
    ("(?:.*a){16}", "so many parts"),
    ("(?<=" + "a" * 101 + ")b", "looks more than"),
    ("[", "no proper regular expression"),
    ("(", "no proper regular expression"),
    ("a**", "no proper regular expression"),
    ("(?P<a>x)(?P<a>y)", "no proper regular expression"),
    ("[[a]b", "no proper regular expression"),  # Python warns of it
    ("(?L)a", "no proper regular expression"),
    ("a" * (LONGEST_SOURCE + 1), "longer than"),
]


@pytest.mark.parametrize("source", SAFE)
def test_taken(source: str) -> None:
    assert complaint(source) == ""
    re.compile(source)


@pytest.mark.parametrize(("source", "words"), UNSAFE)
def test_refused(source: str, words: str) -> None:
    said = complaint(source)
    assert words in said
    assert "\n" not in said
    assert len(said) < 300


def test_a_thousand_brackets_are_no_trouble() -> None:
    assert complaint("(" * 249 + "a" + ")" * 249) in {"", "is nested too deep: write it with fewer groups"}


@pytest.mark.parametrize("source", SAFE)
@pytest.mark.parametrize("filling", ["a", "ab", "1", "1.", " ", ":", "error", "a, ", '\\"', "foo bar ", "A", "x", "\u4e2d"])
def test_what_is_taken_ends_on_hostile_lines(source: str, filling: str) -> None:
    """Whether it matches is all the same; that it comes back is the point."""
    line = (filling * LONGEST_LINE)[:LONGEST_LINE]
    for hostile in (line, f"{line}\x00", f"error: {line}"):
        assert re.search(source, hostile) is None or source


# -- an engine that counts its steps -------------------------------------------------------------------------------------------

Node: TypeAlias = tuple[Any, ...]
Then: TypeAlias = Callable[[int], bool]
SETS: Final = {"a": "a", "b": "b", "[ab]": "ab", ".": "ab:", "[^a]": "b:", ":": ":"}
SLACK: Final = 12  # what the bound leaves out: a few steps for each node, and the shorter terms of its polynomials


class TooMany(Exception):
    """More steps than were promised."""


def render(node: Node) -> str:
    kind, *parts = node
    if kind == "char":
        return str(parts[0])
    if kind == "all":
        return "".join(map(render, parts[0]))
    if kind == "any":
        return "(?:" + "|".join(map(render, parts[0])) + ")"
    body, (least, most), lazy = parts
    return f"(?:{render(body)}){{{least},{'' if most is None else most}}}{'?' if lazy else ''}"


class Engine:
    """Tries everything, in the order in which `re` does, and counts."""

    def __init__(self, text: str, limit: float) -> None:
        self.text, self.limit, self.steps = text, limit, 0

    def search(self, node: Node) -> bool:
        return any(self.match(node, start, lambda _: True) for start in range(len(self.text) + 1))

    def match(self, node: Node, at: int, then: Then) -> bool:
        self.steps += 1
        if self.steps > self.limit:
            raise TooMany
        kind, *parts = node
        if kind == "char":
            return at < len(self.text) and self.text[at] in SETS[parts[0]] and then(at + 1)
        if kind == "all":
            return self.sequence(parts[0], at, then)
        if kind == "any":
            return any(self.match(branch, at, then) for branch in parts[0])
        return self.turn(parts, 0, at, then)

    def sequence(self, nodes: Any, at: int, then: Then) -> bool:
        if not nodes:
            return then(at)
        return self.match(nodes[0], at, lambda place: self.sequence(nodes[1:], place, then))

    def turn(self, loop: Any, done: int, at: int, then: Then) -> bool:
        body, (least, most), lazy = loop

        def again() -> bool:
            fresh = most is None or done < most
            return fresh and self.match(body, at, lambda place: place > at and self.turn(loop, done + 1, place, then))

        def leave() -> bool:
            return done >= least and then(at)

        return (leave() or again()) if lazy else (again() or leave())


CHARS = st.sampled_from(sorted(SETS)).map(lambda name: ("char", name))
TIMES = st.sampled_from([(0, None), (1, None), (0, 1), (0, 3), (2, 2), (1, 4)])
NODES = st.recursive(
    CHARS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4).map(lambda nodes: ("all", nodes))
        | st.lists(inner, min_size=2, max_size=3).map(lambda nodes: ("any", nodes))
        | st.tuples(st.just("loop"), inner, TIMES, st.booleans())
    ),
    max_leaves=8,
)
TEXTS = st.lists(st.sampled_from(["a", "ab", "b", ":", "aab", "a:", "aaaa"]), max_size=14).map(lambda parts: "".join(parts)[:24])


@settings(max_examples=600, deadline=None)
@given(NODES, TEXTS)
def test_no_engine_takes_more_steps_than_were_promised(node: Node, text: str) -> None:
    source = render(node)
    try:
        bound = most_steps(source, len(text))
    except Refused:
        return
    engine = Engine(text, SLACK * (bound + SLACK))
    assert engine.search(node) is (re.search(source, text) is not None)


@pytest.mark.parametrize("node", [("all", [("loop", ("loop", ("char", "a"), (1, None), False), (1, None), False), ("char", "b")])])
def test_the_engine_sees_what_takes_for_ever(node: Node) -> None:
    assert render(node) == "(?:(?:a){1,}){1,}b"
    with pytest.raises(TooMany):
        Engine("a" * 24, 200_000).search(node)
    with pytest.raises(Refused):
        most_steps(render(node), 24)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab.*+?|()[]{}^$\\1,=!<>:-iK\u0130\ufb06"), max_size=30))
def test_no_text_gets_more_than_a_complaint(source: str) -> None:
    said = complaint(source)
    assert "\n" not in said
    if not said:
        re.compile(source)
