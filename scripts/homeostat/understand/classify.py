"""Which rule explains a region: the first of `RULES` that matches any of its lines. The order is the ranking of causes.

The ranking, and why: what the runner says of itself; resources; an installer that could not download (its resolver errors are a
consequence); missing rights; missing dependencies (tests fail because of them, never the other way round); source code; settings;
failed tests; and only then words like "timed out", which programs print for many reasons. The last line of a log is no rule: it
names the cause less than half the time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.finding import Finding, is_foreign
from homeostat.understand.region import Region
from homeostat.understand.rule import Rule, Scope
from homeostat.understand.rules_build import CONFIGURATION, DEPENDENCIES, MODULE_MISSING, OWN_MODULE, STYLE
from homeostat.understand.rules_platform import DOWNLOADS, PERMISSIONS, RESOURCES, RUNNER, WEAK
from homeostat.understand.rules_tests import LAST, TESTS

RULES: Final[tuple[Rule, ...]] = (
    *RUNNER,
    *RESOURCES,
    *DOWNLOADS,
    *PERMISSIONS,
    *DEPENDENCIES,
    *STYLE,
    *CONFIGURATION,
    *TESTS,
    *WEAK,
    *LAST,
)
SUSPICIOUS: Final = (
    "error", "fail", "fatal", "cannot", "can't", "could", "not", "no ", "unable", "denied", "exception", "would",
    "exceeded", "missing", "timeout", "timed out", "panic", "traceback", "diff in ", "unknown", "invalid", "problem",
    "killed", "memory", "fault", "dumped", "unexpected", "caused by", "undef", "require", "mismatch", "conflict", "unbound",
    "toomany", "retry", "rate limit", "curl", "reset by", "e4", "enosp", "eacc", "econn", "etime", "eai_", "enet", "err_",
    "e: ", "nu1", "yn00", "signal", "sig", "tls", "asan", "limit", "network", "unauthorized", "forbidden", "dubious",
    "spurious", "token", "uncaught", "unmet", "imports", "original)", "modified by", "rated at", "style issues", "package",
    "module", "lock", "convergence", "revision", "available", "permission", "unrecognized", "shutdown", "lost", "npm err",
    ".go:", ".yml:", ".yaml:", ".py:", ".pyi:", ": c: ", ": w: ", "no space", "quota", "enough space", "too many", "please",
    "malformed",
)  # fmt: skip
"""Words of which any line that a rule matches holds at least one, in small letters; most lines of a log hold none."""

_NOISE: Final = re.compile(r"SKIPPED \[|\S{0,300}:\d{1,6}: \w{0,80}Warning: ")  # what was skipped or warned of did not fail
_SURE: Final = 0.5  # below, what a tool reported in its own form says more than the rule
_MAX_LINES: Final = 8_000  # different ones; of the logs seen none has more
_HEAD: Final = 3_000
_MAX_TEXT: Final = 500  # characters of a line: what a tool has to say stands at the beginning


@dataclass(frozen=True, slots=True)
class Match:
    """A rule and the line that it matched: its index in the region, -1 if the evidence is no line of it."""

    rule: Rule
    index: int
    text: str


_BY_EXIT_CODE: Final = {
    124: ("time-limit", Category.TIMEOUT, Severity.HIGH, 0.8),
    126: ("not-executable", Category.PERMISSION, Severity.HIGH, 0.6),
    127: ("command-missing", Category.DEPENDENCY, Severity.HIGH, 0.6),
    134: ("crash", Category.RUNTIME, Severity.HIGH, 0.7),
    137: ("killed", Category.SYSTEM, Severity.CRITICAL, 0.6),
    139: ("crash", Category.RUNTIME, Severity.HIGH, 0.7),
    143: ("terminated", Category.SYSTEM, Severity.HIGH, 0.4),
}
"""What a shell's exit code says where no line says more: 128 + n is signal n (9 KILL, 15 TERM, 6 ABRT, 11 SEGV)."""

CODED: Final = frozenset({name for name, *_ in _BY_EXIT_CODE.values()} | {OWN_MODULE, "reported"})
"""Names of rules that no pattern stands for."""

_NEVER: Final = LAST[-1].pattern  # rules made from exit codes match by their code; the pattern is there for the shape


def find_cause(region: Region, findings: Sequence[Finding], exit_code: int | None, *, timed_out: bool) -> Match | None:
    """The best explanation, None if no rule matches and the exit code says nothing."""
    if timed_out:
        return Match(_coded("time-limit", Category.TIMEOUT, Severity.HIGH, 1.0), -1, "the time limit ended the command")
    match = _first_match(region)
    said = _BY_EXIT_CODE.get(exit_code or 0)
    if said and (match is None or match.rule.confidence < said[3]):
        return Match(_coded(*said), -1, f"exit code {exit_code}")
    if findings and (match is None or match.rule.confidence < _SURE):
        return _reported(findings)
    return _own_module(match, findings) if match else None


def _reported(findings: Sequence[Finding]) -> Match:
    """The category that most of the tools' own reports speak for."""
    category, _ = Counter(finding.failure.category for finding in findings).most_common(1)[0]
    first = next(finding for finding in findings if finding.failure.category is category)
    rule = _coded("reported", category, Severity.MEDIUM, 0.7)
    return Match(rule, first.start, first.failure.message)


def _first_match(region: Region) -> Match | None:
    lines = _suspicious(region.lines)
    for rule in RULES:
        for index, line in _seen_by(rule, region, lines):
            if rule.pattern.search(line):
                return Match(rule, index, line)
    return None


def _seen_by(rule: Rule, region: Region, lines: list[tuple[int, str]]) -> Iterable[tuple[int, str]]:
    if rule.scope is Scope.RUNNER:
        return ((-1, line) for line in region.runner)
    if rule.scope is Scope.TOOL:
        return ((index, line) for index, line in lines if not line.startswith("E  "))
    return lines


def _suspicious(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Lines that a rule may match, each text where it stands first; of very many the first and the last."""
    seen: dict[str, int] = {}
    for index, line in enumerate(lines):
        if line and line not in seen and is_suspicious(line):
            seen[line] = index
    found = [(index, line[:_MAX_TEXT]) for line, index in seen.items()]
    return found if len(found) <= _MAX_LINES else found[:_HEAD] + found[_HEAD - _MAX_LINES :]


def is_suspicious(line: str) -> bool:
    """Whether any rule may match the line."""
    low = line.lower()
    return any(word in low for word in SUSPICIOUS) and not _NOISE.match(line)


def _coded(name: str, category: Category, severity: Severity, confidence: float) -> Rule:
    return Rule(name, category, severity, confidence, _NEVER, (), ())


def _own_module(match: Match, findings: Sequence[Finding]) -> Match:
    """A missing module that bears the name of a folder or file of the repository is no missing dependency."""
    if match.rule.name != MODULE_MISSING:
        return match
    found = match.rule.pattern.search(match.text)
    module = (found[1] or found[2] or "") if found else ""
    if module.partition(".")[0] not in _own_names(findings):
        return match
    return Match(_coded(OWN_MODULE, Category.RUNTIME, Severity.HIGH, 0.7), match.index, match.text)


def _own_names(findings: Iterable[Finding]) -> set[str]:
    """First parts of the importable paths that the failures show: `src/flask/app.py` gives flask."""
    names = set()
    for finding in findings:
        file = finding.failure.file or ""
        if file and not is_foreign(file) and not file.startswith(("/", "..")):
            bare = file.removeprefix("src/").removeprefix("lib/")
            names.add(bare.partition("/")[0].removesuffix(".py"))
    return names
