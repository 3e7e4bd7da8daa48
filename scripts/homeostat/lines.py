"""The lines of a log, kept as the bytes that came and made into text one by one when they are asked for.

A log of 100 MB holds a million lines, of which a diagnosis looks at a few thousand. So nothing is copied, decoded or cleaned ahead;
what finds the few thousand looks at the bytes. Nothing here trusts the input: a line may be a gigabyte long, the encoding broken,
the escape sequences unfinished. Everything takes time linear in the input.
"""

from __future__ import annotations

import codecs
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, count, repeat
from operator import add
from typing import Final, NamedTuple, overload

MAX_LINE: Final = 4096
"""Characters kept of a line. Longer ones are minified code and encoded data; patterns never see more."""

_RAW_LINE: Final = 16 * MAX_LINE  # bytes, before colours and progress are taken off
_CHUNK: Final = 1024 * 1024  # fits the cache of a core
_SAMPLE: Final = 65536
_JUNK_SHARE: Final = 0.3  # text in a wrong encoding stays below, images and archives lie above
_HEADER_LINES: Final = 50  # how many lines tell whether `gh run view --log` wrote the log
_LAST_LINES: Final = 1000  # among which a stamped log has a stamp

_BOMS: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ESCAPE: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_=>78]|\([A-Z0-9])")
_ESCAPE_BYTES: Final = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[@-Z\\^_=>78]|\([A-Z0-9])|[\x00\x08]"
)
_STAMP: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z(?: |$)")
_RUNNER_STAMP: Final = 29  # characters: `2026-11-02T00:00:00.1234567Z `
_RUNNER_PREFIX: Final = re.compile(r"[^\t]{1,300}\t[^\t]{1,300}\t(?=\ufeff?\d{4}-\d\d-\d\dT)")
_CONTROL: Final = re.compile(r"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_CYAN: Final = "\x1b[36;1m"


class Chunk(NamedTuple):
    """A piece of a log: index of its first line, bytes without colours, and where each line ends, less `begin` in them."""

    first: int
    data: bytes
    begin: int
    ends: Sequence[int]

    def indices(self, offsets: Iterable[int]) -> Iterator[int]:
        """The lines, as indices in the log, in which the bytes at the offsets stand."""
        places = map(bisect_left, repeat(self.ends), map(add, offsets, repeat(self.begin)))
        return map(add, places, repeat(self.first))


class Lines(Sequence[str]):
    """Line n of the source is `lines[n - 1]`, without time stamp, colours and overwritten progress, cut at MAX_LINE characters."""

    __slots__ = ("_cache", "_data", "_ends", "_prefixed")

    def __init__(self, data: bytes) -> None:
        """`data` in UTF-8; what is no UTF-8 becomes U+FFFD. See `lines_of` for other encodings."""
        self._data = data
        self._ends = _line_ends(data)
        self._cache: dict[int, str] = {}
        self._prefixed = self._looks_prefixed()

    def __len__(self) -> int:
        """The number of lines; a newline at the end begins none."""
        return len(self._ends)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """The text of a line, or a tuple of texts."""
        if isinstance(index, slice):
            return tuple(self._text(i) for i in range(*index.indices(len(self))))
        text = self._cache.get(index)
        if text is None:
            position = index + len(self) if index < 0 else index
            if not 0 <= position < len(self):
                raise IndexError(index)
            text = self._cache[index] = self._text(position)
        return text

    def __iter__(self) -> Iterator[str]:
        """All lines, without keeping them."""
        return (self._text(index) for index in range(len(self)))

    def __eq__(self, other: object) -> bool:
        """Equal to any sequence of the same texts."""
        return (
            isinstance(other, Sequence)
            and not isinstance(other, str)
            and len(self) == len(other)
            and all(a == b for a, b in zip(self, other, strict=True))
        )

    def __hash__(self) -> int:
        """As the tuple of the texts."""
        return hash(tuple(self))

    @property
    def size(self) -> int:
        """Bytes, as they came."""
        return len(self._data)

    def is_script(self, index: int) -> bool:
        """Whether Actions printed the line in the colour that it keeps for scripts."""
        return _split_stamp(self._raw(index))[0].startswith(_CYAN)

    def is_cut(self) -> bool:
        """Whether any line is longer than what is kept of it."""
        return any(self._size(i) > _RAW_LINE or len(self._visible(i)) > MAX_LINE for i in self._long_ones())

    def is_binary(self) -> bool:
        """Whether the beginning holds so many control and broken characters that it is no log."""
        sample = self._data[:_SAMPLE].decode("utf-8", "replace")
        return len(_CONTROL.findall(sample)) > _JUNK_SHARE * len(sample)

    def ended_at(self) -> str:
        """The last time stamp to the second (ISO 8601, UTC), empty if the last lines bear none."""
        first = max(0, len(self) - _LAST_LINES)
        stamps = (_split_stamp(self._raw(index))[1] for index in range(len(self) - 1, first - 1, -1))
        return next(filter(None, stamps), "")

    def holding(self, *words: str) -> list[int]:
        """Indices of the lines whose bytes hold any of the words, in order. A word broken by colours is not seen."""
        found: set[int] = set()
        for word in words:
            found.update(self._holding(word.encode("utf-8", "surrogatepass")))
        return sorted(found)

    def chunks(self) -> Iterator[Chunk]:
        """All lines in pieces of whole lines."""
        line = 0
        while line < len(self):
            begin = self._begin(line)
            after = max(line + 1, bisect_right(self._ends, begin + _CHUNK))
            piece = self._data[begin : self._ends[after - 1]]
            if _has_escapes(piece):
                piece = _ESCAPE_BYTES.sub(b"", piece)
                yield Chunk(line, piece, 0, list(_ends_of(piece.split(b"\n"), 0)))
            else:
                yield Chunk(line, piece, begin, self._ends[line:after])
            line = after

    def _holding(self, word: bytes) -> Iterator[int]:
        at = self._data.find(word)
        while at >= 0:
            index = bisect_right(self._ends, at)
            yield index
            at = self._data.find(word, self._ends[index]) if index < len(self._ends) else -1

    def _begin(self, index: int) -> int:
        return self._ends[index - 1] + 1 if index else 0

    def _size(self, index: int) -> int:
        return self._ends[index] - self._begin(index)

    def _long_ones(self) -> Iterator[int]:
        begin = 0
        for index, end in enumerate(self._ends):
            if end - begin > MAX_LINE:
                yield index
            begin = end + 1

    def _raw(self, index: int) -> str:
        """The line as it came, without what `gh run view --log` puts before it. Of an endless line its beginning and its end."""
        begin, end = self._begin(index), self._ends[index]
        if end - begin > 2 * _RAW_LINE:
            data = self._data[begin : begin + _RAW_LINE] + self._data[end - _RAW_LINE : end]
        else:
            data = self._data[begin:end]
        line = data.decode("utf-8", "replace")
        if not self._prefixed:
            return line
        match = _RUNNER_PREFIX.match(line)
        return line[match.end() :] if match else line

    def _visible(self, index: int) -> str:
        return visible_part(_split_stamp(self._raw(index))[0])

    def _text(self, index: int) -> str:
        begin = self._ends[index - 1] + 1 if index else 0
        text = self._data[begin : min(self._ends[index], begin + _RAW_LINE)].decode("utf-8", "replace")
        if text.isprintable() and len(text) <= MAX_LINE and not self._prefixed:  # nearly all: a third of the time for them
            return _unstamped(text)
        return self._visible(index)[:MAX_LINE]

    def _looks_prefixed(self) -> bool:
        self._prefixed = False
        head = [line for index in range(min(_HEADER_LINES, len(self))) if (line := self._raw(index)).strip()]
        return bool(head) and sum(bool(_RUNNER_PREFIX.match(line)) for line in head) > len(head) / 2


def lines_of(data: bytes) -> Lines:
    """The lines of a log in any of the encodings that runners write."""
    if data.startswith(codecs.BOM_UTF8):
        return Lines(data[len(codecs.BOM_UTF8) :])
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return Lines(data[len(bom) :].decode(encoding, "replace").encode("utf-8", "replace"))
    sample = data[:_SAMPLE]
    if len(sample) > 3 and sample[1::2].count(0) > len(sample) * 0.4:  # UTF-16 of mostly ASCII text, without its mark
        return Lines(data.decode("utf-16-le", "replace").encode("utf-8", "replace"))
    return Lines(data)


def lines_from(texts: Iterable[str]) -> Lines:
    """Lines of texts that are at hand already; a newline within a text is taken for a blank."""
    return Lines("".join(text.replace("\n", " ") + "\n" for text in texts).encode("utf-8", "replace"))


def visible_part(line: str) -> str:
    """What is left to see of a line: the last state of a progress bar, without colours."""
    if "\r" in line:
        line = _last_state(line)
    if "\x1b" in line:
        line = _ESCAPE.sub("", line)
    if "\b" in line or "\x00" in line:
        line = line.replace("\b", "").replace("\x00", "")
    return line


def _last_state(line: str) -> str:
    line = line.rstrip("\r")
    if "\r" not in line:
        return line
    states = line[-_RAW_LINE:].split("\r")
    return next((state for state in reversed(states) if state.strip()), "")


def _split_stamp(line: str) -> tuple[str, str]:
    """The line without its time stamp, and the stamp to the second."""
    if line[:1] == "\ufeff":
        line = line[1:]
    if line[:2] != "20":  # cheap: most lines of plain logs end here
        return line, ""
    match = _STAMP.match(line)
    return (line[match.end() :], f"{match[1]}Z") if match else (line, "")


def _unstamped(line: str) -> str:
    """The same as the first of `_split_stamp`, at a fifth of the time for the stamps that Actions writes."""
    if line[27:29] == "Z " and line[10:20:9] == "T." and line[:2] == "20":
        return line[_RUNNER_STAMP:]
    return _split_stamp(line)[0]


def _line_ends(data: bytes) -> array[int]:
    """Offset of the end of each line: of its newline, or of the data for a last line without one."""
    ends: array[int] = array("Q")
    for start in range(0, len(data), _CHUNK):
        *whole, _ = data[start : start + _CHUNK].split(b"\n")
        ends.extend(_ends_of(whole, start))
    if data and not data.endswith(b"\n"):
        ends.append(len(data))
    return ends


def _ends_of(parts: list[bytes], start: int) -> Iterator[int]:
    """Where each part ends, one byte lying between two."""
    return map(add, accumulate(map(len, parts)), count(start))


def _has_escapes(piece: bytes) -> bool:
    return b"\x1b" in piece or b"\x00" in piece or b"\b" in piece
