"""What errors and stacks of JavaScript look like, for all that reports them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, is_foreign, repository_path
from homeostat.understand.formats.shapes import FAILED, LONGEST
from homeostat.understand.pattern import Pattern

SCRIPT: Final = r"[cm]?[jt]sx?|es6|coffee|vue|svelte|litcoffee|ls|iced|astro|gjs|gts"
"""Extensions of source files that a runner of scripts names, as alternatives."""

_FRAME: Final = Pattern(
    r"\s*(?:at |>> (?:at )?|\u276f |› |[\w.$<>/]{0,80}@)(?:.{0,200}?\()?(?:async )?(?P<file>(?:(?:file|https?|webpack(?:-internal)?)://+)?[^\s()]{1,300}?)"
    r":(?P<line>\d{1,7})(?::(?P<column>\d{1,6}))?\)?\s*$"
)
_ADDRESS: Final = Pattern(r"(?:https?://[^/]{1,80}/|webpack(?:-internal)?:///?|file://)(?:base/|absolute/?|\./)?|base/")
_ERROR: Final = Pattern(
    r"\s*(?:Uncaught )?(?P<code>[A-Z]\w{0,60}(?:Error|Exception|Failure|Warning)|Error)(?: \[\w{1,60}\]| \(\w{1,60}\))?(?::|$)"
)
_INTERNAL: Final = ("node:", "internal/", "<anonymous>", "native", "[native", "eval at")
_MISSING: Final = ("Cannot find module", "Cannot find package", "Can't resolve", "Could not resolve", "Failed to resolve import")


def is_frame(line: str) -> bool:
    """Whether a line is one of a stack."""
    return line.lstrip().startswith(("at ", "\u276f ")) or ("@" in line and _FRAME.match(line) is not None)


def place(lines: Sequence[str], start: int, stop: int) -> tuple[str | None, int | None, int | None]:
    """File, line and column of the innermost frame in the repository among lines start … stop."""
    for index in range(start, min(stop + 1, len(lines))):
        match = _FRAME.match(lines[index]) if ":" in lines[index] else None
        if match and (file := own_file(match["file"])):
            return file, int(match["line"]), int(match["column"]) if match["column"] else None
    return None, None, None


def own_file(path: str) -> str | None:
    """The path as it is in the repository; None if it belongs to the engine, to a package or to no file."""
    path = _ADDRESS.compiled.sub("", path.partition("?")[0], count=1)
    if is_foreign(path) or path.startswith(_INTERNAL) or not ("/" in path or "\\" in path):
        return None
    return repository_path(path)


def error_name(message: str) -> str | None:
    """`TypeError` of `TypeError: x is not a function`."""
    match = _ERROR.match(message)
    return match["code"] if match else None


def category_of(message: str) -> Category:
    """What kind of trouble an error speaks of."""
    if any(text in message for text in _MISSING):
        return Category.DEPENDENCY
    return Category.SYNTAX if error_name(message) == "SyntaxError" else Category.RUNTIME


def told(lines: Sequence[str], start: int, stop: int) -> str:
    """What went wrong, in one line, with what was expected and what came where that stands on lines of its own."""
    texts = (_MARKS.compiled.sub("", lines[at], count=1).strip() for at in range(start, min(stop + 1, len(lines))))
    said = [text for text in texts if text and not is_frame(text)][:_SAID]
    message = said[0] if said else FAILED
    if message.startswith(("expect(", "Expected:", "Actual:")):
        facts = [text for text in said[1:] if text.startswith(("Expected", "Received", "Actual"))]
        return " ".join((message, *facts[:2]))
    return message


_MARKS: Final = Pattern(r"\s*(?:\d{1,4}\) |» |→ |>> (?:Message: )?)?")
_SAID: Final = 30


def failed_test(
    tool: str, lines: Sequence[str], title: int, start: int, stop: int, *, test: str | None, file: str | None = None
) -> Finding:
    """A failed test whose title is on one line and whose error stands on lines start … stop."""
    message = told(lines, start, stop)
    where, line, column = place(lines, start, stop)
    failure = Failure(
        message=message,
        file=where or file,
        line=line,
        column=column,
        test=test,
        tool=tool,
        code=error_name(message),
        category=category_of(message),
    )
    return Finding(failure=failure, start=title, stop=max(title, min(stop, title + LONGEST - 1)))


def last_text(lines: Sequence[str], start: int, stop: int) -> int:
    """The last line of start … stop that is not blank; start if all are."""
    while stop > start and not lines[stop].strip():
        stop -= 1
    return stop
