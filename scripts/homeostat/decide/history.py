"""What the ledger says of earlier retries. Pure: outcomes in, counts out.

Whether a retry helped is seen in the next attempt of the same run: it failed in the same way, or it did not. What nobody ran again
says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from homeostat.records import PASSED, Action, Outcome

MEMORY: Final = timedelta(days=30)
"""How far back outcomes count. Flip rates of tests are usually taken over as much; what is older was other code."""

WINDOW: Final = timedelta(hours=24)
"""Over which the budgets are reckoned: an outage is over within a day, and so is the temper of a fixed limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryHistory:
    """What became of earlier retries.

    `tried` and `cured`: of this fingerprint, those whose end is known; `rule_tried` and `rule_cured`: of other fingerprints of the
    same rule. Within the window: `recent` retries of this fingerprint; `retried` of the `runs` that were looked at. `flaky`: a
    commit on which this fingerprint failed passed afterwards, in the same workflow.
    """

    tried: int = 0
    cured: int = 0
    rule_tried: int = 0
    rule_cured: int = 0
    recent: int = 0
    runs: int = 0
    retried: int = 0
    flaky: bool = False


def memory_begins(now: str) -> str:
    """The moment from which outcomes count, as the ledger is asked for them."""
    return (datetime.fromisoformat(now) - MEMORY).isoformat(timespec="seconds")


def history_of(outcomes: Iterable[Outcome], current: Outcome) -> RetryHistory:
    """The history before `current`, the failure that is being decided about. `outcomes`: of all fingerprints, oldest first."""
    known = [*outcomes, current]
    ends = _ends(known)
    own = [cured for outcome, cured in ends if outcome.fingerprint == current.fingerprint]
    alike = [cured for outcome, cured in ends if outcome.fingerprint != current.fingerprint and outcome.rule == current.rule]
    window = [outcome for outcome in known if _is_within(outcome, current)]
    retries = [outcome for outcome in window if outcome.decision is Action.RETRY and outcome is not current]
    return RetryHistory(
        tried=len(own),
        cured=sum(own),
        rule_tried=len(alike),
        rule_cured=sum(alike),
        recent=sum(outcome.fingerprint == current.fingerprint for outcome in retries),
        runs=_runs(window),
        retried=_runs(retries),
        flaky=_is_flaky(known, current.fingerprint),
    )


def _ends(known: Sequence[Outcome]) -> list[tuple[Outcome, bool]]:
    """The retries that were run, each with whether the next attempt was without this failure."""
    runs: Mapping[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for outcome in known:
        runs[outcome.run_id][outcome.attempt].add(outcome.fingerprint)
    return [
        (outcome, outcome.fingerprint not in later[min(later)])
        for outcome in known
        if outcome.decision is Action.RETRY and (later := _later(outcome, runs))
    ]


def _later(outcome: Outcome, runs: Mapping[str, Mapping[int, set[str]]]) -> dict[int, set[str]]:
    attempts = runs[outcome.run_id] if outcome.run_id else {}
    return {attempt: fingerprints for attempt, fingerprints in attempts.items() if attempt > outcome.attempt}


def _is_within(outcome: Outcome, current: Outcome) -> bool:
    then, now = _moment(outcome.created_at), _moment(current.created_at)
    return outcome is current or (then is not None and now is not None and then >= now - WINDOW)


def _moment(text: str) -> datetime | None:
    """None if nobody said when."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _runs(outcomes: Sequence[Outcome]) -> int:
    """How many runs they are of; one without a number stands for itself."""
    return len({outcome.run_id for outcome in outcomes if outcome.run_id}) + sum(not outcome.run_id for outcome in outcomes)


def _is_flaky(known: Iterable[Outcome], fingerprint: str) -> bool:
    """Whether a commit failed in this way and passed later. The other way round something may have changed around it."""
    failed: set[tuple[str, str]] = set()
    for outcome in known:
        commit = (outcome.sha, outcome.workflow)
        if outcome.fingerprint == fingerprint and outcome.sha:
            failed.add(commit)
        elif outcome.reason_code == PASSED and commit in failed:
            return True
    return False
