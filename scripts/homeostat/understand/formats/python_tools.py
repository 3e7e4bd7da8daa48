"""Failures as Python's linters, type checkers, formatters and documentation tools report them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category
from homeostat.understand.finding import Finding
from homeostat.understand.formats.contract import Format, numbered
from homeostat.understand.formats.shapes import AT, FILE, MOST_FINDINGS, Shape, bare, failure_of, last_while, shaped
from homeostat.understand.pattern import Pattern

_PY: Final = r"(?P<file>(?:[A-Za-z]:(?=[\\/]))?[^\s:()\[\]\"'<>|,;=*?]{1,260}\.(?:pyi?|pyx|pxd|pyw|ipynb))"
_PY_AT: Final = _PY + r"(?:[:/]cell[ _]\d{1,5})?:(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?"
_PLACE: Final = r":(?P<line>\d{1,7}):(?P<column>\d{1,5})"
_RULES: Final = r"[A-Z]{1,8}\d{2,5}"
_SNIPPET: Final = Pattern(r"\s{2,}\S|\s*\d{0,6}\s?\||\s*[\^~]+\s*$|\s*=? ?(?:help|note): ")


def _snippet(lines: Sequence[str], index: int) -> int:
    """The source shown below, with its caret; a line indented no further than a place is another report."""
    return last_while(lines, index, lambda line: _SNIPPET.match(line) is not None and not _OTHER.match(line), most=8)


_OTHER: Final = Pattern(rf"\s+\S{{1,260}}{_PLACE}|\s+\d{{1,6}}:\d{{1,5}}\s")


def _notes(lines: Sequence[str], index: int) -> int:
    """mypy explains itself in notes on the lines below; with --pretty the source stands there too."""
    return last_while(lines, index, lambda line: ": note: " in line or _SNIPPET.match(line) is not None, most=12)


_FLAKES: Final = (
    r"[^:]{0,200}imported but unused|undefined name |redefinition of unused |local variable .{1,200} (?:is assigned to but|defined)"
    r"|.{1,200} may be undefined, or defined from star imports|.{0,200}unable to detect undefined names|f-string is missing placeholders"
    r"|import \* only allowed at module level|.{1,200} shadowed by loop variable|duplicate argument |dictionary key .{1,200} repeated"
    r"|invalid syntax|unexpected indent|(?:unindent does not match|expected an indented block)|too many (?:expressions|arguments)"
    r"|'return' (?:outside|with)|assertion is always true"
)

# -- linters: one finding a line -------------------------------------------------------------------------------------------

_LINTERS: Final = shaped(
    "python-lint",
    (*numbered(".py:", ".pyi:", ".pyx:", ".ipynb:", ".py(", ".pyw:"), ".py: ", ".pyi: "),
    Shape("pylint", Pattern(rf"{_PY_AT}: (?P<code>[CRWEF]\d{{4}}): (?P<message>.*)$")),
    Shape("pylint", Pattern(rf"{_PY}:(?P<line>\d{{1,7}}): \[(?P<code>[CRWEF]\d{{0,4}})(?:\([\w-]{{1,60}}\))?(?:, [^\]]{{0,200}})?\] (?P<message>.*)$")),
    Shape("pylint", Pattern(rf"{_PY}\((?P<line>\d{{1,7}})\): \[(?P<code>[CRWEF]\d{{0,4}})(?:\([\w-]{{1,60}}\))?(?:, [^\]]{{0,200}})?\] ?(?P<message>.*)$")),
    Shape("pytype", Pattern(rf"{_PY_AT}: error: in (?P<message>.{{1,900}}) \[(?P<code>[a-z][a-z-]{{2,40}})\]$"), extent=_snippet),
    Shape("mypy", Pattern(rf"{_PY_AT}(?::\d{{1,7}}:\d{{1,5}})?: error: (?P<message>.{{1,900}}?)  \[(?P<code>[a-z][a-z-]{{1,40}})\]$"), extent=_notes),
    Shape("mypy", Pattern(rf"{_PY_AT}(?::\d{{1,7}}:\d{{1,5}})?: error: (?P<message>.*)$"), extent=_notes),
    Shape("pyright", Pattern(rf"\s{{0,8}}{_PY_AT} - error: (?P<message>.{{1,900}}?)(?: \((?P<code>report\w{{1,60}})\))?$"), extent=_snippet),
    Shape("pyre", Pattern(rf"{_PY}{_PLACE} (?P<message>[A-Z][\w ]{{2,60}} \[(?P<code>\d{{1,3}})\]: .*)$")),
    Shape("vulture", Pattern(rf"{_PY}:(?P<line>\d{{1,7}}): (?P<message>(?:unused|unreachable|unsatisfiable|redundant) .{{1,200}} \(\d{{1,3}}% confidence.{{0,40}}\))$")),
    Shape("ruff", Pattern(rf"{_PY_AT}: (?P<code>SyntaxError|invalid-syntax|E999|E902):? (?P<message>.*)$"), extent=_snippet),
    Shape("flake8", Pattern(rf"(?:ERROR: )?{_PY_AT}:?\s{{1,20}}\[?(?P<code>{_RULES})\]?:? (?:\[\*\] )?(?P<message>.*)$"), extent=_snippet),
    Shape("pyflakes", Pattern(rf"{_PY_AT}:? (?P<message>(?:{_FLAKES}).*)$"), extent=_snippet),
    Shape("autoflake", Pattern(rf"{_PY}: (?P<message>Unused imports/variables detected)$")),
    Shape("mypy", Pattern(rf"{_PY}: error: (?P<message>.*)$")),
)  # fmt: skip


# -- files that a formatter would change -----------------------------------------------------------------------------------

_DIFF_LINE: Final = frozenset("+- @\\")


def _diff(lines: Sequence[str], index: int) -> int:
    return last_while(lines, index, lambda line: not line or line[0] in _DIFF_LINE)


_FORMATTERS: Final = shaped(
    "python-format",
    ("would reformat", "cannot format", "incorrectly sorted", "(original)", ":before", "--- original/"),
    Shape("black", Pattern(r"error: cannot format (?P<file>[^:]{1,300}): (?P<message>.*?(?:: (?P<line>\d{1,6}):(?P<column>\d{1,5}).{0,500})?)$")),
    Shape("ruff", Pattern(r"Would reformat: (?P<file>\S.{0,300}?)$"), message="would reformat"),
    Shape("black", Pattern(r"would reformat (?P<file>\S.{0,300}?)$"), message="would reformat"),
    Shape("isort", Pattern(r"ERROR: (?P<file>\S.{0,300}?) (?P<message>Imports are incorrectly sorted and/or formatted)\.")),
    Shape("yapf", Pattern(r"--- (?P<file>\S.{0,300}?)\s{1,4}\(original\)$"), message="would reformat", extent=_diff),
    Shape("isort", Pattern(r"--- (?P<file>\S.{0,300}?):before\s"), message="imports would be sorted", extent=_diff),
    Shape("autopep8", Pattern(r"--- original/(?P<file>\S.{0,300})$"), message="would reformat", extent=_diff),
)  # fmt: skip
_DOCSTRING_AT: Final = Pattern(rf"{_PY}:(?P<line>\d{{1,7}}) (?:in|at) .{{1,300}}:$")
_DOCSTRING: Final = Pattern(r"\s{4,}(?P<code>D\d{3}): (?P<message>.*)$")


def _read_pydocstyle(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """The place, and the rule on the line below."""
    for index in candidates:
        place = _DOCSTRING_AT.match(lines[index]) if index + 1 < len(lines) else None
        rule = _DOCSTRING.match(lines[index + 1]) if place else None
        if place and rule:
            failure = failure_of("pydocstyle", Category.SYNTAX, place.groupdict() | rule.groupdict())
            yield Finding(failure=failure, start=index, stop=index + 1)


# -- a heading, and the place on another line ------------------------------------------------------------------------------

_ARROW: Final = Pattern(r"\s{0,12}--> (?P<file>[^\s:\]]{1,300}):(?:cell \d{1,5}:)?(?P<line>\d{1,7}):(?P<column>\d{1,5})")
_FULL: Final = Pattern(rf"(?P<code>{_RULES}|invalid-syntax|unformatted|SyntaxError):? (?:\[\*\] )?(?P<message>\S.*)$")
_TY: Final = Pattern(r"error\[(?P<code>[a-z][a-z-]{2,60})\](?:: | )(?P<message>\S.*)$")
_ISSUE: Final = Pattern(r">> Issue: \[(?P<code>B\d{3})(?::\w{1,80})?\] (?P<message>\S.*)$")
_ISSUE_AT: Final = Pattern(rf"\s{{0,8}}Location: {AT}")
_LOOK: Final = 8  # lines in which the place stands
_SHOWN: Final = 14
_GROUPED: Final = Pattern(
    rf"\s{{2,8}}(?P<line>\d{{1,7}}):\s?(?P<column>\d{{1,5}})\s{{1,4}}(?P<code>{_RULES})\s{{1,4}}(?:\[\*\] )?(?P<message>\S.*)$"
)
_FOUND: Final = Pattern(r"Found \d{1,6} errors?\.")
_GROUP: Final = Pattern(rf"{_PY}:$")
_RUFF_BLOCK: Final = Pattern(r" {0,12}\d{0,7} {0,8}(?:\||-|\+|\.\.\.)|\s+-->|(?:help|info): |\s*$")


def _read_ruff(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """ruff's full output and that of its kin: rule and message, an arrow to the place below, the source."""
    for index in candidates:
        place = _ARROW.match(lines[index]) if index else None
        above = bare(lines[index - 1]) if place else ""
        if place and (heading := _FULL.match(above) or _TY.match(above)):
            tool = "ruff" if _FULL.match(above) else "ty"
            stop = last_while(lines, index, lambda line: _RUFF_BLOCK.match(line) is not None, most=_SHOWN)
            groups = place.groupdict() | heading.groupdict()
            yield Finding(failure=failure_of(tool, Category.SYNTAX, groups), start=index - 1, stop=stop)


def _read_grouped(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """ruff's grouped output: files, the findings of each below, and how many there are in the end."""
    for end in candidates:
        if _FOUND.match(lines[end]):
            yield from _groups(lines, _first_group(lines, end), end)


def _first_group(lines: Sequence[str], end: int) -> int:
    start = end
    while start > max(0, end - 2 * MOST_FINDINGS) and (
        not lines[start - 1].strip() or _GROUPED.match(lines[start - 1]) or _GROUP.match(lines[start - 1])
    ):
        start -= 1
    return start


def _groups(lines: Sequence[str], start: int, end: int) -> Iterator[Finding]:
    head: tuple[int, dict[str, str | None]] | None = None
    for index in range(start, end):
        if group := _GROUP.match(lines[index]):
            head = index, group.groupdict()
        elif head and (match := _GROUPED.match(lines[index])):
            failure = failure_of("ruff", Category.SYNTAX, match.groupdict() | head[1])
            yield Finding(failure=failure, start=head[0] if index == head[0] + 1 else index, stop=index)


def _read_bandit(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    for index in candidates:
        issue = _ISSUE.match(lines[index])
        near = range(index + 1, min(len(lines), index + _LOOK)) if issue else ()
        place = next((match for at in near if (match := _ISSUE_AT.match(lines[at]))), None)
        if issue and place:
            stop = last_while(lines, index, lambda line: bool(line.strip()) and not line.startswith("----"), most=_SHOWN)
            failure = failure_of("bandit", Category.SYNTAX, place.groupdict() | issue.groupdict())
            yield Finding(failure=failure, start=index, stop=stop)


# -- documentation ---------------------------------------------------------------------------------------------------------

_DOC: Final = Pattern(
    r"(?:Warning, treated as error:\s?)?(?P<file>[^\s:][^:]{0,260}\.\w{1,8})(?::docstring of [^\s:]{1,200})?(?::(?P<line>\d{1,7}))?: "
    r"(?P<level>WARNING|ERROR|CRITICAL|SEVERE): (?P<message>.*)$"
)
_DOCUTILS: Final = Pattern(rf"{FILE}:(?P<line>\d{{1,7}}): \((?P<level>WARNING|ERROR|SEVERE)/[234]\) (?P<message>.*)$")
_SPHINX: Final = Pattern(
    r"(?P<code>(?:Sphinx|Extension|Configuration|Theme|Application) error|Exception occurred)(?: \([\w.]{1,100}\))?(?:!|:)$"
)
_BROKEN: Final = Pattern(
    r"(?:\( {0,40}(?P<file>[^\s:]{1,260}): line {1,8}(?P<line>\d{1,7})\) broken {1,8}|(?P<file2>[^\s:]{1,260}):(?P<line2>\d{1,7}): \[broken\] )(?P<message>\S.*)$"
)
_STRICT: Final = ("treated as error", "warnings treated as errors")


def _read_sphinx(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """Warnings count where they are treated as errors."""
    strict = any(mark in lines[index] for index in candidates for mark in _STRICT)
    for index in candidates:
        line = lines[index]
        if match := _SPHINX.match(line):
            stop = last_while(lines, index, lambda text: bool(text.strip()), most=_LOOK)
            message = lines[index + 1].strip() if stop > index else line
            failure = failure_of("sphinx", Category.CONFIGURATION, {"message": message, "code": match["code"]})
            yield Finding(failure=failure, start=index, stop=stop)
        elif "broken" in line and (match := _BROKEN.match(line)):
            groups = {"file": match["file"] or match["file2"], "line": match["line"] or match["line2"], "message": match["message"]}
            yield Finding(failure=failure_of("sphinx", Category.SYNTAX, groups), start=index, stop=index)
        elif (match := _DOC.match(line) or _DOCUTILS.match(line)) and (strict or match["level"] != "WARNING"):
            stop = last_while(lines, index, lambda text: text.startswith(" "), most=_LOOK)
            yield Finding(failure=failure_of("sphinx", Category.SYNTAX, match.groupdict()), start=index, stop=stop)


FORMATS: Final[tuple[Format, ...]] = (
    _LINTERS,
    _FORMATTERS,
    Format("ruff", ("-->",), _read_ruff),
    Format("ruff-grouped", (" error.", " errors."), _read_grouped),
    Format("pydocstyle", numbered(".py:"), _read_pydocstyle),
    Format("bandit", (">> issue: [",), _read_bandit),
    Format("sphinx", (": warning: ", ": error: ", ": critical: ", ": severe: ", "/2) ", "/3) ", "/4) ", " error:", " error!", "exception occurred:", "treated as error", "broken"), _read_sphinx),
)  # fmt: skip
