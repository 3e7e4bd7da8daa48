"""Propose: the branch, the commit message and the pull request of a proven remedy. One branch a fingerprint, so one request."""

from __future__ import annotations

import re
import textwrap
from typing import Final

from homeostat.propose.body import render_body
from homeostat.propose.words import cut, inert, one_line
from homeostat.records import Diagnosis, Evidence, Proposal, Remedy, Run

NEEDS_HUMAN: Final = "needs-human"
TITLE_CHARACTERS: Final = 200
"""GitHub takes 256."""
SUBJECT_CHARACTERS: Final = 72

_CONVENTIONAL: Final = re.compile(r"(?:build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test)(?:\([^()]{1,40}\))?!?: ")


def propose(
    remedy: Remedy,
    diagnosis: Diagnosis,
    evidence: Evidence,
    run: Run,
    *,
    branch_prefix: str,
    base_branch: str,
    labels: tuple[str, ...],
    draft: bool,
    reviewers: tuple[str, ...],
) -> Proposal:
    """The pull request of a remedy; without `base_branch` it goes to the branch that failed. `commit` is left for who makes it."""
    asked = (*labels, NEEDS_HUMAN) if remedy.needs_review else labels
    return Proposal(
        branch=branch_name(branch_prefix, diagnosis),
        base=base_branch or run.branch,
        title=title(remedy, diagnosis, run),
        body=render_body(remedy, diagnosis, evidence, run),
        labels=tuple(dict.fromkeys(asked)),
        draft=draft,
        reviewers=tuple(dict.fromkeys(reviewers)),
    )


def branch_name(prefix: str, diagnosis: Diagnosis) -> str:
    """The same failure has the same branch, whichever run shows it."""
    return f"{prefix}{diagnosis.category}-{diagnosis.fingerprint[:8]}"


def title(remedy: Remedy, diagnosis: Diagnosis, run: Run) -> str:
    """`[homeostat] fix(<job>): <what it does>`; the category where no job is known."""
    job = re.sub(r"[()\[\]:]", "", one_line(run.job.partition(" (")[0], 40)).strip()
    what = _CONVENTIONAL.sub("", one_line(remedy.title, TITLE_CHARACTERS), count=1)
    return cut(f"[homeostat] fix({job or diagnosis.category}): {what}", TITLE_CHARACTERS)


def commit_message(remedy: Remedy, diagnosis: Diagnosis) -> str:
    """A conventional subject, why, and trailers by which tools find the commit again."""
    named = one_line(remedy.title, SUBJECT_CHARACTERS)
    subject = cut(named if _CONVENTIONAL.match(named) else f"fix: {named}", SUBJECT_CHARACTERS)
    trailers = f"Homeostat-Fingerprint: {one_line(diagnosis.fingerprint, 64)}\nHomeostat-Strategy: {one_line(remedy.strategy, 64)}"
    return "\n\n".join(filter(None, [subject, _why(remedy), trailers])) + "\n"


def _why(remedy: Remedy) -> str:
    paragraphs = inert(cut(remedy.explanation, 3000)).split("\n")
    return "\n".join(textwrap.fill(line, 76, break_long_words=False, break_on_hyphens=False) for line in paragraphs).strip()
