"""Failures as Jest, Vitest and Mocha report them, and what prints as they do: Cypress, Electron's and WebdriverIO's runners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.js import SCRIPT, failed_test, last_text, told
from homeostat.understand.formats.shapes import MOST_FINDINGS
from homeostat.understand.pattern import Pattern

_MODULE: Final = Pattern(
    r"\s{0,4}(?P<state>FAIL|PASS)\s{1,4}(?:\|[^|]{1,60}\| |[\w@/.-]{1,60}\s{1,4})?"
    rf"(?P<file>[^\s>]{{1,300}}\.(?:{SCRIPT}))(?:\s+(?P<rest>\S.*))?$"
)
_BULLET: Final = Pattern(r"\s{0,4}● (?P<title>\S.*)$")
_NO_TEST: Final = (
    "Console", "process.exit called", "Deprecation", "Validation", "Cannot log after", "Unsupported", "Multiple configurations",
    "Unknown option", "Warning", "A worker process", "Open handle", "Jest has detected",
)  # fmt: skip
_NOT_RUN: Final = "Test suite failed to run"
_JEST_END: Final = Pattern(
    r"\s{0,4}(?:● |(?:FAIL|PASS|RUNS)\s+\S|Test Suites: |Tests: +\d|Snapshots: |Summary of all failing|Snapshot Summary|A worker process|Jest did not exit)"
    r"|\s?› \d|\d+ tests? failed|-{5,}\|"
)
_VITEST_END: Final = Pattern(r"\s{0,4}(?:⎯{3,}|FAIL\s+\S| ?Test Files +\d| ?Tests +\d)")
_UNHANDLED: Final = Pattern(r"⎯{2,} ?Unhandled (?P<title>\w{1,30}) ?⎯{2,}")
_LONGEST: Final = 300  # lines that one report is followed


def find_jest(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """Jest and Vitest: what failed in a module stands below its name. A summary at the end repeats it."""
    found: dict[tuple[str, str], Finding] = {}
    file, failing, done = "", True, -1
    for index in candidates:
        line = lines[index]
        if index <= done or len(found) >= MOST_FINDINGS:
            continue
        if match := _MODULE.match(line):
            file, failing = repository_path(match["file"]), match["state"] == "FAIL"
            if failing and match["rest"] and match["rest"][0] in ">[":
                done = _read_vitest(lines, index, file, match["rest"], found)
        elif failing and (bullet := _BULLET.match(line)) and not bullet["title"].strip().startswith(_NO_TEST):
            done = _read_bullet(lines, index, file, bullet["title"].strip(), found)
        elif _UNHANDLED.match(line):
            stop = _report_end(lines, index, _VITEST_END)
            found.setdefault(("", told(lines, index + 1, stop)), failed_test("vitest", lines, index, index + 1, stop, test=None))
    return list(found.values())


def _read_bullet(lines: Sequence[str], index: int, file: str, title: str, found: dict[tuple[str, str], Finding]) -> int:
    """Read one bullet of Jest; without the name of a module above, only what looks like the name of a test is one."""
    if not file and " › " not in title and title != _NOT_RUN:
        return index
    stop = _report_end(lines, index, _JEST_END)
    test = None if title == _NOT_RUN else title
    found.setdefault((file, title), failed_test("jest", lines, index, index + 1, stop, test=test, file=file or None))
    return stop


def _read_vitest(lines: Sequence[str], index: int, file: str, rest: str, found: dict[tuple[str, str], Finding]) -> int:
    """Read one failure of Vitest. Where several tests fail in one way, their names stand above each other."""
    first = index + 1
    while first < min(len(lines), index + _LONGEST) and _MODULE.match(lines[first]):
        first += 1
    stop = _report_end(lines, first - 1, _VITEST_END)
    test = " › ".join(part.strip() for part in rest[1:].split(" > ")) if rest.startswith(">") else None
    found.setdefault((file, test or ""), failed_test("vitest", lines, index, first, stop, test=test, file=file))
    return index if first > index + 1 else stop


def _report_end(lines: Sequence[str], index: int, end: Pattern) -> int:
    limit = min(len(lines), index + _LONGEST)
    stop = next((at for at in range(index + 1, limit) if end.match(lines[at])), limit)
    return last_text(lines, index, stop - 1)


# -- Mocha -----------------------------------------------------------------------------------------------------------------

_COUNT: Final = Pattern(r"\s{0,8}(?:\d{1,6} failing|[✖×x] \d{1,6} of \d{1,6} tests? failed:?|Failed tests:)\s*$")
_ENTRY: Final = Pattern(r"(?P<indent>\s{0,8})(?P<number>\d{1,5})\) (?P<title>\S.*)$")
_ELSEWHERE: Final = Pattern(
    r"npm (?:ERR!|error)|error Command failed|The command \"|##\[|\$ |travis_|>> |Warning: Task |\[\d\d:\d\d:\d\d\]|={5,}|-{5,}\||Error: \d+ tests? failed"
    r"|\s{0,4}\(Results\)|\s{0,4}┌─|lerna ERR!|ELIFECYCLE|\d+ passing"
)
_NEAR: Final = 12  # lines between the count and the first entry, and lines of a title
_DEEPEST: Final = 12


def find_mocha(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """The numbered list at the end of Mocha's reports, below the count of failures."""
    found: dict[tuple[str | None, str], Finding] = {}
    done = -1
    for index in candidates:
        if index <= done or not _COUNT.match(lines[index]):
            continue
        for finding in _entries(lines, index):
            done = finding.stop
            found.setdefault((finding.failure.test, finding.failure.message), finding)
    return list(found.values())[:MOST_FINDINGS]


def _entries(lines: Sequence[str], index: int) -> Iterator[Finding]:
    near = range(index + 1, min(len(lines), index + _NEAR))
    at = next((i for i in near if (match := _ENTRY.match(lines[i])) and match["number"] == "1"), None)
    number = 1
    while at is not None and number <= MOST_FINDINGS:
        test, first = _title(lines, at)
        stop, following = _entry_end(lines, first, number + 1)
        yield failed_test("mocha", lines, at, first, stop, test=test)
        at, number = following, number + 1


def _title(lines: Sequence[str], index: int) -> tuple[str, int]:
    """The names of suites and test, which stand below each other or on one line, and the first line after them."""
    entry = _ENTRY.match(lines[index])
    names, inner = ([entry["title"].strip()], entry["indent"] + "   ") if entry else ([""], "   ")
    at = index + 1
    while not names[-1].endswith(":") and at < min(len(lines), index + _DEEPEST) and lines[at].startswith(inner):
        names.append(lines[at].strip())
        at += 1
    if not names[-1].endswith(":"):
        names, at = names[:1], index + 1
    return " › ".join((*names[:-1], names[-1].removesuffix(":"))), at


def _entry_end(lines: Sequence[str], first: int, number: int) -> tuple[int, int | None]:
    """The last line of an entry, and the first of the next one if that follows."""
    blank = False
    limit = min(len(lines), first + _LONGEST)
    for at in range(first, limit):
        line = lines[at]
        entry = _ENTRY.match(line)
        if entry and entry["number"] == str(number):
            return last_text(lines, first - 1, at - 1), at
        if line.strip() and blank and (line[0] not in " \t" or _ELSEWHERE.match(line)):
            return last_text(lines, first - 1, at - 1), None
        if line.strip() and _ELSEWHERE.match(line):
            return last_text(lines, first - 1, at - 1), None
        blank = blank or (at > first and not line.strip())
    return last_text(lines, first - 1, limit - 1), None


# -- Playwright ------------------------------------------------------------------------------------------------------------

_PLAYWRIGHT: Final = Pattern(
    rf"\s{{1,6}}\d{{1,5}}\) (?:\[(?P<project>[^\]]{{1,60}})\] › )?(?P<file>\S{{1,300}}\.(?:{SCRIPT})):(?P<line>\d{{1,6}}):\d{{1,5}} › (?P<title>.{{1,600}}?)(?: ─+)?$"
)
_FLAKY: Final = Pattern(r"\s{2,6}\d{1,5} flaky$")
_SUMMARY: Final = Pattern(r"\s{2,6}\d{1,5} (?:failed|flaky|skipped|passed|interrupted|did not run)")
_LISTED: Final = Pattern(r"\s{4,8}(?:\[[^\]]{1,60}\] › )?(?P<name>\S{1,300}:\d{1,6}:\d{1,5} › .{1,600}?)(?: ─+)?\s*$")


def find_playwright(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """Numbered reports; a test that succeeded when it was tried again is listed as flaky and failed nothing."""
    flaky = {name for index in candidates if _FLAKY.match(lines[index]) for name in _listed(lines, index)}
    found: dict[str, Finding] = {}
    for index in candidates:
        match = _PLAYWRIGHT.match(lines[index])
        if match is None or f"{match['file']}:{match['line']}" in flaky or len(found) >= MOST_FINDINGS:
            continue
        stop = last_text(lines, index, _playwright_end(lines, index))
        test = match["title"].strip()
        file = repository_path(match["file"])
        found.setdefault(f"{file}{test}", failed_test("playwright", lines, index, index + 1, stop, test=test, file=file))
    return list(found.values())


def _listed(lines: Sequence[str], index: int) -> Iterator[str]:
    at = index + 1
    while at < len(lines) and (match := _LISTED.match(lines[at])):
        yield ":".join(match["name"].partition(" › ")[0].split(":")[:2])
        at += 1


def _playwright_end(lines: Sequence[str], index: int) -> int:
    limit = min(len(lines), index + _LONGEST)
    ends = (at for at in range(index + 1, limit) if _PLAYWRIGHT.match(lines[at]) or _SUMMARY.match(lines[at]))
    return next(ends, limit) - 1


_THRESHOLD: Final = Pattern(
    r"(?:ERROR: |Jest: |Error: |\[!\] )?(?P<message>(?:Coverage for |\"?\S{1,200}\"? ?coverage threshold for ).*)$"
)


def find_thresholds(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """Gates on the coverage: nyc, c8, Jest."""
    for index in candidates:
        match = _THRESHOLD.match(lines[index])
        if match and ("not me" in match["message"]):
            yield Finding(
                failure=Failure(message=match["message"], tool="coverage", category=Category.RUNTIME), start=index, stop=index
            )


FORMATS: Final[tuple[Format, ...]] = (
    Format("jest", ("● ", "fail ", "pass ", "⎯ unhandled"), find_jest),
    Format("playwright", ("› ", " flaky"), find_playwright),
    Format("mocha", ("failing", "tests failed", "test failed", "failed tests:"), find_mocha),
    Format("js-coverage", ("coverage for ", "coverage threshold for "), find_thresholds),
)
