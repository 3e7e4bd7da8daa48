"""What is done about a diagnosis."""

from __future__ import annotations

import pytest

from homeostat.decide.step import CANCELLED, MAX_DELAY, RESOURCES, decide, retry_delay
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


@pytest.mark.parametrize(("count", "seconds"), [(-1, 60), (0, 60), (1, 120), (2, 240), (4, 960), (5, 1800), (10**9, 1800)])
def test_delays_double_up_to_half_an_hour(count: int, seconds: int) -> None:
    assert retry_delay(count) == seconds <= MAX_DELAY


def test_the_rules_named_here_exist() -> None:
    assert {rule.name for rule in RULES} | CODED >= RESOURCES | CANCELLED
