"""Understand: from a log to its diagnosis."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Final

from homeostat.records import Category, Diagnosis, Failure, Log, LogStep, Severity
from homeostat.understand.catalogue import DEFAULT, Catalogue, Heard
from homeostat.understand.classify import Match, find_cause
from homeostat.understand.clues import FAILED
from homeostat.understand.excerpt import Outline, rank_lines, usual_texts
from homeostat.understand.finding import Finding
from homeostat.understand.fingerprint import fingerprint_of, levels_of
from homeostat.understand.formats.table import read_failures
from homeostat.understand.region import Region, failing_region, output_region

MAX_FAILURES: Final = 500
"""Failures kept in a diagnosis; nobody reads more."""

_MOST_SPANS: Final = 100  # failures whose lines count for the excerpt
_LONGEST: Final = 60  # lines of one failure that do
_HEAD: Final = 3
_MAX_HEADLINE: Final = 300
_UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What was found in a region before it is put into words. `findings` are ranked, causes first."""

    region: Region
    heard: Heard
    findings: Sequence[Finding]
    cause: Match | None
    steps: Sequence[LogStep] = ()


def understand(
    log: Log,
    exit_code: int | None = None,
    *,
    timed_out: bool = False,
    catalogue: Catalogue = DEFAULT,
    greens: Sequence[Log] = (),
) -> Diagnosis:
    """What a log means. The failing step's lines count; all lines if no step failed. `exit_code` overrides the log's.

    `greens` are logs of runs of the same job that went well: what they say too is no news. More than three say nothing more.
    """
    return _diagnosis(_read_log(log, exit_code, catalogue, timed_out=timed_out), usual_texts(log.lines for log in greens))


def diagnose_output(output: str, exit_code: int, *, timed_out: bool = False, catalogue: Catalogue = DEFAULT) -> Diagnosis:
    """What the plain output of one command means. Its fingerprint is that of a log whose failing step printed the same."""
    return _diagnosis(_read(output_region(output), exit_code, catalogue, timed_out=timed_out))


def survey(log: Log, greens: Sequence[Log] = ()) -> tuple[Sequence[str], Outline]:
    """The lines of a log and what is known of them before any is ranked: what the weights of the excerpt are learnt from."""
    reading = _read_log(log, None, DEFAULT)
    return _whole(reading.region), _outline(reading, usual_texts(log.lines for log in greens))


def _read_log(log: Log, exit_code: int | None, catalogue: Catalogue, *, timed_out: bool = False) -> _Reading:
    step = log.failed_step
    code = exit_code if exit_code is not None else (step.exit_code if step else None)
    return _read(failing_region(log), code, catalogue, log.steps, timed_out=timed_out)


def _read(
    region: Region, exit_code: int | None, catalogue: Catalogue, steps: Sequence[LogStep] = (), *, timed_out: bool = False
) -> _Reading:
    heard = catalogue.listen(region)
    findings = read_failures(region, heard.formats)
    cause = find_cause(region, heard.rules, findings, exit_code, timed_out=timed_out)
    return _Reading(region=region, heard=heard, findings=_ranked(findings, cause), cause=cause, steps=steps)


def _diagnosis(reading: _Reading, usual: Container[str] | None = None) -> Diagnosis:
    region, cause = reading.region, reading.cause
    headline = _headline(reading.findings, cause, region)
    failures = tuple(finding.failure for finding in reading.findings) or _only(cause, headline)
    rule = cause.rule.name if cause else _UNKNOWN
    fingerprint, preimage = fingerprint_of(rule, failures, headline)
    return Diagnosis(
        category=cause.rule.category if cause else Category.UNKNOWN,
        severity=cause.rule.severity if cause else Severity.MEDIUM,
        fingerprint=fingerprint,
        headline=headline,
        confidence=cause.rule.confidence if cause else 0.0,
        transient=cause.rule.transient if cause else False,
        failures=failures[:MAX_FAILURES],
        excerpt=tuple((first + 1, last + 1) for first, last in rank_lines(_whole(region), _outline(reading, usual))),
        preimage=preimage,
        levels=levels_of(preimage),
        rule=rule,
        evidence=(cause.index + region.offset + 1,) if cause and cause.index >= 0 else (),
    )


def _ranked(findings: Sequence[Finding], cause: Match | None) -> list[Finding]:
    """Causes first: failures of the category that the rule found, then the others, each in the order of the output."""
    category = cause.rule.category if cause else None
    return sorted(findings, key=lambda finding: finding.failure.category is not category)


def _headline(ranked: Sequence[Finding], cause: Match | None, region: Region) -> str:
    """The cause in one line."""
    first = ranked[0].failure if ranked else None
    if cause and (first is None or first.category is not cause.rule.category):
        text = cause.text.removeprefix("##[error]").removeprefix("E ")
    elif first:
        text = f"{first.file}: {first.message}" if first.file and not first.test else first.message
    else:
        text = next((line for line in reversed(region) if line.strip()), "the command printed nothing")
    return text.strip()[:_MAX_HEADLINE]


def _only(cause: Match | None, headline: str) -> tuple[Failure, ...]:
    """Where no extractor knows the tool, the line that the rule matched is the failure."""
    if cause is None:
        return ()
    return (Failure(message=headline, tool=cause.rule.tool or None, category=cause.rule.category),)


def _whole(region: Region) -> Region:
    """All of the log: the step that failed may have been told nothing but that it failed."""
    return Region(region.lines, 0, len(region.lines))


def _outline(reading: _Reading, usual: Container[str] | None) -> Outline:
    """What the excerpt is made from."""
    offset, cause = reading.region.offset, reading.cause
    spans = [span for finding in reading.findings[:_MOST_SPANS] for span in _spans(finding)]
    return Outline(
        size=len(reading.region.lines),
        clues=reading.heard.clues,
        failed=[(step.start - 1, step.stop - 1) for step in reading.steps if step.exit_code] or _marked(reading),
        spans=[(start + offset, stop + offset) for start, stop in spans],
        cause=cause.index + offset if cause and cause.index >= 0 else -1,
        usual=usual,
    )


def _spans(finding: Finding) -> list[tuple[int, int]]:
    """The lines of a finding; of a long one its head, which names it, and its end, which says what went wrong."""
    if finding.stop - finding.start < _LONGEST:
        return [(finding.start, finding.stop)]
    return [(finding.start, finding.start + _HEAD - 1), (finding.stop - _LONGEST + _HEAD, finding.stop)]


def _marked(reading: _Reading) -> list[tuple[int, int]]:
    """What failed by the words of CI systems whose steps are not known: from what was begun before to the line that says so."""
    opened = reading.heard.opened
    ends = [index for index in reading.heard.failed if FAILED.match(reading.region.lines[index])]
    begins = [bisect_left(opened, end) for end in ends]
    return [(opened[at - 1] if at else 0, end) for at, end in zip(begins, ends, strict=True)]
