"""Decide: what to do about a diagnosis. Pure: the same facts give the same decision."""

from __future__ import annotations

from typing import Final

from homeostat.records import Action, Category, Decision, Diagnosis

BASE_DELAY: Final = 60
"""Seconds before the first retry. Incidents of indexes and runners last minutes; a job that starts at once meets the same one."""

MAX_DELAY: Final = 1800
"""Seconds. Half an hour: beyond that a person has looked at it."""

RESOURCES: Final = frozenset({"disk-full", "out-of-memory", "killed"})
"""Rules of `understand` for a machine that is too small: no patch and no retry on the same machine cures it."""

CANCELLED: Final = frozenset({"job-cancelled", "terminated"})
"""Rules of `understand` for a run that someone ended: there is nothing to heal."""


def decide(
    diagnosis: Diagnosis, *, enabled: bool, attempts: int, max_attempts: int, retry_count: int, max_retries: int = 3
) -> Decision:
    """What to do. `attempts` are earlier fixes tried for this fingerprint, `retry_count` earlier retries of this run.

    Reason codes, in the order they are looked for: `disabled` (skip); `transient_<category>` (retry), `retries_exhausted` (human);
    `cancelled` (skip); `needs_permission`, `timeout`, `resources`, `attempts_exhausted` (human); `reproducible_candidate` (fix).
    """
    if not enabled:
        return _decision(Action.SKIP, "disabled", "Homeostat is switched off (HOMEOSTAT_ENABLED or the settings).")
    if diagnosis.transient:
        return _retry(diagnosis, retry_count, max_retries)
    refusal = _refusal(diagnosis)
    if refusal:
        return refusal
    if attempts >= max_attempts:
        reason = f"{attempts} of {max_attempts} attempts at this failure were made: it needs a person."
        return _decision(Action.HUMAN, "attempts_exhausted", reason)
    return _decision(Action.FIX, "reproducible_candidate", "The failure looks reproducible: see it again, then look for a cure.")


def retry_delay(retry_count: int) -> int:
    """Seconds to wait before retry number `retry_count` + 1: 60, 120, 240 … at most 1800.

    Without jitter, so that a replayed run decides the same; whoever schedules many runs adds it there.
    """
    return min(MAX_DELAY, BASE_DELAY * (1 << min(max(retry_count, 0), 16)))


def _retry(diagnosis: Diagnosis, retry_count: int, max_retries: int) -> Decision:
    if retry_count >= max_retries:
        reason = f"{retry_count} of {max_retries} retries did not cure it, so it is no passing trouble."
        return _decision(Action.HUMAN, "retries_exhausted", reason)
    reason = f"Trouble of the {diagnosis.category} kind that passes by itself ({diagnosis.rule}): run the job again."
    return _decision(Action.RETRY, f"transient_{diagnosis.category}", reason, retry_delay(retry_count))


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


def _decision(action: Action, code: str, reason: str, delay: int = 0) -> Decision:
    return Decision(action=action, reason_code=code, reason=reason, delay_seconds=delay)
