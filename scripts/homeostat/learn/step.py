"""Learn: what a run came to, in a form that the next run can use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from homeostat.records import Action, Outcome, Result

HEALED: Final = "healed"

FRUITLESS: Final = frozenset({"cannot_prepare", "reproduced_differently", "no_remedy", "time_limit", "refused_by_policy"})
"""Reason codes of runs that tried to fix and came out with nothing. Runs that were sent on without trying (retry, skip, needs a
permission, attempts used up) are no attempts, else a fingerprint would use itself up by being looked at."""


def outcome(result: Result, created_at: str) -> Outcome:
    """What the ledger keeps of a result. `created_at` is ISO 8601 in UTC."""
    return Outcome(
        fingerprint=result.fingerprint,
        category=result.category,
        decision=result.decision,
        reason_code=result.reason_code,
        strategy=result.remedy,
        branch=result.branch,
        seconds=result.seconds,
        created_at=created_at,
    )


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
