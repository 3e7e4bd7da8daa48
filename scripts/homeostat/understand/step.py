"""Understand: from a log to its diagnosis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from homeostat.records import Category, Diagnosis, Failure, Log, Severity
from homeostat.understand.classify import Match, find_cause
from homeostat.understand.finding import Finding
from homeostat.understand.fingerprint import fingerprint_of
from homeostat.understand.python_reports import find_pytest, find_tracebacks
from homeostat.understand.region import Region, failing_region, output_region
from homeostat.understand.tool_reports import find_reports

MAX_FAILURES: Final = 500
"""Failures kept in a diagnosis; nobody reads more."""

_MAX_RANGES: Final = 12
_AROUND: Final = 3  # lines shown before and after the evidence
_LONGEST: Final = 40  # lines shown of one failure, its end
_TAIL: Final = 40  # lines of the end shown after the evidence
_MAX_HEADLINE: Final = 300
_UNKNOWN: Final = "unknown"


def understand(log: Log, exit_code: int | None = None, *, timed_out: bool = False) -> Diagnosis:
    """What a log means. The failing step's lines count; all lines if no step failed. `exit_code` overrides the log's."""
    step = log.failed_step
    code = exit_code if exit_code is not None else (step.exit_code if step else None)
    return _diagnose(failing_region(log), code, timed_out=timed_out)


def diagnose_output(output: str, exit_code: int, *, timed_out: bool = False) -> Diagnosis:
    """What the plain output of one command means. Its fingerprint is that of a log whose failing step printed the same."""
    return _diagnose(output_region(output), exit_code, timed_out=timed_out)


def _diagnose(region: Region, exit_code: int | None, *, timed_out: bool) -> Diagnosis:
    findings = _findings(region.lines)
    cause = find_cause(region, findings, exit_code, timed_out=timed_out)
    ranked = _ranked(findings, cause)
    headline = _headline(ranked, cause, region)
    failures = tuple(finding.failure for finding in ranked) or _only(cause, headline)
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
        excerpt=_excerpt(region, ranked, cause),
        preimage=preimage,
        rule=rule,
    )


def _findings(lines: Sequence[str]) -> list[Finding]:
    """All failures that the output reports, in its order. A traceback inside of a pytest report is pytest's."""
    pytest = find_pytest(lines)
    plain = [] if pytest else find_tracebacks(lines)
    return sorted([*pytest, *plain, *find_reports(lines)], key=lambda finding: finding.start)


def _ranked(findings: Sequence[Finding], cause: Match | None) -> list[Finding]:
    """Causes first: failures of the category that the rule found, then the others, each in the order of the output."""
    category = cause.rule.category if cause else None
    return sorted(_distinct(findings), key=lambda finding: finding.failure.category is not category)


def _distinct(findings: Sequence[Finding]) -> list[Finding]:
    return list({finding.failure: finding for finding in reversed(findings)}.values())[::-1]


def _headline(ranked: Sequence[Finding], cause: Match | None, region: Region) -> str:
    """The cause in one line."""
    first = ranked[0].failure if ranked else None
    if cause and (first is None or first.category is not cause.rule.category):
        text = cause.text.removeprefix("##[error]").removeprefix("E ")
    elif first:
        text = f"{first.file}: {first.message}" if first.file and not first.test else first.message
    else:
        text = next((line for line in reversed(region.lines) if line.strip()), "the command printed nothing")
    return text.strip()[:_MAX_HEADLINE]


def _only(cause: Match | None, headline: str) -> tuple[Failure, ...]:
    """Where no extractor knows the tool, the line that the rule matched is the failure."""
    if cause is None:
        return ()
    return (Failure(message=headline, tool=cause.rule.tool or None, category=cause.rule.category),)


def _excerpt(region: Region, ranked: Sequence[Finding], cause: Match | None) -> tuple[tuple[int, ...], ...]:
    """Line numbers of the log worth reading, the most relevant first; the end of the output comes last."""
    last = len(region.lines) - 1
    evidence = [cause.index] if cause and cause.index >= 0 else []
    spans = [(max(finding.start, finding.stop - _LONGEST), finding.stop) for finding in ranked[:_MAX_RANGES]]
    if not any(start <= index <= stop for index in evidence for start, stop in spans):
        spans = [(index, index) for index in evidence] + spans
    spans.append((max(0, last - _TAIL), last))
    shown: list[tuple[int, int]] = []
    for start, stop in spans if last >= 0 else ():
        wide = (max(0, start - _AROUND), min(last, stop + _AROUND))
        if not any(low <= wide[0] and wide[1] <= high for low, high in shown):
            shown.append(wide)
    return tuple((start + region.offset + 1, stop + region.offset + 1) for start, stop in shown)
