"""Failures as the compilers, linters and formatters of scripts, styles and documents of the web report them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from homeostat.records import Category
from homeostat.understand.finding import Finding
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.js import SCRIPT
from homeostat.understand.formats.shapes import LONGEST, MOST_FINDINGS, Shape, failure_of, indent, last_while, shaped
from homeostat.understand.pattern import Pattern

_ANY: Final = (
    rf"(?:{SCRIPT}|json5?|css|s[ac]ss|less|styl|html?|mdx?|markdown|ya?ml|graphql|gql|hbs|njk|mjml|svg|xml|es\d?|gs|wxss|wxml)"
)
_PATH: Final = rf"(?P<file>(?:[A-Za-z]:(?=[\\/]))?[^\s:()\[\]\"'<>|,;=*?]{{1,260}}\.(?:{SCRIPT}))"
_WEB: Final = rf"(?P<file>(?:[A-Za-z]:(?=[\\/]))?[^\s:()\[\]\"'<>|,;=*?]{{1,260}}\.{_ANY})"
_PLACE: Final = r":(?P<line>\d{1,7}):(?P<column>\d{1,6})"
_PAIR: Final = r"(?P<line>\d{1,7}), ?(?P<column>\d{1,6})"
_SAID: Final = r"line (?P<line>\d{1,7}), col(?:umn)? (?P<column>\d{1,6})"
_RULE: Final = r"(?:@[\w-]{1,40}/)?[a-z][\w-]{1,60}(?:/[\w./-]{1,80})?"
_SNIPPET: Final = Pattern(r"\s{2,}\S|\s*\d{1,7}\s|\s*~+|\s*[>|]")


def _pretty(lines: Sequence[str], index: int) -> int:
    """The source that tsc --pretty shows, and the related places below it."""
    return last_while(
        lines, index, lambda line: not line or (_SNIPPET.match(line) is not None and " - error TS" not in line), most=14
    )


_COMPILERS: Final = shaped(
    "tsc",
    ("error ts", "ts(", ": error: ", "ts2", "ts1"),
    Shape("tsc", Pattern(rf"\s{{0,8}}(?:\[?(?:ERROR in|Error:|error) ?\]? ?)?{_WEB}{_PLACE} - error (?P<code>TS\d{{1,6}}): (?P<message>.*)$"), extent=_pretty),
    Shape("tsc", Pattern(rf"\s{{0,8}}(?:ERROR in |Error: )?(?:\[\w[\w-]{{1,30}}\] )?{_WEB}\({_PAIR}\): error (?P<code>TS\d{{1,6}}): (?P<message>.*)$"), extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith("  "), most=14)),
    Shape("tsc", Pattern(rf"(?:ERROR in |\[\w[\w-]{{1,30}}\] )?{_WEB}{_PLACE}: (?:TS|error TS)(?P<code>\d{{1,6}}): (?P<message>.*)$")),
    Shape("tsc", Pattern(r"error (?P<code>TS\d{1,6}): (?P<message>.*)$"), Category.CONFIGURATION),
    Shape("coffee", Pattern(rf"\s{{0,8}}(?P<file>\S{{1,260}}\.(?:coffee|litcoffee|ls|iced|civet)){_PLACE}: error: (?P<message>.*)$"), extent=lambda lines, index: last_while(lines, index, lambda line: bool(line.strip()), most=4)),
)  # fmt: skip

_LINTERS: Final = shaped(
    "web-lint",
    (
        "error: ", ": line ", " on line ", "error - ", "/error", "[error]", ": error ", "md0", ".js:", ".ts:", ".jsx:", ".tsx:", ".mjs:", ".cjs:",
        ".vue:", ".es6:", ".ts[", ".tsx[", ".js :", ".jsx :", ".ts :",
    ),
    Shape("tslint", Pattern(rf"\s{{0,4}}(?:\[\d\d:\d\d:\d\d\] )?(?:ERROR: |\[[\w-]{{1,20}}\] error )?(?:\((?P<code>{_RULE})\) )?{_PATH}\[{_PAIR}\]: (?P<message>.*)$")),
    Shape("tslint", Pattern(rf"\s{{0,4}}ERROR: (?:\((?P<code>{_RULE})\) )?{_PATH}{_PLACE} - (?P<message>.*)$")),
    Shape("eslint", Pattern(rf"{_WEB}: {_SAID}, Error - (?P<message>.{{1,900}}?)(?: \((?P<code>{_RULE})\))?$")),
    Shape("stylelint", Pattern(rf"{_WEB}: {_SAID}, error - (?P<message>.{{1,900}}?)(?: \((?P<code>{_RULE})\))?$")),
    Shape("jshint", Pattern(rf"{_WEB}: {_SAID}, (?!Warning - |warning - )(?P<message>.{{1,900}}?)(?: \((?P<code>[EWI]\d{{3}})\))?$")),
    Shape("eslint", Pattern(rf"{_WEB}{_PLACE}: (?P<message>.{{1,900}}?) \[(?:Error|error)(?:/(?P<code>{_RULE}))?\]$")),
    Shape("eslint", Pattern(rf"{_WEB}\({_PAIR}\): error (?P<code>{_RULE}) ?: (?P<message>.*)$")),
    Shape("eslint", Pattern(rf"error: (?P<message>.{{1,900}}?) \((?P<code>{_RULE})\) at {_WEB}{_PLACE}:?$")),
    Shape("standard", Pattern(rf"\s{{0,4}}{_PATH}:(?P<line>\d{{1,7}})(?::(?P<column>\d{{1,6}}))?:? (?!.*(?: warning | - error ))(?P<message>[A-Z'\"`].{{1,900}}?) \((?P<code>{_RULE})\)$")),
    Shape("markdownlint", Pattern(r"(?P<file>[^\s:]{1,260}\.(?:md|markdown|mdx)): ?(?P<line>\d{1,7})(?::(?P<column>\d{1,6}))?:? (?:error )?(?P<code>MD\d{3})(?:/\S{1,80})?:? (?P<message>.*)$")),
    Shape("svelte-check", Pattern(r"\d{10,16} ERROR \"(?P<file>[^\"]{1,260})\" (?P<line>\d{1,7}):(?P<column>\d{1,6}) \"(?P<message>.*)\"$")),
    Shape("jscs", Pattern(rf"(?P<message>\S.{{1,400}}?) at {_PATH} :$"), extent=lambda lines, index: last_while(lines, index, lambda line: bool(line.strip()), most=8)),
    Shape("less", Pattern(r"\w{1,30}Error: (?P<message>.{1,400}?) in (?P<file>\S{1,260}\.\w{2,5}) on line (?P<line>\d{1,7}), column (?P<column>\d{1,6}):$")),
)  # fmt: skip

_FORMATTERS: Final = shaped(
    "web-format",
    ("[warn] ", "[error] ", " format ", " organizeimports ", " assist"),
    Shape("prettier", Pattern(r"\[error\] (?P<file>\S.{0,300}?): (?P<message>\w{0,30}Error: .{0,600}?)(?: \((?P<line>\d{1,7}):(?P<column>\d{1,6})\))?$")),
    Shape("prettier", Pattern(r"\[warn\] (?P<file>(?![^ ]{1,40} )\S{0,300}\.\w{1,10})$"), message="code style"),
    Shape("biome", Pattern(r"(?P<file>\S{1,260}?) (?P<code>format|organizeImports|assist\S{0,80})\s.{0,40}━━━"), message="not formatted"),
)  # fmt: skip


# -- a file, and its findings below ----------------------------------------------------------------------------------------

_HEADER: Final = Pattern(r"\s{0,4}(?P<file>(?:[A-Za-z]:(?=[\\/]))?[^\s:()\[\]\"'<>|,;=*?]{1,260}\.[\w-]{1,40})$")
_ROW_END: Final = rf"(?P<message>\S.{{0,900}}?)(?:\s{{2,200}}(?P<code>{_RULE}|[A-Z]\d{{3}}))?(?:\s{{2,20}}[\w-]{{1,60}})?\s*$"
_ROWS: Final = (
    ("eslint", Pattern(rf"\s*(?P<line>\d{{1,7}}):(?P<column>\d{{1,6}})(?:-\d{{1,7}}:\d{{1,6}})?\s{{1,8}}(?:✖\s{{1,4}})?(?:error|Error:)\s{{1,4}}{_ROW_END}")),
    ("stylelint", Pattern(rf"\s{{1,8}}(?P<line>\d{{1,7}}):(?P<column>\d{{1,6}})\s{{1,8}}[✖×✕]\s{{1,4}}{_ROW_END}")),
    ("xo", Pattern(rf"\s{{0,4}}[✖×]\s{{1,8}}(?P<line>\d{{1,7}}):(?P<column>\d{{1,6}})\s{{1,8}}{_ROW_END}")),
    ("tslint", Pattern(r"\s{0,4}ERROR: (?P<line>\d{1,7}):(?P<column>\d{1,6})\s{1,8}(?P<code>[a-z][\w-]{1,60})\s{1,80}(?P<message>\S.*)$")),
    ("jshint", Pattern(r"\s{1,8}line (?P<line>\d{1,7})\s{1,8}col (?P<column>\d{1,6})\s{1,8}(?P<message>\S.{0,900}?)(?:\s{1,4}\((?P<code>[EW]\d{3})\))?$")),
    ("coffeelint", Pattern(r"\s{1,8}✗ #(?P<line>\d{1,7}): (?P<message>\S.*)$")),
    ("eslint", Pattern(rf"\s{{1,8}}Line (?P<line>\d{{1,7}}):(?P<column>\d{{1,6}}):\s{{1,4}}{_ROW_END}")),
    ("csslint", Pattern(r"\d{1,5}: error at line (?P<line>\d{1,7}), col (?P<column>\d{1,6})(?P<message>)$")),
)  # fmt: skip
_ROW_HEAD: Final = Pattern(
    r"\s*(?:\d{1,7}:\d|[✖×✗✕⚠]|ERROR: \d|WARNING: \d|line \d|Line \d|L\d{1,7} \||\d{1,5}: (?:error|warning) )|\s{4,}\^ |\s*✗ #"
)
_CROSSED: Final = Pattern(r"\s{0,4}[✗✖]? ?(?P<file>\S{1,260}\.\w{1,12})(?::\d{1,7}:\d{1,6})?$")
_UP: Final = 4  # lines between a header and its first row
_RANGE: Final = 400  # rows that one header may have


def find_rows(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """eslint's way, which many share: the file on one line, its errors on those below. Blank lines may stand between."""
    file, head, last, count = None, -1, -1, 0
    for index in candidates:
        row = _row(lines[index])
        if row is None:
            continue
        if index - last > _UP or not _joined(lines, last, index):
            file, head = _file_above(lines, index)
        last = index
        if file is None or count >= MOST_FINDINGS:
            continue
        count += 1
        tool, groups = row
        start, stop = (head, index) if head >= 0 and index - head <= LONGEST else (index, index)
        yield _row_finding(lines, tool, {**groups, "file": file}, start, stop)
        head = -1


def _row(line: str) -> tuple[str, dict[str, str | None]] | None:
    return next(((tool, match.groupdict()) for tool, pattern in _ROWS if (match := pattern.match(line))), None)


def _joined(lines: Sequence[str], last: int, index: int) -> bool:
    """Whether only blank lines, warnings and what belongs to a row stand between two rows."""
    return all(_between(lines[at]) for at in range(last + 1, index))


def _between(line: str) -> bool:
    if not line.strip():
        return True
    return not _CROSSED.match(line) and (_ROW_HEAD.match(line) is not None or indent(line) > 3)


def _file_above(lines: Sequence[str], index: int) -> tuple[str | None, int]:
    """The file that a row belongs to, and its line: above the rows of warnings that may come first."""
    blank = 0
    for at in range(index - 1, max(-1, index - _RANGE), -1):
        line = lines[at]
        if not line.strip():
            blank += 1
        elif (match := _HEADER.match(line) or _CROSSED.match(line)) and not _row(line):
            return match["file"], at
        elif not _ROW_HEAD.match(line) and indent(line) < 4:
            return None, -1
        if blank > _UP and at < index - 2 * _RANGE:
            return None, -1
    return None, -1


def _row_finding(lines: Sequence[str], tool: str, groups: Mapping[str, str | None], start: int, stop: int) -> Finding:
    below = lines[stop + 1] if stop + 1 < len(lines) else ""
    if tool == "csslint":
        groups, stop = {**groups, "message": below}, stop + 1
    message = groups.get("message") or ""
    if tool == "eslint" and not groups.get("code") and (parts := message.rpartition("  "))[1]:
        groups = {**groups, "message": parts[0], "code": parts[2]}
    return Finding(failure=failure_of(tool, Category.SYNTAX, groups), start=start, stop=stop)


_HTML: Final = Pattern(r"\s{2,12}L(?P<line>\d{1,7}) \|")
_BELOW: Final = Pattern(r"\s{4,60}\^ (?P<message>\S.{0,600}?)(?: \((?P<code>[\w-]{1,60})\))?$")


def find_htmlhint(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """The file, the line of source, and below it a caret with the message."""
    for index in candidates:
        below = _BELOW.match(lines[index])
        above = _HTML.match(lines[index - 1]) if below and index else None
        if below and above:
            file, head = _file_above(lines, index - 1)
            groups = {**above.groupdict(), **below.groupdict(), "file": file}
            failure = failure_of("htmlhint", Category.SYNTAX, groups)
            yield Finding(failure=failure, start=head if 0 <= index - head < _UP else index - 1, stop=index)


# -- the place on one line, the message on another -------------------------------------------------------------------------

_FLOW: Final = Pattern(rf"Error [-┈]{{3,200}} (?P<file>[^\s:]{{1,260}}){_PLACE}$")
_BIOME: Final = Pattern(
    rf"(?P<file>[^\s:]{{1,260}}){_PLACE} (?P<code>(?:lint|parse|suppressions|assist|format|internalError)\S{{0,100}}) .{{0,60}}━━━"
)
_BAD_MARK: Final = Pattern(r"\s{0,4}[×✖] (?P<message>\S.*)$")
_SVELTE: Final = Pattern(rf"(?P<file>[^\s:]{{1,260}}\.\w{{2,6}}){_PLACE}$")
_SVELTE_ERROR: Final = Pattern(r"(?:Error|Type error|Syntax error): (?P<message>\S.{0,900}?)(?: \((?P<code>ts|js|svelte|css)\))?$")
_MIETTE: Final = Pattern(r"\s{1,8}[╭,][─-]\[(?P<file>[^\s:\]]{1,260}):(?P<line>\d{1,7}):(?P<column>\d{1,6})\]")
_BLOCK_END: Final = Pattern(
    r"Error [-┈]{3}|Found \d+ error|\S{1,260} (?:lint|format|parse)\S{0,100} .{0,60}━|Checked \d+ file|\s{0,4}[╰`][─-]+"
)
_NEAR: Final = 6


def find_placed(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """Flow, Biome, svelte-check, next, oxlint."""
    for index in candidates:
        line = lines[index]
        if match := _FLOW.match(line):
            stop = last_while(lines, index, lambda text: not _BLOCK_END.match(text), most=24)
            message = next((text for at in range(index + 1, stop + 1) if (text := lines[at].strip())), "")
            yield Finding(
                failure=failure_of("flow", Category.SYNTAX, {**match.groupdict(), "message": message}), start=index, stop=stop
            )
        elif match := _BIOME.match(line):
            yield from _with_mark(lines, index, match.groupdict())
        elif index and (error := _SVELTE_ERROR.match(line)) and (match := _SVELTE.match(lines[index - 1])):
            stop = last_while(lines, index, lambda text: bool(text.strip()), most=_NEAR)
            yield Finding(
                failure=failure_of("tsc", Category.SYNTAX, match.groupdict() | error.groupdict()), start=index - 1, stop=stop
            )
        elif match := _MIETTE.match(line):
            yield from _miette(lines, index, match.groupdict())


def _with_mark(lines: Sequence[str], index: int, groups: Mapping[str, str | None]) -> Iterator[Finding]:
    near = range(index + 1, min(len(lines), index + _NEAR))
    mark = next((match for at in near if (match := _BAD_MARK.match(lines[at]))), None)
    if mark:
        stop = last_while(lines, index, lambda text: not _BLOCK_END.match(text), most=24)
        yield Finding(failure=failure_of("biome", Category.SYNTAX, {**groups, "message": mark["message"]}), start=index, stop=stop)


def _miette(lines: Sequence[str], index: int, groups: Mapping[str, str | None]) -> Iterator[Finding]:
    near = range(index - 1, max(-1, index - _NEAR), -1)
    above = next(((at, match) for at in near if (match := _BAD_MARK.match(lines[at]))), None)
    if above:
        stop = last_while(lines, index, lambda text: not _BLOCK_END.match(text) and bool(text.strip()), most=24)
        failure = failure_of("oxlint", Category.SYNTAX, {**groups, "message": above[1]["message"]})
        yield Finding(failure=failure, start=above[0], stop=stop)


# -- files, and nothing else -----------------------------------------------------------------------------------------------

_LISTING: Final = Pattern(r"(?:[$>] |\+ |\d\d:\d\d:\d\d )?.{0,300}\bprettier\b.{0,300}(?:--list-different|-l\b)")
_LISTED: Final = Pattern(rf"(?P<file>[^\s:()\[\]\"'<>|,;=*?]{{1,260}}\.{_ANY})$")
_LISTED_UP_TO: Final = 60


def find_listed(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`prettier --list-different` prints the names of files, and no word more: they stand right below the command."""
    done = -1
    for index in candidates:
        if index <= done or not _LISTING.match(lines[index]):
            continue
        for at in range(index + 1, min(len(lines), index + _LISTED_UP_TO)):
            match = _LISTED.match(lines[at])
            if match:
                done = at
                groups = {"file": match["file"], "message": "code style"}
                yield Finding(failure=failure_of("prettier", Category.SYNTAX, groups), start=at, stop=at)
            elif lines[at].strip() and not _LISTING.match(lines[at]):
                break


FORMATS: Final[tuple[Format, ...]] = (
    _COMPILERS,
    Format(
        "rows",
        ("error", "line ", "✖ ", "× ", "✗ ", "✕ "),
        find_rows,
    ),
    Format("htmlhint", (" ^ ",), find_htmlhint),
    _LINTERS,
    _FORMATTERS,
    Format(
        "placed",
        (
            "error --",
            "error ┈",
            " lint/",
            " parse ",
            " suppressions",
            " assist",
            " format ",
            " internalerror",
            "error: ",
            "╭─[",
            ",-[",
        ),
        find_placed,
    ),
    Format("prettier-list", ("prettier",), find_listed),
)
