"""Failed scenarios as the runners of Gherkin report them: Cucumber in Ruby, JavaScript and Java, behave, Behat, Lettuce, godog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.exceptions import exception_name
from homeostat.understand.formats.shapes import FAILED, LONGEST, MOST_FINDINGS, indent
from homeostat.understand.pattern import Pattern

_FILE: Final = r"(?:file://)?(?P<file>[^\s:'\"()]{1,300}\.(?:feature|story)):(?P<line>\d{1,6})(?::\d{1,6})?"
_LISTED: Final = Pattern(
    rf"\s{{0,12}}(?:(?:cucumber|rerun|bundle exec cucumber)(?: -p \S{{1,40}}| --\S{{1,60}}){{0,6}} )?{_FILE}(?:\s{{1,4}}(?:# )?(?P<name>\S.*))?$"
)
_HEADING: Final = Pattern(
    rf"(?P<indent>\s{{0,12}})(?:(?P<number>\d{{1,5}})\) )?(?:Scenario(?: Outline| Template)?|Example|Szenario|Background)?:? ?(?P<name>\S.{{0,300}}?)\s{{1,200}}# {_FILE}$"
)
_KEYWORD: Final = Pattern(r"\s{0,12}(?:\d{1,5}\) )?(?:Scenario(?: Outline| Template)?|Example|Background):")
_LIST_HEAD: Final = Pattern(r"\s{0,4}(?:--- )?(?:Failing [Ss]cenarios|Failed [Ss]cenarios|Errored scenarios|Failures)\s{0,2}:?")
_STEP: Final = ("Given ", "When ", "Then ", "And ", "But ", "* ", "Examples", "@", "|")
_MARK: Final = Pattern(r"\s{0,20}(?:✖|✗|✘|×|- )? ?\S")
_WRONG: Final = Pattern(
    r"\s*(?:Assertion Failed:|ASSERT FAILED:|Traceback|ERROR:|\S{0,200}(?:Error|Exception|Failure)\b|expected[: ]|Expected|Undefined|Ambiguous|✖|✗|✘|×|HOOK-ERROR)|.{0,300} \((?:\w{1,60}::)*\w{0,60}(?:Error|Exception|Failed|ExpectationNotMetError|Assertion)\)$|.{0,300}\.\.\. failed in "
)
_BODY: Final = 150
_SAME: Final = 3  # lines between the number of an entry and its scenario


@dataclass(slots=True)
class _Scenario:
    """A scenario where it stands in the output with its steps."""

    name: str
    start: int
    stop: int
    message: str


def find_scenarios(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """One finding a failed scenario: those that are listed as failed, with the place where they were run, if it is shown."""
    shown: dict[tuple[str, int], _Scenario] = {}
    listed: dict[tuple[str, int], tuple[int, str]] = {}
    numbered: set[tuple[str, int]] = set()
    for at, index in enumerate(candidates):
        line = lines[index]
        if (match := _HEADING.match(line)) and (match["number"] or _KEYWORD.match(line)):
            key = (repository_path(match["file"]), int(match["line"]))
            following = candidates[at + 1] if at + 1 < len(candidates) else len(lines)
            shown[key] = _scenario(lines, index, following, match["name"])
            if match["number"]:
                numbered.add(key)
        elif (match := _LISTED.match(line)) and _in_list(lines, index):
            listed.setdefault((repository_path(match["file"]), int(match["line"])), (index, (match["name"] or "").strip()))
    failed = [*listed, *(key for key in sorted(numbered) if key not in listed)]
    return [_finding(key, shown.get(key), listed.get(key)) for key in failed][:MOST_FINDINGS]


def _in_list(lines: Sequence[str], index: int) -> bool:
    """Whether a place stands in a list of failures: below its heading, or below others of the list."""
    for at in range(index - 1, max(-1, index - LONGEST), -1):
        line = lines[at]
        if _LIST_HEAD.match(line) or line.lstrip().startswith("cucumber "):
            return True
        if line.strip() and not _LISTED.match(line):
            return False
    return lines[index].lstrip().startswith("cucumber ")


def _scenario(lines: Sequence[str], index: int, following: int, name: str) -> _Scenario:
    """The steps below a heading, and what went wrong with one of them."""
    limit = min(len(lines), index + _BODY)
    depth = indent(lines[index])
    stop, message, wrong = index, "", False
    for at in range(index + 1, limit):
        line = lines[at]
        if (at >= following and _KEYWORD.match(line)) or (line.strip() and indent(line) < depth and wrong):
            break
        if line.strip():
            stop = at
        if not wrong and _WRONG.match(line):
            wrong, message = True, line.strip()
        if not line.strip() and wrong and at > stop + 1:
            break
    return _Scenario(name.strip(), index, min(stop, index + LONGEST - 1), message)


def _finding(key: tuple[str, int], shown: _Scenario | None, listed: tuple[int, str] | None) -> Finding:
    file, line = key
    index, name = listed or (-1, "")
    name = name.removeprefix("Scenario Outline: ").removeprefix("Scenario: ")
    test = (shown.name if shown else name) or None
    message = (shown.message if shown else "") or FAILED
    failure = Failure(
        message=message.removeprefix("Assertion Failed: ").removeprefix("ASSERT FAILED: "),
        file=file,
        line=line,
        test=test,
        tool="cucumber",
        code=exception_name(message),
        category=Category.RUNTIME,
    )
    if shown and shown.stop > shown.start:
        return Finding(failure=failure, start=shown.start, stop=shown.stop)
    return Finding(failure=failure, start=max(index, 0), stop=max(index, 0))


FORMATS: Final[tuple[Format, ...]] = (Format("gherkin", (".feature:", ".story:"), find_scenarios),)
