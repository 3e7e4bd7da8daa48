"""The literal gate: which lines can match which patterns, found in one pass over the bytes of a log.

A pattern says which words a line must hold to match (any one of them); only such lines are shown to it. With `ahocorasick_rs` the
words of all patterns are looked for at once, at a quarter of the speed of unzipping the log; without it line by line, which finds the same
lines.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from homeostat.lines import Lines

Engine: TypeAlias = Callable[[bytes], Sequence[tuple[int, int, int]]]
"""Takes bytes in small letters; gives (number of the word, start, end), each occurrence or at least one a line."""

MOST_HITS: Final = 3_000_000
"""Occurrences of words that are kept. No log that was seen has a third of them; beyond, each word keeps its first and last ones."""

_LARGE: Final = 32 * 1024 * 1024  # bytes
_GRAM: Final = 3  # bytes
_LONG: Final = 65_536  # bytes of a line that is not cut into grams
_LETTERS: Final = b" etaoinsrhldcu-.:/mfpgwybv"  # in logs, the most common first
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
    grams = _by_gram(words)
    return lambda data: list(_look(grams, list(enumerate(words)), data))


_Numbered: TypeAlias = Sequence[tuple[int, bytes]]


def _by_gram(words: Sequence[bytes]) -> dict[bytes, list[tuple[int, bytes]]]:
    """Words with their numbers by one of the runs of three bytes that they hold, the rarest of them; shorter words by themselves."""
    found: dict[bytes, list[tuple[int, bytes]]] = defaultdict(list)
    for number, word in enumerate(words):
        parts = [word[at : at + _GRAM] for at in range(max(1, len(word) - _GRAM + 1))]
        found[min(parts, key=_commonness)].append((number, word))
    return found


def _commonness(part: bytes) -> int:
    return sum(max(0, len(_LETTERS) - _LETTERS.find(byte)) if byte in _LETTERS else 0 for byte in part)


def _look(grams: Mapping[bytes, _Numbered], words: _Numbered, data: bytes) -> Iterator[tuple[int, int, int]]:
    """A line is cut into its grams, and only words that share one with it are looked for in it."""
    begin = 0
    sizes = sorted({len(gram) for gram in grams})
    for line in data.split(b"\n"):
        if len(line) > _LONG:
            yield from ((number, begin, begin) for number, word in words if word in line)
        else:
            for gram in grams.keys() & {line[at : at + size] for size in sizes for at in range(len(line) - size + 1)}:
                yield from ((number, begin, begin) for number, word in grams[gram] if word in line)
        begin += len(line) + 1
