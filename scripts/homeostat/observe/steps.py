"""The steps of a GitHub Actions log: where each begins and ends, what it ran and how it ended.

A header is `##[group]Run <first line>`, the script, `shell:`, `env:`, `##[endgroup]`. A program may print such lines too, so a
group only counts as a header if it has what the runner writes into one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from homeostat.records import LogStep

_GROUP: Final = "##[group]Run "
_END: Final = "##[endgroup]"
_MAX_HEADER: Final = 2000  # lines; the longest scripts seen in workflows have a few hundred
_EXIT: Final = re.compile(r"##\[error\](?:Process completed|The process '[^']{1,500}' failed) with exit code (\d{1,3})\b")
_USES: Final = re.compile(r"(?:docker://\S+|\.{1,2}/\S*|[\w.-]+/[\w./-]+@\S+)$")
_SECTION: Final = re.compile(r"(shell|env|with):(?: (.*))?$")
_VARIABLE: Final = re.compile(r"  ([A-Za-z_][A-Za-z0-9_.-]{0,200}): ?(.*)$")
_CLEANUP: Final = "Post job cleanup."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    title: str
    start: int  # index of the first line
    end: int  # index of ##[endgroup]
    script: str
    shell: str
    env: dict[str, str]


def find_steps(lines: Sequence[str], cyan: AbstractSet[int]) -> tuple[LogStep, ...]:
    """All steps in order. `cyan` are the indices of the lines that Actions coloured as script."""
    headers = [header for start, end in _groups(lines) if (header := _header(lines, start, end, cyan))]
    stops = [*(header.start for header in headers), len(lines)]
    return tuple(_step(lines, header, stop) for header, stop in zip(headers, stops[1:], strict=True))


def _groups(lines: Sequence[str]) -> list[tuple[int, int]]:
    """First and last index of each group that may be a header. One pass: a log may hold a million openings and no end."""
    groups: list[tuple[int, int]] = []
    start = None
    for index, line in enumerate(lines):
        if line.startswith(_GROUP):
            start = index
        elif start is not None and line.startswith(_END):
            groups.append((start, index))
            start = None
    return [(start, end) for start, end in groups if end - start <= _MAX_HEADER]


def _step(lines: Sequence[str], header: _Header, stop: int) -> LogStep:
    last, code = _ending(lines, header.end, stop)
    name = next((line for line in header.script.splitlines() if line.strip()), header.title)
    return LogStep(
        name=name.strip(),
        script=header.script,
        start=header.start + 1,
        stop=last,
        exit_code=code,
        env=header.env,
        shell=header.shell,
    )


def _ending(lines: Sequence[str], begin: int, stop: int) -> tuple[int, int | None]:
    """The number of the last line of a step, and its exit code if the runner reports one."""
    for index in range(begin, stop):
        line = lines[index]
        if line.startswith("##[error]") and (match := _EXIT.match(line)):
            return index + 1, int(match[1])
        if line == _CLEANUP:
            return index, None
    return stop, None


def _header(lines: Sequence[str], start: int, end: int, cyan: AbstractSet[int]) -> _Header | None:
    title = lines[start][len(_GROUP) :].strip()
    body = range(start + 1, end)
    script_end = _script_end(lines, body, cyan)
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


def _script_end(lines: Sequence[str], body: range, cyan: AbstractSet[int]) -> int:
    """Where the script stops: after its coloured lines, or in a log without colours before the first section."""
    coloured = [index for index in body if index in cyan]
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
