"""The classes of the parser for programs in Python: `from error_parser import ErrorClassifier, RetryManager, ErrorCache`."""

from __future__ import annotations

import enum
import hashlib
import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from homeostat.adapters.analyses import ErrorCache
from homeostat.cli_analyze_one import Analyst
from homeostat.cli_analyze_read import Given, given_as
from homeostat.cli_analyze_record import Analysis
from homeostat.decide import retry
from homeostat.records import CustomPattern
from homeostat.records import Severity as ErrorSeverity
from homeostat.settings import Settings
from homeostat.settings_patterns import pattern_of

__all__ = ["ErrorCache", "ErrorCategory", "ErrorClassifier", "ErrorSeverity", "RetryManager"]


class ErrorCategory(enum.StrEnum):
    """The categories, and one for patterns of your own: a failure of it has `custom_category`, its category is unknown."""

    SYNTAX = "syntax"
    DEPENDENCY = "dependency"
    CONFIGURATION = "configuration"
    RUNTIME = "runtime"
    NETWORK = "network"
    PERMISSION = "permission"
    TIMEOUT = "timeout"
    SYSTEM = "system"
    UNKNOWN = "unknown"
    CUSTOM = "custom"


Patterns: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]
"""Category → entries such as `{"pattern": r"…", "severity": ErrorSeverity.MEDIUM, "retry": True, "fix_time": 120}`."""


class ErrorClassifier:
    """Says what logs mean."""

    def __init__(self, patterns: Patterns | None = None, *, baselines: Iterable[str | bytes] = ()) -> None:
        """`patterns` come before the built-in ones, `baselines` are green logs. Raises SettingsError for a wrong or unsafe pattern."""
        own = tuple(_patterns_of({**self._initialize_patterns(), **(patterns or {})}))
        self._analyst = Analyst(Settings(patterns=own), baselines=[_given("baseline", log) for log in baselines])
        self._analyst.check()

    def classify(self, log: str | bytes, name: str = "-") -> Analysis:
        """The analysis of a log. Raises LogUnavailable for one that is empty or no text."""
        return self._analyst.analyze(_given(name, log))

    def _initialize_patterns(self) -> Patterns:
        """Patterns of a class of your own."""
        return {}


class RetryManager(retry.RetryManager):
    """Whether and when to try again. Chance comes from `random` unless you hand in another source."""

    def __init__(
        self, draw: retry.Draw = random.random, *, pace: retry.Pace = retry.JOB, max_retries: int = retry.MAX_RETRIES
    ) -> None:
        """See `homeostat.decide.retry`: `pace` is JOB or API."""
        super().__init__(draw, pace=pace, max_retries=max_retries)


def _patterns_of(patterns: Patterns) -> Iterable[CustomPattern]:
    for category, entries in patterns.items():
        for number, entry in enumerate(entries, 1):
            where = f"patterns[{str(category)!r}][{number - 1}]"
            yield pattern_of({"name": _name(category, entry), "category": str(category), **entry}, where)


def _name(category: str, entry: Mapping[str, Any]) -> str:
    """A name that stays the same while the pattern does."""
    return f"{category}-{hashlib.sha256(str(entry.get('pattern')).encode('utf-8', 'replace')).hexdigest()[:8]}"


def _given(name: str, log: str | bytes) -> Given:
    return given_as(name, log.encode("utf-8", "replace") if isinstance(log, str) else log)
