"""Failures of .NET: MSBuild and the compilers behind it, NuGet, VSTest, xunit, NUnit, MSTest, Unity; and Microsoft's C++ tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import FAILED, LONGEST, MOST_FINDINGS, Shape, bare, failure_of, last_while, one_each
from homeostat.understand.pattern import Pattern

# -- MSBuild ---------------------------------------------------------------------------------------------------------------

_PREFIX: Final = r"(?:\s{0,8}(?:\d{1,4}>|\d{1,4}:\d{1,4}>))?\s{0,12}"
_PROJECT: Final = r"(?:\s\[(?P<project>[^\[\]]{1,300}\.\w{2,10}proj(?:::[^\[\]]{1,80})?|[^\[\]]{1,300}\.sln)\])?\s*$"
_MSBUILD: Final = (
    Pattern(
        rf"{_PREFIX}(?P<file>(?:[A-Za-z]:)?[^:()\[\]\"<>|]{{1,260}})\((?P<line>\d{{1,7}})(?:,(?P<column>\d{{1,5}}))?(?:[-,]\d{{1,7}}){{0,3}}\)\s?: "
        rf"(?:[\w ]{{1,30}} )?(?:fatal )?error (?P<code>[A-Za-z]{{1,10}}\d{{1,6}})?\s?: (?P<message>.+?){_PROJECT}"
    ),
    Pattern(
        rf"{_PREFIX}(?P<file>(?:[A-Za-z]:[\\/]|[\\/.])?[^:()\[\]\"<>|]{{1,260}}\.\w{{1,12}})\s?: (?:fatal )?error (?P<code>[A-Za-z]{{1,10}}\d{{1,6}})?\s?: (?P<message>.+?){_PROJECT}"
    ),
    Pattern(
        rf"{_PREFIX}(?P<tool>MSBUILD|CSC|VBC|FSC|LINK|EXEC|CVTRES|RC|ILC|[A-Z]\w{{1,20}}|AD)\s?: (?:[\w ]{{1,30}} )?(?:fatal )?error (?P<code>[A-Za-z]{{1,10}}\d{{1,6}})?\s?: (?P<message>.+?){_PROJECT}"
    ),
    Pattern(rf"{_PREFIX}(?:Command line )?error (?P<code>[A-Z]{{2,10}}\d{{2,6}})\s?: (?P<message>.+?){_PROJECT}"),
)
_PACKAGE: Final = Pattern(r"NU\d{4}|NETSDK1\d{3}|CS0006|CS0234|CS0246|MSB3644|MSB4236")
_SETTING: Final = Pattern(r"MSB[14]\d{3}|NETSDK")
_CONSEQUENCE: Final = Pattern(r"MSB(?:3073|6006|3721|4181)$")


def _msbuild(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`file(3,4): error CS1002: message [project]`. It is printed where it happens and again at the end."""
    return islice(filter(None, (_msbuild_at(lines, index) for index in candidates)), MOST_FINDINGS)


def _msbuild_at(lines: Sequence[str], index: int) -> Finding | None:
    line = bare(lines[index])
    match = next((match for pattern in _MSBUILD if (match := pattern.match(line))), None)
    if not match:
        return None
    groups = match.groupdict()
    code = groups.get("code") or ""
    category = (
        Category.DEPENDENCY if _PACKAGE.match(code) else (Category.CONFIGURATION if _SETTING.match(code) else Category.SYNTAX)
    )
    if _CONSEQUENCE.match(code):
        category = Category.RUNTIME
    return Finding(failure=failure_of("msbuild", category, groups), start=index, stop=index)


_NUGET: Final = (
    Shape("nuget", Pattern(r"(?:\s{0,8}\d{1,4}>)?\s{0,8}(?P<message>(?:Unable to (?:resolve (?:dependency |'|service)|find version|load the service index)|Unable to find package|Package '\S{1,120}' is not found|NU\d{4}: |Failed to (?:retrieve|download package)).{0,500})"), Category.DEPENDENCY),
    Shape("dotnet", Pattern(r"(?P<message>(?:A compatible (?:installed )?\.NET SDK|The command could not be loaded|It was not possible to find any|A JSON parsing exception|MSBUILD : error|You must install or update \.NET|The framework 'Microsoft|Couldn't find a project to run|Specify which project).{0,500})"), Category.CONFIGURATION, extent=lambda lines, index: last_while(lines, index, lambda line: bool(line.strip()), 10)),
    Shape("dotnet-format", Pattern(r"\s{0,4}(?P<file>[^\s:()]{1,260}\.(?:cs|vb|fs))\((?P<line>\d{1,7}),(?P<column>\d{1,5})\): (?:error|warning) (?P<code>WHITESPACE|FINALNEWLINE|ENDOFLINE|CHARSET|IMPORTS): (?P<message>.+?)(?: \[.{1,300}\])?$")),
    Shape("unity", Pattern(r"(?P<file>(?:Assets|Packages)/[^:()]{1,260})\((?P<line>\d{1,7}),(?P<column>\d{1,5})\): error (?P<code>\w{1,12}): (?P<message>.+)")),
    Shape("dotnet", Pattern(r"Unhandled [Ee]xception[.:]\s{0,2}(?P<message>(?P<code>[\w.]{1,200})(?:: .{0,600}| \(.{0,600}))"), Category.RUNTIME, extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith("   "), 40)),
    Shape("cake", Pattern(r"(?P<message>An error occurr?ed (?:when executing task|while installing) .{1,200})"), Category.RUNTIME, extent=lambda lines, index: last_while(lines, index, lambda line: bool(line.strip()), 10)),
)  # fmt: skip


def _nuget(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    for index in candidates:
        line = bare(lines[index])
        shape, match = next(((shape, match) for shape in _NUGET if (match := shape.pattern.match(line))), (None, None))
        if shape and match:
            yield shape.finding(match.groupdict(), lines, index)


# -- tests -----------------------------------------------------------------------------------------------------------------

_NAME: Final = r"(?P<test>[^\s\[].{0,600}?)"
_VSTEST: Final = Pattern(
    rf"\s{{0,4}}(?:Failed|X|✗|x)\s{{1,3}}{_NAME}(?: \[(?:< ?)?[\d.,]{{1,10}} ?(?:ms|s|m|h)(?: [\d.,]{{1,10}} ?(?:ms|s))?\])$"
)
_VSTEST_OLD: Final = Pattern(r"Failed\s{2,6}(?P<test>[\w.+`]{3,400}(?:\(.{0,300}\))?)$")
_XUNIT: Final = Pattern(r"(?:\[xUnit\.net [\d:.]{5,14}\])?\s{0,12}(?P<test>[^\s\[].{0,600}?) \[FAIL\]$")
_NUNIT: Final = Pattern(
    r"\d{1,5}\) (?:Failed|Error|Failure|Test Failure|Test Error|TearDown Error|SetUp Error) : (?P<test>.{1,600})$"
)
_MSTEST: Final = Pattern(r"failed (?P<test>[\w.]{1,300}(?:\(.{0,200}\))?) \((?:\d{1,4}h )?(?:\d{1,4}m )?(?:\d{1,4}s )?\d{1,4}ms\)$")
_LOGGED: Final = Pattern(
    r"\s{2,16}(?P<test>[\w.+`]{3,300}(?:\(.{0,300}\))?) \((?:< ?)?[\d.]{1,10} ?m?s\): Error Message: ?(?P<message>.{0,600})$"
)
_LOGGED_AT: Final = Pattern(r"\s{0,16}(?P<file>(?:[A-Za-z]:)?[^:()]{1,260})\((?P<line>\d{1,7})\): error TESTERROR:")
_MARKED: Final = Pattern(r"\[xUnit\.net [\d:.]{5,14}\]\s{0,4}")
_END: Final = Pattern(
    r"\s{0,4}(?:Failed|Passed|Skipped|X|V|!|✗|✓)\s{1,3}\S.{0,400} \[|.{0,600}\[(?:FAIL|PASS|SKIP)\]$|\d{1,5}\) (?:Failed|Error|Failure)|Total tests:|Test Run |Failed!|Results File|=== |Run Settings|Test Count|(?:failed|passed|skipped) \S{1,300} \(\d|Failed\s{2,6}\S+$|Passed\s{2,6}\S+$"
)
_SAID: Final = Pattern(
    r"\s{0,12}(?:(?:Error Message|Message|Assert[\w.]{0,40}|Expected|System\.|Xunit\.|Shouldly|  Expected|[\w.]{1,200}Exception)\b.*)"
)
_LABEL: Final = Pattern(
    r"\s{0,12}(?:Error Message:?|Message: ?|Stack Trace:?|EXCEPTION:?|Standard Output Messages:?|Test method .{1,300} threw exception:)\s*$"
)
_FRAME: Final = Pattern(
    r"\s{0,14}(?:at .{1,600}? in (?P<file>(?:[A-Za-z]:)?[^:<>]{1,260}):(?:line )?(?P<line>[1-9]\d{0,6})|(?P<file2>(?:[A-Za-z]:)?[^:()\s]{1,260})\((?P<line2>\d{1,7}),\d{1,5}\): at )"
)


def _tests(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """Each runner's heading, then message and trace. xunit's own lines and VSTest's tell the same test twice."""
    found = (_test_at(lines, index) for index in candidates)
    return one_each(islice(filter(None, found), MOST_FINDINGS), lambda failure: failure.test)


def _test_at(lines: Sequence[str], index: int) -> Finding | None:
    line = lines[index]
    for tool, pattern in (("xunit", _XUNIT), ("nunit", _NUNIT), ("vstest", _VSTEST), ("vstest", _VSTEST_OLD), ("mstest", _MSTEST)):
        match = pattern.match(bare(line))
        if match and not (pattern is _VSTEST_OLD and not _has_message(lines, index)):
            return _test(lines, index, tool, match["test"].strip())
    return _logged(lines, index)


def _logged(lines: Sequence[str], index: int) -> Finding | None:
    """As the terminal logger of newer SDKs tells it: the place on the line above."""
    match = _LOGGED.match(lines[index])
    if not match:
        return None
    place = _LOGGED_AT.match(lines[index - 1]) if index else None
    groups = {**match.groupdict(), **(place.groupdict() if place else {})}
    stop = last_while(lines, index, lambda line: bool(line.strip()), 20)
    return Finding(failure=failure_of("vstest", Category.RUNTIME, groups, message=FAILED), start=index - bool(place), stop=stop)


def _has_message(lines: Sequence[str], index: int) -> bool:
    return any(_LABEL.match(lines[i]) for i in range(index + 1, min(len(lines), index + 3)))


def _test(lines: Sequence[str], index: int, tool: str, test: str) -> Finding:
    stop = last_while(lines, index, lambda line: not _END.match(line) and not line.startswith("  Total:"), LONGEST)
    stop = _last_frame(lines, index, stop)
    below = [_unmarked(lines[i]) for i in range(index + 1, stop + 1)]
    place = next((match for text in below if (match := _FRAME.match(text))), None)
    groups: Mapping[str, str | None] = place.groupdict() if place else {}
    file, number = groups.get("file") or groups.get("file2"), groups.get("line") or groups.get("line2")
    failure = Failure(
        message=_said(below),
        file=repository_path(file) if file else None,
        line=int(number) if number else None,
        test=test,
        tool=tool,
        category=Category.RUNTIME,
    )
    return Finding(failure=failure, start=index, stop=stop)


def _last_frame(lines: Sequence[str], index: int, stop: int) -> int:
    """The trace ends the report; what other tests print comes after it."""
    frames = [
        i
        for i in range(index + 1, stop + 1)
        if _FRAME.match(_unmarked(lines[i])) or _unmarked(lines[i]).lstrip().startswith(("at ", "--- End of"))
    ]
    return frames[-1] if frames else last_while(lines, index, lambda line: bool(line.strip()), stop - index + 1)


def _unmarked(line: str) -> str:
    match = _MARKED.match(line)
    return line[match.end() :] if match else bare(line)


def _said(below: Sequence[str]) -> str:
    told = [text.strip() for text in below if text.strip() and not _LABEL.match(text)]
    head = [text for text in told[:4] if not text.startswith(("at ", "Stack Trace", "--- "))]
    return " ".join(head[:3])[:600].removeprefix("Message: ") or FAILED


FORMATS: Final[tuple[Format, ...]] = (
    Format("dotnet-tests", ("): error message:", "failed ", "  x ", "[fail]", ") failed :", ") error :", ") failure :", ") test failure :", ") test error :", "✗ ", ") setup error", ") teardown error"), _tests),
    Format("msbuild", ("error ",), _msbuild),
    Format("nuget", ("unable to ", "is not found", "nu1", "failed to retrieve", "failed to download package", ".net", "it was not possible", "a json parsing", "the command could not", "couldn't find a project", ": error ", ": warning whitespace", "unhandled exception", "an error occur", "specify which project"), _nuget),
)  # fmt: skip
