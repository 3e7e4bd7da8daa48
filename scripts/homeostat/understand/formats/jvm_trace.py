"""The exceptions of the JVM as all its test runners print them below the name of a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding
from homeostat.understand.formats.shapes import FAILED, LONGEST, bare
from homeostat.understand.pattern import Pattern

FRAME: Final = Pattern(
    r"\s*at (?:[\w.@-]{0,80}/{1,2}){0,2}(?P<where>[\w.$<>-]{1,300})\.(?P<method>[^\s.(]{1,200}) ?\((?P<file>[\w$-]{1,120}\.\w{1,7}):(?P<line>\d{1,7})\)"
)
EXCEPTION: Final = Pattern(
    r"\s*(?:\[ERROR\] )?(?:Caused by: )?(?P<code>(?:[a-z_]\w{0,60}\.){1,12}[A-Z][\w$]{0,120}|[A-Z]\w{0,80}(?:Error|Exception|Failure|Failed))(?=:|\s*$| at )(?::\s?(?P<text>.*))?"
)
_SHORT_PLACE: Final = Pattern(r".{0,400} at (?P<file>[\w$-]{1,120}\.(?:java|kt|kts|scala|groovy|clj)):(?P<line>\d{1,7})$")
_PART: Final = Pattern(
    r"\s{0,40}(?:\[ERROR\]\s{1,8})?(?:at [\w.$/@-]{1,300}|\.\.\. \d+ (?:more|common)|Caused by: |Suppressed: |\.\.\. Removed \d+)"
)
_DEPENDENCY: Final = Pattern(
    r"(?:.*\.)?(?:NoClassDefFoundError|ClassNotFoundException|NoSuchMethodError|NoSuchFieldError|UnsupportedClassVersionError)$"
)


@dataclass(frozen=True, slots=True)
class Trace:
    """What the lines below a test's name tell."""

    message: str
    code: str | None
    file: str | None
    line: int | None
    stop: int


def trace_below(lines: Sequence[str], start: int, owner: str, end: Pattern) -> Trace:
    """The exception below line `start`, up to a line that `end` matches. `owner`: the class of the test, whose frames count most."""
    limit = _limit(lines, start, end)
    told = next((index for index in range(start + 1, limit) if lines[index].strip()), None)
    if told is None:
        return Trace(message="", code=None, file=None, line=None, stop=start)
    text = bare(lines[told]).strip().removeprefix("[ERROR] ")
    exception = EXCEPTION.match(text)
    file, line = _place(lines, start, limit, owner)
    return Trace(message=text, code=exception["code"] if exception else None, file=file, line=line, stop=_last(lines, told, limit))


def finding_with(trace: Trace, test: str, tool: str, start: int) -> Finding:
    """The finding of a failed test with its exception."""
    failure = Failure(
        message=trace.message or FAILED,
        file=trace.file,
        line=trace.line,
        test=test,
        tool=tool,
        code=trace.code,
        category=category_of(trace.code),
    )
    return Finding(failure=failure, start=start, stop=trace.stop)


def category_of(code: str | None) -> Category:
    """Classes that are not there are a matter of dependencies, all else of what ran."""
    return Category.DEPENDENCY if code and _DEPENDENCY.match(code) else Category.RUNTIME


def _limit(lines: Sequence[str], start: int, end: Pattern) -> int:
    limit = min(len(lines), start + LONGEST)
    return next((index for index in range(start + 1, limit) if end.match(lines[index])), limit)


def _last(lines: Sequence[str], told: int, limit: int) -> int:
    """The last frame; without frames the end of the paragraph."""
    frames = [index for index in range(told, limit) if _PART.match(bare(lines[index]))]
    if frames:
        return frames[-1]
    blank = next((index for index in range(told, limit) if not lines[index].strip()), limit)
    return blank - 1


def _place(lines: Sequence[str], start: int, limit: int, owner: str) -> tuple[str | None, int | None]:
    """Where in the test's own class; frames of libraries say less."""
    for index in range(start + 1, limit):
        line = bare(lines[index])
        match = FRAME.match(line)
        if match and _is_own(match["where"], owner):
            return match["file"], int(match["line"])
        short = _SHORT_PLACE.match(line) if not match and " at " in line else None
        if short:
            return short["file"], int(short["line"])
    return None, None


def _is_own(where: str, owner: str) -> bool:
    return bool(owner) and (where == owner or where.startswith((f"{owner}$", f"{owner}.")) or where.endswith(f".{owner}"))
