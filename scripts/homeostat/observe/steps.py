"""The steps of a GitHub Actions log: where each begins and ends, what it ran and how it ended.

A header is `##[group]Run <first line>`, the script, `shell:`, `env:`, `##[endgroup]`. A program may print such lines too, so a
group only counts as a header if it has what the runner writes into one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from homeostat.lines import Lines
from homeostat.records import LogStep

_GROUP: Final = "##[group]Run "
_END: Final = "##[endgroup]"
_MAX_HEADER: Final = 2000  # lines; the longest scripts seen in workflows have a few hundred
_EXIT: Final = re.compile(r"##\[error\](?:Process completed|The process '[^']{1,500}' failed) with exit code (\d{1,3})\b")
_USES: Final = re.compile(r"(?:docker://\S+|\.{1,2}/\S*|[\w.-]+/[\w./-]+@\S+)$")
_SECTION: Final = re.compile(r"(shell|env|with):(?: (.*))?$")
_VARIABLE: Final = re.compile(r"  ([A-Za-z_][A-Za-z0-9_.-]{0,200}): ?(.*)$")
_ERROR: Final = "##[error]"
_CLEANUP: Final = "Post job cleanup."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    title: str
    start: int  # index of the first line
    end: int  # index of ##[endgroup]
    script: str
    shell: str
    env: dict[str, str]


def find_steps(lines: Lines) -> tuple[LogStep, ...]:
    """All steps in order."""
    headers = [header for start, end in _groups(lines) if (header := _header(lines, start, end))]
    endings = _endings(lines) if headers else []
    stops = [*(header.start for header in headers), len(lines)]
    return tuple(_step(header, stop, endings) for header, stop in zip(headers, stops[1:], strict=True))


def _groups(lines: Lines) -> list[tuple[int, int]]:
    """First and last index of each group that may be a header. One pass: a log may hold a million openings and no end."""
    groups: list[tuple[int, int]] = []
    start = None
    for index in lines.holding(_GROUP, _END):
        line = lines[index]
        if line.startswith(_GROUP):
            start = index
        elif start is not None and line.startswith(_END):
            groups.append((start, index))
            start = None
    return [(start, end) for start, end in groups if end - start <= _MAX_HEADER]


def _step(header: _Header, stop: int, endings: Sequence[tuple[int, int | None]]) -> LogStep:
    at = bisect_left(endings, header.end, key=lambda ending: ending[0])
    end, code = endings[at] if at < len(endings) and endings[at][0] < stop else (stop, None)
    name = next((line for line in header.script.splitlines() if line.strip()), header.title)
    return LogStep(
        name=name.strip(),
        script=header.script,
        start=header.start + 1,
        stop=end + 1 if code is not None else end,
        exit_code=code,
        env=header.env,
        shell=header.shell,
    )


def _endings(lines: Lines) -> list[tuple[int, int | None]]:
    """Index of each line at which a step ends, with the exit code if the runner reports one there."""
    found: list[tuple[int, int | None]] = []
    for index in lines.holding(_ERROR, _CLEANUP):
        if match := _EXIT.match(lines[index]):
            found.append((index, int(match[1])))
        elif lines[index] == _CLEANUP:
            found.append((index, None))
    return found


def _header(lines: Lines, start: int, end: int) -> _Header | None:
    title = lines[start][len(_GROUP) :].strip()
    body = range(start + 1, end)
    script_end = _script_end(lines, body)
    sections = _sections(lines[script_end:end])
    if "shell" not in sections and not _USES.match(title):
        return None
    script = "\n".join(lines[start + 1 : script_end]) if "shell" in sections else ""
    return _Header(
        title=title,
        start=start,
        end=end,
        script=script or ("" if _USES.match(title) else title),
        shell=" ".join(sections.get("shell", [])),
        env=_variables(sections.get("env", [])),
    )


def _script_end(lines: Lines, body: range) -> int:
    """Where the script stops: after its coloured lines, or in a log without colours before the first section."""
    coloured = [index for index in body if lines.is_script(index)]
    if coloured:
        return coloured[-1] + 1
    return next((index for index in body if _SECTION.match(lines[index])), body.stop)


def _sections(lines: Sequence[str]) -> dict[str, list[str]]:
    """The lines below `shell:`, `with:` and `env:`; what stands on the line itself comes first."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines:
        if match := _SECTION.match(line):
            current = sections.setdefault(match[1], [])
            current.extend([match[2]] if match[2] else [])
        else:
            current.append(line)
    return sections


def _variables(lines: Sequence[str]) -> dict[str, str]:
    return {match[1]: match[2] for line in lines if (match := _VARIABLE.match(line))}
