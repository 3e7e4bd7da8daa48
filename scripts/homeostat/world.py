"""What a step may ask of the outside: Protocols only. The adapters implement them, `cli.py` wires them, tests may stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from homeostat.records import Execution, Outcome, Proposal, PullRequest, Recipe, Script, Seen


class Clock(Protocol):
    """Time as it is now."""

    def now(self) -> str:
        """The present moment, ISO 8601 in UTC with seconds."""

    def elapsed(self) -> float:
        """Seconds since the run began."""


class Reporter(Protocol):
    """What a person sees of the progress."""

    def step(self, title: str) -> AbstractContextManager[None]:
        """A step of the loop, open until the context is left."""

    def say(self, text: str) -> None:
        """One line of progress. `text` may hold parts of logs: it is shown, never interpreted."""


class Bench(Protocol):
    """A clean worktree of one commit with a private environment. Nothing in it reaches the user's checkout."""

    def prepare(self, recipe: Recipe) -> Mapping[str, str]:
        """Make the environment anew as the recipe says; the resolved versions (distribution → version).

        What earlier commands left in the worktree goes first; what was written to it stays.

        Raises PreparationFailed if a setup script fails, IndexUnreachable if the index does not answer.
        """

    def installed(self) -> Mapping[str, str]:
        """What is installed now (distribution → version), also in environments that the command made for itself."""

    def run(self, script: Script, *, limit: float | None = None) -> Execution:
        """Run a script in the environment; the whole process tree is ended at the limit (seconds)."""

    def read(self, path: str) -> str | None:
        """Text of a file of the worktree, None if there is none (or it is no regular file inside the worktree)."""

    def write(self, path: str, text: str) -> None:
        """Replace a file of the worktree. Raises RefusedByPolicy for a path outside of it, through a link or in .git."""

    def files(self) -> tuple[str, ...]:
        """Tracked files, relative, sorted."""

    def diff(self) -> str:
        """Unified diff (git format, binary-safe) of the worktree against its commit; new files included."""

    def apply(self, patch: str) -> None:
        """Apply a diff to the worktree. Raises RefusedByPolicy if it does not apply or leaves the worktree."""

    def reset(self) -> None:
        """The worktree as its commit has it; untracked files that the recipe's setup did not make are removed."""


class Workshop(Protocol):
    """Where benches come from."""

    def bench(self, commit: str) -> AbstractContextManager[Bench]:
        """A new bench on a commit, removed when the context is left."""


class Index(Protocol):
    """The package index, asked by name."""

    def versions(self, name: str, python: str) -> tuple[str, ...]:
        """Final releases that this Python (\"3.11\") could install, oldest first; empty for an unknown name.

        Raises IndexUnreachable if the index does not answer.
        """

    def released(self, requirements: Iterable[str], python: str) -> Mapping[str, str]:
        """Upload date (ISO 8601) of what each of these requirements resolves to by itself; those unknown left out."""


class Repo(Protocol):
    """The user's repository, read only; but for `publish`, which adds one branch and touches nothing checked out."""

    @property
    def root(self) -> str:
        """Absolute path of the working tree."""

    def head(self) -> str:
        """SHA of the commit that is checked out."""

    def dirty(self) -> bool:
        """Whether the checkout differs from its commit."""

    def files(self, commit: str) -> tuple[str, ...]:
        """Files of a commit, relative, sorted."""

    def read(self, commit: str, path: str) -> str | None:
        """Text of a regular file of a commit (links are not followed), None if there is none."""

    def committed_at(self, commit: str) -> str:
        """When a commit was made, ISO 8601 in UTC."""

    def commit_on(self, base: str, patch: str, message: str) -> str:
        """A new commit with the patch on top of `base`, stored but on no branch; its SHA."""

    def set_branch(self, name: str, commit: str) -> None:
        """Point a branch of the repository at a commit. Raises GitFailed if it is checked out."""

    def push(self, branch: str, commit: str) -> None:
        """Force the branch of the remote to the commit (with lease)."""


class Forge(Protocol):
    """Where pull requests live."""

    def propose(self, proposal: Proposal) -> PullRequest | None:
        """Open the pull request, or update the one that this branch has. None where there is no forge (`forge: local`)."""

    def job_log(self, run_id: str) -> bytes:
        """The log of the failed job of a run. Raises LogUnavailable."""


class Ledger(Protocol):
    """The durable memory, append-only."""

    def append(self, outcome: Outcome) -> None:
        """Keep an outcome."""

    def outcomes(self, fingerprint: str) -> Iterator[Outcome]:
        """All outcomes of a fingerprint, oldest first."""

    def recent(self, since: str) -> Iterator[Outcome]:
        """All outcomes from a moment (ISO 8601, UTC) on, oldest first."""

    def sighted(self, fingerprint: str, occurrence: str, created_at: str) -> Seen:
        """Keep that a failure was met, unless this occurrence is known, and say how often it was met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All of it, handed to the loop."""

    clock: Clock
    reporter: Reporter
    repo: Repo
    workshop: Workshop
    index: Index
    forge: Forge
    ledger: Ledger
