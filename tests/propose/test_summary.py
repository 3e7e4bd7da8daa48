"""The summary a person opens first."""

from __future__ import annotations

import dataclasses
import re

import pytest

from homeostat.propose.summary import render_summary
from homeostat.records import Action, Category, Evidence, Execution, PullRequest, Recipe, Result, Script, Severity

RESULT = Result(
    decision=Action.FIX,
    reason_code="healed",
    reason="keep pytest below 8.0.0: red before, green after.",
    category=Category.DEPENDENCY,
    severity=Severity.HIGH,
    fingerprint="0123456789abcdef",
    remedy="dependency-drift",
    branch="homeostat/dependency-01234567",
    evidence="out/evidence.json",
    headline="TypeError: x",
    seconds=61.26,
)
REQUEST = PullRequest(number=5, url="https://github.example/o/r/pull/5", operation="created", head_sha="a" * 40, branch="b")
EVIDENCE = Evidence(
    fingerprint="f",
    category=Category.DEPENDENCY,
    strategy="s",
    base="b",
    patch="p",
    patch_sha256="d",
    recipe=Recipe(command=Script(run="make  test\nmake more")),
    recipe_after=Recipe(command=Script(run="make test")),
    before=Execution(command="make test", exit_code=2, seconds=4.53),
    after=Execution(command="make test", exit_code=0, seconds=2.61),
)


def test_a_healed_run_shows_what_to_review() -> None:
    text = render_summary(dataclasses.replace(RESULT, pull_request=REQUEST), EVIDENCE)
    assert text.startswith(
        "## Homeostat: healed\n\nkeep pytest below 8.0.0: red before, green after.\n\n```text\nTypeError: x\n```\n"
    )
    assert "Proof: `make test make more` ended with 2 after 4.5 s, and with the change 0 after 2.6 s." in text
    assert "**Next:** review [pull request 5](https://github.example/o/r/pull/5) (created)." in text
    for row in (
        "| decision | `fix` |",
        "| category | dependency (high) |",
        "| fingerprint | `0123456789ab` |",
        "| seconds | 61.3 |",
    ):
        assert row in text.splitlines()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "look at the branch `homeostat/dependency-01234567`"),
        ({"decision": Action.RETRY, "delay_seconds": 0}, "**Next:** run the failed job again."),
        ({"decision": Action.RETRY, "delay_seconds": 60}, "again in 60 seconds."),
        ({"decision": Action.RETRY, "delay_seconds": 300}, "again in 5 minutes."),
        ({"decision": Action.HUMAN}, "## Homeostat: a person has to look"),
        ({"decision": Action.SKIP, "headline": "", "branch": ""}, "## Homeostat: nothing done"),
        ({"pull_request": dataclasses.replace(REQUEST, url="javascript:x")}, "review pull request 5 (created)."),
    ],
)
def test_each_decision_says_what_is_next(change: dict[str, object], words: str) -> None:
    assert words in render_summary(dataclasses.replace(RESULT, **change))  # type: ignore[arg-type]


def test_what_is_not_known_has_no_row() -> None:
    text = render_summary(Result(decision=Action.SKIP, reason_code="disabled", reason="Switched off."))
    for absent in ("fingerprint", "branch", "evidence", "remedy", "```", "Next"):
        assert absent not in text


def test_words_of_others_are_only_words() -> None:
    hostile = "```\n<script>x</script> @team #1\n[a](http://evil.invalid) | b"
    text = render_summary(dataclasses.replace(RESULT, reason=hostile, headline=hostile, branch=hostile, remedy=hostile))
    assert [line for line in text.splitlines() if line.startswith("```")] == ["```text", "```"]
    running = re.sub(r"```text\n.*?\n```\n|`[^`\n]+`", "", text, flags=re.DOTALL)
    assert not re.search(r"<script|@team|#1|\]\(http", running)
    assert len(text) < 10_000
