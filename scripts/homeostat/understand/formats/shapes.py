"""What readers share: shapes of reports with the lines that belong to them, and the prefixes that build tools put before them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeAlias

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.pattern import Pattern

Extent: TypeAlias = Callable[[Sequence[str], int], int]
"""Takes the lines and the index of a report's first one; gives that of its last."""

MOST_FINDINGS: Final = 1000
"""Findings of one format that are kept: twice what a diagnosis shows, so that repeated ones may fall away."""

LONGEST: Final = 60
"""Lines that one finding may span."""

FILE: Final = r"(?P<file>(?:[A-Za-z]:(?=[\\/]))?[^\s:()\[\]\"'<>|,;=*?]{1,260})"
"""A path without blanks."""

AT: Final = FILE + r":(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?"
"""`file:line` or `file:line:column`."""

_PREFIX: Final = Pattern(
    r"(?:#\d{1,4} (?:\d{1,5}\.\d{1,3} )?"  # docker build
    r"|\s{0,8}\[(?!error|fail|warn|info|debug|success|fatal)[a-z][\w.:-]{0,30}\] ?"  # ant: `[javac] …`
    r"|\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]? "
    r"|\[?\d\d:\d\d:\d\d(?:[.,]\d{1,6})?\]?\s{1,2}"
    r"|[A-Za-z][\w.-]{1,40}\s{0,20}\| )"  # docker compose, foreman
)
_PREFIXED: Final = frozenset("#[0123456789 ")
_CONTEXT: Final = Pattern(
    r"\s+\S|\s*\d{0,7}\s{0,8}\|(?: |$)|[\^~]+\s*$|[^\s:]{1,260}:\d{1,7}(?::\d{1,5})?: note: |note: |\s*[|=+] "
)
_STARTS_ANEW: Final = Pattern(r"\s+(?:\[\d|\S{1,260}:\d{1,7}:\d{1,5}: (?:error|warning))")


@dataclass(frozen=True, slots=True)
class Shape:
    """How one tool writes a failure. Groups of the pattern: file, line, column, code, message, test; all optional."""

    tool: str
    pattern: Pattern
    category: Category = Category.SYNTAX
    message: str = ""
    extent: Extent | None = None

    def finding(self, match: Mapping[str, str | None], lines: Sequence[str], index: int) -> Finding:
        """The finding at a line whose match has these groups."""
        stop = self.extent(lines, index) if self.extent else index
        failure = failure_of(self.tool, self.category, match, message=self.message)
        return Finding(failure=failure, start=index, stop=stop)


def failure_of(tool: str, category: Category, groups: Mapping[str, str | None], *, message: str = "") -> Failure:
    """The failure that groups describe; `message` if they hold none."""
    file, line, column = groups.get("file"), groups.get("line"), groups.get("column")
    return Failure(
        message=(groups.get("message") or "").strip() or message or tool,
        file=repository_path(file.strip()) if file else None,
        line=int(line) if line else None,
        column=int(column) if column else None,
        test=groups.get("test"),
        tool=tool,
        code=groups.get("code"),
        category=category,
    )


def shaped(name: str, words: tuple[str, ...], *shapes: Shape) -> Format:
    """A format of shapes that begin on one line: the first that matches a line, what build tools put before it taken off, counts."""

    def read(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
        found = (_first(shapes, lines, index) for index in candidates)
        return islice(filter(None, found), MOST_FINDINGS)

    return Format(name, words, read, tuple(shape.pattern for shape in shapes))


def _first(shapes: Iterable[Shape], lines: Sequence[str], index: int) -> Finding | None:
    line = bare(lines[index])
    for shape in shapes:
        match = shape.pattern.match(line)
        if match:
            return shape.finding(match.groupdict(), lines, index)
    return None


def bare(line: str) -> str:
    """The line without what docker, ant, compose and time stamps put before it."""
    if line[:1] in _PREFIXED or "|" in line[:44]:
        match = _PREFIX.match(line)
        return line[match.end() :] if match else line
    return line


# -- how far a report goes -------------------------------------------------------------------------------------------------


def context(lines: Sequence[str], index: int) -> int:
    """The lines below that show the source: indented, carets, notes."""
    return last_while(lines, index, lambda line: bool(_CONTEXT.match(line)) and not _STARTS_ANEW.match(line), most=16)


def paragraph(lines: Sequence[str], index: int) -> int:
    """All up to the next blank line."""
    return last_while(lines, index, lambda line: bool(line.strip()))


def until(end: Pattern, most: int = LONGEST) -> Extent:
    """All up to the line before one that `end` matches."""

    def extent(lines: Sequence[str], index: int) -> int:
        return last_while(lines, index, lambda line: not end.match(line), most=most)

    return extent


def last_while(lines: Sequence[str], index: int, belongs: Callable[[str], bool], most: int = LONGEST) -> int:
    """The last line of an unbroken run that belongs to line `index`, blank ones at its end left out."""
    stop = index + 1
    limit = min(len(lines), index + most)
    while stop < limit and belongs(lines[stop]):
        stop += 1
    while stop > index + 1 and not lines[stop - 1].strip():
        stop -= 1
    return stop - 1


def indent(line: str) -> int:
    """Blanks before the text, a tab counting as one."""
    return len(line) - len(line.lstrip())


# -- several reports of one thing ------------------------------------------------------------------------------------------


def one_each(findings: Iterable[Finding], key: Callable[[Failure], Hashable]) -> list[Finding]:
    """One finding for each key: the one with most to show, what it lacks taken from the others. In the order of first mention."""
    groups: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(key(finding.failure), []).append(finding)
    return [_joined(group) for group in groups.values()]


def _joined(group: Sequence[Finding]) -> Finding:
    best = max(reversed(group), key=_worth)  # of equals the last: reports end with a summary
    failures = [best.failure, *(finding.failure for finding in group)]
    names = [failure.test for failure in failures if failure.test]
    placed = next((failure for failure in failures if failure.line), best.failure)
    told = next((failure for failure in failures if failure.message not in _NOTHING_TOLD), best.failure)
    failure = dataclasses.replace(
        best.failure,
        message=told.message,
        code=told.code or best.failure.code,
        file=placed.file or best.failure.file,
        line=placed.line,
        column=placed.column,
        test=max(names, key=len) if names else None,
    )
    return Finding(failure=failure, start=best.start, stop=best.stop)


def _worth(finding: Finding) -> tuple[int, bool]:
    return finding.stop - finding.start, finding.failure.line is not None


FAILED: Final = "test failed"
"""The message of a test that says no more."""

_NOTHING_TOLD: Final = frozenset({FAILED, ""})
