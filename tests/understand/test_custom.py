"""Patterns of the user's own, made rules."""

from __future__ import annotations

import pytest

from homeostat.errors import SettingsError
from homeostat.lines import lines_of
from homeostat.records import CUSTOM_PREFIX, Category, CustomPattern, Log, Severity
from homeostat.understand.catalogue import DEFAULT
from homeostat.understand.classify import RULES
from homeostat.understand.custom import catalogue_of, category_of, rules_of
from homeostat.understand.step import understand


def custom(pattern: str = r"licen[cs]e server (\w+) is busy", **fields: object) -> CustomPattern:
    return CustomPattern(name="licence", pattern=pattern, where="own.yaml:3", **fields)  # type: ignore[arg-type]


def log(*lines: str) -> Log:
    return Log(source="x", lines=lines_of("\n".join(lines).encode()))


def test_a_pattern_comes_before_the_built_in_rules() -> None:
    given = log("E   ModuleNotFoundError: No module named 'yaml'", "License server alpha is busy", "licence server beta is busy")
    assert understand(given).rule == "module-missing"
    diagnosis = understand(given, catalogue=catalogue_of([custom(retry=True, severity=Severity.HIGH, confidence=0.8)]))
    assert (diagnosis.rule, diagnosis.category, diagnosis.transient) == ("custom:licence", Category.UNKNOWN, True)
    assert (diagnosis.severity, diagnosis.confidence) == (Severity.HIGH, 0.8)
    assert "beta" in diagnosis.headline


def test_a_pattern_that_does_not_match_changes_nothing() -> None:
    given = log("E   ModuleNotFoundError: No module named 'yaml'")
    assert understand(given, catalogue=catalogue_of([custom()])) == understand(given)


def test_error_lines_of_tests_and_marked_lines_are_seen_too() -> None:
    for line in ("E   licence server x is busy", "##[error]licence server x is busy"):
        assert understand(log(line), catalogue=catalogue_of([custom()])).rule == "custom:licence"


@pytest.mark.parametrize(
    ("category", "expected"),
    [("network", Category.NETWORK), ("unknown", Category.UNKNOWN), ("custom", Category.UNKNOWN), ("database", Category.UNKNOWN)],
)
def test_a_category_of_ours_or_a_word_of_theirs(category: str, expected: Category) -> None:
    assert category_of(custom(category=category)) is expected
    assert rules_of([custom(category=category)])[0].category is expected


def test_the_order_stays_and_no_name_is_a_built_in_one() -> None:
    rules = rules_of([custom(), CustomPattern(name="pytest", pattern="other words")])
    assert [rule.name for rule in rules] == ["custom:licence", "custom:pytest"]
    assert not any(rule.name.startswith(CUSTOM_PREFIX) for rule in RULES)


def test_without_patterns_the_catalogue_is_the_built_in_one() -> None:
    assert catalogue_of(()) is DEFAULT


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(a+)+b", "own.yaml:3: the pattern 'licence' repeats a part"),
        ("[", "own.yaml:3: the pattern 'licence' is no proper regular expression"),
        (r"\d+", "holds no word of 3 letters"),
        ("ab", "holds no word of 3 letters"),
        ("abc|de", "holds no word of 3 letters"),
        (".*", "matches the empty text"),
    ],
)
def test_a_pattern_is_refused_in_one_line_that_says_where(pattern: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        rules_of([custom("fine words"), custom(pattern)])
    assert words in str(caught.value)
    assert "\n" not in f"{caught.value}{caught.value.advice}"
    assert caught.value.exit_code == 4


def test_a_pattern_in_python_code_has_no_place() -> None:
    with pytest.raises(SettingsError, match="patterns: the pattern 'x'"):
        rules_of([CustomPattern(name="x", pattern="(a+)+b")])


def test_a_pattern_sees_as_much_of_a_line_as_it_was_reckoned_for() -> None:
    (rule,) = rules_of([custom("needle")])
    assert rule.pattern.search("x" * 400 + "needle")
    assert not rule.pattern.search("x" * 500 + "needle")
