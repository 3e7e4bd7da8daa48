"""What a text is about: its identifiers, whole and cut at case and underscore, as numbers that fit an array.

A term is kept as the CRC-32 of its small letters: a file has a few hundred of some four thousand million, so that two of one number are
not met by chance, and who makes them meet on purpose has won a place in a ranking of his own repository.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final
from zlib import crc32

_IDENTIFIER: Final = re.compile(rb"[A-Za-z_][A-Za-z0-9_]+")
_PART: Final = re.compile(rb"[A-Z]+(?![a-z])|[A-Za-z][a-z]+|[A-Za-z]+|[0-9]+")
_STOP: Final = frozenset(
    b"self def return import from if else for in not is none true false and or the a of to with as class assert test tests pytest mark"
    b" parametrize raises const let var function export new this null undefined func package fn pub use mod impl struct public private"
    b" static void int string bool final".split()
)
_LONGEST: Final = 80  # bytes of a name; longer ones are encoded data
_MOST_KNOWN: Final = 500_000  # names that are kept with their terms


class _Terms(dict[bytes, tuple[int, ...]]):
    """The terms of names, worked out when they are first met."""

    def __missing__(self, name: bytes) -> tuple[int, ...]:
        if len(self) > _MOST_KNOWN:
            self.clear()
        terms = self[name] = _terms_of_name(name)
        return terms


_TERMS: Final = _Terms()


def term(word: str) -> int:
    """The number of one word."""
    return crc32(word.lower().encode("utf-8", "replace"))


def terms_in(text: bytes | str) -> dict[int, int]:
    """How often each term occurs in a text."""
    found: dict[int, int] = {}
    for name, count in names_in(text).items():
        for number in _TERMS[name]:
            found[number] = found.get(number, 0) + count
    return found


def names_in(text: bytes | str) -> Counter[bytes]:
    """How often each identifier occurs in a text."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    return Counter(_IDENTIFIER.findall(data))


def _terms_of_name(name: bytes) -> tuple[int, ...]:
    small = name.lower()
    if small in _STOP or len(name) > _LONGEST:
        return ()
    parts = [part.lower() for part in _PART.findall(name)] if b"_" in name or small != name else []
    own = [part for part in parts if part != small and len(part) > 1 and part not in _STOP]
    return tuple(map(crc32, (small, *own)))
