"""Errors of Perl, Lua, R, Julia, Lisp and their checkers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category
from homeostat.understand.finding import Finding
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import Shape, bare, failure_of, indent, last_while, one_each, shaped
from homeostat.understand.pattern import Pattern

_AT_LINE: Final = r"at (?P<file>[^\s:()]{1,260}) line (?P<line>\d{1,7})"
_PERL: Final = (
    Shape("perl", Pattern(rf"(?:#\s{{1,8}})?(?P<message>Can't locate \S{{1,200}} in @INC.{{0,600}}?) {_AT_LINE}"), Category.DEPENDENCY),
    Shape("perl", Pattern(rf"(?P<message>(?:syntax error|Global symbol|Bareword|Can't |Undefined subroutine|Unmatched|Missing right|Number found where|String found where|Not enough arguments|Too many arguments|Type of arg|Can\"t).{{0,400}}?) {_AT_LINE}"), Category.SYNTAX),
    Shape("perl", Pattern(rf"(?:[\w./-]{{1,200}} \.{{2,}} ?)?(?P<message>(?!#)\S.{{0,200}}(?:[Ee]rror|failed|[Tt]imeout|refused|not found|[Cc]annot|[Cc]ould not).{{0,150}}?) {_AT_LINE}\.?$"), Category.RUNTIME),
    Shape("perlcritic", Pattern(r"(?:(?P<file>[^\s:]{1,260}): )?(?P<message>\S.{1,400}?) at line (?P<line>\d{1,7}), column (?P<column>\d{1,5})\.\s{1,3}(?:See pages? [\d, and]{1,40} of PBP\.|.{1,200})\s{1,3}\(Severity: (?P<code>\d)\)")),
)  # fmt: skip


def _trace(lines: Sequence[str], index: int) -> int:
    return last_while(lines, index, lambda line: not line.strip() or line.startswith((" ", "\t", "stack traceback")), 30)


_LUA: Final = (
    Shape("lua", Pattern(r"(?:lua(?:jit|[\d.]{1,4})?(?:\.exe)?|Error|error|fail|uncaught error)(?::| )\s?(?:\[string \"(?P<code>[^\"]{1,200})\"\]|(?P<file>[^\s:()]{1,260}\.lua)):(?P<line>\d{1,7}): (?P<message>.+)"), Category.RUNTIME, extent=_trace),
    Shape("luacheck", Pattern(r"\s{0,8}(?P<file>[^\s:()]{1,260}\.(?:lua|rockspec|luacheckrc)):(?P<line>\d{1,7}):(?P<column>\d{1,5})(?:-\d{1,5})?: (?:\((?P<code>[WE]\d{3})\) )?(?P<message>(?!in ).+)")),
    Shape("luac", Pattern(r"luac\S{0,10}: (?P<file>[^\s:()]{1,260}):(?P<line>\d{1,7}): (?P<message>.+)")),
    Shape("luarocks", Pattern(r"Error: (?P<message>(?:Failed (?:installing|finding)|No results matching|Could not satisfy|Build error).{0,400})"), Category.DEPENDENCY),
)  # fmt: skip

_R_ITEM: Final = Pattern(r"\* checking .{1,200}\.\.\.(?: \[.{1,20}\])?(?:\s(?P<how>ERROR|WARNING|NOTE|OK))?$")
_R_ERROR: Final = Pattern(r"\s(?:\[.{1,20}\]\s)?ERROR$")
_R: Final = (
    Shape("R", Pattern(r"(?P<message>ERROR: (?:dependenc(?:y|ies) .{1,200} (?:is|are) not available for package|lazy loading failed|compilation failed|configuration failed|loading failed|installing).{0,300})"), Category.DEPENDENCY),
    Shape("R", Pattern(r"(?P<message>there is no package called .{1,100}|Error in (?:library|loadNamespace)\(.{0,200})"), Category.DEPENDENCY),
    Shape("R", Pattern(r"(?:Error in .{1,300}? : ?|Error: )(?P<message>.*)$"), Category.RUNTIME, extent=lambda lines, index: last_while(lines, index, lambda line: bool(line.strip()), 12)),
    Shape("lintr", Pattern(r"(?P<file>[^\s:()]{1,260}\.R(?:md|nw)?):(?P<line>\d{1,7}):(?P<column>\d{1,5}): (?:style|warning|error): (?:\[(?P<code>\w{1,60})\] )?(?P<message>.+)")),
)  # fmt: skip
_R_SPEAKS: Final = Pattern(r"(?:Execution halted|R CMD|\* (?:checking|installing|DONE)|Error in |Calls: )")


def _r(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """Errors where R speaks: an item of its check, or `Execution halted` some lines below."""
    for index in candidates:
        line = bare(lines[index])
        if _R_ERROR.match(line) or (_R_ITEM.match(line) and line.endswith("ERROR")):
            yield _check_item(lines, index)
            continue
        shape, match = next(((shape, match) for shape in _R if (match := shape.pattern.match(line))), (None, None))
        if shape and match and (shape.tool == "lintr" or _in_r(lines, index)):
            yield shape.finding(match.groupdict(), lines, index)


def _check_item(lines: Sequence[str], index: int) -> Finding:
    start = index
    while start > max(0, index - 6) and not lines[start].startswith("* checking"):
        start -= 1
    start = start if lines[start].startswith("* checking") else index
    stop = last_while(lines, index, lambda line: not line.startswith("* "), 40)
    told = lines[start].removeprefix("* ").removesuffix("ERROR").rstrip(" .")
    below = next((lines[i].strip() for i in range(index + 1, stop + 1) if lines[i].strip()), "")
    message = f"{told}: {below}" if start != index or told.startswith("checking") else below
    return Finding(failure=failure_of("R CMD check", Category.RUNTIME, {"message": message}), start=start, stop=stop)


def _in_r(lines: Sequence[str], index: int) -> bool:
    around = range(max(0, index - 12), min(len(lines), index + 12))
    return any(_R_SPEAKS.match(lines[i]) for i in around if i != index)


_JULIA: Final = Pattern(r"ERROR: (?:LoadError: )?(?P<message>(?P<code>\w{1,60}(?:Error|Exception))?:? ?.*)$")
_JULIA_AT: Final = Pattern(
    r"(?:in expression starting at|while loading|\s+@ (?:\w+ )?|.{0,200} at) (?P<file>[^\s:,]{1,260}\.jl)(?::|, in expression starting on line )(?P<line>\d{1,7})"
)


def _julia(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`ERROR: message` with a trace of Julia's files."""
    for index in candidates:
        match = _JULIA.match(bare(lines[index]))
        if not match:
            continue
        stop = last_while(lines, index, lambda line: not _JULIA.match(line), 40)
        placed = [(i, found) for i in range(index + 1, stop + 1) if (found := _JULIA_AT.match(bare(lines[i])))]
        if placed:
            groups = {**match.groupdict(), **placed[-1][1].groupdict()}
            yield Finding(failure=failure_of("julia", Category.RUNTIME, groups), start=index, stop=placed[-1][0])


_LISP: Final = (
    Shape("emacs", Pattern(r"(?:Debugger entered--)?Lisp error: \((?P<code>[\w-]{1,80}) (?P<message>.+?)\)?$"), Category.RUNTIME, extent=lambda lines, index: last_while(lines, index, lambda line: indent(line) > 1, 60)),
    Shape("emacs", Pattern(r"\s{2,4}signal\((?P<code>[\w-]{1,80}) \((?P<message>.+?)\)\)$"), Category.RUNTIME, extent=lambda lines, index: last_while(lines, index, lambda line: indent(line) > 1, 60)),
    Shape("emacs", Pattern(r"(?P<file>[^\s:()]{1,260}\.el):(?P<line>\d{1,7}):(?P<column>\d{1,5}): ?[Ee]rror: (?P<message>.+)")),
    Shape("emacs", Pattern(r"(?P<message>Cannot open load file: .{1,200}|Symbol's (?:value as variable|function definition) is void: .{1,100})"), Category.RUNTIME),
)  # fmt: skip

_LISP_READER: Final = shaped("lisp", ("error",), *_LISP).read


def _lisp(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """The debugger tells an error and, in the trace below, its signal."""
    return one_each(_LISP_READER(lines, candidates), lambda failure: failure.message)


FORMATS: Final[tuple[Format, ...]] = (
    shaped("perl", (" line ",), *_PERL),
    shaped("lua", (".lua:", '[string "', "luac", "error: failed", "error: no results", "error: could not satisfy", "error: build error", ".rockspec:"), *_LUA),
    Format("r", (" error", "error: ", "error in ", "there is no package called", ".r:", ".rmd:"), _r),
    Format("julia", ("error: ",), _julia),
    Format("lisp", ("lisp error: ", "  signal(", ".el:", "cannot open load file", "symbol's "), _lisp),
)  # fmt: skip
