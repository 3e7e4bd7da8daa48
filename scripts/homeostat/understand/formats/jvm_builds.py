"""What maven, gradle, ant, sbt and the JVM itself say when it is no compiler and no test that failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category, Failure
from homeostat.understand.finding import Finding, repository_path
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.jvm_trace import category_of, trace_below
from homeostat.understand.formats.shapes import Shape, bare, last_while, shaped
from homeostat.understand.pattern import Pattern

_CONSEQUENCE: Final = Pattern(
    r".{0,600}(?:There (?:are|were) (?:some )?(?:test failures|failing tests)|Compilation (?:failure|failed|error)|Compile failed|[Ss]ee the compiler error"
    r"|failed; see the compiler|Tests? (?:unsuccessful|failed|FAILED)|TestsFailedException|There are \d+ (?:failed )?test|build step.{0,80} failed|sbt\.TestsFailed)"
)
_RESOLUTION: Final = Pattern(
    r".{0,900}(?:[Cc]ould not (?:resolve|find|transfer|download)|[Cc]annot (?:resolve|find|access)|Could not collect|[Uu]nresolve|ResolveException|Non-resolvable|not found in|artifact|dependenc|Dependency|[Ee]nforce)"
)
_SETTING: Final = Pattern(
    r".{0,900}(?:A problem occurred (?:evaluating|configuring)|Build file|settings file|POM|Unknown lifecycle|Plugin .{0,200} not found|Unsupported|requires|Could not (?:compile|open))"
)

# -- maven -----------------------------------------------------------------------------------------------------------------

_GOAL: Final = Pattern(
    r"\[ERROR\] (?:Failed to execute goal (?P<goal>\S{1,300})(?: \(.{1,100}?\))? on project (?P<project>\S{1,200}?):|Failed to execute goal on project (?P<project2>\S{1,200}?):) ?(?P<message>.*)"
)
_POM: Final = Pattern(
    r"\[(?:ERROR|FATAL)\]\s{1,6}(?P<message>(?:Non-resolvable|Unresolveable|Non-parseable|Unknown packaging|Malformed POM|Child module|'[\w.]{1,80}' |Unknown lifecycle phase|No plugin found|The goal you specified|Could not find (?:goal|artifact)|The project \S+ has|Plugin \S+ or one of|Could not (?:transfer|resolve)|Rule \d+: ).{0,900})"
)
_POM_PLACE: Final = Pattern(
    r".{0,900}@ (?:line (?P<line>\d{1,7}), column (?P<column>\d{1,5})|(?P<file>\S{1,300}), line (?P<line2>\d{1,7}), column (?P<column2>\d{1,5}))"
)
_MORE: Final = Pattern(r"\[ERROR\](?! (?:To see|Re-run|For more|\[Help|After correcting|-> \[Help|\s*$))|(?!\[)\S|\s+\S")


def _maven(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """Goals that failed for a reason of their own, and projects that could not be read."""
    for index in candidates:
        line = bare(lines[index])
        match = _GOAL.match(line)
        if match and not _CONSEQUENCE.match(match["message"] or ""):
            yield _of_build(lines, index, "maven", _reason(lines, index, match["message"]), _MORE)
        broken = None if match else _POM.match(line)
        if broken:
            yield _of_build(lines, index, "maven", broken["message"], None)


def _reason(lines: Sequence[str], index: int, message: str) -> str:
    """The message, or the next line if the goal's own holds none."""
    text = message.partition(" -> [Help")[0].strip()
    if text or index + 1 >= len(lines):
        return text
    return bare(lines[index + 1]).removeprefix("[ERROR]").strip()


def _of_build(lines: Sequence[str], index: int, tool: str, message: str, more: Pattern | None) -> Finding:
    place = _POM_PLACE.match(message)
    line = (place["line"] or place["line2"]) if place else None
    file = (place["file"] or "pom.xml") if place else None
    failure = Failure(
        message=message,
        file=repository_path(file) if file else None,
        line=int(line) if line else None,
        tool=tool,
        category=_category(message),
    )
    stop = last_while(lines, index, lambda text: bool(more.match(bare(text))), 20) if more else index
    return Finding(failure=failure, start=index, stop=stop)


def _category(message: str) -> Category:
    if _RESOLUTION.match(message):
        return Category.DEPENDENCY
    return Category.CONFIGURATION if _SETTING.match(message) else Category.RUNTIME


# -- gradle ----------------------------------------------------------------------------------------------------------------

_WRONG: Final = Pattern(r"\* What went wrong:")
_WHERE: Final = Pattern(
    r"(?:Build|Settings|Script|Initialization script)(?: file)? '(?P<file>[^']{1,300})'(?: line: (?P<line>\d{1,7}))?"
)
_TASK: Final = Pattern(r"> Task ")  # another thread's output
_GRADLE_END: Final = Pattern(r"\* (?:Try|Exception is|Get more help|Where):|={20}|BUILD FAILED|-{20}")


def _gradle(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """What stands below `* What went wrong:`, with the place that stands above it."""
    for index in candidates:
        if _WRONG.match(bare(lines[index])):
            stop = last_while(lines, index, lambda line: not _GRADLE_END.match(bare(line)), 40)
            told = [bare(lines[i]).strip() for i in range(index + 1, stop + 1) if lines[i].strip() and not _TASK.match(lines[i])]
            message = " ".join(told[:3])
            if told and not _CONSEQUENCE.match(message):
                yield _gradle_finding(lines, index, stop, message)


def _gradle_finding(lines: Sequence[str], index: int, stop: int, message: str) -> Finding:
    above = range(max(0, index - 4), index)
    where = next(((i, match) for i in above if (match := _WHERE.match(bare(lines[i])))), None)
    place = where[1] if where else None
    failure = Failure(
        message=message,
        file=repository_path(place["file"]) if place else None,
        line=int(place["line"]) if place and place["line"] else None,
        tool="gradle",
        category=_category(message) if not place else Category.CONFIGURATION,
    )
    return Finding(failure=failure, start=where[0] if where else index, stop=stop)


# -- ant, sbt, the JVM -----------------------------------------------------------------------------------------------------

_ANT: Final = Pattern(r"(?P<file>(?:[A-Za-z]:)?[^:\s]{1,300}\.xml):(?P<line>\d{1,7}): (?P<message>.+)")


def _ant(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """The innermost of the build files that are named below `BUILD FAILED`."""
    for index in candidates:
        if bare(lines[index]).strip() != "BUILD FAILED":
            continue
        stop = last_while(lines, index, lambda line: bool(line.strip()), 20)
        named = [(i, match) for i in range(index + 1, stop + 1) if (match := _ANT.match(bare(lines[i])))]
        if named:
            _, match = named[-1]
            failure = Failure(
                message=match["message"],
                file=repository_path(match["file"]),
                line=int(match["line"]),
                tool="ant",
                category=_category(match["message"]),
            )
            yield Finding(failure=failure, start=index, stop=stop)


_SBT: Final = Pattern(r"\[error\] \((?P<code>[^()]{1,200})\) (?P<message>\S.*)")


def _sbt(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`[error] (task) reason`, but for what only says that the compiler or the tests failed."""
    for index in candidates:
        match = _SBT.match(bare(lines[index]))
        if match and not _CONSEQUENCE.match(match["message"]):
            failure = Failure(message=match["message"], tool="sbt", code=match["code"], category=_category(match["message"]))
            yield Finding(failure=failure, start=index, stop=index)


_THREAD: Final = Pattern(r'Exception in thread "main" (?P<message>(?P<code>[\w.$]{1,300})(?::.*)?)$')
_THREAD_END: Final = Pattern(r"(?!\s|Caused by|Suppressed).")


def _uncaught(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """What ended the main thread."""
    for index in candidates:
        match = _THREAD.match(bare(lines[index]))
        if match:
            trace = trace_below(lines, index, "", _THREAD_END)
            failure = Failure(message=match["message"], tool="java", code=match["code"], category=category_of(match["code"]))
            yield Finding(failure=failure, start=index, stop=trace.stop)


_OTHERS: Final = (
    Shape(
        "sbt",
        Pattern(r"\[error\] (?P<message>(?:Not a valid (?:command|key): |sbt\.|unresolved dependency|java\.lang\.OutOfMemory).*)"),
        Category.CONFIGURATION,
    ),
    Shape("lein", Pattern(r"(?P<message>Could not (?:find|transfer) artifact \S+.*)"), Category.DEPENDENCY),
    Shape("lein", Pattern(r"(?P<message>'\S+' is not a task\. See 'lein help'\.)"), Category.CONFIGURATION),
)

FORMATS: Final[tuple[Format, ...]] = (
    Format("maven", ("[error] ", "[fatal] "), _maven),
    Format("gradle", ("* what went wrong:",), _gradle),
    Format("ant", ("build failed",), _ant),
    Format("sbt", ("[error] (",), _sbt),
    Format("jvm-exception", ('exception in thread "main"',), _uncaught),
    shaped(
        "jvm-builds",
        (
            "[error] not a valid",
            "[error] sbt.",
            "[error] unresolved",
            "[error] java.lang.out",
            "could not find artifact",
            "could not transfer artifact",
            "see 'lein help'",
        ),
        *_OTHERS,
    ),
)
