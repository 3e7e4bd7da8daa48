"""Failures as compilers, linters, formatters and other languages' test runners report them: tables of line patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path


@dataclass(frozen=True, slots=True)
class _Form:
    """How one tool writes a failure on one line. Groups: file, line, column, code, message, test; all optional."""

    tool: str
    pattern: re.Pattern[str]
    category: Category = Category.SYNTAX
    message: str = ""


_PLACE: Final = r"(?P<file>(?:[A-Za-z]:)?[^\s:()\[\]\"'<>|,]{1,260})"
_AT: Final = rf"{_PLACE}:(?P<line>\d{{1,7}})(?::(?P<column>\d{{1,5}}))?"
_HAS_PLACE: Final = re.compile(r"[:(\[]\d")

_PLACED: Final = (
    _Form("tsc", re.compile(rf"{_AT} - error (?P<code>TS\d{{1,6}}): (?P<message>.*)")),
    _Form(
        "compiler",
        re.compile(
            rf"(?:\s*\d+>)?\s*{_PLACE}\((?P<line>\d{{1,7}})(?:,(?P<column>\d{{1,5}}))?(?:[,-]\d{{1,7}}){{0,2}}\)\s?: "
            r"(?:fatal )?error (?P<code>[A-Z]{1,8}\d{1,6}): (?P<message>.*)"
        ),
    ),
    _Form("mypy", re.compile(rf"{_AT}: error: (?P<message>.{{1,900}}?)  \[(?P<code>[a-z][a-z-]{{1,40}})\]$")),
    _Form("compiler", re.compile(rf"(?:\[ERROR\] )?{_AT}: (?:fatal |runtime )?error:? (?P<message>.*)", re.IGNORECASE)),
    _Form(
        "javac",
        re.compile(rf"\[ERROR\]\s+{_PLACE}:\[(?P<line>\d{{1,7}}),(?P<column>\d{{1,5}})\] (?:error: )?(?P<message>.*)"),
    ),
    _Form("linter", re.compile(rf"{_AT}:? (?P<code>[A-Z]{{1,8}}\d{{2,5}}):? (?:\[\*\] )?(?P<message>.*)")),
    _Form("ruff", re.compile(rf"{_AT}: (?P<code>SyntaxError|invalid-syntax): (?P<message>.*)")),
    _Form("rubocop", re.compile(rf"{_AT}: [CEWF]: (?:\[Correctable\] )?(?P<code>[A-Z]\w+/\w+): (?P<message>.*)")),
    _Form("yamllint", re.compile(rf"{_AT}: \[error\] (?P<message>.*)")),
    _Form("actionlint", re.compile(rf"{_AT}: (?P<message>.{{1,900}}) \[(?P<code>[a-z][a-z-]{{1,30}})\]$"), Category.CONFIGURATION),
    _Form("go", re.compile(r"(?:vet: )?(?P<file>[^\s:()]{1,260}\.go):(?P<line>\d{1,7}):(?P<column>\d{1,5}): (?P<message>.*)")),
)
_FILES: Final = (
    _Form("black", re.compile(r"would reformat (?P<file>\S.*)$"), message="would reformat"),
    _Form("black", re.compile(r"error: cannot format (?P<file>[^:]{1,300}): (?P<message>.*)$")),
    _Form("ruff", re.compile(r"Would reformat: (?P<file>\S.*)$"), message="would reformat"),
    _Form("isort", re.compile(r"ERROR: (?P<file>\S.{0,300}) (?P<message>Imports are incorrectly sorted and/or formatted)\.")),
    _Form("prettier", re.compile(r"\[error\] (?P<file>\S{1,300}): (?P<message>SyntaxError: .*)$")),
    _Form("prettier", re.compile(r"\[warn\] (?P<file>[^\s.][^\s]{0,300}\.\w{1,10})$"), message="code style"),
    _Form("rustfmt", re.compile(r"Diff in (?P<file>[^\s:]{1,300})(?: at line |:)(?P<line>\d{1,7}):?"), message="not formatted"),
)
_TESTS: Final = (
    _Form("go", re.compile(r"\s*--- FAIL: (?P<test>\S{1,300})(?: \(\d)"), Category.RUNTIME, "test failed"),
    _Form("cargo", re.compile(r"test (?P<test>\S{1,300}) \.\.\. FAILED$"), Category.RUNTIME, "test failed"),
    _Form("jest", re.compile(r"\s{0,4}● (?P<test>\S.{0,300} › .{1,300})$"), Category.RUNTIME, "test failed"),
    _Form(
        "junit",
        re.compile(r"(?:\[ERROR\] )?(?P<test>[\w$]{1,200}\([\w.$]{1,300}\))\s+Time elapsed: .{1,40}<<< (?:FAILURE|ERROR)!"),
        Category.RUNTIME,
        "test failed",
    ),
    _Form(
        "junit",
        re.compile(
            r"(?:\[ERROR\] )?(?P<test>[\w.$]{3,400})(?:\[[^\]]{1,80}\])?\s+(?:--\s+)?Time elapsed: .{1,40}<<< (?:FAILURE|ERROR)!"
        ),
        Category.RUNTIME,
        "test failed",
    ),
    _Form(
        "junit", re.compile(r"\[ERROR\]\s{2,}(?P<test>\w{1,200}\.\w{1,200}):(?P<line>\d{1,6}) (?P<message>.*)$"), Category.RUNTIME
    ),
    _Form("gradle", re.compile(r"(?P<test>[\w.$]{1,300} > [^>]{1,300}) FAILED$"), Category.RUNTIME, "test failed"),
    _Form(
        "rspec",
        re.compile(r"rspec (?P<file>\.?/?[^\s:]{1,300}):(?P<line>\d{1,6}) # (?P<test>.*)$"),
        Category.RUNTIME,
        "test failed",
    ),
    _Form("phpunit", re.compile(r"\d{1,4}\) (?P<test>[\w\\]{1,300}::\w{1,200})"), Category.RUNTIME, "test failed"),
    _Form(
        "ctest",
        re.compile(r"\s+\d{1,5} - (?P<test>\S{1,300}) \((?:Failed|SEGFAULT|Timeout|Not Run)\)"),
        Category.RUNTIME,
        "test failed",
    ),
    _Form(
        "tap", re.compile(r"\s{0,8}not ok \d{1,6} (?:- )?(?P<test>(?!.*# (?:TODO|SKIP)).{1,300})$"), Category.RUNTIME, "test failed"
    ),
)
_FILE_WORDS: Final = ("ould reformat", "cannot format", "incorrectly sorted", "[warn]", "[error]", "Diff in ")
_TEST_WORDS: Final = (
    "FAIL",
    "●",
    "[ERROR]  ",
    "ERROR!",
    "rspec ",
    "::",
    "(Failed)",
    "(SEGFAULT)",
    "(Timeout)",
    "(Not Run)",
    "not ok ",
)

_ARROW: Final = re.compile(r"\s{0,12}(?:-->|╭─\[) ?(?P<file>[^\s:\]]{1,300}):(?P<line>\d{1,7}):(?P<column>\d{1,5})")
_HEADING: Final = re.compile(
    r"(?:error(?:\[(?P<code>\w{1,12})\])?: |(?P<rule>[A-Z]{1,5}\d{3,5}|invalid-syntax|unformatted):? (?:\[\*\] )?)(?P<message>\S.*)$"
)
_LOOK_BACK: Final = 4
_SCRIPT_FILE: Final = re.compile(r"(?P<file>\S{1,300}\.(?:[cm]?[jt]sx?|vue|svelte|json))$")
_ESLINT: Final = re.compile(r"\s+(?P<line>\d{1,6}):(?P<column>\d{1,5})\s+error\s+(?P<message>\S.*)$")


def find_reports(lines: Sequence[str]) -> list[Finding]:
    """All failures that the tables know, in the order of the lines."""
    found = [finding for index, line in enumerate(lines) if (finding := _on_line(line, index))]
    return sorted([*found, *_arrows(lines), *_eslint(lines)], key=lambda finding: finding.start)


def _on_line(line: str, index: int) -> Finding | None:
    for forms, likely in (
        (_FILES, any(word in line for word in _FILE_WORDS)),
        (_PLACED, _HAS_PLACE.search(line) is not None),
        (_TESTS, any(word in line for word in _TEST_WORDS)),
    ):
        for form in forms if likely else ():
            if match := form.pattern.match(line):
                return _finding(form, match.groupdict(), index, index)
    return None


def _finding(form: _Form, groups: dict[str, str | None], start: int, stop: int) -> Finding:
    file, line, column = groups.get("file"), groups.get("line"), groups.get("column")
    failure = Failure(
        message=(groups.get("message") or form.message or form.tool).strip(),
        file=repository_path(file) if file else None,
        line=int(line) if line else None,
        column=int(column) if column else None,
        test=groups.get("test"),
        tool=form.tool,
        code=groups.get("code") or groups.get("rule"),
        category=form.category,
    )
    return Finding(failure=failure, start=start, stop=stop)


_RUSTC: Final = _Form("rustc", _HEADING)
_RUFF: Final = _Form("ruff", _HEADING)
_LINT_JS: Final = _Form("eslint", _ESLINT)


def _arrows(lines: Sequence[str]) -> Iterator[Finding]:
    """rustc and ruff: the message on one line, the place below it behind an arrow."""
    for index, line in enumerate(lines):
        if ("-->" not in line and "╭─[" not in line) or not (place := _ARROW.match(line)):
            continue
        for above in range(index - 1, max(-1, index - 1 - _LOOK_BACK), -1):
            if heading := _HEADING.match(lines[above]):
                form = _RUFF if heading["rule"] else _RUSTC
                yield _finding(form, {**place.groupdict(), **heading.groupdict()}, above, index)
                break


def _eslint(lines: Sequence[str]) -> Iterator[Finding]:
    """eslint: the file on one line, its errors indented below it."""
    file = None
    for index, line in enumerate(lines):
        if not line.strip():
            file = None
        elif line[0] != " " and (match := _SCRIPT_FILE.match(line)):
            file = match["file"]
        elif file and "error" in line and (match := _ESLINT.match(line)):
            message, _, code = match["message"].rpartition("  ")
            known = bool(message) and " " not in code
            groups = {"message": message, "code": code} if known else {}
            yield _finding(_LINT_JS, {**match.groupdict(), **groups, "file": file}, index, index)
