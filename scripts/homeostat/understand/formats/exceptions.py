"""What Python's exceptions and tracebacks look like, for all that report them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import is_foreign, repository_path
from homeostat.understand.pattern import Pattern

RULERS: Final = ("== rerun", *(f"== {letter}" for letter in "0123456789abcdefghijklmnopqstuvwxyz"))  # `=== RUN` is Go's
"""Words of the headings in pytest's output."""

FRAME: Final = Pattern(r'\s*File "(?P<file>[^"]{1,500})", line (?P<line>\d{1,7})')
"""A line of a traceback that names a place."""

_EXCEPTION: Final = Pattern(r"((?:[A-Za-z_]\w{0,80}\.){0,8}[A-Z]\w{0,80})(?:: (.*)|:?$)")
_SMALL_EXCEPTION: Final = Pattern(r"((?:[a-z_]\w{0,80}\.){0,8}[a-z]\w{0,80}): \S")  # socket.timeout, zipfile.error
_PLACE: Final = Pattern(r'(?P<before>.{0,120}?)(?P<blank> {2})File "(?P<file>[^"]{1,500})", line (?P<line>\d{1,7})')
_CHAIN: Final = Pattern(r"Traceback \(most recent call last\)|During handling of the above|The above exception was the direct")
_IMPORT_ERRORS: Final = frozenset({"ModuleNotFoundError", "ImportError", "DistributionNotFound", "VersionConflict"})
_SYNTAX_ERRORS: Final = frozenset({"SyntaxError", "IndentationError", "TabError"})
_GAP: Final = 60  # lines between the last frame and the exception: source, carets, notes
_SOURCE: Final = 2  # lines of source and carets below a frame
_BETWEEN: Final = 4  # lines between the exceptions of a chain
_DIGITS: Final = str.maketrans("123456789", "000000000")


def exception_name(message: str) -> str | None:
    """`KeyError` of `KeyError: 'x'`, `JSONDecodeError` of `json.decoder.JSONDecodeError`; None if the text is no exception."""
    match = _EXCEPTION.match(message)
    return match[1].rpartition(".")[2] if match else None


def exception_category(name: str | None) -> Category:
    """The category that an exception speaks for by its name alone."""
    if name in _IMPORT_ERRORS:
        return Category.DEPENDENCY
    return Category.SYNTAX if name in _SYNTAX_ERRORS else Category.RUNTIME


@dataclass(slots=True)
class Trace:
    """A traceback, or a chain of them: the frames, and the exception of the last one with its line."""

    start: int
    stop: int
    message: str = ""
    frames: list[tuple[str, int]] = field(default_factory=list)

    def failure(self, tool: str, test: str | None = None) -> Failure:
        """The failure that it describes, at the innermost place in the repository."""
        code = exception_name(self.message)
        file, line = next(((path, number) for path, number in reversed(self.frames) if not is_foreign(path)), (None, None))
        return Failure(
            message=self.message,
            file=repository_path(file) if file else None,
            line=line,
            test=test,
            tool=tool,
            code=code,
            category=exception_category(code),
        )


def read_trace(lines: Sequence[str], index: int, limit: int) -> Trace | None:
    """The traceback whose first frame is at `index`, and those chained to it, before `limit`; None if there is no frame.

    Without an exception at its end it has no message. What a logger puts before each line may stand before these, too, with
    other digits.
    """
    place = _PLACE.match(lines[index])
    if place is None:
        return None
    trace, before = Trace(start=index, stop=index), place["before"]
    at: int | None = index
    while at is not None:
        ends = _next_exception(lines, at, limit, before, trace)
        if ends is None:
            return trace
        trace.stop = ends
        trace.message = lines[ends][len(before) :].strip()
        at = _chained(lines, ends, limit, before)
    return trace


def _next_exception(lines: Sequence[str], at: int, limit: int, before: str, trace: Trace) -> int | None:
    """Read frames from `at` on; the index of the line on which the exception stands."""
    for index in range(at, limit):
        line = lines[index]
        if 'File "' in line and (place := _PLACE.match(line)) and len(place["before"]) == len(before):
            trace.frames.append((place["file"], int(place["line"])))
            trace.stop = index
        elif _at_margin(line, before):
            text = line[len(before) :]
            near = index - trace.stop <= _SOURCE
            return index if _EXCEPTION.match(text) or (near and _SMALL_EXCEPTION.match(text)) else None
        elif index - trace.stop > _GAP:
            return None
    return None


def _at_margin(line: str, before: str) -> bool:
    """Whether the line's text begins where the exception does."""
    at = len(before)
    if len(line) <= at:
        return bool(line) and line.strip() != "" and not before.startswith(line)
    same = line.startswith(before) or line[:at].translate(_DIGITS) == before.translate(_DIGITS)
    return not same or not line[at].isspace()


def _chained(lines: Sequence[str], index: int, limit: int, before: str) -> int | None:
    """The index of the first frame of a traceback that is chained to the exception at `index`."""
    chained = False
    for at in range(index + 1, min(limit, index + 2 + 2 * _BETWEEN)):
        text = lines[at][len(before) :]
        if 'File "' in text and chained:
            return at
        if _CHAIN.match(text):
            chained = chained or not text.startswith("Traceback")
        elif text.strip():
            return None
    return None
