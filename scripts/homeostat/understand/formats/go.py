"""Failures of Go: its tests, panics and data races, its compiler, vet and linters, its modules, ginkgo and testify."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, is_foreign, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import (
    FAILED,
    LONGEST,
    MOST_FINDINGS,
    Shape,
    bare,
    failure_of,
    last_while,
    one_each,
    shaped,
)
from homeostat.understand.pattern import Pattern

# -- tests -----------------------------------------------------------------------------------------------------------------

_FAIL: Final = Pattern(r"(?P<indent>\s{0,40})(?:=== RUN .{0,10})?--- FAIL: (?P<test>\S{1,300})(?: \([\d.]{1,12}s\))?$")
_SUM_FAIL: Final = Pattern(r"=== (?:FAIL|FAILED): (?P<package>\S{1,200}) (?P<test>\S{1,300}) \([\d.]{1,12}s\)")
_BOUND: Final = Pattern(
    r"\s{0,40}(?:--- (?:FAIL|PASS|SKIP|BENCH): |=== (?:RUN|PAUSE|CONT|NAME|FAIL|SKIP|PASS|DONE)|FAIL(?:\s|$)|PASS$|ok\s{1,3}|exit status|panic: )"
)
_RUN: Final = Pattern(r"\s{0,8}=== (?:RUN|CONT|NAME)\s{1,6}(?P<test>\S{1,300})$")
_LOGGED: Final = Pattern(r"\s{2,40}(?P<file>[^\s:()]{1,200}\.go):(?P<line>\d{1,7}): ?(?P<message>.*)$")
_TESTIFY: Final = Pattern(r"\s{4,60}Error:\s{1,20}(?P<message>\S.*)$")
_TESTIFY_TRACE: Final = Pattern(r"\s{4,60}Error Trace:\s{1,20}(?P<file>[^\s:()]{1,260}\.go):(?P<line>\d{1,7})")


def _tests(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """`--- FAIL: Test` with what it logged below or, if run verbosely, above. A test that only holds failed ones adds nothing of its own."""
    fails = [(index, match) for index in candidates if (match := _FAIL.match(lines[index]) or _SUM_FAIL.match(lines[index]))]
    runs = {match["test"]: index for index in candidates if (match := _RUN.match(lines[index]))}
    names = {match["test"] for _, match in fails}
    parents = {name.rpartition("/")[0] for name in names}
    found = [_test(lines, index, match["test"], runs.get(match["test"])) for index, match in islice(fails, MOST_FINDINGS)]
    kept = (finding for finding in found if finding.failure.test not in parents or finding.failure.message != FAILED)
    return one_each(kept, lambda failure: failure.test)


def _test(lines: Sequence[str], index: int, test: str, run: int | None) -> Finding:
    stop = last_while(lines, index, lambda line: not _BOUND.match(line), LONGEST)
    told = _logged(lines, range(index + 1, stop + 1))
    start = index
    if told is None and run is not None and index - run < 5000:
        told, start = _logged_above(lines, run, index)
    message, file, line = told or (FAILED, None, None)
    failure = Failure(message=message, file=file, line=line, test=test, tool="go test", category=Category.RUNTIME)
    return Finding(failure=failure, start=start, stop=stop)


_Told = tuple[str, str | None, int | None]


def _logged(lines: Sequence[str], within: range) -> _Told | None:
    """The first thing that the test logged; of testify's reports the error and the end of its trace."""
    for index in within:
        match = _LOGGED.match(lines[index])
        if match:
            return _testify(lines, index, within.stop) or (
                match["message"].strip() or _next(lines, index),
                match["file"],
                int(match["line"]),
            )
    return None


def _testify(lines: Sequence[str], index: int, limit: int) -> _Told | None:
    end = min(limit, index + 16)
    error = next((match for i in range(index, end) if (match := _TESTIFY.match(lines[i]))), None)
    trace = next((match for i in range(index, end) if (match := _TESTIFY_TRACE.match(lines[i]))), None)
    if not error:
        return None
    placed = trace or _LOGGED.match(lines[index])
    return error["message"].strip(), repository_path(placed["file"]) if placed else None, int(placed["line"]) if placed else None


def _next(lines: Sequence[str], index: int) -> str:
    return next((lines[i].strip() for i in range(index + 1, min(len(lines), index + 4)) if lines[i].strip()), FAILED)


def _logged_above(lines: Sequence[str], run: int, index: int) -> tuple[_Told | None, int]:
    """With -v what a test logs stands before its end; at most LONGEST lines of it are shown."""
    start = max(run, index - LONGEST)
    told = _logged(lines, range(start, index))
    return told, start if told else index


# -- panics and races --------------------------------------------------------------------------------------------------------

_PANIC: Final = Pattern(r"(?P<message>(?:panic|fatal error): .+?)(?: \[recovered\])?$")
_GOROUTINE: Final = Pattern(r"goroutine \d{1,9} \[|\[signal |\[originating|\tpanic: |panic: |$")
_FRAME: Final = Pattern(r"\t(?P<file>[^\s:]{1,260}\.(?:go|s)):(?P<line>\d{1,7})")
_LIBRARY: Final = Pattern(
    r".*(?:/(?:libexec|go|golang|hostedtoolcache/go/[^/]+/\w+|usr/local/go|\.gvm/gos/[^/]+|sdk/go[\d.]+)/src/(?:runtime|testing|reflect|net|os|sync|internal|syscall|bufio|io|fmt|encoding|context)/|/pkg/mod/|/vendor/)"
)
_TRACE_END: Final = Pattern(r"FAIL(?:\s|$)|exit status|ok\s{1,3}|={10}|=== ")


def _panics(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """A panic with a goroutine's trace below it. Programs print the word for other reasons too."""
    for index in candidates:
        match = _PANIC.match(bare(lines[index]))
        if match and _has_trace(lines, index):
            yield _panic(lines, index, match["message"])


def _has_trace(lines: Sequence[str], index: int) -> bool:
    return any("goroutine " in lines[i] and "[" in lines[i] for i in range(index + 1, min(len(lines), index + 12)))


def _panic(lines: Sequence[str], index: int, message: str) -> Finding:
    stop = last_while(lines, index, lambda line: not _TRACE_END.match(line), LONGEST)
    frames = (match for i in range(index + 1, stop + 1) if (match := _FRAME.match(bare(lines[i]))))
    own = next((match for match in frames if not _LIBRARY.match(match["file"]) and not is_foreign(match["file"])), None)
    failure = Failure(
        message=message,
        file=repository_path(own["file"]) if own else None,
        line=int(own["line"]) if own else None,
        tool="go",
        code="panic",
        category=Category.TIMEOUT if "test timed out" in message else Category.RUNTIME,
    )
    return Finding(failure=failure, start=index, stop=stop)


_RACE: Final = Pattern(r"WARNING: DATA RACE")
_RACE_FRAME: Final = Pattern(r"\s{6}(?P<file>[^\s:]{1,260}\.go):(?P<line>\d{1,7})")


def _races(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    for index in islice((i for i in candidates if _RACE.match(lines[i])), MOST_FINDINGS):
        stop = last_while(lines, index, lambda line: not line.startswith("====="), LONGEST)
        frames = (match for i in range(index + 1, stop + 1) if (match := _RACE_FRAME.match(lines[i])))
        own = next((match for match in frames if not _LIBRARY.match(match["file"])), None)
        groups = own.groupdict() if own else {}
        yield Finding(failure=failure_of("go race", Category.RUNTIME, {**groups, "message": "DATA RACE"}), start=index, stop=stop)


# -- compiler, linters, modules ----------------------------------------------------------------------------------------------

_GO: Final = r"(?P<file>(?:[A-Za-z]:(?=[\\/]))?[^\s:()]{1,260}\.go):(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?"
_SOURCE: Final = (
    Shape(
        "golangci-lint",
        Pattern(rf"{_GO}: (?P<message>.{{1,900}}) \((?P<code>[a-z]\w{{1,40}})\)$"),
        extent=lambda lines, index: last_while(lines, index, lambda line: line[:1] in {"\t", " "}, 4),
    ),
    Shape("staticcheck", Pattern(rf"{_GO}: (?P<message>.{{1,900}}) \((?P<code>[A-Z]{{1,3}}\d{{3,5}})\)$")),
    Shape("go vet", Pattern(rf"vet: {_GO}: (?P<message>.+)")),
    Shape(
        "go",
        Pattern(
            rf"(?:# \S{{1,200}} )?{_GO}: (?P<message>(?:cannot find package|no required module|package \S+ is not in|missing go\.sum|import \").*)"
        ),
        Category.DEPENDENCY,
    ),
    Shape(
        "go",
        Pattern(rf"{_GO}: (?!\s)(?P<message>.+)"),
        extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith("\t"), 8),
    ),
)
_LOG_LIKE: Final = Pattern(
    r"[^\s:()]{1,260}\.go:\d{1,7}: (?:\[?(?i:info|debug|trace|warn|warning|notice|start|listening|using|loading|running|done|ok|skip)\b|$)"
)
_ABOVE: Final = Pattern(r"# \S|vet: |go (?:vet|build|test|install) |\$ go |\+ go ")
_BELOW: Final = Pattern(r"exit status|too many errors|FAIL(?:\s|$)|.{0,200}\[build failed\]|make(?:\[\d+\])?: \*\*\*")
_NEAR: Final = 15


def _source(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`file.go:3:4: message`, but for what a program logs with the name of its own file: that bears no column."""
    found = (_source_at(lines, index) for index in candidates)
    return islice(filter(None, found), MOST_FINDINGS)


def _source_at(lines: Sequence[str], index: int) -> Finding | None:
    line = bare(lines[index])
    if _LOG_LIKE.match(line):
        return None
    shape, match = next(((shape, match) for shape in _SOURCE if (match := shape.pattern.match(line))), (None, None))
    if not shape or not match:
        return None
    plain = shape.tool == "go" and not match["column"]
    if plain and not _is_of_compiler(lines, index):
        return None
    return shape.finding(match.groupdict(), lines, index)


def _is_of_compiler(lines: Sequence[str], index: int) -> bool:
    """Whether go's tools speak around a line: the package above, the end of the build below."""
    above = range(max(0, index - _NEAR), index)
    below = range(index + 1, min(len(lines), index + _NEAR))
    return any(_ABOVE.match(bare(lines[i])) for i in above) or any(_BELOW.match(bare(lines[i])) for i in below)


_MODULES: Final = (
    Shape("go", Pattern(r"(?P<message>go: (?!downloading|finding|extracting|creating|added|upgraded|downgraded|to add|updates to|found|warning|removed|module \S+ found).{0,200}(?:unknown revision|verifying|invalid|updates to go\.|requires go|not found|no matching versions|missing|unrecognized|checksum|cannot|errors parsing|inconsistent|no such|exit status|does not contain|404|410|i/o timeout|connection|toolchain not available).{0,500})"), Category.DEPENDENCY),
    Shape("go", Pattern(r"(?P<message>can't load package: .+|cannot find package .+|cannot find module .+|no required module provides package .+|build constraints exclude all Go files.+|package \S{1,200}: (?:unrecognized import path|cannot find|build constraints).+)"), Category.DEPENDENCY),
    Shape("go", Pattern(r"(?P<message>build \S{1,200}: cannot .+|import cycle not allowed.*|found packages \S+ \(\S+\) and .+)"), Category.DEPENDENCY),
    Shape("golangci-lint", Pattern(r"(?:level=error msg=|ERRO )\"?(?P<message>.{1,800}?)\"?$"), Category.CONFIGURATION),
    Shape("gofmt", Pattern(r"(?:diff (?:-u )?|--- )(?P<file>[^\s:]{1,260}\.go)\.orig(?:\s|$)"), message="not formatted"),
    Shape("go", Pattern(r"(?P<message>flag provided but not defined: .{1,200})"), Category.CONFIGURATION),
)  # fmt: skip

# -- ginkgo ----------------------------------------------------------------------------------------------------------------

_GINKGO: Final = Pattern(r"\s{0,2}\[(?P<how>Fail|FAIL|Panic!|PANICKED!|TIMEDOUT|Timeout\.\.\.)\] (?P<test>\S.{0,600}?)\s*$")
_GINKGO_AT: Final = Pattern(r"\s{0,2}(?P<file>[^\s:()]{1,260}\.go):(?P<line>\d{1,7})$")
_GINKGO_KINDS: Final = Pattern(
    r"\s{0,2}\[(?:It|BeforeEach|AfterEach|BeforeSuite|AfterSuite|JustBeforeEach|JustAfterEach|BeforeAll|AfterAll)\]"
)


def _ginkgo(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """The summary names each failed spec, its place on the next line."""
    found = []
    for index in candidates:
        match = _GINKGO.match(lines[index])
        place = _GINKGO_AT.match(lines[index + 1]) if match and index + 1 < len(lines) else None
        if match and (place or _GINKGO_KINDS.match(match["test"])):
            groups: dict[str, str | None] = {**(place.groupdict() if place else {}), "test": match["test"]}
            failure = failure_of("ginkgo", Category.RUNTIME, groups, message=FAILED)
            found.append(Finding(failure=failure, start=index, stop=index + bool(place)))
    return one_each(found, lambda failure: failure.test)


FORMATS: Final[tuple[Format, ...]] = (
    Format("go-test", ("--- fail: ", "=== run ", "=== fail", "=== cont ", "=== name "), _tests),
    Format("go-panic", ("panic: ", "fatal error: "), _panics),
    Format("go-race", ("warning: data race",), _races),
    Format("ginkgo", ("[fail] ", "[panic!] ", "[panicked!] ", "[timedout] ", "[timeout...] "), _ginkgo),
    Format("go", (".go:",), _source),
    shaped("go-modules", ("go: ", "can't load package", "cannot find package", "no required module", "unrecognized import path", "import cycle", "found packages", "level=error", "erro ", "diff ", ".go.orig", "flag provided but not defined", "cannot find module", "build constraints"), *_MODULES),
)  # fmt: skip
