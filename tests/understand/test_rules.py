"""Every rule against its own samples, its words against its pattern, and the order of the rules against each other."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import pytest

from homeostat.records import Category
from homeostat.understand.catalogue import Catalogue
from homeostat.understand.classify import RULES
from homeostat.understand.pattern import _parser, _parts
from homeostat.understand.region import output_region
from homeostat.understand.rule import Rule, Scope

YES = [pytest.param(rule, line, id=f"{rule.name}-{index}") for rule in RULES for index, line in enumerate(rule.yes)]
NO = [pytest.param(rule, line, id=f"{rule.name}-{index}") for rule in RULES for index, line in enumerate(rule.no)]
HEARD = [rule for rule in RULES if rule.scope is not Scope.RUNNER]

CATALOGUES = {portable: Catalogue(portable=portable) for portable in (False, True)}
SHORTEST = 3
FEW = 26
COMMON = frozenset({"rate", "error", "failed", "warning", "http", "test", "tests", "not found", "exit"})
"""Words that most logs hold on many lines, whatever happened."""


@pytest.mark.parametrize(("rule", "line"), YES)
def test_a_rule_matches_its_samples(rule: Rule, line: str) -> None:
    assert rule.pattern.search(line)


@pytest.mark.parametrize("portable", [False, True])
@pytest.mark.parametrize(("rule", "line"), YES)
def test_a_rule_hears_its_samples(rule: Rule, line: str, *, portable: bool) -> None:
    region = output_region(f"before\n{line}\nafter\n")
    heard = dict(CATALOGUES[portable].listen(region).rules)
    assert rule.scope is Scope.RUNNER or 1 in heard[rule]


@pytest.mark.parametrize(("rule", "line"), NO)
def test_a_rule_leaves_look_alikes_alone(rule: Rule, line: str) -> None:
    assert not rule.pattern.search(line)


def surely_holds(tree: Iterable[tuple[Any, Any]], words: Iterable[str]) -> bool:
    """Whether any text that the parsed expression matches holds one of the words, as far as literals tell.

    Alternatives are tried one by one, each in its place between what stands before and after it.
    """
    items = list(tree)
    if any(all(any(word in text for word in words) for text in part) for part in _parts(items)):
        return True
    for index, (operator, argument) in enumerate(items):
        before, after = items[:index], items[index + 1 :]
        ways = _ways(str(operator), argument)
        if ways and all(surely_holds([*before, *way, *after], words) for way in ways):
            return True
    return False


def _ways(operator: str, argument: Any) -> list[list[Any]]:
    """What may stand in the place of a group; nothing for other items. What is repeated, or looked ahead for, stands there at least once."""
    if operator in {"SUBPATTERN", "ASSERT"}:
        return [list(argument[-1])]
    if operator == "BRANCH":
        return [list(branch) for branch in argument[1]]
    if operator == "IN":
        return _members(argument)
    return [list(argument[2])] if operator in {"MAX_REPEAT", "MIN_REPEAT"} and argument[0] else []


def _members(members: list[tuple[Any, Any]]) -> list[list[Any]]:
    """The characters of a class, one by one, if they are as few as the digits."""
    spans = [(argument, argument) if str(operator) == "LITERAL" else argument for operator, argument in members]
    if {str(operator) for operator, _ in members} - {"LITERAL", "RANGE"} or sum(last - first + 1 for first, last in spans) > FEW:
        return []
    return [[(_parser.LITERAL, code)] for first, last in spans for code in range(first, last + 1)]


@pytest.mark.parametrize("rule", HEARD, ids=lambda rule: str(rule.name))
def test_a_match_holds_a_declared_word(rule: Rule) -> None:
    tree = list(_parser.parse(rule.pattern.source, rule.pattern.flags))
    assert rule.declared
    assert surely_holds(tree, rule.declared), [branch for branch in _branches(tree) if not surely_holds(branch, rule.declared)]


def _branches(tree: list[tuple[Any, Any]]) -> list[Any]:
    """The alternatives of an expression, for the message."""
    return next((argument[1] for operator, argument in tree if str(operator) == "BRANCH"), [tree])


@pytest.mark.parametrize("rule", HEARD, ids=lambda rule: str(rule.name))
def test_words_are_small_and_say_something(rule: Rule) -> None:
    for word in rule.words:
        assert word == word.lower(), word
        assert len(word) >= SHORTEST, word
        assert word not in COMMON, word


@pytest.mark.parametrize(
    ("source", "words", "sure"),
    [
        ("no space left", ("space",), True),
        ("no space left", ("time",), False),
        ("a (?:reset|refused)", ("reset", "refused"), True),
        ("a (?:reset|refused)", ("reset",), False),
        ("(?:cable )?cut", ("cable",), False),
        ("(?:cable )+cut", ("cable ",), True),
        ("[Rr]eset", ("reset",), True),
        (r"\d+ of x", ("of x",), True),
        ("[1-3] of x", ("1 of", "2 of", "3 of"), True),
        ("[1-3] of x", ("1 of", "3 of"), False),
        ("[^1-3] of x", ("1 of", "2 of", "3 of"), False),
        ("(?=[12])[0-9]+ of x", ("1", "2"), True),
    ],
)
def test_the_proof_of_words_holds(source: str, words: tuple[str, ...], *, sure: bool) -> None:
    assert surely_holds(_parser.parse(source), words) is sure


def test_every_rule_has_both_kinds_of_samples_and_its_own_name() -> None:
    assert all(rule.yes and rule.no for rule in RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_every_category_has_a_rule() -> None:
    assert {rule.category for rule in RULES} == set(Category)


def test_what_is_deterministic_is_never_transient() -> None:
    assert {rule.category for rule in RULES if rule.transient} == {Category.NETWORK, Category.SYSTEM, Category.TIMEOUT}


def test_a_verdict_is_about_tests_and_never_early() -> None:
    assert {(rule.category, rule.early) for rule in RULES if rule.verdict} == {(Category.RUNTIME, False)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.name))
def test_no_repetition_holds_another_without_bound(rule: Rule) -> None:
    assert not _nested(_parser.parse(rule.pattern.source, rule.pattern.flags), inside=False)


def _nested(tree: Iterable[tuple[Any, Any]], *, inside: bool) -> bool:
    return any(_item_nested(str(operator), argument, inside=inside) for operator, argument in tree)


def _item_nested(operator: str, argument: Any, *, inside: bool) -> bool:
    if operator == "SUBPATTERN":
        return _nested(argument[-1], inside=inside)
    if operator == "BRANCH":
        return any(_nested(branch, inside=inside) for branch in argument[1])
    if operator in {"MAX_REPEAT", "MIN_REPEAT"}:
        endless = argument[1] > 1000
        return (endless and inside) or _nested(argument[2], inside=inside or endless)
    return operator in {"ASSERT", "ASSERT_NOT"} and _nested(argument[1], inside=inside)


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
        "Connection to x ",
        "get https://a ",
        "localhost ",
        "npm error https://x: ",
    ],
)
def test_patterns_take_no_long_time_on_hostile_lines(unit: str) -> None:
    line = (unit * 500)[:500]
    began = time.perf_counter()
    for rule in RULES:
        rule.pattern.search(line)
    assert time.perf_counter() - began < 0.25
