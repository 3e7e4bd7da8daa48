"""Errors of compilers for C, C++, Objective-C, Fortran and their like, and of the linkers behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding
from homeostat.understand.formats import languages, native_build, native_crashes, scripting
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.generic_words import PROBES
from homeostat.understand.formats.shapes import MOST_FINDINGS, Shape, bare, context, failure_of, last_while, one_each, shaped
from homeostat.understand.pattern import Pattern

_PATH: Final = r"(?P<file>(?:[A-Za-z]:(?=[\\/]))?[^\s:()\[\]\"'<>|,;][^:()\[\]\"'<>|;\t]{0,259})"
_COMPILER: Final = Pattern(
    rf"(?:In file included from )?{_PATH}:(?P<line>\d{{1,7}})(?::(?P<column>\d{{1,5}}))?(?::\{{[\d:{{}}-]{{1,80}})?: "
    r"(?:(?:fatal|internal compiler|catastrophic|sorry, unimplemented) )?(?:error|sorry, unimplemented)(?: #\d{1,5})?: (?P<message>.+)"
)
_FLAG: Final = Pattern(r"(?P<message>.{1,900}?)\s\[(?P<code>-W[\w+=,#-]{1,80}|[a-z][\w.-]{2,60}(?:,[\w.,+-]{1,200})?)\]$")
_INCLUDED: Final = Pattern(r"\s{0,20}(?:In file included from|from) \S{1,260}:\d|\S{0,260}: (?:In|At) \w")
_CONSEQUENCE: Final = Pattern(
    r"(?:linker command failed|ld returned \d|.{0,200}errors? (?:generated|detected in the compilation)|unable to execute command)"
)
_SUFFIXES: Final = (
    ".c:", ".cc:", ".cpp:", ".cxx:", ".c++:", ".h:", ".hh:", ".hpp:", ".hxx:", ".inl:", ".ipp:", ".tcc:", ".m:", ".mm:", ".cu:", ".cuh:", ".s:",
    ".f:", ".f90:", ".f95:", ".f03:", ".f08:", ".for:", ".l:", ".y:", ".ino:", ".idl:", ".proto:", ".pyx:", ".rc:", ".asm:",
)  # fmt: skip


def _compilers(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`file:line:column: error: message`, with the includes above it and the source below."""
    return islice(filter(None, (_compiler_at(lines, index) for index in candidates)), MOST_FINDINGS)


def _compiler_at(lines: Sequence[str], index: int) -> Finding | None:
    line = bare(lines[index])
    match = _COMPILER.match(line) if "error" in line or "sorry" in line else None
    if not match or PROBES.match(match["file"]) or _is_test_report(match["message"]):
        return None
    flag = _FLAG.match(match["message"])
    groups = {**match.groupdict(), **(flag.groupdict() if flag else {})}
    start = index
    while start > max(0, index - 8) and _INCLUDED.match(bare(lines[start - 1])):
        start -= 1
    return Finding(failure=failure_of("compiler", Category.SYNTAX, groups), start=start, stop=context(lines, index))


def _is_test_report(message: str) -> bool:
    """XCTest names the failed test in the place of the message."""
    return message.startswith(("-[", "+["))


_WITHOUT_PLACE: Final = (
    Shape(
        "compiler",
        Pattern(
            r"(?P<file>cc1(?:plus|obj)?|g(?:cc|\+\+|fortran)(?:-\d+)?|clang(?:\+\+)?(?:-\d+)?|c\+\+|nvcc fatal|icpc?|f\d\d): (?:fatal )?error: (?P<message>(?!linker command failed).+)"
        ),
    ),
    Shape("nvcc", Pattern(r"nvcc fatal\s{1,4}: (?P<message>.+)")),
)


def _without_place(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    for index in candidates:
        line = bare(lines[index])
        for shape in _WITHOUT_PLACE:
            match = shape.pattern.match(line)
            if match and not _CONSEQUENCE.match(match["message"]):
                failure = Failure(message=match["message"], tool=shape.tool, category=shape.category)
                yield Finding(failure=failure, start=index, stop=index)
                break


# -- linkers ---------------------------------------------------------------------------------------------------------------

_UNDEFINED: Final = Pattern(
    r"(?:\S{0,260}ld(?:\.\w{1,6})?(?:\.exe)?: )?(?:(?P<file>[^\s:()]{1,260}\.(?:c|cc|cpp|cxx|C|h|hpp|m|mm|f90|f|d|rs|go|ml))(?::(?P<line>\d{1,7})|:\([\w.+]{1,200}\+0x[0-9a-f]{1,16}\))?|[^\s()]{1,300}(?:\([^\s()]{1,200}\))?(?::[\w.]{1,60})?(?::?\([\w.+$]{1,300}\+0x[0-9a-f]{1,16}\))?): "
    r"(?P<message>(?:more )?undefined reference to .{1,600}|multiple definition of .{1,600})"
)
_LINKER: Final = (
    Shape("linker", Pattern(r"\S{0,260}\bld(?:\.\w{1,6})?(?:-\d+)?(?:\.exe)?: (?P<message>cannot find (?:-l)?\S{1,260}.{0,200}|library not found for -l\S{1,200}|framework not found \S{1,200})"), Category.DEPENDENCY),
    Shape("linker", Pattern(r"\S{0,260}(?:ld\.lld|lld-link|wasm-ld|ld64\.lld|ld\.gold|ld\.bfd|\bld|gold|mold)(?:-\d+)?(?:\.exe)?: (?:fatal )?error: (?P<message>.+)"), extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith(">>>"), 12)),
    Shape("linker", Pattern(r"mold: (?:fatal|error): (?P<message>.+)")),
    Shape("linker", Pattern(r"(?P<message>Undefined symbols? for architecture [^\s:]{1,20})"), extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith(" "), 30)),
    Shape("linker", Pattern(r"(?P<message>duplicate symbol .{1,500})"), extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith(" "), 12)),
    Shape("linker", Pattern(r"\S{0,260}\bld(?:\.\w{1,6})?(?:-\d+)?(?:\.exe)?: (?P<message>(?:cannot open (?:output|linker)|final link failed|.{0,300}(?:undefined symbol|file not recognized|relocation .{1,200} can not be used|hidden symbol|DSO missing|incompatible with|file format|No such file|section .{1,80} will not fit|region .{1,80} overflowed)).{0,400})")),
)  # fmt: skip
_MOST_SYMBOLS: Final = 200


def _undefined(lines: Sequence[str], candidates: Sequence[int]) -> list[Finding]:
    """One finding for each symbol, however often it is missed."""
    found = islice(filter(None, (_undefined_at(lines, index) for index in candidates)), MOST_FINDINGS)
    return one_each(found, lambda failure: failure.message)[:_MOST_SYMBOLS]


def _undefined_at(lines: Sequence[str], index: int) -> Finding | None:
    match = _UNDEFINED.match(bare(lines[index]).lstrip())
    if not match:
        return None
    start = index - 1 if index and "n function" in lines[index - 1] else index
    return Finding(failure=failure_of("linker", Category.SYNTAX, match.groupdict()), start=start, stop=index)


FORMATS: Final[tuple[Format, ...]] = (
    Format("compilers", _SUFFIXES, _compilers),
    Format("compilers-without-place", ("error: ", "nvcc fatal"), _without_place),
    Format("linker-symbols", ("undefined reference to", "multiple definition of"), _undefined),
    shaped("linker", ("ld: ", "ld.", "lld", "ld-", "gold: ", "mold: ", "undefined symbol", "duplicate symbol", "ld64"), *_LINKER),
    *native_build.FORMATS,
    *native_crashes.FORMATS,
    *languages.FORMATS,
    *scripting.FORMATS,
)
