"""Failures of Swift and Apple's tools: the compiler, xcodebuild and its pretty-printers, XCTest, Swift Testing, SwiftLint, CocoaPods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import (
    FAILED,
    LONGEST,
    MOST_FINDINGS,
    Shape,
    bare,
    context,
    failure_of,
    last_while,
    one_each,
)
from homeostat.understand.pattern import Pattern

_AT: Final = r"(?P<file>[^:()\[\]\"'<>|]{1,260}\.\w{1,6}):(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?"

# -- XCTest ----------------------------------------------------------------------------------------------------------------

_CASE: Final = Pattern(
    r"(?:.{0,40}?\s)?[Tt]est [Cc]ase '(?:[-+]\[(?P<suite>[\w.]{1,200}) (?P<test>[^\]']{1,300})\]|(?P<dotted>[\w.]{1,300}(?:\(\))?))' failed\b"
)
_ASSERT: Final = Pattern(
    rf"\s{{0,8}}{_AT}: error: (?:[-+]\[(?P<suite>[\w.]{{1,200}}) (?P<test>[^\]]{{1,300}})\]|(?P<dotted>[A-Za-z_]\w{{0,100}}(?:\.\w{{1,200}}){{1,4}})) : (?P<message>.+)"
)
_PRETTY_SUITE: Final = Pattern(r"\s{0,4}(?P<suite>[A-Za-z_]\w{0,120}(?:\.\w{1,160}){0,3})$")
_PRETTY: Final = Pattern(r"\s{2,6}(?P<test>[A-Za-z_]\w{0,200}(?:\(\))?), (?P<message>\S.{0,700})$")
_PRETTY_FAILED: Final = Pattern(
    r"\s{2,8}✗ (?P<test>[A-Za-z_]\w{0,200}(?:\(\))?)(?:, (?P<message>\S.{0,700}))?$|\s{2,8}✖ (?P<beautified>[A-Za-z_]\w{0,200})(?:, on '.{1,80}')?(?: \(.{1,20}\)|, (?P<told>.{1,700}))$"
)
_PRETTY_AT: Final = Pattern(r"\s{2,6}(?P<file>[^\s:()]{1,260}\.(?:swift|mm?)):(?P<line>\d{1,7})$")
_LISTED: Final = Pattern(
    r"\s{1,8}(?:[-+]\[(?P<suite>[\w.]{1,200}) (?P<test>[^\]]{1,300})\]|(?P<dotted>\w{1,200}(?:\.\w{1,200}){1,3}(?:\(\))?))$"
)
_TESTING: Final = Pattern(
    r"[^\w\s]{1,3}\s{1,3}Test \"?(?P<test>[^\"]{1,300}?)\"? recorded an issue(?: with \d+ arguments? .{1,200}?)? at (?P<file>[^\s:]{1,200}):(?P<line>\d{1,7}):(?P<column>\d{1,5}): (?P<message>.+)"
)
_TESTING_END: Final = Pattern(r"[^\w\s]{1,3}\s{1,3}Test \"?(?P<test>[^\"]{1,300}?)\"? failed after ")


def _xctest(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """The assertion names test, place and message, the end of the case only the test."""
    found = islice(filter(None, (_xctest_at(lines, index) for index in candidates)), MOST_FINDINGS)
    listed = (finding for index in candidates for finding in _listed(lines, index))
    return one_each([*found, *listed], _bare_name)


def _listed(lines: Sequence[str], index: int) -> Iterator[Finding]:
    """At the end xcodebuild names them again, or alone if its output was quiet."""
    if lines[index].strip() != "Failing tests:":
        return
    stop = last_while(lines, index, lambda line: bool(_LISTED.match(line)) or line.endswith(":"), 500)
    for at in range(index + 1, stop + 1):
        match = _LISTED.match(lines[at])
        if match:
            yield _found({}, _name(match.groupdict()), at, at)


def _bare_name(failure: Failure) -> tuple[str, ...]:
    """Without the module, which the case's end names and the assertion does too, but not every printer."""
    return tuple((failure.test or "").replace("()", "").replace(" ", ".").split(".")[-2:])


def _xctest_at(lines: Sequence[str], index: int) -> Finding | None:
    line = bare(lines[index])
    for pattern in (_ASSERT, _TESTING, _TESTING_END, _CASE):  # what tells most comes first
        match = pattern.match(line)
        if match:
            groups = match.groupdict()
            stop = context(lines, index) if groups.get("message") else index
            return _found(groups, _name(groups), index, stop)
    pretty = _PRETTY_FAILED.match(lines[index])
    if pretty:
        told = {"message": pretty["message"] or pretty["told"]}
        return _found(told, _with_suite(lines, index, pretty["test"] or pretty["beautified"]), index, index)
    return _summarised(lines, index)


def _summarised(lines: Sequence[str], index: int) -> Finding | None:
    """At the end xcpretty tells the suite, then `test, message`, then the place and the source."""
    place = _PRETTY_AT.match(lines[index])
    if not place:
        return None
    above = next((i for i in range(index - 1, max(-1, index - 4), -1) if lines[i].strip()), None)
    told = _PRETTY.match(lines[above]) if above is not None else None
    if not told or above is None:
        return None
    stop = _end_of_source(lines, index)
    return _found({**told.groupdict(), **place.groupdict()}, _with_suite(lines, above, told["test"]), above, stop)


def _end_of_source(lines: Sequence[str], index: int) -> int:
    fences = [i for i in range(index + 1, min(len(lines), index + LONGEST)) if lines[i].strip().startswith("```")]
    return fences[1] if len(fences) > 1 and fences[0] <= index + 3 else index


def _with_suite(lines: Sequence[str], index: int, test: str) -> str:
    for above in range(index - 1, max(-1, index - 200), -1):
        match = _PRETTY_SUITE.match(lines[above])
        if match:
            return f"{match['suite']}.{test}"
    return test


def _name(groups: Mapping[str, str | None]) -> str:
    if groups.get("dotted"):
        return groups["dotted"] or ""
    return f"{groups['suite']}.{groups['test']}" if groups.get("suite") else groups["test"] or ""


def _found(groups: Mapping[str, str | None], test: str, start: int, stop: int) -> Finding:
    file, line, column = groups.get("file"), groups.get("line"), groups.get("column")
    failure = Failure(
        message=groups.get("message") or FAILED,
        file=repository_path(file.strip()) if file else None,
        line=int(line) if line else None,
        column=int(column) if column else None,
        test=test,
        tool="xctest",
        category=Category.RUNTIME,
    )
    return Finding(failure=failure, start=start, stop=stop)


# -- compiler, linters, packages ----------------------------------------------------------------------------------------------

_SWIFT: Final = (
    Shape("swiftlint", Pattern(rf"{_AT}: error: (?P<message>.{{1,700}} Violation: .{{1,700}}?) \((?P<code>\w{{2,80}})\)$")),
    Shape("swiftc", Pattern(r"(?:❌\s{1,3}|- ERROR \| .{0,200}?)?" + _AT + r": (?:fatal )?error: (?P<message>.+)"), extent=context),
    Shape("xcpretty", Pattern(r"❌\s{1,3}" + _AT + r": (?P<message>.+)"), extent=context),
    Shape("swiftformat", Pattern(rf"{_AT}: (?:error|warning): \((?P<code>\w{{2,60}})\) (?P<message>.+)")),
)
_XCODE: Final = (
    Shape("xcodebuild", Pattern(r"xcodebuild: error: (?P<message>.+)"), Category.CONFIGURATION, extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith(("\t", "    ")), 12)),
    Shape("xcpretty", Pattern(r"\s{0,4}(?:❌|\[x\])\s{1,3}(?P<message>\S.+)"), extent=lambda lines, index: last_while(lines, index, lambda line: bool(line.strip()), 12)),
    Shape("cocoapods", Pattern(r"\[!\] (?P<message>(?:Unable to|CocoaPods could not|Invalid|The .{1,80} pod failed|Error|Oh no|No podspec|Could not|The sandbox|Failed).{0,500})"), Category.DEPENDENCY, extent=lambda lines, index: last_while(lines, index, lambda _: True, 16)),
    Shape("cocoapods", Pattern(r"\s{0,8}-> (?P<code>\S{1,80}) \(\S{1,40}\)$|\s{0,8}- ERROR \| (?P<message>.+)")),
    Shape("swiftpm", Pattern(r"error: (?P<message>(?:the package|package|dependenc|no such module|product|could not find|manifest|Invalid manifest|root manifest|terminated|unable to).{0,500})"), Category.DEPENDENCY),
    Shape("carthage", Pattern(r"\*\*\* (?P<message>(?:Failed to|Could not find|No available) .{0,300})|(?P<code>A shell task) .{0,300} failed"), Category.DEPENDENCY),
    Shape("codesign", Pattern(r"(?:error|Code Sign error): (?P<message>(?:No (?:profiles|signing|matching)|Signing for|Provisioning profile|Code signing|CodeSign|.{0,80}requires a (?:development team|provisioning)).{0,400})"), Category.CONFIGURATION),
)  # fmt: skip


def _compile(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    for index in islice(candidates, 200_000):
        line = bare(lines[index])
        for shape in _SWIFT if "error" in line or "❌" in line or "warning: (" in line else ():
            match = shape.pattern.match(line)
            if match and not (match.groupdict().get("message") or "").startswith(("-[", "+[")):
                yield shape.finding(match.groupdict(), lines, index)
                break


def _xcode(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    for index in candidates:
        line = bare(lines[index])
        for shape in _XCODE:
            match = shape.pattern.match(line)
            if match and (match.groupdict().get("message") or shape.tool == "carthage"):
                failure = failure_of(shape.tool, shape.category, match.groupdict(), message=line.strip())
                stop = shape.extent(lines, index) if shape.extent else index
                yield Finding(failure=failure, start=index, stop=stop)
                break


FORMATS: Final[tuple[Format, ...]] = (
    Format(
        "xctest",
        (
            "' failed",
            ": error: ",
            " : ",
            "✗ ",
            "✖ ",
            ".swift:",
            ".m:",
            ".mm:",
            "recorded an issue",
            "failed after ",
            "failing tests:",
        ),
        _xctest,
    ),
    Format("swift", (".swift:", "❌ "), _compile),
    Format(
        "xcode",
        (
            "xcodebuild: error",
            "❌ ",
            "[x] ",
            "[!] ",
            "- error | ",
            "error: ",
            "*** failed to",
            "*** could not find",
            "*** no available",
            "a shell task",
        ),
        _xcode,
    ),
)
