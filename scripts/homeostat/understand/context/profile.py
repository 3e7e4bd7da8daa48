"""What one file is about, in a form that is quickly read back: how often each term occurs, and the names that it defines."""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from homeostat.understand.context.words import term, terms_in

_MODIFIERS: Final = (
    rb"(?:(?:export|default|public|private|protected|internal|static|final|abstract|async|pub(?:\([a-z]+\))?|unsafe|extern|override|open"
    rb"|data|sealed|inline|const)[ \t]+){1,5}"
)
_DEFINED: Final = (
    rb"(?:def|class|func|fn|function|interface|struct|enum|trait|type|module|object|record|protocol|impl|macro_rules!|defmodule|defp|sub)"
    rb"[ \t*]+(?:\([^()\n]{0,120}\)[ \t]*)?([A-Za-z_][A-Za-z0-9_]*)"
)
# Each begins with a newline, which the engine looks for at the speed of memory; with `^` it would stop at every character.
_DEFINES: Final = re.compile(rb"\n[ \t]*(?=[a-z])(?:" + _DEFINED + rb"|" + _MODIFIERS + _DEFINED + rb")")
_ASSIGNS: Final = re.compile(
    rb"\n(?:export[ \t]+)?(?:(?:const|let|var)[ \t]+)?([A-Za-z_][A-Za-z0-9_]{2,})[ \t]*(?::[^=\n]{1,120})?=[^=]"
)
_MOST_SYMBOLS: Final = 5000
_HEAD: Final = struct.Struct("<IIII")  # terms, terms of symbols, symbols, occurrences of all terms
_WORD: Final = 4  # bytes of a number


@dataclass(frozen=True, slots=True)
class Profile:
    """Of one file. `size`: occurrences of all its terms. Counts are looked up for the terms that are wanted, which is what costs least."""

    terms: array[int]
    counts: array[int]
    spelled: array[int]
    spelled_counts: array[int]
    symbols: frozenset[int]
    size: int

    def counted(self, wanted: Collection[int]) -> dict[int, int]:
        """How often the wanted terms occur; those that do not are left out."""
        return {number: count for number, count in zip(self.terms, self.counts, strict=True) if number in wanted}

    def spelled_counted(self, wanted: Collection[int]) -> dict[int, int]:
        """The same for the terms of the names that the file defines."""
        return {number: count for number, count in zip(self.spelled, self.spelled_counts, strict=True) if number in wanted}

    @property
    def spelled_size(self) -> int:
        """Occurrences of the terms of all names that it defines."""
        return sum(self.spelled_counts)

    def to_bytes(self) -> bytes:
        """For a cache."""
        head = _HEAD.pack(len(self.terms), len(self.spelled), len(self.symbols), self.size)
        parts = (self.terms, self.counts, self.spelled, self.spelled_counts, array("I", sorted(self.symbols)))
        return head + b"".join(part.tobytes() for part in parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> Profile:
        """What `to_bytes` gave. Raises ValueError for anything else."""
        if len(data) < _HEAD.size:
            raise ValueError("a profile that is cut off")
        many, spelled, symbols, size = _HEAD.unpack_from(data)
        numbers = array("I")
        numbers.frombytes(data[_HEAD.size : _HEAD.size + (len(data) - _HEAD.size) // _WORD * _WORD])
        if len(numbers) != 2 * many + 2 * spelled + symbols:
            raise ValueError("a profile of another length than it says")
        names = 2 * many + 2 * spelled
        return cls(
            numbers[:many],
            numbers[many : 2 * many],
            numbers[2 * many : 2 * many + spelled],
            numbers[2 * many + spelled : names],
            frozenset(numbers[names:]),
            size,
        )


def profile_of(data: bytes) -> Profile:
    """The profile of a file's bytes; of symbols the first 5000 count."""
    terms = terms_in(data)
    names = _names(b"\n" + data)
    spelled = terms_in(b" ".join(names))
    return Profile(
        array("I", terms),
        array("I", terms.values()),
        array("I", spelled),
        array("I", spelled.values()),
        frozenset(term(name.decode()) for name in names),
        sum(terms.values()),
    )


def _names(data: bytes) -> list[bytes]:
    """What the file defines, each once, in order."""
    defined = (plain or modified for plain, modified in _DEFINES.findall(data))
    return list(dict.fromkeys((*defined, *_ASSIGNS.findall(data))))[:_MOST_SYMBOLS]
