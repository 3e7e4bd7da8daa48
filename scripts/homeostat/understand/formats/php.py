"""Failures as PHP's test runners and PHP itself report them: PHPUnit, Codeception, Pest, phpspec, errors of the language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, is_foreign, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.js import last_text
from homeostat.understand.formats.shapes import FAILED, LONGEST, MOST_FINDINGS, last_while
from homeostat.understand.pattern import Pattern

_FRAME: Final = Pattern(
    r"\s*(?:#\d{1,4} )?(?:at )?(?P<file>(?:[A-Za-z]:)?[^\s:()]{1,300}\.(?:php|phpt|inc|module|install|phtml))(?::|\()(?P<line>\d{1,7})\)?(?:$|:|\s)"
)
_CODE: Final = Pattern(r"(?P<code>(?:\\?[A-Z]\w{0,80}\\){0,10}\w{0,80}(?:Error|Exception|Failure|Warning|Notice))(?::|$)")
_LONGEST: Final = 300


def _place(lines: Sequence[str], start: int, stop: int) -> tuple[str | None, int | None]:
    """The last frame in the repository of those that stand together: PHPUnit ends with the test."""
    found: tuple[str | None, int | None] = (None, None)
    for at in range(start, min(stop + 1, len(lines))):
        match = _FRAME.match(lines[at]) if ".p" in lines[at] or ":" in lines[at] else None
        if match and "/vendor/" not in match["file"] and not match["file"].startswith("vendor/") and not is_foreign(match["file"]):
            if found[0] is None:
                found = repository_path(match["file"]), int(match["line"])
        elif found[0] and lines[at].strip():
            break
    return found


def _told(lines: Sequence[str], start: int, stop: int) -> str:
    return next(
        (
            text
            for at in range(start, min(stop + 1, len(lines)))
            if (text := lines[at].strip(" │|")) and not _FRAME.match(lines[at])
        ),
        FAILED,
    )


def _finding(tool: str, lines: Sequence[str], title: int, start: int, stop: int, test: str) -> Finding:
    message = _told(lines, start, stop)
    file, line = _place(lines, start, stop)
    code = _CODE.match(message)
    failure = Failure(
        message=message,
        file=file,
        line=line,
        test=test,
        tool=tool,
        code=code["code"].rpartition("\\")[2] if code else None,
        category=Category.RUNTIME,
    )
    return Finding(failure=failure, start=title, stop=max(title, min(stop, title + LONGEST - 1)))


# -- PHPUnit, Codeception --------------------------------------------------------------------------------------------------

_SECTION: Final = Pattern(r"\s{0,2}There (?:was|were) \d{1,6} (?P<what>[\w -]{1,40}?)s?:$")
_FAILED: Final = frozenset({"failure", "error"})
_NUMBERED: Final = Pattern(r"\s{0,2}(?P<number>\d{1,6})\) (?P<test>\S.{0,600})$")
_ENDS: Final = Pattern(
    r"(?:--$|FAILURES!|ERRORS!|Tests: \d|WARNINGS!|OK, but|Generating code|Code Coverage|Legacy deprecation|Remaining|-{20,}$|={20,}$)|\s{0,2}There (?:was|were) \d"
)
_JUNIT: Final = Pattern(r"\w{1,200}(?:\[.{1,200}\])?\((?:[a-z]\w{0,60}\.)+\w")  # Java's first JUnit has the same heading
_SOON: Final = 6


def find_phpunit(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """Numbered lists below `There was 1 failure:`; what was skipped, incomplete or risky has lists of its own."""
    found: dict[str, Finding] = {}
    done = -1
    for index in candidates:
        section = _SECTION.match(lines[index]) if index > done else None
        if section is None or section["what"] not in _FAILED:
            continue
        for finding in _entries(lines, index):
            done = finding.stop
            found.setdefault(finding.failure.test or "", finding)
    return list(found.values())[:MOST_FINDINGS]


def _entries(lines: Sequence[str], index: int) -> Iterator[Finding]:
    near = range(index + 1, min(len(lines), index + _SOON))
    at = next((i for i in near if (match := _NUMBERED.match(lines[i])) and match["number"] == "1"), None)
    number = 1
    while at is not None and number <= MOST_FINDINGS:
        match = _NUMBERED.match(lines[at])
        stop, following = _entry_end(lines, at, number + 1)
        if match and not _JUNIT.match(match["test"]):
            yield _finding("phpunit", lines, at, at + 1, stop, match["test"].strip())
        at, number = following, number + 1


def _entry_end(lines: Sequence[str], index: int, number: int) -> tuple[int, int | None]:
    limit = min(len(lines), index + _LONGEST)
    for at in range(index + 1, limit):
        line = lines[at]
        match = _NUMBERED.match(line)
        if match and match["number"] == str(number):
            return last_text(lines, index, at - 1), at
        if _ENDS.match(line):
            following = _after_rule(lines, at, number) if line.startswith("-") else None
            return last_text(lines, index, at - 1), following
    return last_text(lines, index, limit - 1), None


def _after_rule(lines: Sequence[str], index: int, number: int) -> int | None:
    """Codeception draws a line between its entries."""
    near = range(index + 1, min(len(lines), index + 3))
    return next((at for at in near if (match := _NUMBERED.match(lines[at])) and match["number"] == str(number)), None)


# -- Pest, phpspec ---------------------------------------------------------------------------------------------------------

_PEST: Final = Pattern(
    r"\s{1,6}(?:FAILED\s{1,3}|• )(?P<group>[A-Z][\w\\]{1,200}) > (?P<test>\S.{0,300}?)(?:\s{2,200}[\w\\]{1,200})?$"
)
_PEST_END: Final = Pattern(r"\s{1,6}(?:FAILED\s|• |─{5,}|Tests:\s)")
_SPEC: Final = Pattern(r"\s{0,8}\d{0,6}\s{1,4}[✘!] (?P<test>\S.{0,300}?)(?: \(\d{1,9}ms\))?$")
_SPEC_GROUP: Final = Pattern(r"\s{4,12}(?P<group>[A-Z]\w{0,60}(?:[/\\]\w{1,60}){0,10})$")
_SPEC_HEAD: Final = Pattern(r"-{4} {2}(?:broken|failed) examples")


def find_specs(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """Pest's blocks, and the lists of phpspec."""
    found: dict[str, Finding] = {}
    for index in candidates:
        if match := _PEST.match(lines[index]):
            limit = min(len(lines), index + _LONGEST)
            end = next((at for at in range(index + 1, limit) if _PEST_END.match(lines[at])), limit)
            test = f"{match['group']} > {match['test']}"
            found.setdefault(test, _finding("pest", lines, index, index + 1, last_text(lines, index, end - 1), test))
        elif _SPEC_HEAD.match(lines[index]):
            found.update((finding.failure.test or "", finding) for finding in _specs(lines, index))
    return list(found.values())[:MOST_FINDINGS]


def _specs(lines: Sequence[str], index: int) -> Iterator[Finding]:
    group, at = "", index + 1
    limit = min(len(lines), index + 10 * _LONGEST)
    while at < limit and not lines[at].startswith("----"):
        if head := _SPEC_GROUP.match(lines[at]):
            group = head["group"]
        elif match := _SPEC.match(lines[at]):
            stop = last_while(lines, at, lambda text: text.startswith(" ") or not text, most=LONGEST)
            yield _finding("phpspec", lines, at, at + 1, stop, f"{group}: {match['test']}" if group else match["test"])
        at += 1


# -- PHP itself ------------------------------------------------------------------------------------------------------------

_PHP: Final = Pattern(
    r"(?:\[[^\]]{1,60}\] ){0,4}(?:PHP )?(?P<code>Parse error|Fatal error|Catchable fatal error|Recoverable fatal error|Compile error): {1,3}(?P<message>\S.{0,800}?)"
    r"(?: in (?P<file>\S.{0,300}?)(?: on line |:)(?P<line>\d{1,7}))?$"
)
_PLAIN_PARSE: Final = Pattern(r"(?P<code>Parse error): (?P<file>\S{1,300}):(?P<line>\d{1,7})$")
_TRACE: Final = Pattern(r"Stack trace:|#\d{1,4} |\s+thrown in |PHP {2,4}\d|PHP Stack trace")
_THROWN: Final = Pattern(r"\s+thrown in (?P<file>\S.{0,300}?) on line (?P<line>\d{1,7})$")
_UNCAUGHT: Final = "Uncaught "
_AGAIN: Final = 3  # lines between the two times


def find_php(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """Errors that end the script. PHP says them twice, one below the other, where it both shows and logs errors."""
    found: dict[tuple[str, str | None, int | None], Finding] = {}
    for index in candidates:
        match = _PLAIN_PARSE.match(lines[index]) or _PHP.match(lines[index])
        if match is None:
            continue
        finding = _error(lines, index, match.groupdict())
        failure = finding.failure
        known = found.setdefault((failure.message, failure.file, failure.line), finding)
        if known is not finding and index - known.stop <= _AGAIN:
            stop = min(finding.stop, known.start + LONGEST - 1)
            found[failure.message, failure.file, failure.line] = Finding(failure=failure, start=known.start, stop=stop)
    return list(found.values())[:MOST_FINDINGS]


def _error(lines: Sequence[str], index: int, groups: dict[str, str | None]) -> Finding:
    plain = "message" not in groups
    stop = last_while(lines, index, lambda text: bool(text.strip()) if plain else _TRACE.match(text) is not None, most=LONGEST)
    thrown = next((match for at in range(index + 1, stop + 1) if (match := _THROWN.match(lines[at]))), None)
    file, line = groups["file"], groups["line"]
    if thrown and not file:
        file, line = thrown["file"], thrown["line"]
    message = (groups.get("message") or lines[stop]).strip()
    syntax = groups["code"] in {"Parse error", "Compile error"}
    name = _CODE.match(message.removeprefix(_UNCAUGHT))
    failure = Failure(
        message=message,
        file=repository_path(file) if file else None,
        line=int(line) if line else None,
        tool="php",
        code=name["code"] if name else groups["code"],
        category=Category.SYNTAX if syntax else Category.RUNTIME,
    )
    return Finding(failure=failure, start=index, stop=stop)


FORMATS: Final[tuple[Format, ...]] = (
    Format("phpunit", ("there was ", "there were "), find_phpunit),
    Format("php-specs", ("failed ", "• ", "broken examples", "failed examples"), find_specs),
    Format("php", ("parse error:", "fatal error:", "compile error:"), find_php),
)
