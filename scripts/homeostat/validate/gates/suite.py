"""The suite gate: the command that is green now ran at least as many tests as passed before."""

from __future__ import annotations

import re

from homeostat.records import Execution, Gate, Status

SUMMARY = re.compile(r"^=*[^\n=]{0,20}?(\d{1,7} (?:passed|failed|errors?|skipped)[^\n]{0,200}) in [\d.:]+ ?s", re.MULTILINE)


def counts(output: str) -> dict[str, int]:
    """What pytest's last summary line counts (passed, failed, skipped …); empty if there is none."""
    lines = SUMMARY.findall(output)
    return (
        {word.rstrip("s") if word == "errors" else word: int(n) for n, word in re.findall(r"(\d+) (\w+)", lines[-1])}
        if lines
        else {}
    )


def suite(before: Execution, after: Execution) -> Gate | None:
    """None where the output has no summary. A skip is not a pass; fewer passes than before, or none at all, fails."""
    was, now = counts(before.output), counts(after.output)
    if not now:
        return None
    reasons = []
    if now.get("passed", 0) < max(1, was.get("passed", 0)):
        reasons.append(f"{now.get('passed', 0)} tests pass now, {was.get('passed', 0)} passed before")
    if was and now.get("skipped", 0) > was.get("skipped", 0) and was.get("failed", 0) and not was.get("error", 0):
        reasons.append(f"{now.get('skipped', 0)} tests are skipped now, {was.get('skipped', 0)} were before")
    return Gate(name="suite", status=Status.FAIL if reasons else Status.PASS, reasons=tuple(reasons))
