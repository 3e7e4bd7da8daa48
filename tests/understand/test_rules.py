"""Every rule against its own samples, and the order of the rules against each other."""

from __future__ import annotations

import time

import pytest

from homeostat.records import Category
from homeostat.understand.classify import RULES, is_suspicious
from homeostat.understand.rule import Rule, Scope

YES = [pytest.param(rule, line, id=f"{rule.name}-{index}") for rule in RULES for index, line in enumerate(rule.yes)]
NO = [pytest.param(rule, line, id=f"{rule.name}-{index}") for rule in RULES for index, line in enumerate(rule.no)]


@pytest.mark.parametrize(("rule", "line"), YES)
def test_a_rule_matches_its_samples(rule: Rule, line: str) -> None:
    assert rule.pattern.search(line)
    assert rule.scope is Scope.RUNNER or is_suspicious(line)


@pytest.mark.parametrize(("rule", "line"), NO)
def test_a_rule_leaves_look_alikes_alone(rule: Rule, line: str) -> None:
    assert not rule.pattern.search(line)


def test_every_rule_has_both_kinds_of_samples_and_its_own_name() -> None:
    assert all(rule.yes and rule.no for rule in RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_every_category_has_a_rule() -> None:
    assert {rule.category for rule in RULES} == set(Category)


def test_what_is_deterministic_is_never_transient() -> None:
    assert {rule.category for rule in RULES if rule.transient} == {Category.NETWORK, Category.SYSTEM}


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        " ",
        "1",
        ".",
        "a.",
        "/a",
        "E ",
        "error: ",
        "Failed to fetch ",
        "because ",
        "FAILED ",
        "= 1 failed ",
        "ERROR: pip ",
        "1:1  error  x  ",
        "go: ",
        "Rule 1: ",
    ],
)
def test_patterns_take_no_long_time_on_hostile_lines(unit: str) -> None:
    line = (unit * 500)[:500]
    began = time.perf_counter()
    for rule in RULES:
        rule.pattern.search(line)
    assert time.perf_counter() - began < 0.25
