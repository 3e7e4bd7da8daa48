"""The shape of a rule: one pattern, what it says of the failure, and lines that it must and must not match."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from homeostat.records import Category, Severity


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

    `yes` are lines that match, `no` lines that look alike and do not; the tests run both.
    """

    name: str
    category: Category
    severity: Severity
    confidence: float
    pattern: re.Pattern[str]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    scope: Scope = Scope.TOOL
    transient: bool = False
    tool: str = ""
