"""What the ledger says of earlier retries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat.decide.history import RetryHistory, history_of, memory_begins
from homeostat.records import PASSED, Action, Category, Outcome

NOW = "2026-05-02T12:00:00+00:00"


def ran(
    decision: Action = Action.RETRY,
    fingerprint: str = "f",
    *,
    run: str = "1",
    attempt: int = 1,
    at: str = "2026-05-02T08:00:00+00:00",
    sha: str = "",
    rule: str = "r",
    workflow: str = "CI",
) -> Outcome:
    return Outcome(
        fingerprint=fingerprint,
        category=Category.NETWORK,
        decision=decision,
        reason_code="x",
        rule=rule,
        workflow=workflow,
        run_id=run,
        sha=sha,
        attempt=attempt,
        created_at=at,
    )


def green(
    run: str = "1", attempt: int = 2, *, sha: str = "", at: str = "2026-05-02T09:00:00+00:00", workflow: str = "CI"
) -> Outcome:
    return Outcome(
        fingerprint="",
        category=Category.UNKNOWN,
        decision=Action.SKIP,
        reason_code=PASSED,
        workflow=workflow,
        run_id=run,
        sha=sha,
        attempt=attempt,
        created_at=at,
    )


def now(run: str = "99", attempt: int = 1, fingerprint: str = "f") -> Outcome:
    return ran(Action.HUMAN, fingerprint, run=run, attempt=attempt, at=NOW)


@pytest.mark.parametrize(
    ("outcomes", "tried", "cured"),
    [
        ([], 0, 0),
        ([ran()], 0, 0),  # nobody ran it again
        ([ran(), green()], 1, 1),
        ([ran(), ran(attempt=2)], 1, 0),
        ([ran(), ran(attempt=2), green(attempt=3)], 2, 1),
        ([ran(), ran(fingerprint="other", attempt=2)], 1, 1),  # this failure had gone
        ([ran(), ran(attempt=3), green(attempt=2)], 1, 1),  # the next attempt counts
        ([ran(Action.HUMAN), green()], 0, 0),
        ([ran(run=""), ran(run="", attempt=2)], 0, 0),
        ([ran(run="1"), green(run="2")], 0, 0),
    ],
)
def test_the_end_of_a_retry_is_seen_in_the_next_attempt(outcomes: list[Outcome], tried: int, cured: int) -> None:
    found = history_of(outcomes, now())
    assert (found.tried, found.cured, found.rule_tried) == (tried, cured, 0)


def test_the_failure_at_hand_shows_that_its_own_retry_was_in_vain() -> None:
    found = history_of([ran(run="99", attempt=1)], now(attempt=2))
    assert (found.tried, found.cured, found.recent) == (1, 0, 1)


def test_other_failures_of_the_rule_count_apart() -> None:
    others = [ran(fingerprint="a"), green(), ran(fingerprint="b", run="2"), ran(fingerprint="b", run="2", attempt=2)]
    strangers = [ran(fingerprint="c", run="3", rule="else"), green(run="3")]
    found = history_of([*others, *strangers], now())
    assert (found.tried, found.rule_tried, found.rule_cured) == (0, 2, 1)


def test_the_window_is_a_day() -> None:
    old, new = "2026-05-01T11:59:59+00:00", "2026-05-01T12:00:01+00:00"
    outcomes = [ran(at=old), ran(run="2", at=new), ran(run="3", fingerprint="other", at=new), green(run="4", at=new)]
    found = history_of(outcomes, now())
    assert (found.recent, found.retried, found.runs) == (1, 2, 4)


def test_runs_without_a_number_stand_for_themselves() -> None:
    found = history_of([ran(run=""), ran(run=""), ran(run="5"), ran(run="5", attempt=2)], now())
    assert (found.retried, found.runs) == (3, 4)


@pytest.mark.parametrize(
    ("outcomes", "flaky"),
    [
        ([ran(sha="a"), green(sha="a")], True),
        ([ran(Action.FIX, sha="a"), green(run="2", attempt=1, sha="a")], True),
        ([green(sha="a"), ran(sha="a")], False),  # something around it may have changed
        ([ran(sha="a"), green(sha="b")], False),
        ([ran(sha="a"), green(sha="a", workflow="Docs")], False),
        ([ran(sha=""), green(sha="")], False),
        ([ran(fingerprint="other", sha="a"), green(sha="a")], False),
        ([ran(sha="a"), ran(sha="a", attempt=2)], False),
    ],
)
def test_flaky_is_what_failed_and_passed_on_the_same_commit(outcomes: list[Outcome], *, flaky: bool) -> None:
    assert history_of(outcomes, now()).flaky is flaky


@pytest.mark.parametrize("at", ["", "yesterday", "9999-99-99T00:00:00Z"])
def test_what_has_no_date_is_in_no_window(at: str) -> None:
    assert history_of([ran(at=at)], now()).recent == 0


def test_a_history_without_a_clock_is_none() -> None:
    assert history_of([], ran(Action.HUMAN, at="")) == RetryHistory(runs=1)


def test_a_month_is_remembered() -> None:
    assert memory_begins(NOW) == "2026-04-02T12:00:00+00:00"


@given(
    st.lists(
        st.builds(
            ran,
            st.sampled_from(Action),
            st.sampled_from(["f", "g", ""]),
            run=st.sampled_from(["", "1", "2"]),
            attempt=st.integers(0, 3),
            sha=st.sampled_from(["", "a"]),
        ),
        max_size=30,
    )
)
def test_counts_agree_with_each_other(outcomes: list[Outcome]) -> None:
    found = history_of(outcomes, now())
    assert 0 <= found.cured <= found.tried
    assert 0 <= found.rule_cured <= found.rule_tried
    assert found.tried + found.rule_tried <= sum(outcome.decision is Action.RETRY for outcome in outcomes)
    assert found.retried <= found.runs
