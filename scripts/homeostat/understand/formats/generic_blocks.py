"""Reports of unseen tools over several lines: a heading with its place below, a place with its message below, rows below a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from homeostat.records import Category
from homeostat.understand.finding import Finding
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.generic_words import CONFIGURATION
from homeostat.understand.formats.shapes import MOST_FINDINGS, bare, failure_of, last_while
from homeostat.understand.pattern import Pattern

_FILE: Final = r"(?P<file>(?:[A-Za-z]:(?=[\\/]))?[^:()\[\]\"'<>|,;=*?`\s][^:()\[\]\"'<>|,;=*?`]{0,259}\.\w{1,10})"
_PLACE: Final = rf"{_FILE}[:(\[](?P<line>\d{{1,7}})(?:[:,.](?P<column>\d{{1,5}}))?(?:-\d{{1,5}}(?:[:.]\d{{1,5}})?)?[\])]?"
_SIGN: Final = r"(?:-->|==>|->|╭─+\[|┌─+(?: |\[)|,-+\[|:::|at|in|on|from|@|[Ff]ile:?|[Ll]ocation:?|└─|╰─|│)"
_UNDER: Final = Pattern(rf"\s{{0,40}}(?:{_SIGN}\s?)?{_PLACE}:?\s{{0,3}}(?:\]|$|\s[#─|].{{0,80}}$)")
_HEADING: Final = Pattern(
    r"\s{0,4}(?:[^\w\s]{1,3}\s{1,2})?(?:\[(?i:error|fatal)\]|(?i:(?:fatal |syntax |parse |type |compile |internal )?error|fatal)"
    r"(?:\[(?P<code>[\w:/.-]{1,40})\])?:)\s{0,4}(?P<message>\S.{0,900})$"
)
_NEXT_HEADING: Final = Pattern(r"\s{0,4}(?i:warning|error|info|note)\b.{0,40}:")
_BELOW: Final = 6  # lines between a heading and its place
_SHOWN: Final = 12  # lines of a block that are shown

_ALONE: Final = Pattern(rf"\s{{0,8}}(?:In |File:? )?{_PLACE}:?\s*$")
_MESSAGE: Final = Pattern(r"\s{0,4}(?:(?:Fatal |Internal |Syntax )?Error|ERROR|error)(?::| at \(1\):?)\s?(?P<message>.{0,900})$")
_ABOVE: Final = 8  # lines between a place and its message: the source, a caret

_ROW: Final = Pattern(
    r"\s{0,12}(?:[^\w\s]{1,3}\s{1,3})?(?:[Ll]ine:? ?|L)?(?P<line>\d{1,7})(?:(?::|, ?|\s{1,4})(?:[Cc]ol(?:umn)?\.?:? ?)?(?P<column>\d{1,5}))?"
    r"(?:[:,)]|\s)\s{0,12}(?:\[?(?i:error|fatal|err)\]?|E|✖|✗|×)(?::|\s{1,8})\s{0,8}-?\s{0,2}(?P<message>\S.{0,900})$"
)
_ANY_ROW: Final = Pattern(r"\s{0,12}(?:[^\w\s]{1,3}\s{1,3})?(?:[Ll]ine:? ?|L)?\d{1,7}(?::|, ?|\s)")
_HEADER: Final = Pattern(
    r"(?:[^\w\s./\\]{1,3}\s{1,2}|(?:[Ff]ile|FILE|In|Linting|Checking):? )?(?P<file>(?:[A-Za-z]:)?[^\s:\"'<>|*?]{1,260}\.\w{1,10}):?\s*(?:\(\d.{0,40}\))?$"
)
_TITLE: Final = 60  # lines above a row among which its file is looked for
_CODED: Final = Pattern(r"(?P<message>.{1,800}\S)\s{2,}(?P<code>[\w@][\w@/.-]{1,80})$")


def _headed(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`error: message`, its place at most _BELOW lines below."""
    return islice(filter(None, (_from_heading(lines, index) for index in candidates)), MOST_FINDINGS)


def _from_heading(lines: Sequence[str], index: int) -> Finding | None:
    heading = _HEADING.match(bare(lines[index]))
    if not heading:
        return None
    for below in range(index + 1, min(len(lines), index + 1 + _BELOW)):
        line = bare(lines[below])
        place = _UNDER.match(line)
        if place:
            return _finding(lines, {**place.groupdict(), **heading.groupdict()}, index, below)
        if _NEXT_HEADING.match(line):
            return None
    return None


def _placed(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`Error: message`, its place alone on a line at most _ABOVE lines above."""
    return islice(filter(None, (_from_message(lines, index) for index in candidates)), MOST_FINDINGS)


def _from_message(lines: Sequence[str], index: int) -> Finding | None:
    told = _MESSAGE.match(bare(lines[index]))
    if not told:
        return None
    for above in range(index - 1, max(-1, index - 1 - _ABOVE), -1):
        line = bare(lines[above])
        place = _ALONE.match(line)
        if place:
            message = told["message"] or (lines[index + 1].strip() if index + 1 < len(lines) else "")
            return _finding(lines, {**place.groupdict(), "message": message}, above, index)
        if _NEXT_HEADING.match(line):
            return None
    return None


def _rows(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """Rows of line, column, severity and message below the name of their file."""
    files: dict[int, str | None] = {}
    for index in candidates:
        row = _ROW.match(lines[index])
        file = _title(lines, index, files) if row else None
        if row and file:
            coded = _CODED.match(row["message"])
            yield _finding(lines, {**row.groupdict(), **(coded.groupdict() if coded else {}), "file": file}, index, index)


def _title(lines: Sequence[str], index: int, known: dict[int, str | None]) -> str | None:
    """The file that stands above a row, with only rows between."""
    above = index - 1
    file = None
    while above >= max(0, index - _TITLE):
        if above in known:
            file = known[above]
            break
        header = _HEADER.match(lines[above])
        if header or not _ANY_ROW.match(lines[above]):
            file = header["file"] if header else None
            break
        above -= 1
    known[index] = file
    return file


def _finding(lines: Sequence[str], groups: dict[str, str | None], start: int, stop: int) -> Finding:
    extension = (groups["file"] or "").rpartition(".")[2].lower()
    category = Category.CONFIGURATION if extension in CONFIGURATION else Category.SYNTAX
    end = stop if start == stop else last_while(lines, stop, lambda line: bool(line.strip()), _SHOWN)
    return Finding(failure=failure_of("generic", category, groups), start=start, stop=end)


FORMATS: Final[tuple[Format, ...]] = (
    Format("generic-headed", ("error:", "error]", "error[", "fatal:"), _headed),
    Format("generic-placed", ("error:", "error at (1)"), _placed),
    Format("generic-rows", ("error", "✖ ", "✗ ", "× ", " e "), _rows),
)
