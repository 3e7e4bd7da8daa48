"""What a run came to, and how many attempts a fingerprint has used."""

from __future__ import annotations

import pytest

from homeostat.learn.step import attempts, is_healed, outcome
from homeostat.records import Action, Category, Outcome, Result, Severity


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
