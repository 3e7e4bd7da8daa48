"""Which lines of a log count: those that the failing step printed, or all of them if no step failed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from homeostat.records import Log

MAX_LINE: Final = 1000
"""Characters of a line that patterns see."""

_MARK: Final = re.compile(r"(?:##\[(?:error|warning|notice|command|debug|section)\]|::(?:error|warning|notice)(?: [^:]{0,400})?::)")
_SILENT: Final = re.compile(r"##\[(?:group|endgroup)\]|::(?:group|endgroup|debug|add-mask|stop-commands)\b")
_ENDING: Final = re.compile(
    r"(?:##\[error\])?(?:Process completed with exit code \d+\.?|Error: Process completed with exit code \d+\.?)$"
)
_ESCAPE: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Lines with the runner's marks taken off; `lines[i]` is line `offset + i + 1` of the log. `runner`: what the runner says."""

    lines: tuple[str, ...]
    offset: int
    runner: tuple[str, ...]


def failing_region(log: Log) -> Region:
    """The lines of the failing step without its header, the whole log if there is none."""
    step = log.failed_step
    if step is None:
        return _region(log.lines, 0, log.lines)
    begin = _after_header(log.lines, step.start - 1, step.stop)
    return _region(log.lines[begin : step.stop], begin, log.lines[step.start - 1 :])


def output_region(output: str) -> Region:
    """The output of one command, as it came."""
    text = _ESCAPE.sub("", output) if "\x1b" in output else output
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n")]
    return _region(lines, 0, ())


def _region(lines: Sequence[str], offset: int, runner: Sequence[str]) -> Region:
    said = tuple(line[:MAX_LINE] for line in runner if line.startswith("##[error]"))
    return Region(lines=tuple(_unmarked(line) for line in lines), offset=offset, runner=said)


def _after_header(lines: Sequence[str], start: int, stop: int) -> int:
    """The index after the header's end. The header is the runner's, so its first ##[endgroup] is its own."""
    for index in range(start, stop):
        if lines[index].startswith("##[endgroup]"):
            return index + 1
    return start


def _unmarked(line: str) -> str:
    line = line[:MAX_LINE].rstrip()
    if not line.startswith(("##[", "::", "Error: Process", "Process completed")):
        return line
    if _SILENT.match(line) or _ENDING.match(line):
        return ""
    return _MARK.sub("", line, count=1)
