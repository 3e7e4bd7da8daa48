"""From the bytes of one log to its analysis: what was remembered, else understood; then rated, decided about, and remembered."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from homeostat.cli_analyze_memory import Memory
from homeostat.cli_analyze_read import Given
from homeostat.cli_analyze_record import Analysis, Facts, Line, Retry, Step
from homeostat.decide.history import RetryHistory, history_of
from homeostat.decide.severity import severity_of
from homeostat.decide.step import decide
from homeostat.learn.step import failing
from homeostat.records import CUSTOM_PREFIX, Action, Category, CustomPattern, Decision, Diagnosis, Run
from homeostat.settings import Settings

if TYPE_CHECKING:
    from homeostat.records import Log
    from homeostat.understand.catalogue import Catalogue

_MOST_TEXT: Final = 500
_SHOWN: Final = 60  # lines whose text goes with the analysis: enough to find the code that it is about
_MOST_EVIDENCE: Final = 20
_MOST_LINES: Final = 200  # of one part of the excerpt


class Analyst:
    """Looks at logs with the same patterns, the same green logs to compare with and the same memory."""

    def __init__(
        self, settings: Settings, *, baselines: Sequence[Given] = (), memory: Memory | None = None, run_id: str = ""
    ) -> None:
        """Of the settings count `patterns`, `enabled` and `retry_count`. `run_id` seeds the delay of a retry."""
        self._settings = settings
        self._patterns = {CUSTOM_PREFIX + pattern.name: pattern for pattern in settings.patterns}
        self._baselines = baselines
        self._memory = memory or Memory()
        self._run_id = run_id

    def check(self) -> None:
        """Make now what the logs need later. Raises SettingsError for a wrong or unsafe pattern, LogUnavailable for a baseline."""
        if self._patterns or self._baselines:
            self._catalogue, self._greens  # noqa: B018 - kept by being asked for

    def analyze(self, given: Given) -> Analysis:
        """The analysis of one log. Raises LogUnavailable if there is nothing to read."""
        facts = self._recalled(given)
        if facts is None:
            facts = self._understood(given)
            self._memory.keep(facts.to_json(), given.digest, self._circumstances)
        diagnosis = dataclasses.replace(facts.diagnosis, severity=severity_of(facts.diagnosis))
        return self._record(given, facts, diagnosis, self._decide(diagnosis))

    def _recalled(self, given: Given) -> Facts | None:
        """What is remembered of a log; nothing if it is not as it was kept, whoever changed it."""
        try:
            return Facts.from_json(self._memory.known(given.digest, self._circumstances) or {})
        except (KeyError, ValueError, TypeError, AttributeError):
            return None

    def _decide(self, diagnosis: Diagnosis) -> Decision:
        settings = self._settings
        return decide(
            diagnosis,
            enabled=settings.enabled,
            attempts=0,
            max_attempts=1,
            retry_count=settings.retry_count,
            history=self._history(diagnosis),
            seed=self._run_id,
        )

    def _history(self, diagnosis: Diagnosis) -> RetryHistory:
        run = Run(run_id=self._run_id, attempt=self._settings.retry_count + 1)
        current = failing(diagnosis, self._memory.now, run)
        return history_of(self._memory.recent, current)

    def _record(self, given: Given, facts: Facts, diagnosis: Diagnosis, decision: Decision) -> Analysis:
        own = self._patterns.get(diagnosis.rule)
        failed = diagnosis.category is not Category.UNKNOWN or bool(diagnosis.failures)
        return Analysis(
            log=given.name,
            category=diagnosis.category,
            severity=diagnosis.severity,
            confidence=diagnosis.confidence,
            headline=diagnosis.headline,
            rule=diagnosis.rule,
            retry=_retry(diagnosis, decision),
            excerpt=diagnosis.excerpt,
            evidence=facts.evidence,
            shown=facts.shown,
            failures=diagnosis.failures,
            step=facts.step,
            fingerprint=diagnosis.fingerprint,
            levels=diagnosis.levels,
            preimage=diagnosis.preimage,
            truncated=facts.truncated or given.cut,
            seen=self._memory.sighted(diagnosis.fingerprint, given.digest, facts.ended_at) if failed else None,
            custom_category=own.category if own and own.category not in set(Category) else None,
            hint=own.hint or None if own else None,
            fix_time=own.fix_time or None if own else None,
        )

    @cached_property
    def _circumstances(self) -> str:
        """A digest of what an analysis depends on besides the log and the parser: patterns in their order, baselines in any."""
        patterns = json.dumps([_without_place(pattern) for pattern in self._settings.patterns])
        return hashlib.sha256("\n".join((patterns, *sorted(given.digest for given in self._baselines))).encode()).hexdigest()

    @cached_property
    def _catalogue(self) -> Catalogue:
        from homeostat.understand.custom import catalogue_of

        return catalogue_of(self._settings.patterns)

    @cached_property
    def _greens(self) -> tuple[Log, ...]:
        from homeostat.observe.step import read

        return tuple(read(given.data, given.name) for given in self._baselines)

    def _understood(self, given: Given) -> Facts:
        from homeostat.observe.step import read
        from homeostat.understand.junit_xml import is_report, read_report
        from homeostat.understand.step import understand

        if is_report(given.data):
            report = read_report(given.data, given.name)
            return Facts(diagnosis=report.diagnosis, truncated=report.truncated)
        log = read(given.data, given.name)
        diagnosis = understand(log, catalogue=self._catalogue, greens=self._greens)
        step = log.failed_step
        return Facts(
            diagnosis=diagnosis,
            evidence=_lines(log, _evidence(diagnosis, log)),
            shown=_lines(log, sorted(_best(diagnosis))),
            step=Step(name=step.name, command=step.script, exit_code=step.exit_code) if step else None,
            ended_at=log.ended_at,
            truncated=log.truncated,
        )


def _lines(log: Log, numbers: Iterable[int]) -> tuple[Line, ...]:
    return tuple(Line(line=number, text=log.lines[number - 1][:_MOST_TEXT]) for number in numbers)


def _best(diagnosis: Diagnosis) -> Iterable[int]:
    """The first lines of the excerpt."""
    return islice((number for first, last in diagnosis.excerpt for number in range(first, last + 1)), _SHOWN)


def _evidence(diagnosis: Diagnosis, log: Log) -> Iterable[int]:
    """The lines that the rule matched; where it does not say, the first of the excerpt that tells the cause."""
    if diagnosis.evidence:
        return diagnosis.evidence[:_MOST_EVIDENCE]
    told = {diagnosis.headline, *(failure.message for failure in diagnosis.failures[:1])} - {""}
    lines = (n for first, last in diagnosis.excerpt[:_MOST_EVIDENCE] for n in range(first, min(last, first + _MOST_LINES) + 1))
    return islice((n for n in lines if any(text in log.lines[n - 1] for text in told)), 1)


def _retry(diagnosis: Diagnosis, decision: Decision) -> Retry:
    return Retry(
        recommended=decision.action is Action.RETRY,
        confidence=decision.confidence if decision.action is Action.RETRY else diagnosis.confidence,
        delay_seconds=decision.delay_seconds,
        reason=decision.reason_code,
    )


def _without_place(pattern: CustomPattern) -> dict[str, Any]:
    return dataclasses.replace(pattern, where="").to_json()
