"""A regular expression as a small tree whose characters are sets of sample letters, so that it can be reasoned about.

Whether two parts can match the same text is asked of the samples: all of ASCII, some of what else there is, and everything that the
expression names with its neighbours. A set may be taken for larger than it is, never for smaller.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from re import _parser  # type: ignore[attr-defined]  # what `re` itself parses with; it has no public name
from typing import Any, Final, TypeAlias

END: Final = 1
"""The sign for the end of the text, as a set of its own."""

_OTHERS: Final = "\u0085\u00a0\u00b5\u00c9\u00df\u00e9\u0130\u0131\u017f\u0391\u03b1\u0663\u2028\u20ac\u212a\u4e2d\ufb06\U0001f600"
_CATEGORIES: Final = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
_REPEATS: Final = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
_ENDS: Final = {"AT_END", "AT_END_STRING"}
_STARTS: Final = {"AT_BEGINNING", "AT_BEGINNING_STRING"}


class Refused(Exception):
    """Why an expression is not taken, as the end of a sentence that begins with its name."""


@dataclass(frozen=True, slots=True)
class Char:
    """One character of a set."""

    letters: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A place: the beginning, the end, a boundary of words."""

    at_start: bool = False
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Aside:
    """A part that is matched once and never again in another way: a look ahead or behind (of no width), an atomic group."""

    body: Items
    looks: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives."""

    branches: tuple[Items, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """A repeated part; `most` is None for as often as there is text."""

    body: Items
    least: int
    most: int | None


Item: TypeAlias = Char | Mark | Aside | Choice | Loop
Items: TypeAlias = tuple[Item, ...]


def tree_of(source: str, flags: int, most_repeats: int) -> Items:
    """The tree. Raises re.error for a wrong expression, Refused for one that refers back or repeats a part too often."""
    parsed = _parser.parse(source, flags)
    return _Reader(_samples(parsed), most_repeats).items(parsed, parsed.state.flags)


def least_width(items: Iterable[Item]) -> int:
    """The length of the shortest text that they match."""
    return sum(map(_width, items))


def _width(item: Item) -> int:
    match item:
        case Char():
            return 1
        case Choice(branches):
            return min(map(least_width, branches))
        case Loop(body, least):
            return least * least_width(body)
        case Aside(body, looks):
            return 0 if looks else least_width(body)
    return 0


class _Reader:
    """Turns what the parser of `re` says into the tree."""

    def __init__(self, samples: Sequence[str], most_repeats: int) -> None:
        self._samples = samples
        self._most = most_repeats

    def items(self, parsed: Iterable[tuple[Any, Any]], flags: int) -> Items:
        return tuple(item for operator, argument in parsed for item in self._item(str(operator), argument, flags))

    def _item(self, operator: str, argument: Any, flags: int) -> Items:
        if operator in _REPEATS:
            loop = self._loop(argument, flags)
            return (Aside((loop,), looks=False),) if operator == "POSSESSIVE_REPEAT" else (loop,)
        if operator == "SUBPATTERN":
            _, added, removed, body = argument
            return self.items(body, (flags | added) & ~removed)
        if operator == "BRANCH":
            return (Choice(tuple(self.items(branch, flags) for branch in argument[1])),)
        if operator in {"ASSERT", "ASSERT_NOT"}:
            return (Aside(self.items(argument[1], flags), looks=True),)
        if operator == "ATOMIC_GROUP":
            return (Aside(self.items(argument, flags), looks=False),)
        if operator == "AT":
            return (_mark(str(argument), flags),)
        return (self._char(operator, argument, flags),)

    def _loop(self, argument: Any, flags: int) -> Loop:
        least, most, body = argument
        endless = most is _parser.MAXREPEAT
        if max(least, 0 if endless else most) > self._most:
            raise Refused(f"repeats a part more than {self._most} times: lower the number in braces")
        return Loop(self.items(body, flags), int(least), None if endless else int(most))

    def _char(self, operator: str, argument: Any, flags: int) -> Char:
        if operator.startswith("GROUPREF"):
            raise Refused("refers back to a group, which can take very long: write out what the group may hold")
        if operator == "FAILURE":  # an empty negative look ahead
            return Char(0)
        return Char(sum(2 << n for n, letter in enumerate(self._samples) if _matches(letter, operator, argument, flags)))


def _mark(place: str, flags: int) -> Mark:
    lines = bool(flags & re.MULTILINE)
    return Mark(at_start=place in _STARTS and not lines, at_end=place in _ENDS)


def _matches(letter: str, operator: str, argument: Any, flags: int) -> bool:
    spellings = {letter, letter.lower(), letter.upper()} if flags & re.IGNORECASE else {letter}
    if operator == "LITERAL":
        return chr(argument) in spellings or chr(argument).lower() in spellings
    if operator == "NOT_LITERAL":
        return letter != chr(argument)
    if operator == "ANY":
        return bool(flags & re.DOTALL) or letter != "\n"
    members = [(str(kind), value) for kind, value in argument]
    if members[0][0] == "NEGATE":
        return not any(_is_member(letter, kind, value, flags) for kind, value in members[1:])
    return any(_is_member(spelling, kind, value, flags) for spelling in spellings for kind, value in members)


def _is_member(letter: str, kind: str, value: Any, flags: int) -> bool:
    if kind == "LITERAL":
        return letter == chr(value)
    if kind == "RANGE":
        return len(letter) == 1 and value[0] <= ord(letter) <= value[1]
    name = str(value).removeprefix("CATEGORY_")
    positive = _CATEGORIES[name.removeprefix("NOT_")]
    found = re.fullmatch(positive, letter, flags & re.ASCII) is not None
    return found is not name.startswith("NOT_")


def _samples(parsed: Any) -> list[str]:
    named = {near for code in _codes(parsed) for near in (code - 1, code, code + 1) if 0 <= near <= 0x10FFFF}
    letters = {*map(chr, range(128)), *_OTHERS, *map(chr, named)}
    return sorted(letters | {each for letter in letters for each in (letter.lower(), letter.upper()) if len(each) == 1})


def _codes(parsed: Any) -> Iterator[int]:
    """Every letter that an expression names."""
    if isinstance(parsed, int) and not isinstance(parsed, bool):
        yield min(parsed, 0x10FFFF)
    elif isinstance(parsed, tuple | list | _parser.SubPattern):
        for part in parsed:
            yield from _codes(part)
