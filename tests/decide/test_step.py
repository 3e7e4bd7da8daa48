"""What is done about a diagnosis."""

from __future__ import annotations

import pytest

from homeostat.decide.history import RetryHistory
from homeostat.decide.step import CANCELLED, RESOURCES, decide
from homeostat.records import Action, Category, Diagnosis, Severity
from homeostat.understand.classify import CODED, RULES


def diagnosis(category: Category = Category.RUNTIME, rule: str = "pytest", *, transient: bool = False) -> Diagnosis:
    return Diagnosis(
        category=category, severity=Severity.HIGH, fingerprint="f", headline="h", confidence=0.9, transient=transient, rule=rule
    )


@pytest.mark.parametrize(
    ("given", "attempts", "retries", "action", "code"),
    [
        (diagnosis(), 0, 0, Action.FIX, "reproducible_candidate"),
        (diagnosis(), 2, 9, Action.FIX, "reproducible_candidate"),
        (diagnosis(), 3, 0, Action.HUMAN, "attempts_exhausted"),
        (diagnosis(Category.UNKNOWN, "unknown"), 0, 0, Action.FIX, "reproducible_candidate"),
        (diagnosis(Category.SYNTAX, "lint"), 0, 0, Action.FIX, "reproducible_candidate"),
        (diagnosis(Category.CONFIGURATION, "usage"), 0, 0, Action.FIX, "reproducible_candidate"),
        (diagnosis(Category.NETWORK, "network", transient=True), 0, 0, Action.RETRY, "transient_network"),
        (diagnosis(Category.SYSTEM, "runner-lost", transient=True), 9, 2, Action.RETRY, "transient_system"),
        (diagnosis(Category.NETWORK, "network", transient=True), 0, 3, Action.HUMAN, "retries_exhausted"),
        (diagnosis(Category.PERMISSION, "git-denied"), 0, 0, Action.HUMAN, "needs_permission"),
        (diagnosis(Category.TIMEOUT, "time-limit"), 0, 0, Action.HUMAN, "timeout"),
        (diagnosis(Category.TIMEOUT, "timed-out", transient=True), 0, 0, Action.RETRY, "transient_timeout"),
        (diagnosis(Category.SYSTEM, "disk-full"), 0, 0, Action.HUMAN, "resources"),
        (diagnosis(Category.SYSTEM, "job-cancelled"), 0, 0, Action.SKIP, "cancelled"),
        (diagnosis(Category.PERMISSION, "git-denied"), 9, 0, Action.HUMAN, "needs_permission"),
    ],
)
def test_decide(given: Diagnosis, attempts: int, retries: int, action: Action, code: str) -> None:
    decision = decide(given, enabled=True, attempts=attempts, max_attempts=3, retry_count=retries)
    assert (decision.action, decision.reason_code) == (action, code)
    assert decision.reason.endswith(".")
    assert (decision.delay_seconds > 0) is (action is Action.RETRY)


@pytest.mark.parametrize("transient", [True, False])
def test_the_switch_stops_everything(*, transient: bool) -> None:
    decision = decide(diagnosis(transient=transient), enabled=False, attempts=9, max_attempts=3, retry_count=9)
    assert (decision.action, decision.reason_code) == (Action.SKIP, "disabled")


def test_no_retries_allowed_means_none() -> None:
    given = diagnosis(Category.NETWORK, "network", transient=True)
    assert decide(given, enabled=True, attempts=0, max_attempts=3, retry_count=0, max_retries=0).action is Action.HUMAN


def test_the_history_of_retries_is_heeded() -> None:
    given = diagnosis(Category.NETWORK, "network", transient=True)
    codes = [
        decide(given, enabled=True, attempts=0, max_attempts=3, retry_count=0, history=history).reason_code
        for history in (RetryHistory(), RetryHistory(tried=9), RetryHistory(recent=3))
    ]
    assert codes == ["transient_network", "retry_does_not_help", "retry_budget_spent"]


def test_what_is_flaky_is_retried_before_it_is_healed() -> None:
    flaky = RetryHistory(flaky=True)
    assert decide(diagnosis(), enabled=True, attempts=0, max_attempts=3, retry_count=0, history=flaky).reason_code == "flaky"
    lint = diagnosis(Category.SYNTAX, "lint")
    assert decide(lint, enabled=True, attempts=0, max_attempts=3, retry_count=0, history=flaky).action is Action.FIX


def test_a_replayed_run_waits_as_long() -> None:
    given = diagnosis(Category.NETWORK, "network", transient=True)
    waits = {
        run: {decide(given, enabled=True, attempts=0, max_attempts=3, retry_count=1, seed=run).delay_seconds for _ in range(3)}
        for run in map(str, range(50))
    }
    assert all(len(each) == 1 for each in waits.values())
    assert len(set.union(*waits.values())) > 25
    assert all(1 <= wait <= 120 for each in waits.values() for wait in each)


def test_the_rules_named_here_exist() -> None:
    assert {rule.name for rule in RULES} | CODED >= RESOURCES | CANCELLED
