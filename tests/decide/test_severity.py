"""The written rule of severity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat.decide.severity import MANY, severity_of
from homeostat.records import Category, Diagnosis, Failure, Severity

LOW, MEDIUM, HIGH, CRITICAL = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL
ORDER = list(Severity)


def diagnosis(
    category: Category,
    severity: Severity = MEDIUM,
    *,
    failures: int = 1,
    tool: str = "pytest",
    transient: bool = False,
    confidence: float = 0.9,
    rule: str = "rule",
) -> Diagnosis:
    return Diagnosis(
        category=category,
        severity=severity,
        fingerprint="f",
        headline="h",
        confidence=confidence,
        transient=transient,
        rule=rule,
        failures=tuple(Failure(message=str(n), tool=tool) for n in range(failures)),
    )


@pytest.mark.parametrize(
    ("given_one", "elsewhere", "on_default"),
    [
        (diagnosis(Category.RUNTIME), MEDIUM, HIGH),  # a test failed
        (diagnosis(Category.RUNTIME, failures=MANY - 1), MEDIUM, HIGH),
        (diagnosis(Category.RUNTIME, failures=MANY), HIGH, CRITICAL),
        (diagnosis(Category.SYNTAX, LOW, failures=99), LOW, LOW),  # style
        (diagnosis(Category.SYNTAX, tool="eslint"), MEDIUM, HIGH),  # a linter
        (diagnosis(Category.SYNTAX, tool="rustc"), HIGH, CRITICAL),  # a compiler
        (diagnosis(Category.SYNTAX, HIGH), HIGH, CRITICAL),
        (diagnosis(Category.DEPENDENCY, HIGH), HIGH, CRITICAL),
        (diagnosis(Category.DEPENDENCY), HIGH, CRITICAL),
        (diagnosis(Category.DEPENDENCY, confidence=0.45), MEDIUM, HIGH),  # a guess
        (diagnosis(Category.CONFIGURATION), HIGH, CRITICAL),
        (diagnosis(Category.NETWORK, transient=True), LOW, MEDIUM),
        (diagnosis(Category.SYSTEM, CRITICAL, transient=True), HIGH, CRITICAL),  # the runner was lost
        (diagnosis(Category.SYSTEM, CRITICAL), CRITICAL, CRITICAL),  # the disk is full
        (diagnosis(Category.SYSTEM, LOW), LOW, LOW),  # cancelled
        (diagnosis(Category.PERMISSION, HIGH), HIGH, CRITICAL),
        (diagnosis(Category.UNKNOWN), MEDIUM, HIGH),
        (diagnosis(Category.DEPENDENCY, MEDIUM, rule="custom:mine", transient=True), MEDIUM, MEDIUM),  # the user's word
    ],
)
def test_the_rule(given_one: Diagnosis, elsewhere: Severity, on_default: Severity) -> None:
    assert severity_of(given_one) is elsewhere
    assert severity_of(given_one, default_branch=True) is on_default


DIAGNOSES = st.builds(
    diagnosis,
    st.sampled_from(Category),
    st.sampled_from(Severity),
    failures=st.integers(0, 30),
    tool=st.sampled_from(["gcc", "eslint", "pytest"]),
    transient=st.booleans(),
    confidence=st.floats(0, 1),
)


@given(DIAGNOSES)
def test_the_default_branch_never_makes_it_better(one: Diagnosis) -> None:
    assert ORDER.index(severity_of(one, default_branch=True)) >= ORDER.index(severity_of(one))


@given(DIAGNOSES)
def test_more_failures_never_make_it_better(one: Diagnosis) -> None:
    more = diagnosis(one.category, one.severity, failures=30, transient=one.transient, confidence=one.confidence, tool="gcc")
    fewer = diagnosis(one.category, one.severity, failures=1, transient=one.transient, confidence=one.confidence, tool="gcc")
    assert ORDER.index(severity_of(more)) >= ORDER.index(severity_of(fewer))


@given(DIAGNOSES)
def test_low_stays_low(one: Diagnosis) -> None:
    if one.severity is LOW:
        assert severity_of(one, default_branch=True) is LOW
