"""Which events are passed over, and which run an event is about."""

from __future__ import annotations

from typing import Any

import pytest

from homeostat.decide.guard import guard, is_success, run_of

UPSTREAM = {
    "conclusion": "failure",
    "head_branch": "feature",
    "head_sha": "abc",
    "id": 7,
    "name": "CI",
    "event": "push",
    "html_url": "u",
    "head_repository": {"full_name": "o/r"},
    "actor": {"type": "User"},
}


def event(**changes: Any) -> dict[str, Any]:
    return {"workflow_run": {**UPSTREAM, **changes}, "repository": {"full_name": "o/r"}}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"conclusion": "timed_out"}, None),
        ({"conclusion": "success"}, "not_failed"),
        ({"conclusion": None}, "not_failed"),
        ({"head_branch": "homeostat/syntax-1"}, "own_branch"),
        ({"head_repository": {"full_name": "evil/r"}}, "fork"),
        ({"head_repository": None}, None),
        ({"actor": {"type": "Bot"}}, "bot"),
        ({"actor": None}, None),
    ],
)
def test_workflow_run(changes: dict[str, Any], code: str | None) -> None:
    decision = guard("workflow_run", event(**changes), branch_prefix="homeostat/", enabled=True)
    assert (decision.reason_code if decision else None) == code


def test_the_switch_stops_everything() -> None:
    decision = guard("push", {}, branch_prefix="x", enabled=False)
    assert decision is not None
    assert decision.reason_code == "disabled"


def test_other_events_are_looked_at() -> None:
    assert guard("workflow_dispatch", {}, branch_prefix="x", enabled=True) is None


def test_the_run_is_the_upstream_one() -> None:
    run = run_of("workflow_run", event(), {"GITHUB_SHA": "other"})
    assert (run.repository, run.sha, run.branch, run.run_id, run.workflow) == ("o/r", "abc", "feature", "7", "CI")


def test_the_run_of_another_event_is_this_one() -> None:
    run = run_of("push", {}, {"GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "abc", "GITHUB_REF_NAME": "main", "GITHUB_JOB": "test"})
    assert (run.repository, run.sha, run.branch, run.job, run.event) == ("o/r", "abc", "main", "test", "push")


@pytest.mark.parametrize(("said", "attempt"), [(3, 3), (1, 1), (0, 0), (-1, 0), ("2", 0), (None, 0)])
def test_the_attempt_of_a_run(said: object, attempt: int) -> None:
    assert run_of("workflow_run", event(run_attempt=said), {}).attempt == attempt


@pytest.mark.parametrize(("conclusion", "success"), [("success", True), ("failure", False), (None, False)])
def test_a_green_run(conclusion: str | None, *, success: bool) -> None:
    assert is_success(event(conclusion=conclusion)) is success
    assert not is_success({})
