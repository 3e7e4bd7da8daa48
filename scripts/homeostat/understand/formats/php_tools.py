"""Failures as PHP's analysers, code style tools and Composer report them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import LONGEST, Shape, failure_of, last_while, shaped
from homeostat.understand.pattern import Pattern

_PHP: Final = r"(?P<file>(?:[A-Za-z]:(?=[\\/]))?[^\s:()\[\]\"'<>|,;=*?]{1,260}\.(?:php|phtml|inc|module|install|theme|phpt))"
_PLACE: Final = r":(?P<line>\d{1,7}):(?P<column>\d{1,6})"

_LINTERS: Final = shaped(
    "php-lint",
    (".php:", ".phtml:", ".inc:", ".module:", ".install:", ".theme:", ".phpt:"),
    Shape("phpcs", Pattern(rf"{_PHP}{_PLACE}: (?:error|warning) - (?P<message>.{{1,900}}?)(?: \((?P<code>[A-Z]\w{{1,40}}(?:\.\w{{1,60}}){{1,4}})\))?$")),
    Shape("psalm", Pattern(rf"(?:ERROR: )(?P<code>[A-Z]\w{{2,60}}) - {_PHP}{_PLACE} - (?P<message>.*)$"), extent=lambda lines, index: last_while(lines, index, lambda line: bool(line.strip()), most=6)),
    Shape("psalm", Pattern(rf"{_PHP}{_PLACE}:error - (?:(?P<code>[A-Z]\w{{2,60}}): )?(?P<message>.*)$")),
    Shape("phan", Pattern(rf"{_PHP}:(?P<line>\d{{1,7}})(?::(?P<column>\d{{1,6}}))?:? (?P<code>Phan\w{{3,80}}) (?P<message>.*)$")),
    Shape("phpmd", Pattern(rf"{_PHP}:(?P<line>\d{{1,7}})(?:\s{{2,40}}|\t)(?:(?P<code>[A-Z]\w{{3,60}})\s{{1,40}})?(?P<message>\S.*)$")),
    Shape("phpstan", Pattern(rf"{_PHP}:(?P<line>\d{{1,7}}):(?P<message>[^\s\d:].*)$")),
)  # fmt: skip

# -- tables ----------------------------------------------------------------------------------------------------------------

_STAN_HEAD: Final = Pattern(r"\s{1,4}Line\s{2,6}(?P<file>\S.{0,260}?)(?: \(in context of .{1,300}\))?\s*$")
_STAN_ROW: Final = Pattern(r"\s{1,6}(?P<line>\d{1,7}|:\d{1,7})\s{2,8}(?P<message>\S.*)$")
_STAN_MORE: Final = Pattern(r"\s{8,20}(?P<more>\S.*)$")
_STAN_RULE: Final = Pattern(r"\s{0,4}-{3}[ -]{0,600}$")
_STAN_CODE: Final = Pattern(r"\S{1,8}\s{1,3}(?P<code>[a-zA-Z]\w{1,40}\.\w{1,60})$")
_STAN_ROWS: Final = 2000


def find_phpstan(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """A table for each file; messages go over several lines."""
    for index in candidates:
        head = _STAN_HEAD.match(lines[index])
        if head and index + 1 < len(lines) and _STAN_RULE.match(lines[index + 1]):
            yield from _stan_rows(lines, index, head["file"].strip())


def _stan_rows(lines: Sequence[str], index: int, file: str) -> Iterator[Finding]:
    at = index + 2
    start = index
    while at < min(len(lines), index + _STAN_ROWS) and (row := _STAN_ROW.match(lines[at])):
        stop = last_while(lines, at, lambda line: _STAN_MORE.match(line) is not None, most=LONGEST)
        more = [lines[i].strip() for i in range(at + 1, stop + 1)]
        code = next((match["code"] for text in more if (match := _STAN_CODE.match(text))), None)
        said = [row["message"].strip(), *(text for text in more if not _STAN_CODE.match(text) and text[:1].isascii())]
        groups = {"file": file, "line": row["line"].lstrip(":"), "message": " ".join(said), "code": code}
        yield Finding(failure=failure_of("phpstan", Category.SYNTAX, groups), start=start, stop=stop)
        start = at = stop + 1


_CS_HEAD: Final = Pattern(r"FILE: (?P<file>\S.{0,300}?)\s*$")
_CS_ROW: Final = Pattern(r"\s{1,8}(?P<line>\d{1,7}) \| (?P<level>ERROR|WARNING)\s{1,3}\| (?:\[[ x]\] )?(?P<message>\S.*)$")
_CS_MORE: Final = Pattern(r"\s{1,12}\|\s{1,12}\| (?P<more>\s{0,8}\S.*)$")
_CS_RULE: Final = Pattern(r"-{20,}$|FOUND \d")
_CS_CODE: Final = Pattern(r".{0,900}\((?P<code>[A-Z]\w{1,40}(?:\.\w{1,60}){1,4})\)$")


def find_phpcs(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """A report for each file. Warnings fail the run as errors do, unless it is told otherwise: they count where no error is."""
    for index in candidates:
        head = _CS_HEAD.match(lines[index])
        if head is None:
            continue
        rows = list(_cs_rows(lines, index))
        errors = [row for row in rows if row[1] == "ERROR"]
        start = index
        for at, _, groups, stop in errors or rows:
            failure = failure_of("phpcs", Category.SYNTAX, {**groups, "file": head["file"]})
            yield Finding(failure=failure, start=start if stop - start < LONGEST else at, stop=stop)
            start = stop + 1


def _cs_rows(lines: Sequence[str], index: int) -> Iterator[tuple[int, str, dict[str, str | None], int]]:
    at = index + 1
    while at < len(lines) and (_CS_RULE.match(lines[at]) or _CS_ROW.match(lines[at])):
        row = _CS_ROW.match(lines[at])
        if row:
            stop = last_while(lines, at, lambda line: _CS_MORE.match(line) is not None, most=LONGEST)
            more = [match["more"].strip() for i in range(at + 1, stop + 1) if (match := _CS_MORE.match(lines[i]))]
            message = " ".join((row["message"].strip(), *more))
            code = _CS_CODE.match(message)
            yield at, row["level"], {"line": row["line"], "message": message, "code": code["code"] if code else None}, stop
            at = stop
        at += 1


_FIXER: Final = Pattern(r"\s{1,6}\d{1,6}\) (?P<file>\S{1,300}\.\w{1,8})(?: \((?P<code>[\w, /]{1,600})\))?$")
_FIXER_DIFF: Final = Pattern(r"\s{6}|\s{2,6}[-+@=]|\s{2,6}-{3,}")


def find_fixer(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """php-cs-fixer: files that it would change, with the rules, and the difference."""
    for index in candidates:
        match = _FIXER.match(lines[index])
        if match and (match["code"] or (index + 1 < len(lines) and "begin diff" in lines[index + 1])):
            stop = last_while(lines, index, lambda line: not line or _FIXER_DIFF.match(line) is not None)
            failure = failure_of("php-cs-fixer", Category.SYNTAX, match.groupdict(), message="would be fixed")
            yield Finding(failure=failure, start=index, stop=stop)


# -- Composer --------------------------------------------------------------------------------------------------------------

_UNRESOLVED: Final = "Your requirements could not be resolved"
_PROBLEM: Final = Pattern(r"\s{2,6}- (?P<message>\S.*)$")
_COMPOSER: Final = Pattern(
    r"\s{0,4}(?P<message>The lock file is not up to date.*|Required package \".{1,200}\" is not present in the lock file.*|Could not find package .*"
    r"|Could not find a matching version of package .*|The \"\S{1,300}\" file could not be downloaded.*|Could not authenticate against .*"
    r"|Installation failed, reverting .*|Package \S{1,200} (?:has a PHP requirement|at version).*)$"
)
_TALE: Final = 60


def find_composer(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """What cannot be installed, and why."""
    done = -1
    for index in candidates:
        if index <= done:
            continue
        line = lines[index]
        if _UNRESOLVED in line:
            stop = done = last_while(lines, index, lambda text: not text.strip() or text.startswith(" "), most=_TALE)
            why = next(
                (match["message"] for at in range(index + 1, stop + 1) if (match := _PROBLEM.match(lines[at]))), line.strip()
            )
            yield Finding(failure=Failure(message=why, tool="composer", category=Category.DEPENDENCY), start=index, stop=stop)
        elif match := _COMPOSER.match(line):
            done = index
            yield Finding(
                failure=Failure(message=match["message"], tool="composer", category=Category.DEPENDENCY), start=index, stop=index
            )


FORMATS: Final[tuple[Format, ...]] = (
    Format("phpstan-table", ("  line ", " line  "), find_phpstan),
    Format("phpcs", ("file: ",), find_phpcs),
    _LINTERS,
    Format("php-cs-fixer", (".php", ".phtml", ".inc"), find_fixer),
    Format(
        "composer",
        ("requirements could not be resolved", "the lock file is not", "not present in the lock file", "could not find package", "could not find a matching version", "could not be downloaded", "could not authenticate", "installation failed, reverting", "has a php requirement"),
        find_composer,
    ),
)  # fmt: skip
