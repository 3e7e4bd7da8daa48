"""Failures as Python itself reports them: tracebacks, syntax errors, crashes of the interpreter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, is_foreign, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.exceptions import FRAME, RULERS, Trace, exception_category, read_trace
from homeostat.understand.formats.shapes import LONGEST, MOST_FINDINGS
from homeostat.understand.pattern import Pattern

_RULER: Final = Pattern(r"=+ (\S.{0,200}?) =+$")
_SESSION_END: Final = Pattern(r"(?:\d{1,7} [a-z]|no tests ran)")
_PART: Final = "[ multipart"
_LONGEST_PART: Final = 3000
_BEGIN: Final = "begin"
_END: Final = "end"
_HEADING: Final = "heading"
_HARMLESS: Final = (
    "Exception raised:",  # a doctest's own
    "Exception ignored in",
    "--- Logging error ---",
    "Error in atexit",
    "Exception ignored while",
    "Error in sys.excepthook",
)
_SECTION: Final = Pattern(r"(?:FAIL|ERROR): \S|\[(?:FAIL|ERROR)\]$")  # of unittest and its kin
_ABOVE: Final = 5  # lines above the first frame that say what the traceback is about
_FATAL: Final = "Fatal Python error: "
_RUNNING: Final = Pattern(r"(?P<test>[^\s:]{1,300}::\S.{0,500}?)\s{1,20}$")  # the test whose progress the crash has cut
_STACK: Final = 20  # lines below a crash in which its stack begins


def find_tracebacks(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """Plain tracebacks. Those within a session of pytest are its own, or what a test has printed."""
    sessions = _sessions(lines, candidates)
    found: list[Finding] = []
    done = -1
    for index in candidates:
        line = lines[index]
        if index <= done or len(found) >= MOST_FINDINGS or (sessions.holds(index) and _FATAL not in line):
            continue
        if 'File "' in line and line[:1] not in "E>" and (trace := read_trace(lines, index, len(lines))):
            done = trace.stop
            found.extend(_finding(lines, trace) if trace.message else ())
        elif _FATAL in line:
            found.append(_crash(lines, index))
    return found


def _finding(lines: Sequence[str], trace: Trace) -> Iterator[Finding]:
    above = [lines[at] for at in range(max(0, trace.start - _ABOVE), trace.start)]
    if any(line.lstrip().startswith(_HARMLESS) or _SECTION.match(line) for line in above):
        return
    headed = any("Traceback (most recent" in line for line in above)
    failure = trace.failure("python")
    if not headed and (failure.category is not Category.SYNTAX or is_foreign(trace.frames[0][0])):
        return  # without its head, only a syntax error is one; installers compile what was never meant for this Python
    start = trace.start - headed
    yield Finding(failure=failure, start=max(0, start, trace.stop - LONGEST + 1), stop=trace.stop)


def _crash(lines: Sequence[str], index: int) -> Finding:
    """A crash of the interpreter with the stack that it still could print; the innermost call stands first there."""
    near = range(index, min(len(lines), index + _STACK))
    frames = [(match["file"], int(match["line"])) for at in near if (match := FRAME.match(lines[at]))]
    file, line = next((frame for frame in frames if not is_foreign(frame[0])), (None, None))
    stop = max((at for at in near if FRAME.match(lines[at])), default=index)
    running, _, said = lines[index].partition(_FATAL)
    test = _RUNNING.match(running)
    failure = Failure(
        message=_FATAL + said,
        file=repository_path(file) if file else None,
        line=line,
        test=test["test"] if test else None,
        tool="python",
        category=exception_category(None),
    )
    return Finding(failure=failure, start=index, stop=stop)


class _Sessions:
    """Where sessions of pytest, and streams of subunit, stand, in order."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = spans
        self._at = 0

    def holds(self, index: int) -> bool:
        """Whether a line is within one. Lines are asked for in order."""
        while self._at < len(self._spans) and self._spans[self._at][1] < index:
            self._at += 1
        return self._at < len(self._spans) and self._spans[self._at][0] <= index


def _sessions(lines: Sequence[str], candidates: Sequence[int]) -> _Sessions:
    spans: list[tuple[int, int]] = []
    begun, last = -1, -1
    for index in candidates:
        kind = _kind(lines[index])
        if kind == _END and begun >= 0:
            spans.append((begun, index))
            begun = -1
        elif kind == _BEGIN and begun < 0:
            begun = index
        last = index if kind else last
    if begun >= 0:
        spans.append((begun, _closing(lines, last)))
    return _Sessions(spans)


def _closing(lines: Sequence[str], index: int) -> int:
    """The end of the last part of a stream."""
    if not lines[index].endswith(_PART):
        return index
    return next((at for at in range(index, min(len(lines), index + _LONGEST_PART)) if lines[at] == "]"), index)


def _kind(line: str) -> str:
    """What a line is to a session of tests; nothing if it is none of its headings."""
    if line.endswith(_PART) or " >> begin captured" in line:
        return _BEGIN
    if " >> end captured" in line:
        return _END
    ruler = _RULER.match(line) if line.startswith("=") else None
    if ruler is None:
        return ""
    if _SESSION_END.match(ruler[1]):
        return _END
    return _BEGIN if ruler[1].lower() in {"test session starts", "failures", "errors"} else _HEADING


FORMATS: Final[tuple[Format, ...]] = (
    Format(
        "python", ('file "', *RULERS, "[ multipart", ">> begin captured", ">> end captured", "fatal python error"), find_tracebacks
    ),
)
