"""Failed tests as gradle, ant, TestNG and JUnit's own runners report them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from homeostat.understand.finding import Finding
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.jvm_trace import EXCEPTION, finding_with, trace_below
from homeostat.understand.formats.shapes import MOST_FINDINGS, bare, one_each
from homeostat.understand.pattern import Pattern

_UNINDENTED: Final = Pattern(r"\S")

# -- gradle ----------------------------------------------------------------------------------------------------------------

_GRADLE: Final = Pattern(r"(?![>:*\[]|Task |Execution )(?P<test>\S.{0,900}?) FAILED(?: \([\d.,]{1,10} ?m?s\))?$")
_LOGGED: Final = Pattern(
    r"\s{2,6}(?:Test |[✘✖✗] )(?P<test>\S.{0,500}?)(?: FAILED(?: \([\d.,]{1,10} ?m?s\))?| \([\d.,]{1,10} ?m?s\))$"
)
_FULL_NAME: Final = Pattern(r"(?:[a-z_]\w{0,80}\.){1,20}[A-Z][\w$]{0,200}\.\S.{0,500}$")
_CLASS: Final = Pattern(r"(?:[A-Za-z_]\w{0,80}\.){0,20}[A-Z][\w$]{1,200}$")
_CLASS_LINE: Final = Pattern(r"(?P<owner>(?:[a-z_]\w{0,80}\.){1,20}[A-Z][\w$]{1,200})(?: > .{1,200})?$")
_FAR_ABOVE: Final = 300


def _gradle(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """`Class > method FAILED`, the exception indented below it."""
    found = islice(filter(None, (_gradle_at(lines, index) for index in candidates)), MOST_FINDINGS)
    return one_each(found, lambda failure: failure.test)


def _gradle_at(lines: Sequence[str], index: int) -> Finding | None:
    line = lines[index]
    match = _GRADLE.match(line)
    if match and (" > " in match["test"] or _FULL_NAME.match(match["test"])):
        return _gradle_finding(lines, index, match["test"])
    logged = _LOGGED.match(line) if line[:1] == " " else None
    owner = _class_above(lines, index) if logged else None
    if logged and owner:
        return finding_with(trace_below(lines, index, owner, _LOGGED_END), f"{owner}.{logged['test']}", "gradle", index)
    return None


_LOGGED_END: Final = Pattern(r"\S|\s{2,6}Test \S.{0,500} (?:PASSED|FAILED|SKIPPED)|\s{2,6}[✔✘✖✗]")


def _gradle_finding(lines: Sequence[str], index: int, name: str) -> Finding:
    parts = name.split(" > ")
    last = parts[-1]
    whole = last if _FULL_NAME.match(last) else _nested(parts)
    owner = next((part for part in parts if _CLASS.match(part)), whole.partition("(")[0].rpartition(".")[0])
    return finding_with(trace_below(lines, index, owner.rpartition(".")[2], _UNINDENTED), whole, "gradle", index)


def _nested(parts: Sequence[str]) -> str:
    """Nested classes as the JVM names them: `Outer > Inner > test()` is run as `Outer$Inner`."""
    *classes, test = parts
    if len(classes) > 1 and all(_CLASS.match(part) for part in classes):
        return f"{'$'.join(classes)} > {test}"
    return " > ".join(parts)


def _class_above(lines: Sequence[str], index: int) -> str | None:
    for above in range(index - 1, max(-1, index - _FAR_ABOVE), -1):
        if lines[above][:1] not in {" ", ""}:
            match = _CLASS_LINE.match(lines[above])
            return match["owner"] if match else None
    return None


# -- ant -------------------------------------------------------------------------------------------------------------------

_CASE: Final = Pattern(
    r"Testcase: (?P<method>.{1,400}?)(?:\((?P<owner>[\w.$]{1,300})\))?(?::\s*(?P<how>FAILED|Caused an ERROR)| took [\d.,]{1,12} sec)\s*$"
)
_SUITE: Final = Pattern(r"Testsuite: (?P<owner>[\w.$]{1,300})")
_HOW: Final = Pattern(r"\s*(?:FAILED|Caused an ERROR)\s*$")
_CASE_END: Final = Pattern(r"(?:\s*\[junit\] )?(?:Testcase: |Testsuite: |Test \S+ FAILED)|\s*\[junit\]\s*$")


def _ant(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`Testcase: method took 0.1 sec`, then `FAILED` or `Caused an ERROR`."""
    suite = ""
    for index in candidates:
        line = bare(lines[index])
        opened = _SUITE.match(line)
        suite = opened["owner"] if opened else suite
        match = _CASE.match(line)
        if match and (match["how"] or (index + 1 < len(lines) and _HOW.match(bare(lines[index + 1])))):
            owner = match["owner"] or suite
            test = f"{owner}.{match['method']}" if owner else match["method"]
            yield finding_with(trace_below(lines, index + (not match["how"]), owner, _CASE_END), test, "ant", index)


# -- JUnit's own runners ----------------------------------------------------------------------------------------------------

_COUNTED: Final = Pattern(r"There (?:was|were) \d{1,6} (?:failure|error)s?:")
_NUMBERED: Final = Pattern(
    r"\d{1,5}\) (?P<method>[^()]{1,300}(?:\[[^\]]{0,200}\])?)\((?P<owner>(?:[\w$]{1,80}\.){0,20}[A-Z][\w$]{0,120})\)(?P<rest>.*)$"
)
_COUNTED_END: Final = Pattern(r"FAILURES!!!|Tests run: |OK \(|There (?:was|were) \d{1,6} ")
_MOST_LISTED: Final = 5000


def _junit4(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`There was 1 failure:` and the numbered tests below it."""
    for start in candidates:
        if not _COUNTED.match(bare(lines[start])):
            continue
        for index in range(start + 1, min(len(lines), start + _MOST_LISTED)):
            line = bare(lines[index])
            if _COUNTED_END.match(line):
                break
            match = _NUMBERED.match(line)
            if match:
                yield finding_with(
                    trace_below(lines, index, match["owner"], _NUMBERED_END), f"{match['owner']}.{match['method']}", "junit", index
                )


_NUMBERED_END: Final = Pattern(r"\d{1,5}\) |FAILURES!!!|Tests run: |There (?:was|were) \d")
_SOURCE: Final = Pattern(r"\s*MethodSource \[className = '(?P<owner>[^']{1,300})', methodName = '(?P<method>[^']{1,300})'")
_SOURCE_END: Final = Pattern(r"\s*(?:JUnit |MethodSource )|Test run finished|\[ {1,12}\d")


def _console(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """JUnit's console launcher names method and class of what failed."""
    for index in candidates:
        match = _SOURCE.match(lines[index])
        if match:
            finding = finding_with(
                trace_below(lines, index, match["owner"], _SOURCE_END), f"{match['owner']}.{match['method']}", "junit", index
            )
            yield finding


# -- TestNG ----------------------------------------------------------------------------------------------------------------

_TESTNG: Final = Pattern(r"FAILED(?: CONFIGURATION)?: (?P<test>(?:[@\w.$]{1,300})(?:\(.{0,400}\))?)$")
_TESTNG_END: Final = Pattern(r"(?:PASSED|FAILED|SKIPPED): |={20}|Tests run: ")


def _testng(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`FAILED: method`, the exception right below."""
    for index in candidates:
        match = _TESTNG.match(bare(lines[index]))
        if match and index + 1 < len(lines) and EXCEPTION.match(bare(lines[index + 1])):
            yield finding_with(trace_below(lines, index, "", _TESTNG_END), match["test"], "testng", index)


FORMATS: Final[tuple[Format, ...]] = (
    Format("gradle-tests", (" failed", "✘ ", "✖ ", "✗ "), _gradle),
    Format("ant-junit", ("testcase: ", "testsuite: "), _ant),
    Format("junit4", ("there was ", "there were "), _junit4),
    Format("junit-console", ("methodsource [",), _console),
    Format("testng", ("failed: ", "failed configuration: "), _testng),
)
