"""Whether and when to try again. Pure: chance is handed in as a number, so that a replayed run decides the same."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from homeostat.decide.history import RetryHistory, history_of
from homeostat.records import Action, Category, Decision, Diagnosis, Outcome

MAX_RETRIES: Final = 3
"""Of one run, and of one fingerprint within the window. The per-request budget of Google's SRE book (chapter 21)."""

MAX_FLAKY_RETRIES: Final = 2
"""A test that passes half of the time passes within two reruns in 75 of 100 cases, within three in 88; the third costs as much."""

MOST_RETRIED: Final = 0.1
"""Share of the runs of a window that may be retries. The per-client budget of the same chapter: load grows by a tenth at most."""

ALWAYS_RETRIED: Final = 3
"""Runs that may be retried whatever their share: of five runs a tenth is none. Finagle's retry budget has such a floor too."""

LEAST_CHANCE: Final = 0.2
"""Below this posterior mean a retry is a waste: four of five runs would be in vain. With n >= 3, as for remedies that harm."""

LEAST_TRIED: Final = 3
OPTIMISM: Final = 2 / 3
"""The mean of Beta(2, 1), the prior that did best of nine policies over 300 simulated incidents (62.9 % cured, 60.5 % with Thompson)."""

RULE_WEIGHT: Final = 5.0
"""Trials that the prior is worth against the record of the rule: hierarchical priors of five pseudo-trials gained 9 to 16 points."""

OWN_WEIGHT: Final = 2.0
"""Trials that the rule is worth against the fingerprint's own record. By itself a fingerprint is given up after five retries in vain,
after three if the rule has a poor record."""

FLAKY: Final = frozenset({Category.RUNTIME, Category.TIMEOUT, Category.UNKNOWN})
"""Categories that may be flaky. The others say the same of the same code, or pass by themselves and are `transient`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast something is tried again: the first upper limit, the last one, and the longest `Retry-After` obeyed. Seconds.

    Full jitter: each wait is drawn between nothing and a limit that doubles. With 200 simulated clients and an outage of 10 s it
    finished after 32.8 s with a peak of 68 requests a second; 10 % of jitter took 98 s (peak 310), none 593 s (peak 2000).
    """

    base: float
    cap: float
    ceiling: float


API: Final = Pace(base=1, cap=60, ceiling=300)
"""A request. Who is told to come back after more than five minutes gives up: a job that sleeps costs as much as one that works."""

JOB: Final = Pace(base=60, cap=1800, ceiling=1800)
"""A job. Incidents of indexes and runners last minutes; after half an hour a person has looked at it."""

Draw = Callable[[], float]
"""A number from 0 to 1, 1 left out."""


def backoff(pace: Pace, attempt: int, draw: float, retry_after: float | None = None) -> float | None:
    """Seconds to wait before retry number `attempt` (from 0). None: give up, the other side asks for more than the ceiling.

    What the other side asks for is the least; the jitter goes on top, so that not all come back at the same moment.
    """
    limit = min(pace.cap, pace.base * 2.0 ** min(max(attempt, 0), 32))
    if retry_after is None:
        return draw * limit
    if not 0 <= retry_after <= pace.ceiling:  # and what is no number
        return None
    return min(pace.ceiling, max(retry_after + draw * pace.base, draw * limit))


def seeded(*seed: object) -> float:
    """A number from 0 to 1, 1 left out, always the same for the same seed: a run and its attempt."""
    digest = hashlib.sha256("\n".join(map(str, seed)).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:6]) / 2**48


def posterior(cured: int, tried: int, prior: float, weight: float) -> float:
    """Mean of the chance of success after so many trials, by a Beta prior that is worth `weight` trials."""
    return (cured + weight * prior) / (tried + weight)


def chance(history: RetryHistory, prior: float = OPTIMISM) -> float:
    """The chance that a retry cures: the record of the fingerprint, on that of its rule, on the prior."""
    rule = posterior(history.rule_cured, history.rule_tried, prior, RULE_WEIGHT)
    return posterior(history.cured, history.tried, rule, OWN_WEIGHT)


def retry(
    diagnosis: Diagnosis, history: RetryHistory, *, count: int, draw: float, most: int = MAX_RETRIES, pace: Pace = JOB
) -> Decision | None:
    """Whether to run again what failed; None if this is no passing trouble. `count`: retries of this run so far.

    Reason codes: `transient_<category>`, `flaky` (retry); `retries_exhausted`, `retry_budget_spent`, `retry_does_not_help` (human).
    """
    flaky = not diagnosis.transient and history.flaky and diagnosis.category in FLAKY
    if not (diagnosis.transient or flaky):
        return None
    refusal = _refusal(history, count, min(most, MAX_FLAKY_RETRIES) if flaky else most)
    if refusal:
        return refusal
    code, reason = ("flaky", _FLAKY) if flaky else (f"transient_{diagnosis.category}", _transient(diagnosis))
    return Decision(
        action=Action.RETRY,
        reason_code=code,
        reason=reason,
        delay_seconds=math.ceil(backoff(pace, count, draw) or 1),
        confidence=round(chance(history, diagnosis.confidence), 3) if history.tried + history.rule_tried else diagnosis.confidence,
    )


_FLAKY: Final = "The same commit failed in this way and passed afterwards, nothing changed: run the job again."


def _transient(diagnosis: Diagnosis) -> str:
    return f"Trouble of the {diagnosis.category} kind that passes by itself ({diagnosis.rule}): run the job again."


def _refusal(history: RetryHistory, count: int, most: int) -> Decision | None:
    """Why it is not tried again, None if it may be."""
    if count >= most:
        return _human("retries_exhausted", f"{count} of {most} retries did not cure it, so it is no passing trouble.")
    if history.tried >= LEAST_TRIED and chance(history) < LEAST_CHANCE:
        return _human(
            "retry_does_not_help", f"Of {history.tried} retries of this failure {history.cured} helped: it needs a person."
        )
    if history.recent >= MAX_RETRIES:
        return _human("retry_budget_spent", f"This failure was retried {history.recent} times within a day: it needs a person.")
    if history.retried >= max(ALWAYS_RETRIED, MOST_RETRIED * history.runs):
        share = f"{history.retried} of {history.runs} runs of the last day were retried"
        return _human("retry_budget_spent", f"{share}: more would only add to the trouble.")
    return None


def _human(code: str, reason: str) -> Decision:
    return Decision(action=Action.HUMAN, reason_code=code, reason=reason)


class RetryManager:
    """The decisions above for those who keep their own outcomes: one object for a run, a project or a client."""

    def __init__(self, draw: Draw, *, pace: Pace = JOB, max_retries: int = MAX_RETRIES) -> None:
        """`draw`: where chance comes from, such as `random.random`, or `lambda: seeded(run_id, attempt)` for a run to be replayed."""
        self._draw = draw
        self._pace = pace
        self._most = max_retries
        self._outcomes: list[Outcome] = []

    def record(self, outcome: Outcome) -> None:
        """Keep what a run came to. Attempts of one run are known by its `run_id`."""
        self._outcomes.append(outcome)

    def should_retry(self, diagnosis: Diagnosis, history: RetryHistory | None = None) -> Decision:
        """Whether to try again what failed. Without a history, what was recorded here counts."""
        current = self._current(diagnosis)
        known = history or history_of(self._outcomes, current)
        count = sum(o.decision is Action.RETRY and o.run_id == current.run_id for o in self._outcomes)
        decision = retry(diagnosis, known, count=count, draw=self._draw(), most=self._most, pace=self._pace)
        return decision or _human("deterministic", "The same command would fail in the same way: it needs a change, no retry.")

    def delay(self, attempt: int, retry_after: float | None = None) -> float | None:
        """Seconds to wait before retry number `attempt` (from 0); None: give up, more is asked for than the ceiling."""
        return backoff(self._pace, attempt, self._draw(), retry_after)

    def _current(self, diagnosis: Diagnosis) -> Outcome:
        """The failure at hand, taken for the next attempt of the run that was recorded last."""
        last = self._outcomes[-1] if self._outcomes else None
        return Outcome(
            fingerprint=diagnosis.fingerprint,
            category=diagnosis.category,
            decision=Action.HUMAN,
            reason_code="",
            rule=diagnosis.rule,
            created_at=last.created_at if last else "",
            run_id=last.run_id if last else "",
            attempt=last.attempt + 1 if last else 1,
        )
