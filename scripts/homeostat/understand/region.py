"""Which lines of a log count: those that the failing step printed, or all of them if no step failed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, overload

from homeostat.lines import Lines, lines_from
from homeostat.records import Log
from homeostat.understand.pattern import Pattern

MAX_LINE: Final = 1000
"""Characters of a line that patterns see."""

_MARK: Final = re.compile(r"(?:##\[(?:error|warning|notice|command|debug|section)\]|::(?:error|warning|notice)(?: [^:]{0,400})?::)")
_SILENT: Final = re.compile(
    r"##\[(?:group|endgroup)\]|::(?:group|endgroup|debug|add-mask|stop-commands)\b|travis_(?:time|fold):(?:start|end)|section_(?:start|end):\d"
)
_ENDING: Final = re.compile(
    r"(?:##\[error\])?(?:Process completed with exit code \d+\.?|Error: Process completed with exit code \d+\.?)$"
)
_RUNNER: Final = "##[error]"
_DAY: Final = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
_PREFIXES: Final = (
    Pattern(rf"\[\w{{1,20}} {_DAY}\] (?:\d\d:\d\d:\d\d +[A-Z]{{4,8}} -  ?)?"),
    Pattern(rf"\[{_DAY}\] ?"),
    Pattern(rf"{_DAY} (?:\| )?"),
    Pattern(r"\[\d\d:\d\d:\d\d(?:[.,]\d{1,6})?\] ?"),
    Pattern(r"\d\d:\d\d:\d\d(?:[.,]\d{1,6})?  ?"),
    Pattern(r"[\w.-]{1,40} {0,20}\| "),
)
"""What some CI systems and wrappers put before every line: the time in their words, the name of a service."""

_SAMPLE: Final = 200
_FEWEST: Final = 5  # lines: fewer are no habit
_MOST: Final = 0.8  # of the lines bear it; a program's own time stamps stand on fewer


class Region(Sequence[str]):
    """Lines of a log with the runner's marks taken off; `region[i]` is line `offset + i + 1` of the log."""

    __slots__ = ("_cache", "_prefix", "_stop", "lines", "offset", "runner")

    def __init__(self, lines: Lines, start: int, stop: int, runner_from: int | None = None) -> None:
        """Lines start … stop - 1. What the runner says counts from line `runner_from` on; None: it says nothing."""
        self.lines = lines
        self.offset = start
        self._stop = stop
        self.runner = () if runner_from is None else _said(lines, runner_from)
        self._prefix = _prefix_of(lines, start, stop)
        self._cache: dict[int, str] = {}

    def __len__(self) -> int:
        """The number of lines."""
        return self._stop - self.offset

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """The text of a line, at most MAX_LINE characters; of lines that are the runner's alone, nothing."""
        text = self._cache.get(index) if index.__class__ is int else None  # first, as most have been asked for before
        if text is not None:
            return text
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        position = index + len(self) if index < 0 else index
        if not 0 <= position < len(self):
            raise IndexError(index)
        text = self._cache[position] = self._unmarked(self.lines[self.offset + position])
        return text

    def _unmarked(self, line: str) -> str:
        prefix = self._prefix.match(line) if self._prefix else None
        return _unmarked(line[prefix.end() :] if prefix else line)


def failing_region(log: Log) -> Region:
    """The lines of the failing step without its header; from the first one that failed where a job goes on; else the whole log."""
    lines = log.lines if isinstance(log.lines, Lines) else lines_from(log.lines)
    last = log.failed_step
    if last is None:
        return Region(lines, 0, len(lines), runner_from=0)
    first = next((step for step in log.steps if step.exit_code and step.goes_on), last)
    return Region(lines, _after_header(lines, first.start - 1, last.stop), last.stop, runner_from=first.start - 1)


def output_region(output: str) -> Region:
    """The output of one command, as it came."""
    lines = Lines(output.encode("utf-8", "replace"))
    return Region(lines, 0, len(lines))


def _said(lines: Lines, start: int) -> tuple[str, ...]:
    marked = (lines[index] for index in lines.holding(_RUNNER) if index >= start)
    return tuple(line[:MAX_LINE] for line in marked if line.startswith(_RUNNER))


def _prefix_of(lines: Lines, start: int, stop: int) -> Pattern | None:
    """What stands before nearly every line, judged by lines from all over; the first kind that most have."""
    step = max(1, (stop - start) // _SAMPLE)
    sample = [line for index in range(start, stop, step) if (line := lines[index]).strip()]
    most = max(_FEWEST, _MOST * len(sample))
    return next((prefix for prefix in _PREFIXES if sum(bool(prefix.match(line)) for line in sample) >= most), None)


def _after_header(lines: Lines, start: int, stop: int) -> int:
    """The index after the header's end. The header is the runner's, so its first ##[endgroup] is its own."""
    return next((index + 1 for index in range(start, stop) if lines[index].startswith("##[endgroup]")), start)


def _unmarked(line: str) -> str:
    line = line[:MAX_LINE].rstrip()
    if not line.startswith(("##[", "::", "Error: Process", "Process completed", "travis_", "section_")):
        return line
    if _SILENT.match(line) or _ENDING.match(line):
        return ""
    return _MARK.sub("", line, count=1)
