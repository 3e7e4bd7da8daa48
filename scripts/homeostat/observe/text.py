"""Bytes to lines: encodings, colours, time stamps and progress bars taken off, in time linear in the input.

Nothing here trusts the input: a line may be a gigabyte long, the encoding broken, the escape sequences unfinished.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

MAX_LINE: Final = 4096
"""Characters kept of a line. Longer ones are minified code and encoded data; patterns never see more."""

_RAW_LINE: Final = 16 * MAX_LINE  # before colours and progress are taken off
_SAMPLE: Final = 65536
_JUNK_SHARE: Final = 0.3  # text in a wrong encoding stays below, images and archives lie above
_HEADER_LINES: Final = 50  # how many lines tell whether `gh run view --log` wrote the log

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ESCAPE: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_=>78]|\([A-Z0-9])")
_STAMP: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z(?: |$)")
_RUNNER_PREFIX: Final = re.compile(r"[^\t]{1,300}\t[^\t]{1,300}\t(?=\ufeff?\d{4}-\d\d-\d\dT)")
_CONTROL: Final = re.compile(r"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_CYAN: Final = "\x1b[36;1m"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Clean lines. `cyan` are the indices of lines that Actions prints in cyan (scripts); `ended_at` ISO 8601 or empty."""

    lines: list[str]
    cyan: frozenset[int]
    ended_at: str
    cut: bool


def decode(data: bytes) -> str:
    """Text of a log in any of the encodings that runners write. Bytes that fit none become U+FFFD."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    sample = data[:_SAMPLE]
    if len(sample) > 3 and sample[1::2].count(0) > len(sample) * 0.4:  # UTF-16 of mostly ASCII text, without its mark
        return data.decode("utf-16-le", "replace")
    return data.decode("utf-8", "replace")


def looks_binary(text: str) -> bool:
    """Whether the beginning holds so many control and broken characters that it is no log."""
    sample = text[:_SAMPLE]
    return len(_CONTROL.findall(sample)) > _JUNK_SHARE * len(sample)


def clean(text: str) -> Text:
    """The lines of a log as a person sees them. Line n of the input stays line n."""
    raw = text.split("\n")
    if raw and not raw[-1]:
        raw.pop()
    prefix = _RUNNER_PREFIX if _has_runner_prefix(raw) else None
    lines: list[str] = []
    cyan: set[int] = set()
    ended_at, cut = "", False
    for index, line in enumerate(raw):
        bare, stamp = _split_stamp(_without_prefix(line, prefix) if prefix else line)
        ended_at = stamp or ended_at
        if bare.startswith(_CYAN):
            cyan.add(index)
        visible = visible_part(bare)
        cut = cut or len(visible) > MAX_LINE or len(line) > _RAW_LINE
        lines.append(visible[:MAX_LINE])
    return Text(lines=lines, cyan=frozenset(cyan), ended_at=ended_at, cut=cut)


def visible_part(line: str) -> str:
    """What is left to see of a line: the last state of a progress bar, without colours."""
    if "\r" in line:
        line = _last_state(line)
    if len(line) > _RAW_LINE:
        line = line[:_RAW_LINE]
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


def _has_runner_prefix(lines: list[str]) -> bool:
    head = [line for line in lines[:_HEADER_LINES] if line.strip()]
    return bool(head) and sum(bool(_RUNNER_PREFIX.match(line)) for line in head) > len(head) / 2


def _without_prefix(line: str, prefix: re.Pattern[str]) -> str:
    match = prefix.match(line)
    return line[match.end() :] if match else line
