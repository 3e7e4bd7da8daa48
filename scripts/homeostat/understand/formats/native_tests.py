"""Failed tests as ctest, googletest, Catch2, doctest, Boost.Test, QtTest and the small runners for C report them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats import script_tests, tap_tests
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.runner_shapes import TestShape, tested
from homeostat.understand.formats.shapes import FAILED, LONGEST, bare, last_while, one_each, until
from homeostat.understand.pattern import Pattern

# -- googletest, cmocka ----------------------------------------------------------------------------------------------------

_G_RUN: Final = Pattern(r".{0,60}?\[ RUN      \] (?P<test>\S.{0,300})$")
_G_FAILED: Final = Pattern(
    r".{0,60}?\[  FAILED  \] (?!\d+ test)(?P<test>[^\s,:][^\s,]{0,300})(?:, where .{1,600}?)?(?: \(\d+ ms.{0,20}\))?$"
)
_G_OTHER: Final = Pattern(r".{0,60}?\[(?:       OK|  SKIPPED|  PASSED ) ?")
_G_PLACE: Final = Pattern(
    r"(?:\[   LINE   \] --- )?(?P<file>(?:[A-Za-z]:)?[^\s:()]{1,260})[:(](?P<line>\d{1,7})\)?:? (?:Failure|error: Failure!?)"
)
_CRASHED: Final = Pattern(r".{0,200}(?:Segmentation fault|Aborted|core dumped|AddressSanitizer|SIGSEGV|SIGABRT|[Ee]xception)")


def _googletest(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """From `[ RUN      ]` to `[  FAILED  ]`; the list at the end names them again. A last test that ran and never ended crashed."""
    found, running = [], dict[str, int]()
    last: tuple[str, int] | None = None
    for index in candidates:
        run = _G_RUN.match(lines[index])
        failed = None if run else _G_FAILED.match(lines[index])
        if run:
            running[run["test"]] = index
            last = (run["test"], index)
        elif failed:
            found.append(_g_finding(lines, running.pop(failed["test"], index), index, failed["test"]))
            last = None
        elif _G_OTHER.match(lines[index]):
            last = None
    crashed = _g_crash(lines, *last) if last else None
    return one_each([*found, *([crashed] if crashed else [])], lambda failure: failure.test)


def _g_finding(lines: Sequence[str], start: int, stop: int, test: str) -> Finding:
    start = max(start, stop - LONGEST)
    placed = next(((i, match) for i in range(start, stop) if (match := _G_PLACE.match(bare(lines[i])))), None)
    message = _g_message(lines, placed[0], stop) if placed else FAILED
    failure = Failure(
        message=message,
        file=repository_path(placed[1]["file"]) if placed else None,
        line=int(placed[1]["line"]) if placed else None,
        test=test,
        tool="googletest",
        category=Category.RUNTIME,
    )
    return Finding(failure=failure, start=start, stop=stop)


def _g_message(lines: Sequence[str], start: int, stop: int) -> str:
    told = [lines[i].strip() for i in range(start + 1, min(stop, start + 4)) if lines[i].strip() and "[" not in lines[i][:3]]
    return "; ".join(told) or FAILED


def _g_crash(lines: Sequence[str], test: str, index: int) -> Finding | None:
    stop = next((i for i in range(index + 1, min(len(lines), index + LONGEST)) if _CRASHED.match(lines[i])), None)
    if stop is None:
        return None
    failure = Failure(message=lines[stop].strip(), test=test, tool="googletest", category=Category.RUNTIME)
    return Finding(failure=failure, start=index, stop=stop)


# -- ctest -----------------------------------------------------------------------------------------------------------------

_CTEST_STOPS: Final = Pattern(
    r"\s{1,8}Start\s{1,4}\d+: |\s{0,4}\d{1,6}/\d{1,6} Test\s|\d+% tests passed|The following tests FAILED"
)
_CTEST: Final = (
    TestShape("meson", Pattern(r"\s{0,6}\d{1,6}/\d{1,6} (?P<test>\S.{0,200}?)\s{2,200}(?P<message>(?:FAIL|TIMEOUT|ERROR|UNEXPECTEDPASS)\b.{0,80})$"), extent=lambda _, index: index, place=None),
    TestShape(
        "ctest",
        Pattern(r"\s{0,4}\d{1,6}/\d{1,6} Test\s{1,4}#\d{1,6}: (?P<test>\S.{0,300}?) \.*(?:\*\*\*|   )\s?(?!Passed|Skipped)(?P<message>(?:Failed|Timeout|Exception|Not Run|Bad command|Subprocess).{0,80}?)\s{0,12}[\d.]{1,12} sec"),
        extent=lambda lines, index: last_while(lines, index, lambda line: not _CTEST_STOPS.match(line)),
        place=None,
    ),
    TestShape("ctest", Pattern(r"\s+\d{1,6} - (?P<test>\S.{0,300}?) \((?P<message>Failed|SEGFAULT|Timeout|Not Run|(?:Child|Subprocess) (?:aborted|killed)|ILLEGAL|NUMERICAL|OTHER_FAULT|BAD_COMMAND|INTERRUPT|Exit code 0x\w{1,8}|Bus error).{0,40}\)"), extent=lambda _, index: index),
)  # fmt: skip

# -- Catch2, doctest, Boost.Test -----------------------------------------------------------------------------------------------

_C_FAILED: Final = Pattern(r"(?P<file>(?:[A-Za-z]:)?[^\s:()]{1,260})[:(](?P<line>\d{1,7})\)?: FAILED:")
_C_RULER: Final = Pattern(r"-{70,}$")
_C_FAR_ABOVE: Final = 400
_C_END: Final = Pattern(r"[-=.]{70,}|\S{1,260}[:(]\d{1,7}\)?: (?:FAILED|PASSED|warning)|test cases: ")
_D_FAILED: Final = Pattern(
    r"(?P<file>(?:[A-Za-z]:)?[^\s:()]{1,260})[:(](?P<line>\d{1,7})\)?: (?:FATAL )?ERROR: (?P<message>.{1,600}(?:is NOT correct!|NOT THROW|THREW|threw).{0,200}|test case THREW exception: .{0,400}|test case CRASHED.{0,200})"
)
_D_CASE: Final = Pattern(r"(?:TEST CASE|Scenario):\s{1,3}(?P<test>\S.{0,300})$")


def _catch(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    found = (_catch_at(lines, index) for index in candidates)
    return one_each(filter(None, found), lambda failure: failure.test)


def _catch_at(lines: Sequence[str], index: int) -> Finding | None:
    line = bare(lines[index])
    match = _C_FAILED.match(line)
    if match:
        stop = last_while(lines, index, lambda text: not _C_END.match(text), 30)
        told = " ".join(lines[i].strip() for i in range(index + 1, min(stop, index + 4) + 1) if lines[i].strip())
        return _c_finding("catch2", match.groupdict(), _catch_name(lines, index), told or FAILED, index, stop)
    match = _D_FAILED.match(line)
    if match:
        stop = last_while(lines, index, lambda text: bool(text.strip()), 20)
        return _c_finding("doctest", match.groupdict(), _doctest_name(lines, index), match["message"], index, stop)
    return None


def _c_finding(tool: str, groups: Mapping[str, str | None], test: str | None, message: str, start: int, stop: int) -> Finding:
    failure = Failure(
        message=message,
        file=repository_path(groups["file"] or ""),
        line=int(groups["line"] or 0),
        test=test,
        tool=tool,
        category=Category.RUNTIME,
    )
    return Finding(failure=failure, start=start, stop=stop)


def _catch_name(lines: Sequence[str], index: int) -> str | None:
    """Between two rulers above: the name, its sections further in."""
    above = [i for i in range(max(0, index - _C_FAR_ABOVE), index) if _C_RULER.match(lines[i])][-2:]
    if len(above) < 2:
        return None
    return " / ".join(lines[i].strip() for i in range(above[0] + 1, above[1]) if lines[i].strip())


def _doctest_name(lines: Sequence[str], index: int) -> str | None:
    above = range(index - 1, max(-1, index - _C_FAR_ABOVE), -1)
    return next((match["test"] for i in above if (match := _D_CASE.match(lines[i]))), None)


def _qualified(groups: Mapping[str, str | None], _lines: Sequence[str], _index: int) -> str:
    return ":".join(part for part in (groups.get("suite"), groups.get("test")) if part)


_LOC: Final = Pattern(r"\s{1,6}Loc: \[(?P<file>[^\]()]{1,260})\((?P<line>\d{1,7})\)\]")
_CRITERION: Final = Pattern(r"\[FAIL\] (?P<test>[\w-]{1,200}::[\w-]{1,200})")
_SMALL: Final = (
    TestShape(
        "boost.test",
        Pattern(r"(?P<file>(?:[A-Za-z]:)?[^:()]{1,260})[(:](?P<line>\d{1,7})\)?: (?:fatal )?error(?:: in| in) \"(?P<test>[^\"]{1,300})\": (?P<message>.+)"),
        extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith((" ", "Failure occurred", "Mismatch")), 12),
    ),
    TestShape("qttest", Pattern(r"(?:FAIL!  |XPASS  |QFATAL ): (?P<test>[\w:~]{1,200}\([^)]{0,200}\)) (?P<message>.+)"), extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith("   "), 12), place=_LOC),
    TestShape("cpputest", Pattern(r"(?P<file>[^\s:()]{1,260})[:(](?P<line>\d{1,7})\)?: error: Failure in (?:IGNORE_)?TEST\((?P<suite>\w{1,200}), (?P<test>\w{1,200})\)"), extent=lambda lines, index: last_while(lines, index, lambda line: bool(line.strip()), 12), name=_qualified),
    TestShape("check", Pattern(r"(?P<file>[^\s:()]{1,260}):(?P<line>\d{1,7}):[FE]:(?P<suite>[^:]{0,200}):(?P<test>[^:]{1,200}):-?\d{1,6}: (?P<message>.+)"), extent=lambda _, index: index, name=_qualified),
    TestShape("unity", Pattern(r"(?P<file>[^\s:()]{1,260}):(?P<line>\d{1,7}):(?P<test>\w{1,200}):FAIL(?:: ?(?P<message>.+))?$"), extent=lambda _, index: index),
    TestShape("cppunit", Pattern(r"\d{1,5}\) test: (?P<test>\S{1,300}) \([FE]\)(?: line: (?P<line>\d{1,7}) (?P<file>\S{1,260}))?")),
    TestShape("cunit", Pattern(r"\s{1,6}Test: (?P<test>\S.{0,200}?) ?\.\.\. ?FAILED"), told=Pattern(r"\s+\d{1,4}\. \S{1,260}:\d{1,7}\s{1,3}- (?P<message>.+)"), place=Pattern(r"\s+\d{1,4}\. (?P<file>[^\s:]{1,260}):(?P<line>\d{1,7})")),
    TestShape("criterion", _CRITERION, extent=lambda _, index: index),
    TestShape("criterion", Pattern(r"\[----\] (?P<file>[^\s:()]{1,260}):(?P<line>\d{1,7}): (?P<message>.+)"), extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith("[----]"), 12), name=lambda groups, lines, index: _criterion(lines, index) or f"{groups['file']}:{groups['line']}"),
    TestShape("gtest-parallel", Pattern(r"\[\d{1,7}/\d{1,7}\] (?P<test>[\w/.]{1,300}) (?P<message>(?:returned|aborted|timed out|returned or aborted) with exit code .{1,40})"), extent=lambda _, index: index),
    TestShape("lit", Pattern(r"(?:FAIL|UNRESOLVED|TIMEOUT|XPASS): (?P<test>[\w+. -]{1,60} :: \S{1,300})(?: \(\d+ of \d+\))?"), extent=until(Pattern(r"(?:PASS|FAIL|XFAIL|UNSUPPORTED|XPASS|UNRESOLVED): |\*{20}$|$"), 40), place=None),
)  # fmt: skip


def _criterion(lines: Sequence[str], index: int) -> str | None:
    """The test that ends with `[FAIL]` below."""
    pattern = _CRITERION
    below = range(index + 1, min(len(lines), index + 40))
    return next((match["test"] for i in below if (match := pattern.match(lines[i]))), None)


FORMATS: Final[tuple[Format, ...]] = (
    Format("googletest", ("[ run      ]", "[  failed  ]", "[       ok ]", "[  passed  ]", "[  skipped ]"), _googletest),
    Format("catch2", (": failed:", ": error: ", ": fatal error: "), _catch),
    tested(
        "native-tests",
        ("error: failure in ", "error: in \"", "error in \"", "fail!  :", "xpass  :", "qfatal :", ":f:", ":e:", ":fail", ") test: ", "...failed", "... failed", "[fail] ", "[----] ", "with exit code", "fail: ", "unresolved: ", "timeout: ", "xpass: "),
        *_SMALL,
    ),
    tested("ctest", ("***", "   failed ", "   not run ", "   timeout ", "   exception", "   bad command", "   subprocess", " fail  ", " timeout  ", " error  ", " unexpectedpass ", "(failed", "(segfault", "(timeout", "(not run", "aborted)", "killed)", "(illegal", "(numerical", "(other_fault", "(bad_command", "(interrupt", "(exit code", "(bus error"), *_CTEST),
    *tap_tests.FORMATS,
    *script_tests.FORMATS,
)  # fmt: skip
