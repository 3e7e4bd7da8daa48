"""Failures in the Test Anything Protocol: node:test, node-tap, tape, QUnit, testem, bats, Perl's test scripts, eslint's formatter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats.blocks import Bared
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.js import category_of, error_name, own_file, place
from homeostat.understand.formats.shapes import FAILED, LONGEST, MOST_FINDINGS, indent, last_while, one_each
from homeostat.understand.pattern import Pattern

_NOT_OK: Final = Pattern(r"(?P<indent>\s{0,40})not ok \d{1,7}(?: - | ?)(?P<name>.{0,600})$")
_SUBTEST: Final = Pattern(r"(?P<indent>\s{0,40})# Subtest: (?P<name>\S.{0,300})$")
_MORE: Final = Pattern(
    r"\s{0,40}#\s{1,8}Failed test (?:'(?P<name>.{1,300}?)'?$|\(.{1,200}\)$|at (?P<file>\S{1,260}) line (?P<line>\d{1,7})\.?$)"
)
_MORE_END: Final = Pattern(r"\s*#\s{1,8}(?:Failed (?:\(TODO\) )?test|Looks like)")
_DIRECTIVE: Final = Pattern(r".{0,600}# ?(?:TODO|SKIP)\b", 2)
_TIMING: Final = Pattern(r"\s*# (?:time=|\(\d).*$|\s*\(\d[\d.]{0,12} ?ms\)$")
_BROWSER: Final = Pattern(r"[A-Z][A-Za-z ]{2,30} \d[\d.]{0,20} - (?:\[\d{1,9} ms\] - )?")
_NEXT: Final = Pattern(r"\s*(?:(?:not )?ok \d|# Subtest: |\d+\.\.\d+|# (?:tests|pass|fail|suites|Looks like) ?)")
_FACT: Final = Pattern(r"\s{1,40}(?P<key>message|error|name|code|file|fileName|line|lineNumber|column|columnNumber|ruleId|at|location|failureType|operator|expected|actual): {0,12}(?P<value>\S.*)$")  # fmt: skip
_IN_FILE: Final = Pattern(
    r"#\s{1,8}(?:\((?:in test|from function .{1,80} in) file (?P<bats>\S{1,300}), line (?P<at>\d{1,6})|at (?P<perl>\S{1,300}) line (?P<number>\d{1,6})\.?)"
)
_LOCATION: Final = Pattern(r"(?:.{0,200}\()?(?:file://)?(?P<file>[^\s()]{1,300}?):(?P<line>\d{1,7}):(?P<column>\d{1,6})\)?$")
_SAID: Final = Pattern(r"#\s{1,8}(?!\(|at |Failed test)(?P<message>\S.*)$")
_RUBOCOP: Final = Pattern(r"# \S{1,300}:\d{1,7}:\d{1,5}: [CWEFR]: ")
_LONGEST: Final = 150


@dataclass(slots=True)
class _Told:
    """What the lines below say."""

    facts: dict[str, str] = field(default_factory=dict)
    said: str = ""
    file: str | None = None
    line: int | None = None
    column: int | None = None

    @property
    def message(self) -> str:
        """The error, else what was compared."""
        known = self.facts.get("error") or self.facts.get("message") or self.said
        if known and known not in {"|-", ">-", "|", ">"}:
            return known.strip("'\"")
        compared = (f"{key}: {self.facts[key]}" for key in ("operator", "expected", "actual") if key in self.facts)
        return ", ".join(compared) or FAILED


def find_tap(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """Tests that are not ok, and what Test::More says of them, before or after or alone."""
    return one_each(islice(_sightings(Bared(lines), candidates), 2 * MOST_FINDINGS), lambda failure: failure.test or failure)[
        :MOST_FINDINGS
    ]


def _sightings(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """All but those that only hold others that are not ok, which stand before them and further in."""
    parents: list[tuple[int, str]] = []
    deepest, done = -1, -1
    for index in candidates:
        line = lines[index]
        if subtest := _SUBTEST.match(line):
            parents = [
                *(known for known in parents if known[0] < len(subtest["indent"])),
                (len(subtest["indent"]), subtest["name"]),
            ]
        elif index > done and (more := _MORE.match(line)):
            yield _read_more(lines, index, more["name"] or (f"{more['file']} line {more['line']}" if more["file"] else ""))
        elif (match := _NOT_OK.match(line)) and not _DIRECTIVE.match(line):
            depth = len(match["indent"])
            holds, deepest = deepest > depth, depth
            above = [name for at, name in parents if at < depth]
            finding = None if holds else _read(lines, index, match["name"], above)
            if finding:
                done = finding.stop
                yield finding


def _read_more(lines: Sequence[str], index: int, name: str) -> Finding:
    stop = last_while(lines, index, lambda line: line.lstrip().startswith("#") and not _MORE_END.match(line))
    told = _told(lines, index, stop)
    failure = Failure(
        message=told.message, file=told.file, line=told.line, test=name or None, tool="tap", category=Category.RUNTIME
    )
    return Finding(failure=failure, start=index, stop=stop)


def _read(lines: Sequence[str], index: int, name: str, above: Sequence[str]) -> Finding | None:
    limit = min(len(lines), index + _LONGEST)
    stop = next((at for at in range(index + 1, limit) if _NEXT.match(lines[at])), limit) - 1
    stop = _end(lines, index, stop)
    told = _told(lines, index + 1, stop)
    if told.facts.get("failureType", "").strip("'\"") == "subtestsFailed" or (stop > index and _RUBOCOP.match(lines[index + 1])):
        return None
    title = _BROWSER.compiled.sub("", _TIMING.compiled.sub("", name), count=1).strip()
    lint = "ruleId" in told.facts
    failure = Failure(
        message=told.message,
        file=repository_path(title) if lint else told.file,
        line=told.line,
        column=told.column,
        test=None if lint else " › ".join((*above, title)) or None,
        tool="eslint" if lint else "tap",
        code=told.facts.get("ruleId") if lint else error_name(told.message),
        category=Category.SYNTAX if lint else category_of(told.message),
    )
    return Finding(failure=failure, start=index, stop=min(stop, index + LONGEST - 1))


def _end(lines: Sequence[str], index: int, stop: int) -> int:
    """The last line that belongs to a result: its block between dashes and dots, what stands deeper, or comments."""
    depth = indent(lines[index])
    last = index
    for at in range(index + 1, stop + 1):
        text = lines[at].strip()
        if text and indent(lines[at]) <= depth and not text.startswith(("#", "---", "...")):
            break
        last = at if text else last
        if text == "...":
            break
    return last


def _told(lines: Sequence[str], start: int, stop: int) -> _Told:
    told = _Told()
    for at in range(start, stop + 1):
        line = lines[at]
        if fact := _FACT.match(line):
            value = fact["value"].strip()
            block = value in {"|-", ">-", "|", ">"} and at < stop
            told.facts.setdefault(fact["key"], lines[at + 1].strip() if block else value)
        elif line.lstrip().startswith("#"):
            _take_comment(told, line.strip())
        elif not told.said and error_name(line):
            told.said = line.strip()
    _take_place(told, lines, start, stop)
    return told


def _take_comment(told: _Told, line: str) -> None:
    if match := _IN_FILE.match(line):
        told.file = told.file or repository_path(match["bats"] or match["perl"])
        told.line = told.line or int(match["at"] or match["number"])
    elif not told.said and (said := _SAID.match(line)):
        told.said = said["message"]


def _take_place(told: _Told, lines: Sequence[str], start: int, stop: int) -> None:
    facts = told.facts
    line, column = facts.get("line") or facts.get("lineNumber"), facts.get("column") or facts.get("columnNumber")
    file, number, at = place(lines, start, stop)
    if file:
        told.file, told.line, told.column = file, number, at
    elif line and line.isdecimal():
        told.line, told.column = int(line), int(column) if column and column.isdecimal() else None
        told.file = own_file(facts.get("file") or facts.get("fileName") or "") or told.file
    elif match := _LOCATION.match((facts.get("location") or facts.get("at") or "").strip("'\"")):
        told.file, told.line, told.column = own_file(match["file"]), int(match["line"]), int(match["column"])


FORMATS: Final[tuple[Format, ...]] = (Format("tap-results", ("not ok ", "# subtest: ", "failed test"), find_tap),)
