"""The answer of the parser about one log: `homeostat.analysis/v1`, stable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from homeostat.codec import Record
from homeostat.records import Category, Diagnosis, Failure, Seen, Severity

SCHEMA: Final = "homeostat.analysis/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry(Record):
    """Whether to run the job again: how sure that is, when, and the reason code of the decision."""

    recommended: bool
    confidence: float
    delay_seconds: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Record):
    """The step that failed, as the log shows it."""

    name: str
    command: str
    exit_code: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Record):
    """A line of the log, counted from 1."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(Record):
    """All that is worth remembering of a log: what it says by itself, before anything is decided about it."""

    diagnosis: Diagnosis
    evidence: tuple[Line, ...] = ()
    shown: tuple[Line, ...] = ()
    step: Step | None = None
    ended_at: str = ""
    truncated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis(Record):
    """What a log means. `custom_category`, `hint` and `fix_time` come from the user's own pattern, where one matched.

    `excerpt` are first and last lines worth reading, the best first; `evidence` the lines that the rule matched,
    `shown` the first lines of the excerpt in the order of the log. `levels` are wider keys than the fingerprint (`message`, `frame`,
    `test`), `preimage` the text that all of them are made from, beginning with its version. `seen` is None where
    nothing is remembered. `truncated`: not all of the log, or of its longest lines, was looked at.
    """

    log: str
    category: Category
    severity: Severity
    confidence: float
    headline: str
    rule: str
    retry: Retry
    excerpt: tuple[tuple[int, ...], ...]
    evidence: tuple[Line, ...]
    shown: tuple[Line, ...]
    failures: tuple[Failure, ...]
    step: Step | None
    fingerprint: str
    levels: Mapping[str, str]
    preimage: str
    truncated: bool
    seen: Seen | None = None
    custom_category: str | None = None
    hint: str | None = None
    fix_time: int | None = None
    schema: str = SCHEMA
