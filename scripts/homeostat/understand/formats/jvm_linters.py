"""What checkers of JVM code report: checkstyle, PMD, SpotBugs, detekt, ktlint, scalastyle, android lint, formatters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from homeostat.records import Category
from homeostat.understand.finding import Finding
from homeostat.understand.formats.contract import Format
from homeostat.understand.formats.shapes import Shape, bare, failure_of, last_while, shaped
from homeostat.understand.pattern import Pattern

_FILE: Final = r"(?P<file>(?:[A-Za-z]:)?[^:\[\]\"<>|()]{1,260}\.\w{1,10})"

_CHECKSTYLE: Final = (
    Shape(
        "checkstyle",
        Pattern(
            rf"\[(?:ERROR|error)\] {_FILE}:(?P<line>\d{{1,7}})(?::(?P<column>\d{{1,5}}))?: (?!error: )(?P<message>.{{1,900}}) \[(?P<code>[A-Z]\w{{1,80}})\]$"
        ),
    ),
    Shape(
        "checkstyle",
        Pattern(
            rf"\[ERROR\] {_FILE}:?\[(?P<line>\d{{1,7}})(?:[:,](?P<column>\d{{1,5}}))?\] \([a-z]{{3,20}}\) (?P<code>\w{{1,80}}): (?P<message>.+)"
        ),
    ),
    Shape(
        "checkstyle",
        Pattern(
            rf"\[ERROR\] {_FILE}:(?P<line>\d{{1,7}})(?::(?P<column>\d{{1,5}}))?: (?P<code>[A-Z][a-z]\w{{2,80}}): (?P<message>.+)"
        ),
    ),
)
_PMD: Final = (
    Shape("pmd", Pattern(rf"{_FILE}:(?P<line>\d{{1,7}}):\t(?P<code>[A-Z]\w{{2,80}}):\t(?P<message>.+)")),
    Shape(
        "pmd",
        Pattern(
            r"\[(?:ERROR|INFO|WARNING)\]\s{1,4}PMD Failure: (?P<file>[\w.$]{1,300}):(?P<line>\d{1,7}) Rule:(?P<code>\w{1,80}) Priority:\d (?P<message>.+)"
        ),
    ),
)
_SPOTBUGS: Final = (
    Shape(
        "spotbugs",
        Pattern(
            r"\[ERROR\] (?:High|Medium|Low): (?P<message>.{1,900}?) (?:\[[\w.$, ]{1,300}\] )?(?:At|In|Dereferenced at|Method invoked at|Another occurrence at) "
            r"(?P<file>[\w$-]{1,120}\.\w{1,7})(?::\[lines? (?P<line>\d{1,7}).{0,40}\])?.{0,300}? (?P<code>[A-Z][A-Z0-9]{1,6}_[A-Z0-9_]{3,80})$"
        ),
    ),
)
_KOTLIN: Final = (
    Shape(
        "detekt",
        Pattern(
            rf"\s{{0,8}}{_FILE}:(?P<line>\d{{1,7}}):(?P<column>\d{{1,5}}): (?!error|warning|info)(?P<message>.{{1,900}}) \[(?P<code>[A-Z]\w{{2,80}})\]$"
        ),
    ),
    Shape(
        "detekt",
        Pattern(
            rf"\s{{1,8}}(?P<code>[A-Z]\w{{2,80}}) - \[(?P<message>[^\]]{{1,300}})\] at {_FILE}:(?P<line>\d{{1,7}}):(?P<column>\d{{1,5}})"
        ),
    ),
    Shape(
        "ktlint",
        Pattern(
            rf"(?:Lint error > )?{_FILE}:(?P<line>\d{{1,7}}):(?P<column>\d{{1,5}}):? (?:error: )?(?P<message>.{{1,900}}?)(?: \((?:cannot be auto-corrected)\))? \((?P<code>[a-z][a-z:-]{{2,80}})\)$"
        ),
    ),
)
_ANDROID: Final = (
    Shape(
        "android-lint",
        Pattern(rf"{_FILE}:(?P<line>\d{{1,7}}): Error: (?P<message>.{{1,900}}) \[(?P<code>[A-Z]\w{{2,80}})(?: from .{{1,80}})?\]$"),
    ),
    Shape("aapt", Pattern(rf"(?:ERROR: ?)?{_FILE}:(?P<line>\d{{1,7}})(?::\d{{1,5}})?:? (?:AAPT: )error: (?P<message>.+)")),
    Shape(
        "manifest-merger",
        Pattern(rf"{_FILE}:(?P<line>\d{{1,7}}):(?P<column>\d{{1,5}})(?:-\d{{1,5}}(?::\d{{1,5}})?)? Error:(?P<message>.*)"),
        Category.CONFIGURATION,
        "manifest merger failed",
    ),
)
_SCALASTYLE: Final = (
    Shape(
        "scalastyle",
        Pattern(
            rf"error file={_FILE} message=(?P<message>.{{1,900}}?)(?: line=(?P<line>\d{{1,7}}))?(?: column=(?P<column>\d{{1,5}}))?$"
        ),
    ),
    Shape("scalastyle", Pattern(rf"\[error\] {_FILE}: (?P<message>File (?:length|line length|must|contains).{{0,300}})$")),
    Shape("scalafmt", Pattern(rf"\[error\]\s{{1,4}}{_FILE} (?P<message>isn't formatted properly!|must be formatted)")),
)

_TEXT_BUG: Final = Pattern(
    r"[HM] [A-Z] (?P<code>\w{1,20}): (?P<message>.{1,900}?)\s{1,3}(?:At|In|Dereferenced at|Field only ever set to null: \S+\s+At) (?P<file>[\w$-]{1,120}\.\w{1,7})(?::\[lines? (?P<line>\d{1,7}))?"
)
_BUGS_FOUND: Final = Pattern(r"\s*> (?:Verification failed: )?(?:SpotBugs|FindBugs) ")

_UNFORMATTED: Final = Pattern(
    r".{0,40}The following files (?:had format violations|are not formatted|have not been formatted|are not properly formatted)[:.]?"
)
_UNFORMATTED_FILE: Final = Pattern(r"(?:\[ERROR\])?\s{1,12}(?P<file>[^\s@:]{1,300}\.\w{1,10})$")


def _spotbugs_text(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """Its plain text is printed whether it stops the build or not, so it counts only where the build says that it did."""
    if not any(_BUGS_FOUND.match(lines[index]) for index in candidates):
        return
    for index in candidates:
        match = _TEXT_BUG.match(bare(lines[index]))
        if match:
            yield Finding(failure=failure_of("spotbugs", Category.SYNTAX, match.groupdict()), start=index, stop=index)


def _formatters(lines: Sequence[str], candidates: Sequence[int]) -> Iterator[Finding]:
    """The files that spotless names below its heading, each with its differences."""
    for start in candidates:
        if not _UNFORMATTED.match(bare(lines[start])):
            continue
        stop = last_while(lines, start, lambda line: line.startswith(("  ", "[ERROR] ", "\t")) or not line.strip(), 400)
        for index in range(start + 1, stop + 1):
            match = _UNFORMATTED_FILE.match(lines[index])
            if match:
                yield _unformatted(lines, match.groupdict(), index, stop)


def _unformatted(lines: Sequence[str], groups: dict[str, str | None], index: int, limit: int) -> Finding:
    end = last_while(lines, index, lambda line: bool(line.strip()) and not _UNFORMATTED_FILE.match(line), 20)
    return Finding(
        failure=failure_of("spotless", Category.SYNTAX, groups, message="not formatted"), start=index, stop=min(end, limit)
    )


FORMATS: Final[tuple[Format, ...]] = (
    shaped("checkstyle", ("[error] ",), *_CHECKSTYLE),
    shaped("pmd", (":\t", "pmd failure:"), *_PMD),
    shaped("spotbugs", ("[error] high:", "[error] medium:", "[error] low:"), *_SPOTBUGS),
    Format("spotbugs-text", (":[line ", ":[lines ", "> spotbugs ", "> findbugs ", "failed: spotbugs "), _spotbugs_text),
    shaped("kotlin-linters", (".kt:", ".kts:"), *_KOTLIN),
    shaped("android-lint", (": error: ", "aapt: ", " error:"), *_ANDROID),
    shaped("scalastyle", ("error file=", "[error] "), *_SCALASTYLE),
    Format("spotless", ("the following files ",), _formatters),
)
