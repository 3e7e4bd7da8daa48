"""Failures as the other runners of scripts report them: Karma, Jasmine, AVA, node:test, Deno, Bun, QUnit, Nightwatch, TestCafe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats.blocks import apart
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.js import SCRIPT, category_of, error_name, failed_test, is_frame, last_text, place, told
from homeostat.understand.formats.shapes import LONGEST, MOST_FINDINGS, indent, last_while
from homeostat.understand.pattern import Pattern

_LONGEST: Final = 200  # lines that one report is followed

# -- Karma -----------------------------------------------------------------------------------------------------------------

_BROWSER: Final = (
    r"(?:\d\d \d\d \d{4} \d\d:\d\d:\d\d\.\d{3}:\w{1,8} \[)?(?P<browser>[A-Z][A-Za-z .-]{1,60}? \d[\w.]{0,30}(?: \([^)]{1,80}\))?)"
)
_KARMA: Final = Pattern(rf"{_BROWSER}:? (?!\(?Executed|Executed)(?P<test>\S.{{0,600}}?) FAILED$")
_KARMA_ERROR: Final = Pattern(rf"{_BROWSER}\]?:? (?P<what>ERROR|DISCONNECTED|Disconnected, because .{{1,200}}|.{{0,40}}ERROR)$")
_TREE: Final = Pattern(r"\s{0,4}(?:FAILED TESTS|Failed tests|Failed Tests):\s*$")
_CROSS: Final = Pattern(r"\s{0,40}[✖✗✘×] (?P<title>\S.{0,400})$")
_NAME: Final = Pattern(_BROWSER + r"$")


def find_karma(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """Karma: a test that several browsers fail is one. Its reporters either name suite and test on a line or draw a tree."""
    found: dict[str, Finding] = {}
    done = -1
    for index in candidates:
        line = lines[index]
        if index <= done or len(found) >= MOST_FINDINGS:
            continue
        if match := _KARMA.match(line):
            done = last_while(lines, index, lambda text: text[:1] in {"", "\t", " "}, most=_LONGEST)
            found.setdefault(match["test"], failed_test("karma", lines, index, index + 1, done, test=match["test"]))
        elif _KARMA_ERROR.match(line):
            done = last_while(lines, index, lambda text: text[:1] in {"\t", " "}, most=_LONGEST)
            found.setdefault(told(lines, index + 1, done), failed_test("karma", lines, index, index + 1, done, test=None))
        elif _TREE.match(line):
            for finding in _read_tree(lines, index):
                done = finding.stop
                found.setdefault(finding.failure.test or "", finding)
    return list(found.values())


def _read_tree(lines: Sequence[str], index: int) -> Iterator[Finding]:
    """Suites stand above their tests and further out; an error stands below its test, no further in than the test itself."""
    suites: list[tuple[int, str]] = []
    at = index + 1
    while at < len(lines) and (not lines[at].strip() or lines[at][0] in " \t"):
        line, depth = lines[at], indent(lines[at])
        if match := _CROSS.match(line):
            stop = _tree_end(lines, at)
            names = [name for level, name in suites if level < depth] + [match["title"].strip()]
            first = at + 1 + (at < stop and _NAME.match(lines[at + 1].strip()) is not None)
            yield failed_test("karma", lines, at, first, stop, test=" › ".join(names))
            at = stop
        elif line.strip():
            suites = [*(known for known in suites if known[0] < depth), (depth, line.strip())]
        at += 1


def _tree_end(lines: Sequence[str], index: int) -> int:
    """Up to the blank line after which another suite or test stands."""
    limit = min(len(lines), index + _LONGEST)
    for at in range(index + 1, limit):
        if not lines[at].strip() or _CROSS.match(lines[at]):
            return at - 1
    return limit - 1


# -- Jasmine ---------------------------------------------------------------------------------------------------------------

_NUMBERED: Final = Pattern(r"\s{0,4}(?P<number>\d{1,5})\) (?P<title>\S.{0,600})$")
_BOX: Final = Pattern(r"\*\s{3,}Failures\s{3,}\*$")
_JASMINE_END: Final = Pattern(
    r"\s{0,4}\d{1,5}\) \S|(?:Pending|Suite error|Ran \d|Executed \d|\d+ specs?,|Finished in|Incomplete|\*{5,})"
)


def find_jasmine(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """A numbered title with `Message:` below; another reporter draws a box around its heading and begins errors with a dash."""
    found: dict[str, Finding] = {}
    boxed = False
    for index in candidates:
        line = lines[index]
        boxed = boxed or _BOX.match(line) is not None
        title = (
            _NUMBERED.match(lines[index - 1])
            if index and (line.strip() == "Message:" or (boxed and line.startswith("  - ")))
            else None
        )
        if title:
            limit = min(len(lines), index + _LONGEST)
            stop = next((at for at in range(index, limit) if _JASMINE_END.match(lines[at])), limit)
            test = title["title"].strip()
            first = index + (line.strip() == "Message:")
            found.setdefault(test, failed_test("jasmine", lines, index - 1, first, last_text(lines, index, stop - 1), test=test))
    return list(found.values())[:MOST_FINDINGS]


# -- AVA, node:test, Deno, Bun ---------------------------------------------------------------------------------------------

_AVA_COUNT: Final = Pattern(
    r"\s{0,4}\d{1,6} (?:tests?|hooks?|known failures?|uncaught exceptions?|unhandled rejections?) failed|\s{0,4}\d{1,6} uncaught exceptions?$"
)
_AVA_PLACE: Final = Pattern(rf"\s{{2,4}}(?P<file>\S{{1,300}}\.(?:{SCRIPT})):(?P<line>\d{{1,7}})$")
_AVA_SECTION: Final = 3000


def find_ava(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """The sections at the end: a title, the place, the difference."""
    found: dict[str, Finding] = {}
    done = -1
    for index in candidates:
        if index <= done or not _AVA_COUNT.match(lines[index]):
            continue
        limit = done = min(len(lines), index + _AVA_SECTION)
        places = [at for at in range(index + 1, limit) if _AVA_PLACE.match(lines[at])]
        titles = [last_text(lines, index, at - 1) for at in places]
        for at, title, following in zip(places, titles, [*titles, limit][1:], strict=True):
            match = _AVA_PLACE.match(lines[at])
            stop = last_text(lines, at, min(following - 1, at + LONGEST))
            if title > index and match:
                test = lines[title].strip()
                failure = Failure(
                    message=_after_source(lines, at, stop),
                    file=repository_path(match["file"]),
                    line=int(match["line"]),
                    test=test,
                    tool="ava",
                    category=category_of(""),
                )
                found.setdefault(test, Finding(failure=failure, start=title, stop=stop))
    return list(found.values())[:MOST_FINDINGS]


_SOURCE_LINE: Final = Pattern(r"\s{1,8}\d{1,7}:")


def _after_source(lines: Sequence[str], start: int, stop: int) -> str:
    return next(
        (text for at in range(start + 1, stop + 1) if (text := lines[at].strip()) and not _SOURCE_LINE.match(lines[at])),
        "test failed",
    )


_TEST_AT: Final = Pattern(rf"test at (?P<file>\S{{1,300}}\.(?:{SCRIPT})):(?P<line>\d{{1,7}}):(?P<column>\d{{1,6}})$")
_MILLISECONDS: Final = Pattern(r" \(\d[\d.]{0,20}ms\)$")
_DENO: Final = Pattern(rf"(?P<test>\S.{{0,300}}?) => (?P<file>\S{{1,300}}\.(?:{SCRIPT})):(?P<line>\d{{1,7}}):\d{{1,6}}$")
_BUN: Final = Pattern(r"(?:\(fail\)|✗) (?P<test>\S.{0,400}?)(?: \[\d[\d.]{0,20}m?s\])?$")
_BUN_BEFORE: Final = Pattern(rf"\((?:pass|fail|skip|todo)\) |[✓✗»] |\S{{1,300}}\.(?:{SCRIPT}):$")
_LOOK_BACK: Final = 60


def find_modern(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """What node:test lists as failing, what Deno lists as errors, and Bun's `(fail)` with the error above."""
    for index in candidates:
        line = lines[index]
        below = lines[index + 1] if index + 1 < len(lines) else ""
        if (match := _TEST_AT.match(line)) and (cross := _CROSS.match(below)):
            test = _MILLISECONDS.compiled.sub("", cross["title"])
            stop = last_while(lines, index + 1, lambda text: not text or text[0] in " \t", most=_LONGEST)
            yield failed_test("node", lines, index, index + 2, stop, test=test, file=repository_path(match["file"]))
        elif below.startswith("error: ") and (match := _DENO.match(line)):
            stop = last_while(lines, index, lambda text: not _DENO.match(text) and text.strip() != "FAILURES", most=_LONGEST)
            test = match["test"].replace(" ... ", " › ")
            yield failed_test("deno", lines, index, index + 1, stop, test=test, file=repository_path(match["file"]))
        elif line[:1] in "(✗" and (match := _BUN.match(line)):
            yield from _bun(lines, index, match["test"])


def _bun(lines: Sequence[str], index: int, test: str) -> Iterator[Finding]:
    start = index
    while start > max(0, index - _LOOK_BACK) and not _BUN_BEFORE.match(lines[start - 1]):
        start -= 1
    error = next((at for at in range(start, index) if lines[at].startswith("error: ") or error_name(lines[at])), None)
    if error is None and not lines[index].startswith("(fail)"):
        return
    message = lines[error].removeprefix("error: ") if error is not None else "test failed"
    file, line, column = place(lines, start, index)
    failure = Failure(
        message=message,
        file=file,
        line=line,
        column=column,
        test=test.replace(" > ", " › "),
        tool="bun",
        category=category_of(message),
    )
    yield Finding(failure=failure, start=start, stop=index)


# -- QUnit, Nightwatch, and anything that draws a cross --------------------------------------------------------------------

_QUNIT_TITLE: Final = Pattern(r">> (?P<test>\S.{0,300} - \S.{0,300})$")
_TEST_FAILED: Final = Pattern(r"\s{0,8}Test [Ff]ailed: (?P<test>\S.{0,400})$")
_MODULE_FAILED: Final = Pattern(r"\s{0,8}Module [Ff]ailed: (?P<module>\S.{0,300})$")


def find_qunit(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """QUnit in a browser without a window: grunt's runner, and those after PhantomJS's example."""
    module = ""
    for index in candidates:
        line = lines[index]
        if match := _MODULE_FAILED.match(line):
            module = match["module"]
        elif match := _TEST_FAILED.match(line):
            stop = last_while(lines, index, lambda text: text[:1] in {" ", "\t"} and not _TEST_FAILED.match(text), most=_LONGEST)
            headed = index and _MODULE_FAILED.match(lines[index - 1])
            test = f"{module} › {match['test']}" if module and (headed or indent(line)) else match["test"]
            if stop > index:
                yield failed_test("qunit", lines, index - bool(headed), index + 1, stop, test=test)
        elif index and line.startswith((">> Message: ", ">> Actual: ")) and (match := _QUNIT_TITLE.match(lines[index - 1])):
            stop = last_while(lines, index, lambda text: text.startswith(">> ") and not _QUNIT_TITLE.match(text), most=_LONGEST)
            test = match["test"].replace(" - ", " › ", 1)
            yield failed_test("qunit", lines, index - 1, index, stop, test=test)


_NIGHTWATCH: Final = Pattern(r"\s{0,4}(?:[✖×] )?_?TEST FAILURE")
_PART: Final = Pattern(r"\s{2,6}[\u2013-] (?P<title>\S.{0,300}?)(?: \(\d[\d.]{0,10}m?s\))?$")


def find_nightwatch(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """The list at the end: modules with a cross, their tests with a dash, the assertion below."""
    done = -1
    for index in candidates:
        if index <= done or not _NIGHTWATCH.match(lines[index]):
            continue
        done = min(len(lines), index + _LONGEST)
        parts = list(_nightwatch_parts(lines, index, done))
        for (at, test), following in zip(parts, [*(at for at, _ in parts[1:]), done], strict=False):
            stop = last_while(lines, at, lambda text: not text or text[0] in " \t", most=min(LONGEST, following - at))
            yield failed_test("nightwatch", lines, at, at + 1, stop, test=test)


def _nightwatch_parts(lines: Sequence[str], index: int, limit: int) -> Iterator[tuple[int, str]]:
    module = ""
    for at in range(index + 1, limit):
        if cross := _CROSS.match(lines[at]):
            module = cross["title"].strip() if indent(lines[at]) < 4 else module
        elif module and (part := _PART.match(lines[at])):
            yield at, f"{module} › {part['title']}"


_NO_TITLE: Final = Pattern(
    r"\d{1,7}:\d|#\d|\d{1,6} (?:problems?|errors?|of|tests?|failed|failing)|failing tests|\[ERROR\]|(?:TEST|Build|Command|No|Failed|Running) "
)
_MARKED: Final = Pattern(r"\s{0,40}[✖✗✘×✓✔√] ")
_NUMBER: Final = Pattern(r"\s*(?:\d{1,4}\) |» |→ )?")
_NEAR: Final = 6
_UP: Final = 30


def find_crosses(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """A title with a cross before it and an error with its stack below: runners that no reader knows by name."""
    count = 0
    for index in candidates:
        cross = _CROSS.match(lines[index])
        if cross is None or _NO_TITLE.match(cross["title"]) or count >= MOST_FINDINGS or not _has_error(lines, index):
            continue
        stop = _cross_end(lines, index)
        names = [*_above(lines, index), _MILLISECONDS.compiled.sub("", cross["title"].strip())]
        count += 1
        yield failed_test("test", lines, index, index + 1, stop, test=" › ".join(names))


def _has_error(lines: Sequence[str], index: int) -> bool:
    """Whether an error and a stack follow, before anything else with a mark does."""
    near = [lines[at] for at in range(index + 1, min(len(lines), index + 2 * _NEAR))]
    near = near[: next((at for at, text in enumerate(near) if _MARKED.match(text)), len(near))]
    error = next((at for at, text in enumerate(near[:_NEAR]) if _is_error(text)), None)
    return error is not None and any(is_frame(text) for text in near[error:])


def _is_error(line: str) -> bool:
    text = _NUMBER.compiled.sub("", line, count=1)
    return error_name(text) is not None or text.startswith("Expected ")


def _cross_end(lines: Sequence[str], index: int) -> int:
    depth = indent(lines[index])

    def belongs(text: str) -> bool:
        return not text.strip() or text[0] == "\t" or (indent(text) >= depth and not _CROSS.match(text))

    return last_while(lines, index, belongs, most=_LONGEST)


def _above(lines: Sequence[str], index: int) -> list[str]:
    """The suites above a test: what stands further out, going up."""
    names, depth = list[str](), indent(lines[index])
    for at in range(index - 1, max(-1, index - _UP), -1):
        line = lines[at]
        if not depth:
            break
        if line.strip() and indent(line) < depth and not is_frame(line):
            depth = indent(line)
            names.insert(0, line.strip())
    return names


FORMATS: Final[tuple[Format, ...]] = (
    Format("karma", (" failed", " error", "failed tests", "disconnected"), find_karma),
    Format("jasmine", ("message:", "   failures   ", "  - "), find_jasmine),
    Format("ava", (" failed", " uncaught exception"), find_ava),
    Format("modern-js", ("test at ", " => ", "(fail) ", "✗ "), find_modern),
    Format("qunit", ("test failed: ", "module failed: ", ">> message: ", ">> actual: "), find_qunit),
    Format("nightwatch", ("test failure",), find_nightwatch),
    apart(Format("crosses", ("✖ ", "✗ ", "✘ ", "× "), find_crosses)),
)
