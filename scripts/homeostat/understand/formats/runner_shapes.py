"""Shapes of failed tests: a line that names the test, and lines below it with the message and the place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import FAILED, MOST_FINDINGS, Extent, bare, one_each, paragraph
from homeostat.understand.pattern import Pattern

PLACE: Final = Pattern(
    r".{0,200}?(?P<file>(?:[A-Za-z]:(?=[\\/]))?[^\s:()\[\]\"'<>|,;=*?]{1,260}\.[A-Za-z]\w{0,9})[:(](?:line )?(?P<line>\d{1,7})(?:[:,](?P<column>\d{1,5}))?"
)
"""`file:line` or `file(line)` anywhere in a line."""


@dataclass(frozen=True, slots=True)
class TestShape:
    """How one runner names a failed test. Groups of the pattern: test, or suite and test; file, line, column, message; all optional.

    `told`: which of the lines below is the message, its group `message` if it has one; else the first one is. `place`: where to find
    file and line among them. `name`: makes the test's name from the groups.
    """

    tool: str
    pattern: Pattern
    extent: Extent = paragraph
    told: Pattern | None = None
    place: Pattern | None = PLACE
    name: Callable[[Mapping[str, str | None], Sequence[str], int], str] | None = None


def tested(name: str, words: tuple[str, ...], *shapes: TestShape) -> Format:
    """A format of shapes; several sightings of one test make one finding."""

    def read(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
        return one_each(islice(_found(shapes, lines, candidates), MOST_FINDINGS), lambda failure: (failure.tool, failure.test))

    return Format(name, words, read, tuple(shape.pattern for shape in shapes))


def _found(shapes: Iterable[TestShape], lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    for index in candidates:
        line = bare(lines[index])
        shape, match = next(((shape, match) for shape in shapes if (match := shape.pattern.match(line))), (None, None))
        if shape and match:
            yield finding_of_test(shape, match.groupdict(), lines, index)


def finding_of_test(shape: TestShape, groups: Mapping[str, str | None], lines: Sequence[str], index: int) -> Finding:
    """The finding of a test that is named at a line."""
    stop = shape.extent(lines, index)
    below = [bare(lines[i]) for i in range(index + 1, stop + 1)]
    place = groups if groups.get("line") or not shape.place else _place_in(shape.place, below)
    file, line, column = (place.get(key) or groups.get(key) for key in ("file", "line", "column"))
    failure = Failure(
        message=groups.get("message") or _message_in(shape.told, below) or FAILED,
        file=repository_path(file) if file else None,
        line=int(line) if line else None,
        column=int(column) if column else None,
        test=shape.name(groups, lines, index) if shape.name else joined(groups),
        tool=shape.tool,
        category=Category.RUNTIME,
    )
    return Finding(failure=failure, start=index, stop=stop)


def joined(groups: Mapping[str, str | None]) -> str:
    """Suite and test, as far as they are told."""
    return " ".join(part.strip() for part in (groups.get("suite"), groups.get("test")) if part)


def _place_in(pattern: Pattern, below: Iterable[str]) -> Mapping[str, str | None]:
    return next((match.groupdict() for text in below if (match := pattern.match(text))), {})


def _message_in(told: Pattern | None, below: Sequence[str]) -> str:
    if told:
        match = next((match for text in below if (match := told.match(text))), None)
        if match:
            return (match.groupdict().get("message") or match[0]).strip()
    return next((text.strip() for text in below if text.strip(" -=#\t")), "")
