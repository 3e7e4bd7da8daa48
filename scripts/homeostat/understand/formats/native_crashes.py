"""Crashes: what sanitizers, valgrind, assertions and signals leave behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, is_foreign, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import LONGEST, MOST_FINDINGS, Shape, bare, last_while, shaped
from homeostat.understand.pattern import Pattern

_SANITIZER: Final = Pattern(
    r"(?:.{0,60}?==\d{1,10}== ?)?(?:ERROR|WARNING|FATAL): (?P<tool>\w{4,20}Sanitizer): (?P<message>.{1,400})"
)
_SANITIZER_END: Final = Pattern(r"SUMMARY: |={20}$")
_FRAME: Final = Pattern(
    r"(?:==\d{1,10}== ?)?\s{1,8}#\d{1,3} (?:0x[0-9a-f]{1,16} in )?.{1,600}? (?P<file>[^\s():]{1,260}\.\w{1,5}):(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?"
)
_UBSAN: Final = Shape(
    "UndefinedBehaviorSanitizer",
    Pattern(r"(?P<file>[^\s:()]{1,260}):(?P<line>\d{1,7}):(?P<column>\d{1,5}): runtime error: (?P<message>.+)"),
    Category.RUNTIME,
    extent=lambda lines, index: last_while(lines, index, lambda line: line.lstrip().startswith("#"), 20),
)
_VALGRIND: Final = Pattern(
    r"==\d{1,10}==\s{1,3}(?P<message>(?:Invalid (?:read|write|free)|Conditional jump|Use of uninit|Syscall param|Mismatched free|Jump to the invalid|Source and destination overlap|[\d,]{1,20} (?:\([\d, a-z]{1,80}\) )?bytes in [\d,]{1,20} blocks are (?:definitely|indirectly) lost|Process terminating).{0,300})"
)
_DR_MEMORY: Final = Pattern(
    r"(?:~~\S{1,60} )?Error #\d{1,6}: (?P<message>(?:(?:POSSIBLE |REACHABLE )?LEAK|UNINITIALIZED READ|UNADDRESSABLE ACCESS|INVALID HEAP ARGUMENT|GDI|HANDLE LEAK|WARNING).{0,300})"
)
_DR_MEMORY_FRAME: Final = Pattern(
    r"(?:~~\S{1,60} )?#\s{1,3}\d{1,3} (?!replace_).{1,400}? \[(?P<file>[^\]]{1,260}):(?P<line>\d{1,7})\]"
)
_VALGRIND_FRAME: Final = Pattern(
    r"==\d{1,10}==\s{3,8}(?:at|by) 0x[0-9A-Fa-f]{1,16}: .{1,400} \((?P<file>[^\s():]{1,200}):(?P<line>\d{1,7})\)"
)
_ASSERTIONS: Final = (
    Shape(  # glibc
        "assert",
        Pattern(r"[^\s:]{0,200}: (?P<file>[^\s:()]{1,260}):(?P<line>\d{1,7}): .{1,400}: (?P<message>Assertion [`'].{1,400}' failed)"),
        Category.RUNTIME,
    ),
    Shape(  # macOS, musl
        "assert",
        Pattern(r"(?P<message>Assertion failed: .{1,400}?)[,(] ?(?:function .{1,200}, )?(?:file )?(?P<file>[^\s:(),]{1,260})[:,] ?(?:line )?(?P<line>\d{1,7})"),
        Category.RUNTIME,
    ),
    Shape("assert", Pattern(r"(?P<message>terminate called (?:after throwing an instance of|without an active exception).{0,200}|libc\+\+abi(?:\.dylib)?: terminating.{0,400})"), Category.RUNTIME, extent=lambda lines, index: last_while(lines, index, lambda line: line.startswith("  what()"), 4)),
    Shape("crash", Pattern(r"(?:.{0,200}: line (?P<line>\d{1,7}):\s{1,6}\d{1,10} )?(?P<message>(?:Segmentation fault|Aborted|Bus error|Illegal instruction|Floating point exception|Killed)(?: \(core dumped\)|: \d{1,3}| {2,}.{1,300}|$).{0,200})"), Category.RUNTIME),
    Shape("crash", Pattern(r"(?P<message>(?:Access violation in generated code|Unhandled exception at 0x|Unhandled page fault|SIGSEGV: |SIGABRT: |Fatal signal ).{0,300})"), Category.RUNTIME),
    Shape("d", Pattern(r"core\.exception\.(?P<code>\w{1,80})@(?P<file>[^\s()]{1,260})\((?P<line>\d{1,7})\)(?:: (?P<message>.{0,400}))?"), Category.RUNTIME),
    Shape("loader", Pattern(r"(?P<message>\S{1,260}: error while loading shared libraries: .{1,300}|dyld(?:\[\d+\])?: (?:Library not loaded|Symbol not found).{1,300})"), Category.DEPENDENCY),
    Shape("crash", Pattern(r"(?P<message>\*\*\* (?:Error in|stack smashing detected|glibc detected|buffer overflow detected).{0,300})"), Category.RUNTIME),
)  # fmt: skip


def _sanitizers(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """The report up to its summary; the place is the first frame in the repository."""
    found = ((index, _SANITIZER.match(lines[index])) for index in candidates)
    return islice((_sanitized(lines, index, match["tool"], match["message"]) for index, match in found if match), MOST_FINDINGS)


def _sanitized(lines: Sequence[str], index: int, tool: str, message: str) -> Finding:
    stop = last_while(lines, index, lambda line: not _SANITIZER_END.match(line) and not _SANITIZER.match(line), LONGEST)
    return _with_frame(lines, index, stop, tool, message, _FRAME)


def _valgrind(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    found = ((index, _VALGRIND.match(lines[index])) for index in candidates)
    for index, match in islice(((i, m) for i, m in found if m), MOST_FINDINGS):
        stop = last_while(lines, index, lambda line: line.startswith("==") and not line.endswith("== "), 30)
        yield _with_frame(lines, index, stop, "valgrind", match["message"], _VALGRIND_FRAME)


def _dr_memory(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    found = ((index, _DR_MEMORY.match(lines[index])) for index in candidates)
    for index, match in islice(((i, m) for i, m in found if m), MOST_FINDINGS):
        stop = last_while(lines, index, lambda line: "# " in line[:90] or line.startswith("Note:"), 40)
        yield _with_frame(lines, index, stop, "drmemory", match["message"], _DR_MEMORY_FRAME)


def _with_frame(lines: Sequence[str], start: int, stop: int, tool: str, message: str, frame: Pattern) -> Finding:
    matches = (frame.match(lines[index]) for index in range(start + 1, stop + 1))
    own = next((match for match in matches if match and not is_foreign(match["file"])), None)
    failure = Failure(
        message=message.strip(),
        file=repository_path(own["file"]) if own else None,
        line=int(own["line"]) if own else None,
        tool=tool,
        category=Category.RUNTIME,
    )
    return Finding(failure=failure, start=start, stop=stop)


def _assertions(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    for index in candidates:
        line = bare(lines[index])
        for shape in _ASSERTIONS:
            match = shape.pattern.match(line)
            if match:
                yield shape.finding({**match.groupdict(), **({"line": None} if shape.tool == "crash" else {})}, lines, index)
                break


FORMATS: Final[tuple[Format, ...]] = (
    Format("sanitizers", ("sanitizer: ",), _sanitizers),
    shaped("ubsan", (": runtime error: ",), _UBSAN),
    Format("valgrind", ("== invalid ", "== conditional jump", "== use of uninit", "definitely lost", "indirectly lost", "process terminating", "== syscall param", "== mismatched", "== jump to", "destination overlap"), _valgrind),
    Format("dr-memory", ("error #",), _dr_memory),
    Format(
        "crashes",
        ("assertion `", "assertion '", "assertion failed: ", "terminate called", "libc++abi", "segmentation fault", "aborted", "bus error", "illegal instruction", "floating point exception", "killed", "*** error in", "*** stack smashing", "*** glibc", "*** buffer overflow", "access violation in", "unhandled exception at", "unhandled page fault", "sigsegv: ", "sigabrt: ", "fatal signal ", "core.exception.", "error while loading shared", "library not loaded", "symbol not found"),
        _assertions,
    ),
)  # fmt: skip
