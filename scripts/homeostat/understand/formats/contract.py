"""What a format is: the words that its lines hold, and a function that reads the failures that stand there.

A format is asked once a log, with the numbers of all lines that hold one of its words, and may look around them as far as it needs.
Most are tables of line patterns (`line_format`); what reaches over several lines is a function of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.pattern import Pattern

Reader: TypeAlias = Callable[[Sequence[str], Sequence[int]], Iterable[Finding]]
"""Takes the lines of the failing step and the indices of those that hold a word of the format, in order."""

PLACE: Final = r"(?P<file>(?:[A-Za-z]:)?[^\s:()\[\]\"'<>|,]{1,260})"
"""A path without blanks, as most tools print it."""

AT: Final = rf"{PLACE}:(?P<line>\d{{1,7}})(?::(?P<column>\d{{1,5}}))?"
"""`file:line` or `file:line:column`."""


@dataclass(frozen=True, slots=True)
class Format:
    """One way of reporting. `words`: in small letters, ASCII or not; a line of the format that starts a reading holds one of them.

    `patterns` are those that such a line is held against, where the format is a table of them.
    """

    name: str
    words: tuple[str, ...]
    read: Reader
    patterns: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """How one tool writes a failure on one line. Groups of the pattern: file, line, column, code, message, test; all optional."""

    tool: str
    pattern: Pattern
    category: Category = Category.SYNTAX
    message: str = ""


def numbered(*words: str) -> tuple[str, ...]:
    """The words with the digit after them: `.py:` stands in every name of a test too, `.py:1` where something is placed."""
    return tuple(f"{word}{digit}" for word in words for digit in range(1, 10))


def line_format(name: str, words: tuple[str, ...], *forms: Form) -> Format:
    """A format of one-line forms: on each line the first that matches (from its beginning) counts."""

    def read(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
        for index in candidates:
            found = first_form(lines[index], forms)
            if found:
                yield finding_of(found[0], found[1].groupdict(), index, index)

    return Format(name, words, read, tuple(form.pattern for form in forms))


def first_form(line: str, forms: Iterable[Form]) -> tuple[Form, re.Match[str]] | None:
    """The first form that matches a line, with its match."""
    return next(((form, match) for form in forms if (match := form.pattern.match(line))), None)


def finding_of(form: Form, groups: dict[str, str | None], start: int, stop: int) -> Finding:
    """The finding that the groups of a match describe; lines start … stop are what a person would want to see of it."""
    file, line, column = groups.get("file"), groups.get("line"), groups.get("column")
    failure = Failure(
        message=(groups.get("message") or form.message or form.tool).strip(),
        file=repository_path(file) if file else None,
        line=int(line) if line else None,
        column=int(column) if column else None,
        test=groups.get("test"),
        tool=form.tool,
        code=groups.get("code"),
        category=form.category,
    )
    return Finding(failure=failure, start=start, stop=stop)
