"""Which events are looked at at all. Pure: a webhook payload in, a refusal or None out. A skip is neutral, never red."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homeostat.records import Action, Decision, Run

FAILED = ("failure", "timed_out", "startup_failure")


def run_of(event_name: str, event: Mapping[str, Any], environ: Mapping[str, str]) -> Run:
    """The run that an event is about: the upstream run of `workflow_run`, else this one."""
    upstream = _mapping(event.get("workflow_run"))
    if event_name == "workflow_run" and upstream:
        return Run(
            repository=str(_mapping(event.get("repository")).get("full_name") or environ.get("GITHUB_REPOSITORY", "")),
            sha=str(upstream.get("head_sha") or ""),
            branch=str(upstream.get("head_branch") or ""),
            workflow=str(upstream.get("name") or ""),
            run_id=str(upstream.get("id") or ""),
            event=str(upstream.get("event") or ""),
            url=str(upstream.get("html_url") or ""),
            attempt=_number(upstream.get("run_attempt")),
        )
    return Run(
        repository=environ.get("GITHUB_REPOSITORY", ""),
        sha=environ.get("GITHUB_SHA", ""),
        branch=environ.get("GITHUB_REF_NAME", ""),
        workflow=environ.get("GITHUB_WORKFLOW", ""),
        job=environ.get("GITHUB_JOB", ""),
        event=event_name,
    )


def guard(event_name: str, event: Mapping[str, Any], *, branch_prefix: str, enabled: bool) -> Decision | None:
    """Why an event is passed over: switched off, not failed, our own branch, a fork, a bot. None: look at it."""
    if not enabled:
        return _skip("disabled", "Homeostat is switched off (HOMEOSTAT_ENABLED).")
    upstream = _mapping(event.get("workflow_run"))
    if event_name != "workflow_run" or not upstream:
        return None
    if upstream.get("conclusion") not in FAILED:
        return _skip("not_failed", f"The run ended with {upstream.get('conclusion') or 'no conclusion'}: nothing to do.")
    if str(upstream.get("head_branch") or "").startswith(branch_prefix):
        return _skip("own_branch", "The run is of one of Homeostat's own branches: it does not answer itself.")
    home = _mapping(event.get("repository")).get("full_name")
    if _mapping(upstream.get("head_repository")).get("full_name", home) != home:
        return _skip("fork", "The run is of a fork: its code is not trusted here.")
    if _mapping(upstream.get("actor")).get("type") == "Bot":
        return _skip("bot", "The run was started by a bot.")
    return None


def is_success(event: Mapping[str, Any]) -> bool:
    """Whether an event is about a run that was green."""
    return _mapping(event.get("workflow_run")).get("conclusion") == "success"


def _skip(code: str, reason: str) -> Decision:
    return Decision(action=Action.SKIP, reason_code=code, reason=reason)


def _number(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
