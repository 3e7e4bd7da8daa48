"""Which rule explains a region: the first of `RULES` that matches any of its lines. The order is the ranking of causes.

The ranking, and why: what the runner says of itself; machines and what they ran out of, for all else follows from it; an installer
that could not download (its resolver errors are a consequence); missing rights; trouble on the way and refusals in anybody's words,
after the rules that know the tool; missing dependencies (tests fail because of them, never the other way round); source code;
settings; failed tests; and only then words like "timed out", which programs print for many reasons, and words for what does not fit,
which stand in the messages of exceptions as well. The last line of a log is no rule: it names the cause less than half the time.

Where tests ran and failed, the job had what it needed, so rules for trouble that comes earlier do not count: what they match was
printed by the tests, or by a step that could do without. The same holds where a compiler came to its work later, and where a log
goes on for long: general words for trouble with the surroundings count near the end alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.finding import Finding, is_foreign
from homeostat.understand.pattern import Pattern
from homeostat.understand.region import Region
from homeostat.understand.rule import Rule, Scope
from homeostat.understand.rules_breakage import BROKEN
from homeostat.understand.rules_dependencies import DEPENDENCIES, MODULE_MISSING, OWN_MODULE
from homeostat.understand.rules_downloads import DOWNLOADS
from homeostat.understand.rules_last import LAST, WEAK
from homeostat.understand.rules_machines import SPENT
from homeostat.understand.rules_network import FETCHED, TRANSFERS
from homeostat.understand.rules_permissions import PERMISSIONS
from homeostat.understand.rules_platform import MACHINES, RESOURCES, RUNNER
from homeostat.understand.rules_refused import REFUSED
from homeostat.understand.rules_services import SERVICES, UNREACHABLE
from homeostat.understand.rules_settings import MISFITS
from homeostat.understand.rules_source import CONFIGURATION, STYLE
from homeostat.understand.rules_tests import PROGRAMS, TESTS
from homeostat.understand.rules_time import OVERDUE

Hearing = Sequence[tuple[Rule, Sequence[int]]]
"""Rules in their order, each with the indices of the lines that it may match."""

RULES: Final[tuple[Rule, ...]] = (
    *RUNNER,
    *MACHINES,
    *SPENT,
    *RESOURCES,
    *BROKEN,
    *DOWNLOADS,
    *SERVICES,
    *PERMISSIONS,
    *TRANSFERS,
    *REFUSED,
    *DEPENDENCIES,
    *STYLE,
    *CONFIGURATION,
    *TESTS,
    UNREACHABLE,
    *FETCHED,
    OVERDUE,
    *PROGRAMS,
    *MISFITS,
    *WEAK,
    *LAST,
)
_NOISE: Final = Pattern(
    r"SKIPPED \[|\S{0,300}:\d{1,6}: \w{0,80}Warning: |(?:\$|\+{1,4}) \S|.{0,60}(?:\bDEBUG\b|\bTRACE\b|level=(?:debug|info|trace)\b)"
)
"""Lines that say nothing of the failure: what was skipped or warned of, commands as they were typed, chatter for developers."""

_OUTSIDE: Final = frozenset({Category.NETWORK, Category.PERMISSION, Category.TIMEOUT, Category.SYSTEM})
_NEAR: Final = 1000  # lines from the end: what ends a job stands there, what stands before was got over
_WARNING: Final = Pattern(r"\b(?:warning|remark|note)\b", re.IGNORECASE)
_ERROR: Final = Pattern(r"\b(?:error|fatal|fail(?:ed|ure)?)\b", re.IGNORECASE)
_SURE: Final = 0.65  # below, what a tool reported in its own form says more than the rule, unless it is the same line
_HARDLY: Final = 0.5  # below, even then
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


def find_cause(
    region: Region, heard: Hearing, findings: Sequence[Finding], exit_code: int | None, *, timed_out: bool
) -> Match | None:
    """The best explanation, None if no rule matches and the exit code says nothing."""
    if timed_out:
        return Match(_coded("time-limit", Category.TIMEOUT, Severity.HIGH, 1.0), -1, "the time limit ended the command")
    match = _first_match(region, heard, findings)
    said = _BY_EXIT_CODE.get(exit_code or 0)
    if said and (match is None or match.rule.confidence < said[3]):
        return Match(_coded(*said), -1, f"exit code {exit_code}")
    told = findings if exit_code else [finding for finding in findings if not _only_warns(region[finding.start])]
    if told and (match is None or _says_less(match, told)):
        return _reported(told)
    return _own_module(match, findings) if match else None


def _says_less(match: Match, findings: Sequence[Finding]) -> bool:
    """Whether the rule's words say less than the tools' own reports. Within such a report they say what kind of trouble it is."""
    if match.rule.confidence >= _SURE:
        return False
    if match.rule.confidence < _HARDLY:
        return True
    placed = [finding for finding in findings if finding.failure.line or finding.failure.test]
    return bool(placed) and not any(finding.start <= match.index <= finding.stop for finding in findings)


def _only_warns(line: str) -> bool:
    """Whether a tool calls what it reports a warning. Such lines stand in the logs of runs that went well."""
    return _WARNING.search(line) is not None and _ERROR.search(line) is None


def _reported(findings: Sequence[Finding]) -> Match:
    """The category that most of the tools' own reports speak for."""
    category, _ = Counter(finding.failure.category for finding in findings).most_common(1)[0]
    first = next(finding for finding in findings if finding.failure.category is category)
    rule = _coded("reported", category, Severity.MEDIUM, 0.7)
    return Match(rule, first.start, first.failure.message)


def _first_match(region: Region, heard: Hearing, findings: Sequence[Finding]) -> Match | None:
    after = max((finding.start for finding in findings if _went_on(finding)), default=-1)
    found = (match for rule, candidates in heard if (match := _match_of(rule, region, candidates)))
    matches = (match for match in found if not _got_over(match, after))
    first = next(matches, None)
    if first is None or not first.rule.early or not _tests_failed(region, heard, findings):
        return first
    return next((match for match in matches if not match.rule.early), None)


def _went_on(finding: Finding) -> bool:
    """Whether the report is one of a compiler or linter that had all it needed."""
    return finding.failure.category is Category.SYNTAX and finding.failure.line is not None and finding.failure.tool != "generic"


def _got_over(match: Match, after: int) -> bool:
    """Whether the job came to its code, at line `after`, when the trouble with what is around it was past."""
    return _doubtful(match.rule) and 0 <= match.index < after


def _doubtful(rule: Rule) -> bool:
    """Whether what the rule says of the job's surroundings may have been got over."""
    return rule.category in _OUTSIDE and (rule.early or rule.confidence < _SURE)


def _match_of(rule: Rule, region: Region, candidates: Sequence[int]) -> Match | None:
    seen = _seen_by(rule, region, candidates)
    return next((Match(rule, index, line) for index, line in seen if rule.pattern.search(line)), None)


def _tests_failed(region: Region, heard: Hearing, findings: Sequence[Finding]) -> bool:
    """Whether tests ran and failed, as their summary says or the tools' own reports."""
    if any(finding.failure.test and finding.failure.category is Category.RUNTIME for finding in findings):
        return True
    return any(rule.verdict and _match_of(rule, region, candidates) for rule, candidates in heard)


def _seen_by(rule: Rule, region: Region, candidates: Sequence[int]) -> Iterable[tuple[int, str]]:
    if rule.scope is Scope.RUNNER:
        return ((-1, line) for line in region.runner)
    near = bisect_left(candidates, len(region) - _NEAR) if _doubtful(rule) else 0
    lines = ((index, region[index][:_MAX_TEXT]) for index in islice(candidates, near, None))
    return ((i, line) for i, line in lines if not _NOISE.match(line) and not (rule.scope is Scope.TOOL and line.startswith("E  ")))


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
