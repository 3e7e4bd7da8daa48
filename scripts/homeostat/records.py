"""The frozen records that travel along the arrows of the loop.

`Run → Log → Failure* → Diagnosis → Decision → Recipe → Remedy* → Verdict → Proposal → Outcome`. Each one turns into JSON with
`to_json` and back with `from_json`, so that any run can be stopped, shipped to another job and replayed from files.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from homeostat.codec import Record

RESULT_SCHEMA = "homeostat.result/v1"
EVIDENCE_SCHEMA = "homeostat.evidence/v1"
FINGERPRINT_VERSION = "2"
CUSTOM_PREFIX = "custom:"
"""Begins the names of the rules that are made from the user's own patterns."""
PASSED = "passed"
"""Reason code of a run that was green, in the ledger."""
"""1 had one level and masked fewer numbers. 2: three levels, typed masks. A preimage begins with the version that it was made by."""


class Category(enum.StrEnum):
    """What kind of trouble a failure is. `unknown` is an honest answer."""

    SYNTAX = "syntax"
    DEPENDENCY = "dependency"
    CONFIGURATION = "configuration"
    RUNTIME = "runtime"
    NETWORK = "network"
    PERMISSION = "permission"
    TIMEOUT = "timeout"
    SYSTEM = "system"
    UNKNOWN = "unknown"


class Severity(enum.StrEnum):
    """How much a failure blocks."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Action(enum.StrEnum):
    """What the loop decides to do about a failure."""

    FIX = "fix"
    RETRY = "retry"
    HUMAN = "human"
    SKIP = "skip"


class Status(enum.StrEnum):
    """The result of a gate. Without data it is inconclusive, which never passes silently."""

    PASS = "pass"
    INCONCLUSIVE = "inconclusive"
    FAIL = "fail"


def worst(*statuses: Status) -> Status:
    """The verdict over several gates: any fail fails, else any inconclusive is inconclusive; none at all is inconclusive."""
    order = (Status.FAIL, Status.INCONCLUSIVE, Status.PASS)
    return next((status for status in order if status in statuses), Status.INCONCLUSIVE)


# -- what happened -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(Record):
    """Which run failed, where. Strings are empty where nobody said, `attempt` counts from 1, 0 if unknown."""

    repository: str = ""
    sha: str = ""
    branch: str = ""
    workflow: str = ""
    job: str = ""
    run_id: str = ""
    event: str = ""
    url: str = ""
    attempt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LogStep(Record):
    """A step as the log shows it. Lines count from 1, both ends included; `exit_code` is None unless the step failed.

    `goes_on`: had it failed, the job would have gone on and failed in the end.
    """

    name: str
    script: str
    start: int
    stop: int
    exit_code: int | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    shell: str = ""
    goes_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Log(Record):
    """A log with time stamps and colours taken off; line n of the source is `lines[n - 1]`.

    `installed` is distribution → version as the installer lines of the log show them, the last word counting.
    `ended_at` is the last time stamp (ISO 8601, UTC), empty if there is none. `python` is what the log says of it ("3.11").
    """

    source: str
    lines: Sequence[str]
    steps: tuple[LogStep, ...] = ()
    ended_at: str = ""
    python: str = ""
    installed: Mapping[str, str] = field(default_factory=dict)
    truncated: bool = False

    @property
    def failed_step(self) -> LogStep | None:
        """The last step that ended with an exit code other than 0."""
        return next((step for step in reversed(self.steps) if step.exit_code), None)


# -- what it means -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure(Record):
    """One thing that went wrong, as a tool reported it."""

    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    test: str | None = None
    tool: str | None = None
    code: str | None = None
    category: Category = Category.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis(Record):
    """What the log means: the category with its confidence (0..1), how bad, and the key by which it is known again.

    `evidence` are the numbers of the lines that the rule matched, from 1; none if the cause is no line (an exit code). `levels` are
    wider keys for failures of one kind: level → key, see `understand.fingerprint`.
    """

    category: Category
    severity: Severity
    fingerprint: str
    headline: str
    confidence: float
    transient: bool = False
    failures: tuple[Failure, ...] = ()
    excerpt: tuple[tuple[int, ...], ...] = ()
    preimage: str = ""
    rule: str = ""
    evidence: tuple[int, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomPattern(Record):
    """A kind of trouble that the user describes. `category` is one of ours or a word of the user's, `fix_time` in seconds.

    `where` says where it was read, for messages: file and line.
    """

    name: str
    pattern: str
    category: str = "custom"
    severity: Severity = Severity.MEDIUM
    retry: bool = False
    confidence: float = 0.9
    fix_time: int = 0
    hint: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Record):
    """What to do, with a reason code that scripts may rely on and a sentence for people. `confidence` that it is right, 0..1."""

    action: Action
    reason_code: str
    reason: str
    delay_seconds: int = 0
    confidence: float = 0.0


# -- how it is seen again ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Script(Record):
    """A shell script with what belongs to it; `directory` is relative to the repository."""

    run: str
    name: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    directory: str = "."
    shell: str = "bash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe(Record):
    """How to see the failure again: prepare with `setup`, then run `command`.

    `versions` are exact versions to hold (distribution → version); `limits` are further requirements to respect
    (`name<2`), `build_limits` the same for building distributions; `before` is the moment (ISO 8601) as of which the
    package index is read, empty for now. `origin` says where the recipe comes from (workflow, settings, declared), `job` which
    job of the workflow it is.
    """

    command: Script
    setup: tuple[Script, ...] = ()
    python: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    build_limits: tuple[str, ...] = ()
    before: str = ""
    origin: str = ""
    job: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution(Record):
    """One command that ran. `output` is the end of what it printed; `exit_code` is 124 when the time limit ended it."""

    command: str
    exit_code: int
    seconds: float
    output: str = ""
    timed_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction(Record):
    """The failing command seen again: its execution, the diagnosis of that output, and the environment it ran in."""

    execution: Execution
    fingerprint: str
    same_failure: bool
    resolved: Mapping[str, str] = field(default_factory=dict)
    python: str = ""


# -- what would cure it --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy(Record):
    """A proposed change: a unified diff (git format) against the failing commit, and why it should help.

    `facts` go into the evidence as they are (last good version, first bad version, tool version …). `recipe` says how the
    environment is prepared once the change is in, None for as before.
    """

    strategy: str
    title: str
    explanation: str
    patch: str
    files: tuple[str, ...]
    needs_review: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)
    recipe: Recipe | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Record):
    """The verdict of one gate, with its reasons."""

    name: str
    status: Status
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Record):
    """Whether a remedy is proven: red before, green after, and every gate."""

    status: Status
    before: Execution
    after: Execution
    gates: tuple[Gate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Record):
    """The proof, as a file anyone can run again (`homeostat verify`). Digests are SHA-256 in hex; times in seconds.

    `recipe` made the environment of `before`, `recipe_after` that of `after`.
    """

    fingerprint: str
    category: Category
    strategy: str
    base: str
    patch: str
    patch_sha256: str
    recipe: Recipe
    recipe_after: Recipe
    before: Execution
    after: Execution
    gates: tuple[Gate, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    tools: Mapping[str, str] = field(default_factory=dict)
    created_at: str = ""
    schema: str = EVIDENCE_SCHEMA


# -- what is proposed, what came of it -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(Record):
    """A branch with one commit and the words of its pull request."""

    branch: str
    base: str
    title: str
    body: str
    commit: str = ""
    labels: tuple[str, ...] = ()
    draft: bool = True
    reviewers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest(Record):
    """A pull request as the forge knows it; `operation` is created, updated or none."""

    number: int
    url: str
    operation: str
    head_sha: str
    branch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Record):
    """What a run came to, as the ledger keeps it. A run that passed has no fingerprint."""

    fingerprint: str
    category: Category
    decision: Action
    reason_code: str
    strategy: str = ""
    branch: str = ""
    seconds: float = 0.0
    created_at: str = ""
    rule: str = ""
    workflow: str = ""
    run_id: str = ""
    sha: str = ""
    attempt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Record):
    """How often a failure was met, on how many days from the first to the last, and when."""

    count: int
    days: int
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Record):
    """The answer of `homeostat heal`: `homeostat.result/v1`, stable. `evidence` is a path, `cost` US dollars."""

    decision: Action
    reason_code: str
    reason: str
    category: Category = Category.UNKNOWN
    severity: Severity = Severity.LOW
    fingerprint: str = ""
    remedy: str = ""
    branch: str = ""
    commit: str = ""
    evidence: str = ""
    pull_request: PullRequest | None = None
    retry_recommended: bool = False
    delay_seconds: int = 0
    headline: str = ""
    seconds: float = 0.0
    cost: float = 0.0
    schema: str = RESULT_SCHEMA
