"""What a run came to, and how many attempts a fingerprint has used."""

from __future__ import annotations

import pytest

from homeostat.learn.step import attempts, failing, is_healed, met_at, outcome, passed
from homeostat.records import PASSED, Action, Category, Diagnosis, Outcome, Result, Run, Severity

RUN = Run(repository="o/r", workflow="CI", run_id="7", sha="abc", attempt=2)
NOW = "2026-05-02T12:00:00+00:00"


def past(decision: Action, reason_code: str) -> Outcome:
    return Outcome(fingerprint="f", category=Category.RUNTIME, decision=decision, reason_code=reason_code)


HEALED = past(Action.FIX, "healed")
NO_REMEDY = past(Action.HUMAN, "no_remedy")
REFUSED = past(Action.SKIP, "refused_by_policy")
UNPREPARED = past(Action.HUMAN, "cannot_prepare")
UNPUBLISHED = past(Action.FIX, "publish_failed")
RETRIED = past(Action.RETRY, "transient_network")
GIVEN_UP = past(Action.HUMAN, "attempts_exhausted")
NO_PERMISSION = past(Action.HUMAN, "needs_permission")
DISABLED = past(Action.SKIP, "disabled")


@pytest.mark.parametrize(
    ("history", "count"),
    [
        ([], 0),
        ([NO_REMEDY], 1),
        ([NO_REMEDY, REFUSED, UNPREPARED, UNPUBLISHED], 4),
        ([RETRIED, GIVEN_UP, NO_PERMISSION, DISABLED], 0),
        ([HEALED], 0),
        ([NO_REMEDY, NO_REMEDY, HEALED], 0),
        ([NO_REMEDY, HEALED, NO_REMEDY], 1),
        ([HEALED, NO_REMEDY, RETRIED, UNPREPARED], 2),
        ([NO_REMEDY, NO_REMEDY, NO_REMEDY, GIVEN_UP, GIVEN_UP], 3),
    ],
)
def test_attempts_are_those_in_vain_since_the_last_success(history: list[Outcome], count: int) -> None:
    assert attempts(iter(history)) == count


def test_only_a_fix_is_healed() -> None:
    assert is_healed(HEALED)
    assert not is_healed(past(Action.HUMAN, "healed"))


def test_an_outcome_keeps_what_the_next_run_needs() -> None:
    result = Result(
        decision=Action.FIX,
        reason_code="healed",
        reason="because",
        category=Category.DEPENDENCY,
        severity=Severity.HIGH,
        fingerprint="abc",
        remedy="dependency-drift",
        branch="homeostat/dependency-abc",
        seconds=3.5,
    )
    assert outcome(result, "2026-01-02T03:04:05Z") == Outcome(
        fingerprint="abc",
        category=Category.DEPENDENCY,
        decision=Action.FIX,
        reason_code="healed",
        strategy="dependency-drift",
        branch="homeostat/dependency-abc",
        seconds=3.5,
        created_at="2026-01-02T03:04:05Z",
    )


def test_an_outcome_says_which_run_it_is_of() -> None:
    result = Result(decision=Action.RETRY, reason_code="transient_network", reason="", fingerprint="f")
    kept = outcome(result, NOW, RUN, "network")
    assert (kept.rule, kept.workflow, kept.run_id, kept.sha, kept.attempt) == ("network", "CI", "7", "abc", 2)


def test_a_green_run_has_no_fingerprint() -> None:
    kept = passed(RUN, NOW)
    assert (kept.fingerprint, kept.reason_code, kept.run_id, kept.attempt) == ("", PASSED, "7", 2)
    assert attempts([kept]) == 0


def test_a_failure_at_hand_is_kept_as_the_others_are() -> None:
    diagnosis = Diagnosis(
        category=Category.NETWORK, severity=Severity.LOW, fingerprint="f", headline="h", confidence=0.9, rule="network"
    )
    assert failing(diagnosis, NOW, RUN) == outcome(
        Result(decision=Action.HUMAN, reason_code="", reason="", category=Category.NETWORK, fingerprint="f"), NOW, RUN, "network"
    )


@pytest.mark.parametrize(
    ("ended_at", "moment"),
    [
        ("2026-05-01T10:00:00Z", "2026-05-01T10:00:00+00:00"),
        ("2026-05-01T10:00:00+02:00", "2026-05-01T08:00:00+00:00"),
        ("", NOW),
        ("9999-99-99T99:99:99Z", NOW),
        ("2026-05-03T00:00:00Z", NOW),  # the clock of that machine was wrong
        ("0001-01-01T00:00:00+23:00", NOW),
    ],
)
def test_a_failure_happened_when_its_log_ended(ended_at: str, moment: str) -> None:
    assert met_at(ended_at, NOW) == moment
