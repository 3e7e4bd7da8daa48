"""How bad a failure is: the written rule. Pure.

1. It begins with what the rule says that found the cause. `low` (style, a cancelled run) stays low, whatever follows.
2. At least high if nothing else can run before it is cured: an installation, a compilation, a wrong configuration; one that is
   known with some confidence.
3. At least high if ten places or more failed.
4. One more on the default branch: everybody's build is red.
5. One less if it passes by itself: running it again is all there is to do.

What a pattern of the user's own says is final.
"""

from __future__ import annotations

from typing import Final

from homeostat.records import CUSTOM_PREFIX, Category, Diagnosis, Severity

MANY: Final = 10
"""Failures. One broken thing shows in a few tests; more are a part of the project that does not work."""

SURE: Final = 0.5
"""Below this confidence a rule guesses, and a guess raises no alarm."""

BLOCKING: Final = frozenset({Category.DEPENDENCY, Category.CONFIGURATION})
"""Nothing was tested: it was not installed, or the job did not start as it should."""

COMPILERS: Final = frozenset(
    """
    cargo cc clang clang++ cmake compiler csc dotnet elixir erlang g++ gcc ghc go gradle java javac kotlinc ld link make maven msbuild
    msvc ninja nvcc python rustc sbt scalac swift swiftc tsc vc zig
    """.split()
)
"""Tools whose syntax errors leave nothing to run. A linter's leave everything."""

_LEVELS: Final = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)


def severity_of(diagnosis: Diagnosis, *, default_branch: bool = False) -> Severity:
    """The severity by the rule above. `default_branch`: whether the failure is known to be on it."""
    if diagnosis.severity is Severity.LOW or diagnosis.rule.startswith(CUSTOM_PREFIX):
        return diagnosis.severity
    level = _LEVELS.index(diagnosis.severity)
    if blocks_everything(diagnosis) or len(diagnosis.failures) >= MANY:
        level = max(level, _LEVELS.index(Severity.HIGH))
    level += default_branch - diagnosis.transient
    return _LEVELS[min(level, len(_LEVELS) - 1)]


def blocks_everything(diagnosis: Diagnosis) -> bool:
    """Whether nothing else can be said of the commit before this is cured."""
    if diagnosis.confidence < SURE:
        return False
    if diagnosis.category is Category.SYNTAX:
        return diagnosis.severity is not Severity.MEDIUM or any(failure.tool in COMPILERS for failure in diagnosis.failures)
    return diagnosis.category in BLOCKING
