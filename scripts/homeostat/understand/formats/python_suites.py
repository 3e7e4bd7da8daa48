"""Failures as the other runners of Python's tests report them: unittest and its kin, doctest, Robot Framework."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.exceptions import Trace, exception_name, read_trace
from homeostat.understand.formats.shapes import FAILED, LONGEST, MOST_FINDINGS
from homeostat.understand.pattern import Pattern

_HEADER: Final = Pattern(r"(?:FAIL|ERROR|UNEXPECTED SUCCESS): (?P<name>\S.{0,800})$")
_TRIAL: Final = frozenset({"[FAIL]", "[ERROR]"})
_ZOPE: Final = Pattern(
    r"\s{0,4}(?:Failure|Error) in (?:test (?P<name>\S.{0,800})|(?P<green>[\w.]{3,300}\.[\w.]{1,200}\.test\w{0,200}))$"
)
_PROGRESS: Final = Pattern(
    r"(?:\{\d{1,4}\} (?P<stestr>[\w.]{3,400})\S* \[[\d.]{1,12}s\] \.\.\. FAILED"
    r"|(?P<plain>[\w.]{0,300}test\w{0,200} \([\w.]{1,300}\)) \.\.\. (?:FAIL|ERROR)|(?P<nose>[\w.]{1,300}\.test\w{0,200}) \.\.\. (?:FAIL|ERROR))$"
)
_SUBUNIT: Final = Pattern(r"(?:failure|error): (?P<name>\S.{0,400}?) \[(?: multipart)?$")
_METHOD: Final = Pattern(r"(?P<own>\S.{0,400}?) \((?P<where>[A-Za-z_][\w.$<>-]{0,300})\)(?P<sub>\s{0,2}[\[(].{0,300})?$")
_NOT_LOADED: Final = "unittest.loader."
_NOT_LOADED_BY_NOSE: Final = "Failure: "
_DOUBLE: Final = Pattern(r"={30,}$")
_SINGLE: Final = Pattern(r"-{30,}$")
_PRINTED: Final = Pattern(r"-+ >> begin captured|Std(?:out|err):$")
_RAN: Final = Pattern(r"Ran \d+ tests? in ")
_DOTTED: Final = Pattern(r"[A-Za-z_]\w{0,100}(?:\.[A-Za-z_]\w{0,200}){2,20}$")
_HEADER_LINES: Final = 6  # of a test: its name, and the beginning of its docstring
_LONGEST_BODY: Final = 3000
_SHOWN_AFTER: Final = 25  # lines shown of what an exception has to say


def find_unittest(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """One finding a failed test: from its section, else from the line that shows its progress."""
    found: dict[str, Finding] = {}
    named: dict[str, int] = {}
    done = -1
    for index in candidates:
        line = lines[index]
        if index <= done or len(found) >= MOST_FINDINGS:
            continue
        if header := _header(lines, index):
            name, first, stop = header
            done = stop - 1
            for finding in _read_section(lines, index, first, stop, name):
                found.setdefault(finding.failure.test or line, finding)
        elif line.endswith(("FAIL", "ERROR", "FAILED")) and (progress := _PROGRESS.match(line)):
            named.setdefault(_test_name(progress["stestr"] or progress["plain"] or progress["nose"]), index)
    told = {test.partition(" ")[0] for test in found}  # a subtest has its parameters behind the name
    return [*found.values(), *(_named(test, index) for test, index in named.items() if test not in told)]


def _header(lines: Sequence[str], index: int) -> tuple[str, int, int] | None:
    """If a section begins on a line: the test's name, where the section's body begins and before which line it ends."""
    line = lines[index]
    if line in _TRIAL and index and _DOUBLE.match(lines[index - 1]):
        return "", index + 1, _end(lines, index + 1)
    if line.startswith(("FAIL: ", "ERROR: ", "UNEXPECTED")) and (match := _HEADER.match(line)):
        near = range(index + 1, min(len(lines), index + _HEADER_LINES))
        first = next((at for at in near if lines[at].startswith("-----") and _SINGLE.match(lines[at])), None)
        if first is None and not (index and _DOUBLE.match(lines[index - 1])):
            return None
        first = (first or index) + 1
        return _test_name(match["name"]), first, _end(lines, first)
    if match := _ZOPE.match(line):
        return _test_name(match["name"] or match["green"]), index + 1, min(len(lines), index + _LONGEST_BODY)
    if line.endswith((" [", "[ multipart")) and (match := _SUBUNIT.match(line)):
        return match["name"], index + 1, _end(lines, index + 1)
    if line.strip() == "Captured traceback:" and index > 2 and lines[index - 2].strip("-") == "":
        return lines[index - 3].strip().partition("[")[0], index + 1, _end(lines, index + 1)
    return None


def _end(lines: Sequence[str], first: int) -> int:
    limit = min(len(lines), first + _LONGEST_BODY)
    return next((at for at in range(first, limit) if lines[at][:1] in "=-SR]" and _ends(lines, at)), limit)


def _ends(lines: Sequence[str], index: int) -> bool:
    """Whether a section ends at a line. A doctest draws a line within its own."""
    line = lines[index]
    if _SINGLE.match(line):
        return index + 1 == len(lines) or not lines[index + 1].startswith('File "')
    return line == "]" or any(pattern.match(line) for pattern in (_DOUBLE, _PRINTED, _RAN))


def _test_name(name: str) -> str:
    """`test_x (mod.Class)` as `mod.Class.test_x`; Python 3.11 names the method in the parentheses too."""
    if name.startswith(_NOT_LOADED_BY_NOSE):
        return name
    match = _METHOD.match(name)
    if match is None:
        return name.strip()
    own, where, sub = match["own"], match["where"], (match["sub"] or "").strip()
    if where.startswith(_NOT_LOADED):
        return own
    whole = where if where.endswith(f".{own}") else f"{where}.{own}"
    return f"{whole} {sub}".strip()


def _read_section(lines: Sequence[str], index: int, first: int, stop: int, name: str) -> Iterator[Finding]:
    trace = _last_trace(lines, first, stop)
    end = _said_until(lines, trace.stop if trace else first, stop)
    names = [name] if name else _trial_names(lines, end, stop)
    start = max(index, end - LONGEST + 1)
    shown = max(end, _captured_until(lines, stop, start + LONGEST)) if names and stop < len(lines) else end
    nothing = Failure(message=FAILED, tool="unittest", category=Category.RUNTIME)
    for test in names:
        failure = trace.failure("unittest", test) if trace else dataclasses.replace(nothing, test=test)
        yield Finding(failure=failure, start=start, stop=max(start, shown))


def _captured_until(lines: Sequence[str], stop: int, limit: int) -> int:
    """The last line of what a test has printed, where that follows its traceback: the cause stands there as often as not."""
    if not _PRINTED.match(lines[stop]):
        return -1
    ends = (at for at in range(stop, min(len(lines), limit)) if _DOUBLE.match(lines[at]) or _RAN.match(lines[at]))
    last = next(ends, min(len(lines), limit)) - 1
    while last > stop and not lines[last].strip():
        last -= 1
    return last


def _last_trace(lines: Sequence[str], first: int, stop: int) -> Trace | None:
    at, last = first, None
    while at < stop:
        trace = read_trace(lines, at, stop) if 'File "' in lines[at] else None
        if trace is None:
            at += 1
            continue
        last = trace if trace.message else last
        at = max(at, trace.stop) + 1
    return last


def _said_until(lines: Sequence[str], index: int, stop: int) -> int:
    """The last line of what an exception has to say, shown as far as it is of use."""
    end = index
    for at in range(index, min(stop, index + _SHOWN_AFTER)):
        if lines[at].strip() and not _DOTTED.match(lines[at]):
            end = at
    return end


def _trial_names(lines: Sequence[str], first: int, stop: int) -> list[str]:
    """The tests that failed in the same way stand below the traceback."""
    return [lines[at] for at in range(first, min(stop, first + LONGEST)) if _DOTTED.match(lines[at])]


def _named(test: str, index: int) -> Finding:
    failure = Failure(message=FAILED, test=test, tool="unittest", category=Category.RUNTIME)
    return Finding(failure=failure, start=index, stop=index)


# -- doctest ---------------------------------------------------------------------------------------------------------------

_EXAMPLE: Final = Pattern(r'\s*File "(?P<file>[^"]{1,400})", line (?P<line>\d{1,7})(?:, in (?P<test>\S.{0,300}))?$')
_STARS: Final = Pattern(r"\s*(?:\*{20,}|-{30,}|={30,})$")


def find_doctests(lines: Sequence[str], candidates: Sequence[int]) -> Iterable[Finding]:
    """The first failed example of each test."""
    seen = set()
    for index in candidates:
        place = _EXAMPLE.match(lines[index - 1]) if index and lines[index].strip() == "Failed example:" else None
        if place is None or (place["file"], place["test"]) in seen:
            continue
        seen.add((place["file"], place["test"]))
        limit = min(len(lines), index + LONGEST)
        stop = next((at for at in range(index + 1, limit) if _STARS.match(lines[at])), limit)
        message = _told([lines[at].strip() for at in range(index + 1, stop)])
        failure = Failure(
            message=message,
            file=repository_path(place["file"]),
            line=int(place["line"]),
            test=place["test"],
            tool="doctest",
            category=Category.RUNTIME,
        )
        yield Finding(failure=failure, start=index - 1, stop=max(index, stop - 1))


def _told(said: Sequence[str]) -> str:
    """What was expected and what came instead, or the exception."""
    if any(text.startswith("Traceback") for text in said):
        return next((text for text in reversed(said) if exception_name(text)), FAILED)
    expected = next((said[at + 1] for at in range(len(said) - 1) if said[at] == "Expected:"), "nothing")
    got = next((said[at + 1] for at in range(len(said) - 1) if said[at] == "Got:"), "nothing")
    return f"expected {expected}, got {got}"


# -- Robot Framework -------------------------------------------------------------------------------------------------------

_ROBOT: Final = Pattern(r"(?P<test>\S.{0,300}?)\s{0,200}(?: :: .{0,300}?)?\| FAIL \|$")
_ROBOT_TOTAL: Final = Pattern(r"\d{1,6} (?:critical )?tests?,")


def find_robot(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """Tests, not the suites that fail because of them: below a suite stands how many of its tests did."""
    for index in candidates:
        match = _ROBOT.match(lines[index])
        said = lines[index + 1] if match and index + 1 < len(lines) else ""
        if match is None or not said or _ROBOT_TOTAL.match(said):
            continue
        limit = min(len(lines), index + LONGEST)
        stop = next((at for at in range(index + 1, limit) if lines[at].startswith(("-----", "====="))), limit) - 1
        failure = Failure(
            message=said.strip(), test=match["test"], tool="robot", code=exception_name(said), category=Category.RUNTIME
        )
        yield Finding(failure=failure, start=index, stop=stop)


FORMATS: Final[tuple[Format, ...]] = (
    Format(
        "unittest",
        (
            "failure: ",
            "fail: ",
            "error: ",
            "unexpected success: ",
            "[fail]",
            "[error]",
            " in test ",
            "failure in ",
            "error in ",
            "... fail",
            "... error",
            "captured traceback:",
        ),
        find_unittest,
    ),
    Format("doctest", ("failed example:",), find_doctests),
    Format("robot", ("| fail |",), find_robot),
)
