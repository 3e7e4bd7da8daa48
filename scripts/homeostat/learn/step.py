"""Learn: what a run came to, in a form that the next run can use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from homeostat.records import PASSED, Action, Category, Diagnosis, Outcome, Result, Run

HEALED: Final = "healed"
NO_RUN: Final = Run()

FRUITLESS: Final = frozenset({"cannot_prepare", "reproduced_differently", "no_remedy", "time_limit", "refused_by_policy"})
"""Reason codes of runs that tried to fix and came out with nothing. Runs that were sent on without trying (retry, skip, needs a
permission, attempts used up) are no attempts, else a fingerprint would use itself up by being looked at."""


def outcome(result: Result, created_at: str, run: Run = NO_RUN, rule: str = "") -> Outcome:
    """What the ledger keeps of a result. `created_at` is ISO 8601 in UTC, `rule` the one that found the cause."""
    return Outcome(
        fingerprint=result.fingerprint,
        category=result.category,
        decision=result.decision,
        reason_code=result.reason_code,
        strategy=result.remedy,
        branch=result.branch,
        seconds=result.seconds,
        created_at=created_at,
        rule=rule,
        workflow=run.workflow,
        run_id=run.run_id,
        sha=run.sha,
        attempt=run.attempt,
    )


def failing(diagnosis: Diagnosis, now: str, run: Run = NO_RUN) -> Outcome:
    """A failure that nothing was decided about yet, as the others of its run are kept: what its history is looked up by."""
    result = Result(
        decision=Action.HUMAN, reason_code="", reason="", category=diagnosis.category, fingerprint=diagnosis.fingerprint
    )
    return outcome(result, now, run, diagnosis.rule)


def passed(run: Run, created_at: str) -> Outcome:
    """What the ledger keeps of a run that was green: whether a retry helped, and what is flaky, is seen from it."""
    return Outcome(
        fingerprint="",
        category=Category.UNKNOWN,
        decision=Action.SKIP,
        reason_code=PASSED,
        created_at=created_at,
        workflow=run.workflow,
        run_id=run.run_id,
        sha=run.sha,
        attempt=run.attempt,
    )


def met_at(ended_at: str, now: str) -> str:
    """When a failure happened: the last time stamp of its log, unless there is none or it is no moment of the past."""
    try:
        moment = datetime.fromisoformat(ended_at).astimezone(UTC)
    except (ValueError, OverflowError):
        return now
    return moment.isoformat(timespec="seconds") if moment <= datetime.fromisoformat(now) else now


def attempts(outcomes: Iterable[Outcome]) -> int:
    """How often fixing was tried in vain since it last succeeded; `outcomes` of one fingerprint, oldest first.

    In vain is the decision to fix that did not end healed, or a reason code of `FRUITLESS`. A healed run sets the count to 0:
    the same failure, come back later, has all its attempts again.
    """
    count = 0
    for past in outcomes:
        if is_healed(past):
            count = 0
        elif past.decision is Action.FIX or past.reason_code in FRUITLESS:
            count += 1
    return count


def is_healed(past: Outcome) -> bool:
    """Whether the run ended with a proven change on a branch."""
    return past.decision is Action.FIX and past.reason_code == HEALED
