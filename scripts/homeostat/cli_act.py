"""`homeostat act`: one run of the GitHub Action, from the event to outputs, summary and pull request."""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from homeostat.adapters.actions import push_environment, read_event, write_outputs, write_summary
from homeostat.adapters.clock import SystemClock
from homeostat.adapters.forge import GitHubForge
from homeostat.adapters.git import GitRepo
from homeostat.adapters.ledger import SqliteLedger
from homeostat.adapters.redact import redact_bytes
from homeostat.adapters.vault import withdraw
from homeostat.cli_heal import SECRETS, build_world, finish, forge_for, read_log, start_again
from homeostat.cli_places import cache_folder, ledger_in, settings_for
from homeostat.decide.guard import guard, is_success, run_of
from homeostat.errors import GitFailed, NoCommand, StoreFailed
from homeostat.learn.step import passed
from homeostat.loop import Request, Turn, heal
from homeostat.propose.summary import render_summary
from homeostat.records import Decision, Result, Run
from homeostat.settings import Settings, read_inputs

TOKEN = "HOMEOSTAT_INPUT_GITHUB_TOKEN"
# Repository code runs as the same user and could change these on disk: what holds the token has read them before.
BEFOREHAND = ("github", "requests", "yaml", "psutil", "tomlkit", "packaging.requirements")


def act_command() -> int:
    """One run of the action. 0 for every decision: a decision is an answer, never a red check."""
    secrets = withdraw(os.environ, SECRETS, start_again("act"))
    for module in BEFOREHAND:
        importlib.import_module(module)
    environ = dict(os.environ)
    root = environ.get("HOMEOSTAT_INPUT_PROJECT_ROOT") or environ.get("GITHUB_WORKSPACE") or "."
    inputs = {**read_inputs(environ), "github-token": secrets.get(TOKEN, "")}
    inputs.pop("project-root", None)
    settings = settings_for(root, inputs, {})
    event, event_name = read_event(environ), environ.get("GITHUB_EVENT_NAME", "")
    run = run_of(event_name, event, environ)
    run = dataclasses.replace(run, run_id=settings.run_id or run.run_id, workflow=settings.workflow_id or run.workflow)
    refusal = guard(event_name, event, branch_prefix=settings.branch_prefix, enabled=settings.enabled)
    if refusal and settings.enabled and is_success(event) and not settings.dry_run:
        _note_passed(root, settings, run)
    turn = Turn(result=_passed_over(refusal)) if refusal else _turn(root, settings, run, environ)
    write_outputs(environ, outputs(turn.result))
    write_summary(environ, render_summary(turn.result, turn.evidence))
    print(f"homeostat: {turn.result.decision}: {turn.result.reason} [{turn.result.reason_code}]")
    return 0


def _note_passed(root: str, settings: Settings, run: Run) -> None:
    """A green run is how it shows that a retry helped. To forget one does no harm."""
    try:
        SqliteLedger(ledger_in(cache_folder(root, settings))).append(passed(run, SystemClock().now()))
    except (StoreFailed, OSError) as error:
        print(f"homeostat: the green run is not kept: {error}")


def _passed_over(decision: Decision) -> Result:
    return Result(decision=decision.action, reason_code=decision.reason_code, reason=decision.reason)


def _turn(root: str, settings: Settings, run: Run, environ: Mapping[str, str]) -> Turn:
    repo = GitRepo(root, push_env=push_environment(environ, settings.github_token))
    forge = forge_for(settings, run.repository, environ, wanted=settings.forge != "local")
    world = build_world(repo.root, settings, repo, forge)
    commit = _commit(repo, run)
    if settings.error_log:
        log, source = read_log(str(Path(root) / settings.error_log)), settings.error_log
    elif run.run_id:
        log, source = redact_bytes(forge.job_log(run.run_id), (settings.github_token,)), f"run {run.run_id}"
    elif settings.test_command:
        log, source = None, ""
    else:
        raise NoCommand("this event names no failed run", "Start the action on workflow_run, or give error-log or test-command.")
    turn = heal(world, settings, Request(run=run, commit=commit, log=log, source=source))
    output = str(Path(environ["RUNNER_TEMP"]) / "homeostat") if environ.get("RUNNER_TEMP") else None
    return finish(world, settings, turn, output, push=isinstance(forge, GitHubForge))


def _commit(repo: GitRepo, run: Run) -> str:
    """The failing commit, fetched if the checkout does not have it."""
    if not run.sha:
        return repo.head()
    try:
        return repo.commit(run.sha)
    except GitFailed:
        repo.fetch(run.sha)
        return repo.commit(run.sha)


def outputs(result: Result) -> dict[str, str]:
    """The outputs of the action: names as README and action.yaml list them."""
    request = result.pull_request
    return {
        "decision": result.decision.value,
        "reason-code": result.reason_code,
        "category": result.category.value,
        "fingerprint": result.fingerprint,
        "retry-recommended": str(result.retry_recommended).lower(),
        "evidence": result.evidence,
        "pull-request-number": str(request.number) if request else "",
        "pull-request-url": request.url if request else "",
        "pull-request-operation": request.operation if request else "none",
        "pull-request-head-sha": request.head_sha if request else "",
        "pull-request-branch": request.branch if request else "",
        "result": json.dumps(result.to_json()),
    }
