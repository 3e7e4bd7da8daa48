"""The summary of a run, for the page a person opens first: what it came to, why, and what to do now."""

from __future__ import annotations

import re
from typing import Final

from homeostat.propose.words import cell, code, cut, fenced, inert
from homeostat.records import Action, Evidence, PullRequest, Result

_LINK: Final = re.compile(r"https?://[\w.:/~%+=&?-]{1,300}", re.ASCII)

_HEADINGS: Final = {
    Action.FIX: "healed",
    Action.RETRY: "run it again",
    Action.HUMAN: "a person has to look",
    Action.SKIP: "nothing done",
}


def render_summary(result: Result, evidence: Evidence | None = None) -> str:
    """Markdown of a few lines; with the evidence also its proof in one line."""
    parts = [
        f"## Homeostat: {_HEADINGS[result.decision]}",
        cut(inert(cut(result.reason, 1000)), 1500),
        fenced(cut(result.headline, 500)) if result.headline else "",
        _proof(evidence) if evidence else "",
        _next(result),
        _table(result),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _proof(evidence: Evidence) -> str:
    before, after = evidence.before, evidence.after
    return (
        f"Proof: {code(evidence.recipe.command.run, 120)} ended with {before.exit_code} after {before.seconds:.1f} s, "
        f"and with the change {after.exit_code} after {after.seconds:.1f} s."
    )


def _next(result: Result) -> str:
    """What a person does now."""
    if result.pull_request:
        return f"**Next:** review {_link(result.pull_request)}."
    if result.decision is Action.FIX and result.branch:
        return f"**Next:** look at the branch {code(result.branch)}, then open a pull request from it."
    if result.decision is Action.RETRY:
        return f"**Next:** run the failed job again{_delay(result.delay_seconds)}."
    return ""


def _link(request: PullRequest) -> str:
    name = f"pull request {request.number}"
    return f"[{name}]({request.url}) ({request.operation})" if _LINK.fullmatch(request.url) else f"{name} ({request.operation})"


def _delay(seconds: int) -> str:
    if seconds <= 0:
        return ""
    return f" in {seconds} seconds" if seconds < 120 else f" in {round(seconds / 60)} minutes"


def _table(result: Result) -> str:
    rows = {
        "decision": code(result.decision),
        "reason code": code(result.reason_code, 60),
        "category": f"{result.category} ({result.severity})",
        "remedy": code(result.remedy, 60) if result.remedy else "",
        "branch": code(result.branch, 120) if result.branch else "",
        "evidence": code(result.evidence, 160) if result.evidence else "",
        "fingerprint": code(result.fingerprint[:12]) if result.fingerprint else "",
        "seconds": f"{result.seconds:.1f}",
    }
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {cell(value)} |" for name, value in rows.items() if value)])
