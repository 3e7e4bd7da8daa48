"""The literal gate: which lines can match which patterns, found in one pass over the bytes of a log.

A pattern says which words a line must hold to match (any one of them); only such lines are shown to it. With `ahocorasick_rs` the
words of all patterns are looked for at once, at half the speed of unzipping the log; without it ten times slower, with the same result.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from homeostat.lines import Lines

Engine: TypeAlias = Callable[[bytes], Sequence[tuple[int, int, int]]]
"""Takes bytes in small letters; gives (number of the word, start, end), each occurrence or at least one a line."""

MOST_HITS: Final = 3_000_000
"""Occurrences of words that are kept. No log that was seen has a third of them; beyond, each word keeps its first and last ones."""

_LARGE: Final = 32 * 1024 * 1024  # bytes
_GRAM: Final = 4  # bytes: what `memoryview` casts to a number at once
_PIECE: Final = 4096  # bytes that are looked at together
_SLICE: Final = 1024  # bytes of a part of the sample
_SLICES: Final = 32
_KEPT: Final = 20_000  # of a word, where there are too many


class Gate:
    """Entries, each with the words of which a line must hold one. Words count in small letters (ASCII)."""

    def __init__(self, entries: Sequence[Iterable[str]], *, portable: bool = False) -> None:
        """`portable`: without the installed engine, as on a bare Python."""
        numbers: dict[bytes, int] = {}
        self._entries = [[numbers.setdefault(word.encode().lower(), len(numbers)) for word in words] for words in entries]
        self._words = list(numbers)
        self._portable = portable
        self._engines: dict[bool, Engine] = {}

    def candidates(self, lines: Lines) -> list[list[int]]:
        """For each entry the indices of the lines that hold one of its words, in order."""
        found = self._hits(lines)
        return [sorted(set().union(*(found[word] for word in words))) for words in self._entries]

    def _hits(self, lines: Lines) -> list[array[int]]:
        """For each word the indices of its lines."""
        found: list[array[int]] = [array("L") for _ in self._words]
        engine = self._engine(large=lines.size > _LARGE)
        total = 0
        for chunk in lines.chunks():
            hits = engine(chunk.data.lower())
            for (word, _, _), index in zip(hits, chunk.indices(start for _, start, _ in hits), strict=True):
                found[word].append(index)
            total += len(hits)
            if total > MOST_HITS:
                total = sum(map(_cut, found))
        return found

    def _engine(self, *, large: bool) -> Engine:
        if large not in self._engines:
            self._engines[large] = _engine(self._words, large=large, portable=self._portable)
        return self._engines[large]


def _cut(indices: array[int]) -> int:
    """Keep the first and the last ones; how many are left."""
    if len(indices) > _KEPT:
        del indices[_KEPT // 5 : -(_KEPT * 4 // 5)]
    return len(indices)


def _engine(words: list[bytes], *, large: bool, portable: bool) -> Engine:
    """`large`: a table of some 120 MB, made in some 70 ms, that is read faster is worth it."""
    if not portable and words:
        try:
            from ahocorasick_rs import BytesAhoCorasick, Implementation
        except ImportError:
            pass
        else:
            machine = BytesAhoCorasick(words, implementation=Implementation.DFA if large else Implementation.ContiguousNFA)
            return lambda data: machine.find_matches_as_indexes(data, overlapping=True)
    return _Bare(words)


class _Bare:
    """The engine of a bare Python: grams of four bytes are read as numbers and looked up by the interpreter's own C code.

    Each word is looked for only where the one of its grams is that is rarest in the beginning of the log.
    """

    def __init__(self, words: Sequence[bytes]) -> None:
        self._words = [(number, word) for number, word in enumerate(words) if len(word) >= _GRAM]
        self._short = [(number, word) for number, word in enumerate(words) if len(word) < _GRAM]
        self._overlap = max(map(len, words), default=0)

    def __call__(self, data: bytes) -> list[tuple[int, int, int]]:
        return list(self._look(data, self._by_gram(data)))

    def _by_gram(self, data: bytes) -> dict[int, list[tuple[int, bytes]]]:
        """Words with their numbers, by the gram that is looked for in their stead."""
        step = max(_SLICE, len(data) // _SLICES)
        sample = b"".join(data[at : at + _SLICE] for at in range(0, len(data), step))
        common = Counter(sample[at : at + _GRAM] for at in range(len(sample)))
        found: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
        for number, word in self._words:
            grams = [word[at : at + _GRAM] for at in range(len(word) - _GRAM + 1)]
            found[int.from_bytes(min(grams, key=common.__getitem__), sys.byteorder)].append((number, word))
        return found

    def _look(self, data: bytes, words: Mapping[int, Sequence[tuple[int, bytes]]]) -> Iterator[tuple[int, int, int]]:
        grams = frozenset(words)
        for begin in range(0, len(data), _PIECE):
            piece = data[begin : begin + _PIECE + self._overlap]
            here = (word for gram in _grams_in(piece, grams) for word in words[gram])
            for number, word in (*here, *self._short):
                at = piece.find(word)
                while 0 <= at < _PIECE:
                    yield number, begin + at, begin + at + len(word)
                    at = piece.find(word, at + 1)


def _grams_in(piece: bytes, grams: frozenset[int]) -> set[int]:
    view = memoryview(piece)
    parts = (view[at : at + (len(piece) - at) // _GRAM * _GRAM].cast("I") for at in range(min(_GRAM, len(piece))))
    return {gram for part in parts for gram in grams.intersection(part)}
