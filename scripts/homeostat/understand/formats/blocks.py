"""What readers share that look at reports of several lines: which findings stand within others, and how long a report is shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import overload

from homeostat.understand.finding import Finding
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import Extent, bare


class Bared(Sequence[str]):
    """Lines without the time stamps and names that build servers put before them; see `bare`."""

    __slots__ = ("_lines",)

    def __init__(self, lines: Sequence[str]) -> None:
        """They are looked at when they are asked for."""
        self._lines = lines

    def __len__(self) -> int:
        """As many as there are."""
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """A line, or a tuple of lines."""
        if isinstance(index, slice):
            return tuple(map(bare, self._lines[index]))
        return bare(self._lines[index])


def apart(form: Format) -> Format:
    """The format without the findings that begin within the lines of the one before."""

    def read(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
        done = -1
        for finding in form.read(lines, candidates):
            if finding.start > done:
                done = finding.stop
                yield finding

    return dataclasses.replace(form, read=read)


def through(end: str, most: int) -> Extent:
    """All up to the first line that holds `end`; the first line alone if none of the next `most` does."""

    def extent(lines: Sequence[str], index: int) -> int:
        return next((at for at in range(index, min(len(lines), index + most)) if end in lines[at]), index)

    return extent
