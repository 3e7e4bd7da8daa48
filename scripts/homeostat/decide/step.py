"""Decide: what to do about a diagnosis. Pure: the same facts give the same decision."""

from __future__ import annotations

from typing import Final

from homeostat.decide.history import RetryHistory
from homeostat.decide.retry import MAX_RETRIES, retry, seeded
from homeostat.records import Action, Category, Decision, Diagnosis

RESOURCES: Final = frozenset({"disk-full", "out-of-memory", "killed"})
"""Rules of `understand` for a machine that is too small: no patch and no retry on the same machine cures it."""

CANCELLED: Final = frozenset({"job-cancelled", "terminated"})
"""Rules of `understand` for a run that someone ended: there is nothing to heal."""

NOTHING: Final = RetryHistory()


def decide(
    diagnosis: Diagnosis,
    *,
    enabled: bool,
    attempts: int,
    max_attempts: int,
    retry_count: int,
    max_retries: int = MAX_RETRIES,
    history: RetryHistory = NOTHING,
    seed: str = "",
) -> Decision:
    """What to do. `attempts` are earlier fixes tried for this fingerprint, `retry_count` earlier retries of this run.

    `seed` is the number of the run: with it the delay of a retry is drawn, so that a replayed run decides the same.

    Reason codes, in the order they are looked for: `disabled` (skip); `transient_<category>`, `flaky` (retry), or
    `retries_exhausted`, `retry_does_not_help`, `retry_budget_spent` (human); `cancelled` (skip); `needs_permission`, `timeout`,
    `resources`, `attempts_exhausted` (human); `reproducible_candidate` (fix).
    """
    if not enabled:
        return _decision(Action.SKIP, "disabled", "Homeostat is switched off (HOMEOSTAT_ENABLED or the settings).")
    draw = seeded(seed, diagnosis.fingerprint, retry_count)
    decision = retry(diagnosis, history, count=retry_count, draw=draw, most=max_retries) or _refusal(diagnosis)
    if decision:
        return decision
    if attempts >= max_attempts:
        reason = f"{attempts} of {max_attempts} attempts at this failure were made: it needs a person."
        return _decision(Action.HUMAN, "attempts_exhausted", reason)
    return _decision(Action.FIX, "reproducible_candidate", "The failure looks reproducible: see it again, then look for a cure.")


def _refusal(diagnosis: Diagnosis) -> Decision | None:
    """The decision for failures that no patch cures."""
    if diagnosis.rule in CANCELLED:
        return _decision(Action.SKIP, "cancelled", "The run was ended from outside: there is nothing to heal.")
    if diagnosis.category is Category.PERMISSION:
        return _decision(Action.HUMAN, "needs_permission", "Something was denied: a person has to grant it or drop the step.")
    if diagnosis.category is Category.TIMEOUT:
        return _decision(Action.HUMAN, "timeout", "It took too long: only a person knows whether it hangs or needs more time.")
    if diagnosis.rule in RESOURCES:
        return _decision(Action.HUMAN, "resources", "The machine ran out of disk or memory: give it more, or make the job smaller.")
    return None


def _decision(action: Action, code: str, reason: str) -> Decision:
    return Decision(action=action, reason_code=code, reason=reason)
