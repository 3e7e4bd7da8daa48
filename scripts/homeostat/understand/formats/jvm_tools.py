"""Errors of the compilers of the JVM's languages, called by hand or by maven, gradle, ant and sbt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from homeostat.records import Category
from homeostat.understand.finding import Finding
from homeostat.understand.formats import jvm_builds, jvm_linters
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import LONGEST, MOST_FINDINGS, Shape, bare, failure_of, last_while, shaped
from homeostat.understand.pattern import Pattern

_SOURCE: Final = r"(?P<file>(?:[A-Za-z]:)?[^:\[\]\"<>|]{1,260}\.(?:java|kt|kts|groovy|gradle|scala|sc|aj|jav))"
_CHECK: Final = r"(?:\[(?P<code>[A-Z]\w{1,60})\] )?"

_CONTINUED: Final = Pattern(
    r"(?:\[ERROR\] )?\s+(?:symbol|location|required|found|reason|where|but|method|constructor|first|bad class file|class file|Please|\(|overridden|missing)\b"
    r"|(?:\[ERROR\] )?\s*\^|\s+\S|\s*\(see https?:"
)


def _continued(lines: Sequence[str], index: int) -> int:
    """The source line, the caret, symbol and location."""
    return last_while(
        lines, index, lambda line: bool(_CONTINUED.match(_without_tool(line))) and not _NEXT.match(_without_tool(line)), 12
    )


def _without_tool(line: str) -> str:
    return bare(line)


_NEXT: Final = Pattern(rf"(?:\[\w{{4,7}}\] )?\s{{0,8}}{_SOURCE}:(?:\[?\d| \()|\[(?:INFO|WARNING)\]|\d+ (?:error|warning)s?$")

_MAVEN: Final = (
    Shape(
        "javac",
        Pattern(
            rf"(?:\[ERROR\]\s{{1,4}})?{_SOURCE}:\[(?P<line>\d{{1,7}})(?:,(?P<column>\d{{1,5}}))?\] (?:error: )?{_CHECK}(?P<message>(?!warning|\([a-z]{{3,20}}\) ).+)"
        ),
        extent=_continued,
    ),
    Shape(
        "kotlinc",
        Pattern(
            rf"(?:\[ERROR\] |e: |error: )(?:\[ksp\] |file://)?{_SOURCE}:\s?\(?(?P<line>\d{{1,7}})(?:[:,] ?(?P<column>\d{{1,5}}))?\)?:? (?P<message>.+)"
        ),
        extent=_continued,
    ),
    Shape("groovyc", Pattern(rf"(?:\[ERROR\] )?{_SOURCE}: (?P<line>\d{{1,7}}): (?P<message>.+)"), extent=_continued),
)
_JAVAC: Final = (
    Shape(
        "javac",
        Pattern(
            rf"\s{{0,4}}(?:\[(?:ERROR|error)\] )?(?:Exit code: \d+ - )?{_SOURCE}:(?P<line>\d{{1,7}}): (?:error: |Error: )(?:\[(?P<code>[\w-]{{1,60}})\] )?(?P<message>.+)"
        ),
        extent=_continued,
    ),
    Shape(
        "javac",
        Pattern(
            rf"{_SOURCE}:(?P<line>\d{{1,7}}): (?P<message>(?:package \S+ does not exist|cannot find symbol|cannot access|incompatible types|class, interface"
            r"|'.' expected|illegal start|unreported exception|\S+ is not abstract|reached end of file|incomparable types|not a statement"
            r"|duplicate class|\S.{0,120} (?:cannot be applied to|is already defined|has private access|might not have been|cannot be dereferenced|in \S+ cannot)).*)"
        ),
        extent=_continued,
    ),
    Shape(
        "javac",
        Pattern(
            r"error: (?P<message>warnings found and -Werror specified|cannot access .+|release version \d+ not supported.*|invalid (?:source|target) release.*)"
        ),
    ),
)
_SCALAC: Final = (
    Shape(
        "scalac",
        Pattern(
            rf"\[error\]\s{{1,8}}{_SOURCE}:(?P<line>\d{{1,7}})(?::(?P<column>\d{{1,5}}))?: (?:error: )?(?:\[(?P<code>[A-Z][\w.]{{1,60}})\] )?(?P<message>.+)"
        ),
        extent=None,
    ),
)
_SCALA3: Final = Pattern(
    rf"(?:\[error\] )?-- (?:\[(?P<code>E\d{{1,5}})\] )?(?P<kind>[\w ]{{0,40}}Error): {_SOURCE}:(?P<line>\d{{1,7}}):(?P<column>\d{{1,5}}) -*$"
)
_BAR: Final = Pattern(r"(?:\[error\] )?\s{0,8}\d{0,7}\s{0,4}\|(?P<text>.*)$")
_ERROR_LINE: Final = Pattern(r"\[error\] (?!\S{0,260}\.scala:\d|-- )\s*\S")

_ECJ: Final = Pattern(r"\d{1,6}\. ERROR in (?P<file>.{1,300}?) \(at line (?P<line>\d{1,7})\)")
_RULER: Final = Pattern(r"-{10}")

_CLOJURE: Final = (
    Shape(
        "clojure",
        Pattern(
            r"(?P<message>.{0,400}?(?:[Ss]yntax error|compiling).{0,400}?)[ :]{0,2}(?:at )?\((?P<file>[^\s():]{1,260}\.clj[cs]?):(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?\)"
        ),
    ),
)


def _scala(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """Scala 2's one line with the source below it, Scala 3's heading with the message beside the bars."""
    return islice(filter(None, (_scala_at(lines, index) for index in candidates)), MOST_FINDINGS)


def _scala_at(lines: Sequence[str], index: int) -> Finding | None:
    line = bare(lines[index])
    match = _SCALA3.match(line)
    if match:
        stop = last_while(lines, index, lambda text: bool(_BAR.match(bare(text))))
        return Finding(
            failure=failure_of("scalac", Category.SYNTAX, {**match.groupdict(), "message": _beside(lines, index, stop)}),
            start=index,
            stop=stop,
        )
    for shape in _SCALAC:
        old = shape.pattern.match(line)
        if old:
            stop = last_while(lines, index, lambda text: bool(_ERROR_LINE.match(bare(text))), 12)
            return Finding(failure=failure_of("scalac", Category.SYNTAX, old.groupdict()), start=index, stop=stop)
    return None


def _beside(lines: Sequence[str], start: int, stop: int) -> str:
    """The first words beside the bars below the caret."""
    texts = [match["text"].strip() for index in range(start + 1, stop + 1) if (match := _BAR.match(bare(lines[index])))]
    carets = next((number for number, text in enumerate(texts) if text and not text.strip("^ ")), 0)
    return next((text for text in texts[carets + 1 :] if text), "")


def _ecj(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """`1. ERROR in A.java (at line 3)`, the source, a caret, the message, a ruler."""
    for index in candidates:
        match = _ECJ.match(bare(lines[index]))
        if match:
            stop = last_while(lines, index, lambda line: not _RULER.match(bare(line)), LONGEST // 2)
            yield Finding(
                failure=failure_of("ecj", Category.SYNTAX, {**match.groupdict(), "message": bare(lines[stop]).strip()}),
                start=index,
                stop=stop,
            )


FORMATS: Final[tuple[Format, ...]] = (
    *jvm_linters.FORMATS,
    shaped(
        "javac",
        (".java:", ".aj:", "error: warnings found", "error: cannot access", "error: release", "error: invalid "),
        *_MAVEN,
        *_JAVAC,
    ),
    shaped("kotlinc", (".kt:", ".kts:"), *_MAVEN),
    shaped("groovyc", (".groovy:", ".gradle:"), *_MAVEN),
    Format("scalac", (".scala:", ".sc:"), _scala),
    Format("ecj", (". error in ",), _ecj),
    shaped("clojure", (".clj:", ".cljs:", ".cljc:"), *_CLOJURE),
    *jvm_builds.FORMATS,
)
