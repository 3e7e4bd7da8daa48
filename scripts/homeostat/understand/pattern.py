"""Regular expressions that are compiled when they are first asked, and the words that a match cannot do without."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Final

_parser: Any = vars(re)["_parser"]  # what `re` itself parses with; it has no public name

_MOST_JOINED: Final = 48  # texts that a run of alternatives is spelt out into; beyond, a shorter part of it has to do
_MOST_WORDS: Final = 400  # of one pattern

_LARGEST_CLASS: Final = 4  # characters of a class that are spelt out, as in [Ee]rror
_Words = frozenset[str]
_EMPTY: Final[_Words] = frozenset({""})


class Pattern:
    """A regular expression. One log needs a few of the hundreds that the catalogue holds, and compiling is what costs."""

    def __init__(self, source: str, flags: int = 0) -> None:
        """`source` and `flags` as `re.compile` takes them; errors show when it is first used."""
        self.source = source
        self.flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """Raises re.error."""
        return re.compile(self.source, self.flags)

    def match(self, text: str) -> re.Match[str] | None:
        """A match at the beginning."""
        return self.compiled.match(text)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match anywhere."""
        return self.compiled.search(text)


def required_words(source: str, flags: int = 0) -> _Words:
    """Words in small letters of which any text that the pattern matches holds at least one; empty if there are no such words.

    Of all parts that a match must have, the one whose shortest word is longest. Raises re.error for a wrong pattern.
    """
    words = _best(_parts(_parser.parse(source, flags)))
    return words if all(words) else frozenset()


def _best(parts: Iterable[_Words]) -> _Words:
    return max(parts, key=lambda words: (min(map(len, words)), -len(words)), default=frozenset())


def _parts(tree: Iterable[tuple[Any, Any]]) -> list[_Words]:
    """Sets of words for the parts of a sequence, literal neighbours run together."""
    parts: list[_Words] = []
    run = _EMPTY
    for operator, argument in tree:
        exact = _exact(str(operator), argument)
        longer = _joined(run, exact) if exact else None
        if longer:
            run = longer
            continue
        parts.append(run)
        run = exact or _EMPTY
        if exact is None:
            parts.extend(_needed(str(operator), argument))
    return [words for words in (*parts, run) if words and words != _EMPTY]


def _joined(left: _Words, right: _Words) -> _Words | None:
    return frozenset(a + b for a in left for b in right) if len(left) * len(right) <= _MOST_JOINED else None


def _exact(operator: str, argument: Any) -> _Words | None:
    """All texts that an element matches, if they are few."""
    if operator == "LITERAL":
        return frozenset({_small(argument)})
    if operator == "IN":
        return _class(argument)
    if operator == "SUBPATTERN":
        return _exact_sequence(argument[-1])
    if operator == "BRANCH":
        branches = [_exact_sequence(branch) for branch in argument[1]]
        return _union(branches) if all(branches) else None
    if operator == "MAX_REPEAT" and argument[1] == 1 and argument[0] == 0:
        optional = _exact_sequence(argument[2])
        return _union([optional, _EMPTY]) if optional else None
    return _EMPTY if operator == "AT" else None


def _exact_sequence(tree: Iterable[tuple[Any, Any]]) -> _Words | None:
    run: _Words | None = _EMPTY
    for operator, argument in tree:
        exact = _exact(str(operator), argument)
        run = _joined(run, exact) if run and exact else None
    return run


def _class(members: Sequence[tuple[Any, Any]]) -> _Words | None:
    letters = [argument for operator, argument in members if str(operator) == "LITERAL"]
    return frozenset(map(_small, letters)) if len(letters) == len(members) <= _LARGEST_CLASS else None


def _needed(operator: str, argument: Any) -> list[_Words]:
    """What a match of an element holds for certain."""
    if operator == "SUBPATTERN":
        return _parts(argument[-1])
    if operator in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _parts(argument[2]) if argument[0] else []
    if operator == "ATOMIC_GROUP":
        return _parts(argument)
    if operator == "BRANCH":
        branches = [_best(_parts(branch)) for branch in argument[1]]
        united = _union(branches) if all(branches) else None
        return [united] if united else []
    return []


def _union(sets: Iterable[_Words | None]) -> _Words | None:
    united: _Words = frozenset().union(*(words for words in sets if words))
    return united if len(united) <= _MOST_WORDS else None


def _small(code: int) -> str:
    """A letter as the gate sees it: bytes know small letters of ASCII alone."""
    return chr(code).lower() if code < 128 else chr(code)
