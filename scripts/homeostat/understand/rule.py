"""The shape of a rule: one pattern, what it says of the failure, and lines that it must and must not match."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from homeostat.records import Category, Severity
from homeostat.understand.pattern import Pattern, required_words


class Scope(enum.Enum):
    """Which lines a rule sees.

    RUNNER: what the runner itself reports. TOOL: the output but for the error lines of tests, since a test may well be about
    networks and permissions. ANY: all of the output.
    """

    RUNNER = "runner"
    TOOL = "tool"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of trouble. `transient`: the same command may succeed a moment later, nothing changed.

    `yes` are lines that match, `no` lines that look alike and do not; the tests run both. `declared` are words of which a matching
    line holds one, in small letters. `early`: such trouble ends a job before its tests run, so where tests ran and failed, the line
    is but something that was printed. `verdict`: the line says that tests ran and failed.
    """

    name: str
    category: Category
    severity: Severity
    confidence: float
    pattern: Pattern
    yes: tuple[str, ...]
    no: tuple[str, ...]
    scope: Scope = Scope.TOOL
    transient: bool = False
    tool: str = ""
    declared: tuple[str, ...] = ()
    early: bool = False
    verdict: bool = False

    @property
    def words(self) -> frozenset[str]:
        """Small letters; a line must hold one of them to match. Empty if any line may. Without declared ones they are worked out."""
        return frozenset(self.declared) or required_words(self.pattern.source, self.pattern.flags)
