"""The parser's answers in words: for people, as JSON, as the annotations of a GitHub runner. Pure.

Logs hold what anybody may have printed, and a runner takes lines of ours for commands if they look like some. So whatever comes from
a log is made harmless before it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from homeostat.cli_analyze_record import Analysis, Step
from homeostat.records import Category, Failure, Seen, Severity

MOST_ANNOTATIONS: Final = 10
"""Errors, and as many warnings, that GitHub shows of one step; it drops the rest."""

_WIDE: Final = 160  # characters of a line of the log
_LINES: Final = 12  # of the log in the text format, the best ones
_SHOWN: Final = 10  # failures in the text format
_MOST_MESSAGE: Final = 4000  # characters of an annotation
_DATA: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: Final = {**_DATA, ":": "%3A", ",": "%2C"}


def as_json(value: object, indent: int | None = None) -> str:
    """JSON that a runner which shows it takes for no command of its own."""
    return json.dumps(value, indent=indent).replace("##[", "#\\u0023[") + "\n"


def harmless(line: str) -> str:
    """One line without control characters and without what a runner would take for a command."""
    visible = "".join(char if char.isprintable() else " " for char in line).replace("##[", "# [")
    return f". {visible}" if visible.lstrip().startswith("::") else visible


# -- for people ----------------------------------------------------------------------------------------------------------------


def as_text(analysis: Analysis) -> str:
    """A few lines."""
    return "".join(f"{harmless(line)}\n" for line in _lines(analysis))


def _lines(analysis: Analysis) -> Iterator[str]:
    retry, failures = analysis.retry, analysis.failures
    again = f"yes, in {retry.delay_seconds} s ({retry.confidence:.0%} sure)" if retry.recommended else "no"
    kind = f"{analysis.category}: {analysis.custom_category}" if analysis.custom_category else analysis.category
    yield f"{analysis.log}: {kind} ({analysis.severity}, {analysis.confidence:.0%} sure by rule {analysis.rule})"
    yield f"  cause:       {analysis.headline}"
    if analysis.hint:
        yield f"  hint:        {analysis.hint}"
    if analysis.fix_time:
        yield f"  fix time:    about {analysis.fix_time} s"
    yield f"  step:        {_step(analysis.step)}"
    yield f"  retry:       {again} [{retry.reason}]"
    yield "  lines:       " + (", ".join(f"{first}-{last}" for first, last in analysis.excerpt) or "-")
    best = frozenset(islice((number for first, last in analysis.excerpt for number in range(first, last + 1)), _LINES))
    yield from (f"    {line.line:>6} | {line.text[:_WIDE]}" for line in analysis.shown if line.line in best)
    yield f"  fingerprint: {analysis.fingerprint}"
    if analysis.seen and analysis.seen.count > 1:
        yield f"  seen:        {_seen(analysis.seen)}"
    yield from (f"  - {_failure(failure)}" for failure in failures[:_SHOWN])
    if len(failures) > _SHOWN:
        yield f"  … and {len(failures) - _SHOWN} more"


def _step(step: Step | None) -> str:
    return f"{step.name} (exit code {step.exit_code})" if step else "-"


def _seen(seen: Seen) -> str:
    days = "on one day" if seen.days == 1 else f"in {seen.days} days"
    return f"seen {seen.count} times {days}, first on {seen.first[:10]}"


def _failure(failure: Failure) -> str:
    place = ":".join(str(part) for part in (failure.file, failure.line, failure.column) if part is not None)
    return " ".join(part for part in (place, failure.test, failure.message) if part)


# -- for a GitHub runner -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A message at a place of the repository."""

    level: str
    message: str
    title: str = ""
    file: str | None = None
    line: int | None = None
    column: int | None = None

    def command(self) -> str:
        """The line that a runner reads."""
        values = {"file": self.file, "line": self.line, "col": self.column, "title": self.title}
        properties = ",".join(f"{name}={_escaped(str(value), _PROPERTY)}" for name, value in values.items() if value)
        return f"::{self.level}{' ' if properties else ''}{properties}::{_escaped(self.message[:_MOST_MESSAGE], _DATA)}\n"


def as_annotations(analyses: Sequence[Analysis]) -> str:
    """What a step may show: the first of each log first, then the second ones; and one line that counts them all."""
    ranked = [(rank, annotation) for analysis in analyses for rank, annotation in enumerate(_annotations(analysis))]
    everything = [annotation for _, annotation in sorted(ranked, key=lambda pair: pair[0])]
    shown = [*_first(everything, "error"), *_first(everything, "warning")]
    return "".join(annotation.command() for annotation in shown) + _summary(analyses, len(everything), len(shown))


def _first(annotations: Iterable[Annotation], level: str) -> list[Annotation]:
    return [annotation for annotation in annotations if annotation.level == level][:MOST_ANNOTATIONS]


def _annotations(analysis: Analysis) -> Iterator[Annotation]:
    """One a failure; what passes by itself or is a matter of style is a warning."""
    level = "warning" if analysis.retry.recommended or analysis.severity is Severity.LOW else "error"
    kind = analysis.custom_category or analysis.category
    for failure in analysis.failures:
        title = f"{kind}: {failure.test or failure.code or failure.tool or analysis.rule}"
        yield Annotation(
            level=level, message=failure.message, title=title, file=failure.file, line=failure.line, column=failure.column
        )
    if not analysis.failures and not (level == "warning" and analysis.category is Category.UNKNOWN):  # nothing failed
        yield Annotation(level=level, message=analysis.headline, title=f"{kind}: {analysis.rule}")


def _summary(analyses: Sequence[Analysis], found: int, shown: int) -> str:
    again = sum(analysis.retry.recommended for analysis in analyses)
    return f"error_parser: logs: {len(analyses)}, failures: {found}, shown: {shown}, retries recommended: {again}\n"


def _escaped(text: str, signs: dict[str, str]) -> str:
    """As GitHub's runner takes it apart again. Other control characters are of no use to anybody."""
    return "".join(signs.get(char) or (char if char.isprintable() else " ") for char in text).replace("##[", "# [")


def as_records(analyses: Iterable[Analysis]) -> list[dict[str, Any]]:
    """JSON values."""
    return [analysis.to_json() for analysis in analyses]
