"""Whether and when to try again: the maths as properties, the decisions as tables."""

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat.decide.history import RetryHistory
from homeostat.decide.retry import (
    ALWAYS_RETRIED,
    API,
    JOB,
    LEAST_CHANCE,
    MAX_RETRIES,
    MOST_RETRIED,
    OPTIMISM,
    Pace,
    RetryManager,
    backoff,
    chance,
    posterior,
    retry,
    seeded,
)
from homeostat.records import Action, Category, Decision, Diagnosis, Outcome, Severity

DRAWS = st.floats(min_value=0, max_value=1, exclude_max=True)
PACES = st.sampled_from([API, JOB])


def diagnosis(category: Category = Category.NETWORK, *, transient: bool = True, confidence: float = 0.9) -> Diagnosis:
    return Diagnosis(
        category=category,
        severity=Severity.MEDIUM,
        fingerprint="f",
        headline="h",
        confidence=confidence,
        transient=transient,
        rule="rule",
    )


def code(decision: Decision | None) -> str:
    return decision.reason_code if decision else ""


# -- the wait


@given(PACES, st.integers(0, 10_000), DRAWS)
def test_a_wait_is_between_nothing_and_the_cap(pace: Pace, attempt: int, draw: float) -> None:
    wait = backoff(pace, attempt, draw)
    assert wait is not None
    assert 0 <= wait <= pace.cap


@pytest.mark.parametrize(
    ("pace", "limits"),
    [
        (API, [1, 2, 4, 8, 16, 32, 60, 60]),
        (JOB, [60, 120, 240, 480, 960, 1800, 1800, 1800]),
    ],
)
def test_the_limit_doubles_up_to_the_cap(pace: Pace, limits: list[float]) -> None:
    assert [backoff(pace, attempt, 1.0) for attempt in range(8)] == limits
    assert [backoff(pace, attempt, 0.0) for attempt in range(8)] == [0] * 8
    assert [backoff(pace, attempt, 0.5) for attempt in range(8)] == [limit / 2 for limit in limits]


@given(PACES, st.integers(0, 40), DRAWS, st.floats(min_value=0, max_value=10_000))
def test_what_the_other_side_asks_for_is_waited_for_or_given_up(pace: Pace, attempt: int, draw: float, asked: float) -> None:
    wait = backoff(pace, attempt, draw, asked)
    if asked > pace.ceiling:
        assert wait is None
    else:
        assert wait is not None
        assert asked <= wait <= pace.ceiling or wait == pytest.approx(asked)


@pytest.mark.parametrize("asked", [-1, math.nan, math.inf, 300.1])
def test_nonsense_and_too_much_are_given_up(asked: float) -> None:
    assert backoff(API, 0, 0.5, asked) is None


def test_chance_is_spread_evenly_and_the_same_for_the_same_seed() -> None:
    drawn = [seeded("run", attempt) for attempt in range(4000)]
    assert drawn == [seeded("run", attempt) for attempt in range(4000)]
    assert len(set(drawn)) == 4000
    assert all(0 <= draw < 1 for draw in drawn)
    assert statistics.mean(drawn) == pytest.approx(0.5, abs=0.02)
    assert max(sum(low / 10 <= draw < (low + 1) / 10 for draw in drawn) for low in range(10)) < 480
    assert seeded("a", "b") != seeded("ab")
    assert 0 <= seeded("\ud800") < 1


def test_clients_that_failed_at_the_same_moment_do_not_come_back_at_the_same_moment() -> None:
    waits = [backoff(JOB, 3, seeded(run, 3)) for run in range(200)]
    busiest = max(sum(wait is not None and low <= wait < low + 10 for wait in waits) for low in range(0, 480, 10))
    assert busiest < 20


# -- the odds


@given(st.integers(0, 50), st.integers(0, 50), st.floats(0, 1), st.floats(0.1, 20))
def test_a_posterior_is_a_chance_between_prior_and_record(cured: int, failed: int, prior: float, weight: float) -> None:
    tried = cured + failed
    found = posterior(cured, tried, prior, weight)
    record = cured / tried if tried else prior
    assert min(prior, record) - 1e-9 <= found <= max(prior, record) + 1e-9


@given(st.integers(0, 30), st.integers(0, 30), st.floats(0, 1))
def test_a_cure_raises_the_chance_and_a_failure_lowers_it(cured: int, failed: int, prior: float) -> None:
    before = chance(RetryHistory(tried=cured + failed, cured=cured), prior)
    assert chance(RetryHistory(tried=cured + failed + 1, cured=cured + 1), prior) >= before
    assert chance(RetryHistory(tried=cured + failed + 1, cured=cured), prior) <= before


def test_without_any_record_the_chance_is_the_prior() -> None:
    assert chance(RetryHistory()) == pytest.approx(OPTIMISM)
    assert chance(RetryHistory(), 0.3) == pytest.approx(0.3)


def test_others_of_the_rule_count_less_than_the_failure_itself() -> None:
    own = chance(RetryHistory(tried=4, cured=0))
    alike = chance(RetryHistory(rule_tried=4, rule_cured=0))
    assert own < alike < OPTIMISM


# -- the decision


@pytest.mark.parametrize(
    ("history", "count", "expected"),
    [
        (RetryHistory(), 0, "transient_network"),
        (RetryHistory(), 2, "transient_network"),
        (RetryHistory(), 3, "retries_exhausted"),
        (RetryHistory(), 99, "retries_exhausted"),
        (RetryHistory(recent=2), 0, "transient_network"),
        (RetryHistory(recent=3), 0, "retry_budget_spent"),
        (RetryHistory(runs=5, retried=2), 0, "transient_network"),
        (RetryHistory(runs=5, retried=3), 0, "retry_budget_spent"),
        (RetryHistory(runs=29, retried=3), 0, "retry_budget_spent"),
        (RetryHistory(runs=31, retried=3), 0, "transient_network"),
        (RetryHistory(runs=100, retried=9), 0, "transient_network"),
        (RetryHistory(runs=100, retried=10), 0, "retry_budget_spent"),
        (RetryHistory(tried=2, cured=0), 0, "transient_network"),
        (RetryHistory(tried=4, cured=0), 0, "transient_network"),
        (RetryHistory(tried=5, cured=0), 0, "retry_does_not_help"),
        (RetryHistory(tried=3, cured=0, rule_tried=10, rule_cured=0), 0, "retry_does_not_help"),
        (RetryHistory(tried=2, cured=0, rule_tried=90, rule_cured=0), 0, "transient_network"),
        (RetryHistory(tried=5, cured=1), 0, "transient_network"),
        (RetryHistory(tried=50, cured=10), 0, "transient_network"),
        (RetryHistory(tried=50, cured=5), 0, "retry_does_not_help"),
    ],
)
def test_passing_trouble(history: RetryHistory, count: int, expected: str) -> None:
    decision = retry(diagnosis(), history, count=count, draw=0.5)
    assert decision is not None
    assert decision.reason_code == expected
    assert decision.action is (Action.RETRY if expected.startswith("transient") else Action.HUMAN)
    assert (decision.delay_seconds > 0) is (decision.action is Action.RETRY)
    assert decision.reason.endswith(".")


@given(
    st.builds(
        RetryHistory,
        **dict.fromkeys(("tried", "rule_tried", "recent", "runs", "retried"), st.integers(0, 200)),
        flaky=st.booleans(),
    ),
    st.integers(0, 9),
    DRAWS,
    st.sampled_from(Category),
    st.booleans(),
)
def test_the_budgets_hold_whatever_happened(
    history: RetryHistory, count: int, draw: float, category: Category, transient: bool
) -> None:
    decision = retry(diagnosis(category, transient=transient), history, count=count, draw=draw)
    if decision is None or decision.action is not Action.RETRY:
        return
    assert transient or history.flaky
    assert count < MAX_RETRIES
    assert history.recent < MAX_RETRIES
    assert history.retried < max(ALWAYS_RETRIED, MOST_RETRIED * history.runs)
    assert history.tried < 3 or chance(history) >= LEAST_CHANCE
    assert 1 <= decision.delay_seconds <= JOB.cap
    assert 0 <= decision.confidence <= 1


@pytest.mark.parametrize("category", list(Category))
def test_only_what_may_change_by_itself_is_ever_flaky(category: Category) -> None:
    decision = retry(diagnosis(category, transient=False), RetryHistory(flaky=True), count=0, draw=0.5)
    assert code(decision) == ("flaky" if category in {Category.RUNTIME, Category.TIMEOUT, Category.UNKNOWN} else "")


@pytest.mark.parametrize(("count", "expected"), [(0, "flaky"), (1, "flaky"), (2, "retries_exhausted")])
def test_what_is_flaky_is_retried_twice(count: int, expected: str) -> None:
    given_up = retry(diagnosis(Category.RUNTIME, transient=False), RetryHistory(flaky=True), count=count, draw=0.5)
    assert code(given_up) == expected


def test_what_does_not_pass_by_itself_is_no_matter_of_retries() -> None:
    assert retry(diagnosis(Category.SYNTAX, transient=False), RetryHistory(), count=0, draw=0.5) is None


@pytest.mark.parametrize(
    ("history", "low", "high"),
    [
        (RetryHistory(), 0.8, 0.8),
        (RetryHistory(tried=3, cured=3), 0.85, 1.0),
        (RetryHistory(tried=3, cured=1), 0.2, 0.7),
        (RetryHistory(rule_tried=10, rule_cured=1), 0.2, 0.6),
    ],
)
def test_confidence_follows_the_record(history: RetryHistory, low: float, high: float) -> None:
    decision = retry(diagnosis(confidence=0.8), history, count=0, draw=0.5)
    assert decision is not None
    assert low <= decision.confidence <= high


# -- the object


def retried(attempt: int, run: str = "7", fingerprint: str = "f") -> Outcome:
    return Outcome(
        fingerprint=fingerprint,
        category=Category.NETWORK,
        decision=Action.RETRY,
        reason_code="transient_network",
        rule="rule",
        run_id=run,
        attempt=attempt,
        created_at="2026-05-01T10:00:00+00:00",
    )


def test_a_manager_counts_the_attempts_of_its_run() -> None:
    manager = RetryManager(lambda: 0.5)
    codes = []
    for attempt in range(1, 5):
        decision = manager.should_retry(diagnosis())
        codes.append(decision.reason_code)
        manager.record(retried(attempt))
    assert codes == ["transient_network"] * 3 + ["retries_exhausted"]


def test_a_manager_is_asked_with_a_history_of_its_own() -> None:
    manager = RetryManager(lambda: 0.5)
    assert manager.should_retry(diagnosis(), RetryHistory(tried=9, cured=0)).reason_code == "retry_does_not_help"
    assert manager.should_retry(diagnosis(Category.SYNTAX, transient=False)).reason_code == "deterministic"


def test_a_manager_draws_its_delays() -> None:
    draws = iter([0.0, 0.25, 0.75, 0.5])
    manager = RetryManager(lambda: next(draws), pace=API)
    assert [manager.delay(3) for _ in range(3)] == [0, 2, 6]
    assert manager.delay(0, retry_after=301) is None
