"""What cmake, make, ninja, meson and configure scripts say, and the tools around them: doxygen, cppcheck, LaTeX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import Shape, bare, failure_of, last_while, shaped
from homeostat.understand.pattern import Pattern

# -- cmake -----------------------------------------------------------------------------------------------------------------

_CMAKE: Final = Pattern(
    r"(?:\[[\w .-]{1,40}\] )?CMake (?:Internal )?Error(?: \(dev\))?(?: (?:at|in) (?P<file>[^\s:]{1,260})(?::(?P<line>\d{1,7}))?(?: \((?P<command>\w{1,80})\))?)?: ?(?P<message>.*)$"
)
_CALLED: Final = Pattern(r"\s{1,4}(?P<file>[^\s:/][^\s:]{0,259}|CMakeLists\.txt):(?P<line>\d{1,7}) \(\w{1,80}\)$")
_INSTALLED: Final = Pattern(r"(?:[A-Za-z]:)?[\\/].{0,200}[\\/](?:share|Modules)[\\/]")


def _cmake(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """The message stands indented below, then the call stack; the innermost place in the repository counts for cmake's own modules."""
    for index in candidates:
        match = _CMAKE.match(bare(lines[index]))
        if match:
            stop = last_while(
                lines, index, lambda line: not line.strip() or line.startswith((" ", "Call Stack", "\t")) or line[:1] == "[", 40
            )
            yield _cmake_finding(lines, index, stop, match.groupdict())


def _cmake_finding(lines: Sequence[str], index: int, stop: int, groups: dict[str, str | None]) -> Finding:
    told = [bare(lines[i]).strip() for i in range(index + 1, stop + 1)]
    end = next((number for number, text in enumerate(told) if text.startswith("Call Stack")), len(told))
    message = groups["message"] or " ".join(text for text in told[:end] if text)[:600]
    category = Category.DEPENDENCY if _MISSING.search(message) else Category.CONFIGURATION
    return Finding(
        failure=failure_of("cmake", category, {**groups, **_caller(lines, index, stop, groups), "message": message}),
        start=index,
        stop=stop,
    )


_MISSING: Final = Pattern(r"Could NOT find|Could not find|not found|No such file|None of the required|required packages")


def _caller(lines: Sequence[str], index: int, stop: int, groups: dict[str, str | None]) -> dict[str, str | None]:
    if not _INSTALLED.match(groups["file"] or ""):
        return {}
    calls = (_CALLED.match(lines[i]) for i in range(index + 1, stop + 1))
    return next((match.groupdict() for match in calls if match), {})


# -- make, ninja -----------------------------------------------------------------------------------------------------------

_MAKE: Final = Pattern(
    r".{0,40}?(?:g?make|mingw32-make)(?:\[(?P<level>\d{1,3})\])?: \*\*\* (?:\[(?:(?P<file>[^\s:\]]{1,260}):(?P<line>\d{1,7}): )?(?P<target>[^\]]{1,300})\] (?P<error>Error \d+|[A-Z]\w.{0,80})|(?P<message>(?!Waiting for|\[).{1,600}))"
)
_MAKEFILE: Final = Pattern(r"(?P<file>[^\s:]{1,260}):(?P<line>\d{1,7}): \*\*\* (?P<message>.{1,600}?)\s{1,3}Stop\.$")
_SPEAKS: Final = 14  # lines above the innermost failed target that are shown: the command and what it printed


def _make(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """The innermost target that failed: the outer ones only pass it on."""
    last = (-1000, 0)
    for index in candidates:
        line = bare(lines[index])
        broken = _MAKEFILE.match(line)
        match = None if broken else _MAKE.match(line)
        if broken:
            yield Finding(failure=failure_of("make", Category.CONFIGURATION, broken.groupdict()), start=index, stop=index)
        if not match:
            continue
        level = int(match["level"] or 0)
        if index - last[0] > 100 or level >= last[1]:
            yield _make_finding(lines, index, match.groupdict())
        last = (index, level)


def _make_finding(lines: Sequence[str], index: int, groups: dict[str, str | None]) -> Finding:
    message = groups["message"] or f"{groups['target']}: {groups['error']}"
    category = Category.CONFIGURATION if "No rule to make target" in message else Category.RUNTIME
    failure = Failure(message=message, tool="make", category=category)
    start = index if groups["message"] else _start_of_output(lines, index)
    return Finding(failure=failure, start=start, stop=index)


def _start_of_output(lines: Sequence[str], index: int) -> int:
    start = index
    while start > max(0, index - _SPEAKS) and lines[start - 1].strip() and not _MAKE.match(bare(lines[start - 1])):
        start -= 1
    return start


_NINJA: Final = (
    Shape("ninja", Pattern(r"ninja: (?:error|fatal): (?P<message>.+)"), Category.CONFIGURATION),
    Shape("meson", Pattern(r"(?P<file>[\w./-]{0,260}meson[\w.]{1,30}):(?P<line>\d{1,7}):(?P<column>\d{1,5}): ERROR: (?P<message>.+)"), Category.CONFIGURATION),
    Shape("meson", Pattern(r"ERROR: (?P<message>(?:Dependency|Program|Include dir|Neither a subproject|Unknown (?:option|compiler)|Could not|Subproject).{1,500})"), Category.DEPENDENCY),
    Shape("configure", Pattern(r"configure(?:\.ac|\.in)?(?::\d{1,7})?: error: (?P<message>(?!in [`'\"\u2018]).+)"), Category.CONFIGURATION),
    Shape("autotools", Pattern(r"(?P<file>(?:configure\.(?:ac|in)|[\w./-]{0,200}Makefile\.am|aclocal\.m4)):(?P<line>\d{1,7}): error: (?P<message>.+)"), Category.CONFIGURATION),
    Shape("autotools", Pattern(r"(?:autoreconf|aclocal|automake|autoconf|libtoolize|autoheader|autopoint)(?:-[\d.]{1,8})?: (?:error: )?(?P<message>(?:error|.{0,200}(?:failed with exit status|not found|required file)).{0,400})"), Category.CONFIGURATION),
    Shape("pkg-config", Pattern(r"(?P<message>No package '\S{1,100}' found|Package \S{1,100} was not found in the pkg-config search path\.?)"), Category.DEPENDENCY),
)  # fmt: skip

_CHECKERS: Final = (
    Shape("cppcheck", Pattern(r"\[(?P<file>[^\s:\]]{1,260}):(?P<line>\d{1,7})\](?: -> \[[^\]]{1,260}\])?: \(error\) (?P<message>.+)")),
    Shape("cppcheck", Pattern(r"(?P<file>[^\s:()]{1,260}):(?P<line>\d{1,7}):(?P<column>\d{1,5}): (?:error|warning): (?P<message>.{1,600}) \[(?P<code>[a-z]\w{3,60})\]$")),
    Shape("doxygen", Pattern(r"(?:error|Error): (?P<message>.{1,600}?), file (?P<file>[^\s,]{1,260}), line (?P<line>\d{1,7})")),
    Shape("clang-format", Pattern(r"(?P<file>[^\s:()]{1,260}):(?P<line>\d{1,7}):(?P<column>\d{1,5}): error: (?P<message>code should be clang-formatted.*) \[(?P<code>-Wclang-format-violations)\]$")),
    Shape("cpplint", Pattern(r"(?P<file>[^\s:()]{1,260}):(?P<line>\d{1,7}):\s{1,3}(?P<message>.{1,600}?)\s{1,3}\[(?P<code>[a-z]{2,20}/[\w+]{2,40})\] \[\d\]$")),
)  # fmt: skip

# -- LaTeX -----------------------------------------------------------------------------------------------------------------

_LATEX: Final = Pattern(r"! (?P<message>(?!=>).{1,300})$")
_LATEX_LINE: Final = Pattern(r"l\.(?P<line>\d{1,7})(?:\s|$)")
_LATEX_WORDS: Final = Pattern(
    r"(?:LaTeX|Package|pdfTeX|Undefined|Missing|Emergency|Too many|Extra|Misplaced|Paragraph|Argument|Runaway|File|Illegal|Text line|Use of|You can|Incomplete|Dimension|Double|Class|I can't|Font|==>|Fatal|TeX|Package \w+) ?"
)


def _latex(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`! message`, and `l.12 …` some lines below."""
    for index in candidates:
        match = _LATEX.match(lines[index])
        if match and _LATEX_WORDS.match(match["message"]):
            below = range(index + 1, min(len(lines), index + 12))
            placed = next(((i, found) for i in below if (found := _LATEX_LINE.match(lines[i]))), None)
            line = int(placed[1]["line"]) if placed else None
            failure = Failure(message=match["message"], line=line, tool="latex", category=Category.SYNTAX)
            yield Finding(failure=failure, start=index, stop=placed[0] + 1 if placed and placed[0] + 1 < len(lines) else index)


FORMATS: Final[tuple[Format, ...]] = (
    Format("cmake", ("cmake error", "cmake internal error"), _cmake),
    shaped(
        "native-checkers",
        ("(error) ", "error: ", "[build/", "[whitespace/", "[readability/", "[runtime/", "[legal/", "warning: "),
        *_CHECKERS,
    ),
    shaped(
        "native-builds",
        (
            "ninja: ",
            ": error: ",
            "error: ",
            "configure",
            "autoreconf",
            "aclocal",
            "automake",
            "libtoolize",
            "no package '",
            "pkg-config search path",
        ),
        *_NINJA,
    ),
    Format("latex", ("! ",), _latex),
    Format("make", (": *** ",), _make),
)
