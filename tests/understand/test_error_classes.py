"""The classes of the parser for programs in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from homeostat.cli_analyze_public import ErrorCategory, ErrorClassifier, ErrorSeverity, RetryManager
from homeostat.decide.retry import API
from homeostat.errors import LogUnavailable, SettingsError
from homeostat.records import Category, Diagnosis, Severity

ENTRY = {"pattern": r"Your custom error pattern", "severity": ErrorSeverity.HIGH, "retry": True, "fix_time": 120}
LOG = "E   ModuleNotFoundError: No module named 'yaml'\nYour custom error pattern\n"


class Own(ErrorClassifier):
    """A classifier as the documentation shows one."""

    def _initialize_patterns(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        return {**super()._initialize_patterns(), ErrorCategory.CUSTOM: [ENTRY]}


def test_the_categories_are_ours_and_one_for_patterns_of_your_own() -> None:
    assert set(ErrorCategory) == {*Category, "custom"}
    assert ErrorSeverity is Severity


@pytest.mark.parametrize(
    "classifier", [Own(), ErrorClassifier({ErrorCategory.CUSTOM: [ENTRY]}), ErrorClassifier({"custom": [ENTRY]})]
)
@pytest.mark.parametrize("log", [LOG, LOG.encode()])
def test_patterns_of_your_own(classifier: ErrorClassifier, log: str | bytes) -> None:
    found = classifier.classify(log, "job")
    assert (found.log, found.category.value, found.custom_category) == ("job", ErrorCategory.UNKNOWN, "custom")
    assert (found.severity, found.retry.recommended, found.fix_time) == (ErrorSeverity.HIGH, True, 120)
    assert found.rule.startswith("custom:custom-")


def test_patterns_given_come_in_the_place_of_those_of_the_class() -> None:
    found = Own({ErrorCategory.CUSTOM: [{"pattern": "No module named"}]}).classify(LOG)
    assert found.headline.startswith("ModuleNotFoundError")
    assert (found.custom_category, found.retry.recommended) == ("custom", False)


def test_a_pattern_of_a_category_of_ours() -> None:
    found = ErrorClassifier({ErrorCategory.NETWORK: [ENTRY]}).classify(LOG)
    assert (found.category.value, found.custom_category) == (ErrorCategory.NETWORK, None)


def test_without_patterns_the_built_in_ones_count() -> None:
    assert ErrorClassifier().classify(LOG).category is Category.DEPENDENCY
    assert ErrorClassifier(baselines=["all is well", b"still"]).classify(LOG).category is Category.DEPENDENCY


def test_the_name_of_a_pattern_stays_while_the_pattern_does() -> None:
    one = ErrorClassifier({"custom": [{"pattern": "No module named"}, ENTRY]}).classify(LOG)
    other = ErrorClassifier({"custom": [{"pattern": "something else"}, {"pattern": "No module named"}]}).classify(LOG)
    assert one.fingerprint == other.fingerprint


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"pattern": "(a+)+bcd"}, r"patterns\['custom'\]\[1\]: the pattern .* repeats a part"),
        ({"severity": "low"}, r"patterns\['custom'\]\[1\]: a pattern lacks its 'pattern'"),
        ({"pattern": "words", "retries": True}, "unknown setting 'retries'; did you mean 'retry'"),
        ({"pattern": "words", "severity": "huge"}, "severity: expected one of"),
    ],
)
def test_a_wrong_pattern_is_refused_when_the_classifier_is_made(entry: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        ErrorClassifier({ErrorCategory.CUSTOM: [ENTRY, entry]})


def test_an_empty_log_is_no_answer() -> None:
    with pytest.raises(LogUnavailable):
        ErrorClassifier().classify("")


def test_chance_comes_from_the_system_unless_it_is_handed_in() -> None:
    assert 0 <= (RetryManager().delay(0) or 0) <= 60
    assert len({RetryManager().delay(5) for _ in range(20)}) > 10
    assert RetryManager(lambda: 0.5, pace=API).delay(1) == 1
    diagnosis = Diagnosis(category=Category.SYNTAX, severity=Severity.LOW, fingerprint="f", headline="h", confidence=1.0)
    assert RetryManager().should_retry(diagnosis).reason_code == "deterministic"
