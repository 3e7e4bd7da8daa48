"""The table of contents: observe → understand → decide → reproduce → remedy → prove → propose → learn, in this order.

`heal` is one turn of the loop. It decides and proves, and changes nothing; `publish` applies what a healed turn proposes.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from homeostat.decide.history import history_of, memory_begins
from homeostat.decide.severity import severity_of
from homeostat.decide.step import decide
from homeostat.errors import PreparationFailed
from homeostat.learn.step import NO_RUN, attempts, failing, met_at, outcome
from homeostat.observe.step import observe
from homeostat.propose.step import commit_message, propose
from homeostat.records import (
    Action,
    Category,
    Decision,
    Diagnosis,
    Evidence,
    Execution,
    Log,
    Proposal,
    PullRequest,
    Recipe,
    Remedy,
    Reproduction,
    Result,
    Run,
    Severity,
    Status,
    Verdict,
)
from homeostat.remedy.contract import Case
from homeostat.remedy.declare import candidate_files
from homeostat.remedy.ladder import LADDER
from homeostat.remedy.step import climb
from homeostat.settings import Settings
from homeostat.understand.custom import catalogue_of
from homeostat.understand.step import diagnose_output, understand
from homeostat.validate.declared import is_interesting
from homeostat.validate.gates.scope import Limits
from homeostat.validate.prove import evidence_of, prove
from homeostat.validate.recipe import WORKFLOWS, recipe_for
from homeostat.validate.reproduce import reproduce
from homeostat.world import Bench, World

NO_LOG = Log(source="", lines=())
NOTHING_KNOWN = Diagnosis(category=Category.UNKNOWN, severity=Severity.MEDIUM, fingerprint="", headline="", confidence=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a turn is asked to look at: the run, the bytes of its log (None: there is none) and the failing commit."""

    run: Run
    commit: str
    log: bytes | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a turn came to. `evidence`, `proposal` and `message` (of the commit) are there when it healed.

    `run`, `rule`, `occurrence` and `ended_at` are for the ledger: what failed, what found the cause, and which meeting it was, when.
    """

    result: Result
    evidence: Evidence | None = None
    proposal: Proposal | None = None
    message: str = ""
    run: Run = NO_RUN
    rule: str = ""
    occurrence: str = ""
    ended_at: str = ""


def heal(world: World, settings: Settings, request: Request) -> Turn:
    """One turn of the loop, without publishing anything.

    Raises the errors of `errors.py` for what stops a turn before there is anything to decide.
    """
    run = dataclasses.replace(request.run, attempt=max(request.run.attempt, settings.retry_count + 1))
    request = dataclasses.replace(request, run=run)
    with world.reporter.step("Observe"):
        log = observe(request.log, request.source) if request.log is not None else NO_LOG
        if log.truncated:
            world.reporter.say("the log is too long: its middle is left out")
    with world.reporter.step("Understand"):
        diagnosis = understand(log, catalogue=catalogue_of(settings.patterns)) if log.lines else NOTHING_KNOWN
        diagnosis = _rated(settings, run, diagnosis)
        world.reporter.say(f"{diagnosis.category} ({diagnosis.severity}): {diagnosis.headline or 'no log to read'}")
    with world.reporter.step("Decide"):
        decision = _decide(world, settings, run, diagnosis, log)
        world.reporter.say(f"{decision.action}: {decision.reason}")
    turn = Turn(result=_result(diagnosis, decision))
    if decision.action is Action.FIX:
        turn = _fix(world, settings, request, log, diagnosis)
    turn = dataclasses.replace(turn, run=run, rule=diagnosis.rule, occurrence=_occurrence(request), ended_at=log.ended_at)
    return _timed(world, turn)


def _occurrence(request: Request) -> str:
    """What tells this meeting with a failure from the next one: looking at the same run again is no other."""
    if request.run.run_id:
        return f"{request.run.repository}/{request.run.run_id}/{request.run.attempt}"
    return hashlib.sha256(request.log if request.log is not None else request.commit.encode()).hexdigest()


def _rated(settings: Settings, run: Run, diagnosis: Diagnosis) -> Diagnosis:
    """With the severity that the written rule gives. Where nothing says which branch is the default one, none is."""
    on_default = bool(settings.base_branch) and run.branch == settings.base_branch
    return dataclasses.replace(diagnosis, severity=severity_of(diagnosis, default_branch=on_default))


def _decide(world: World, settings: Settings, run: Run, diagnosis: Diagnosis, log: Log) -> Decision:
    if log.steps and log.failed_step is None and not diagnosis.failures and diagnosis.category is Category.UNKNOWN:
        return Decision(action=Action.SKIP, reason_code="no_failure", reason="The log shows no failure.")
    known = attempts(world.ledger.outcomes(diagnosis.fingerprint)) if diagnosis.fingerprint else 0
    now = world.clock.now()
    return decide(
        diagnosis,
        enabled=settings.enabled,
        attempts=known,
        max_attempts=settings.max_attempts,
        retry_count=run.attempt - 1,
        history=history_of(world.ledger.recent(memory_begins(now)), failing(diagnosis, now, run)),
        seed=run.run_id,
    )


def _fix(world: World, settings: Settings, request: Request, log: Log, diagnosis: Diagnosis) -> Turn:
    recipe = recipe_for(
        log,
        _telling_files(world, request.commit),
        test_command=settings.test_command,
        setup=settings.setup,
        python=settings.python,
    )
    with world.workshop.bench(request.commit) as bench:
        with world.reporter.step("Reproduce"):
            world.reporter.say(f"$ {recipe.command.run.strip()}   (prepared from: {recipe.origin})")
            try:
                recipe, red = reproduce(bench, recipe, diagnosis, lambda execution: _read(settings, execution))
            except PreparationFailed as error:
                return Turn(result=_result(diagnosis, _human("cannot_prepare", f"{error}. {error.advice}")))
            for note in recipe.notes:
                world.reporter.say(note)
        known = diagnosis if diagnosis.fingerprint else _rated(settings, request.run, _read(settings, red.execution))
        refusal = _not_seen(red)
        if refusal:
            return Turn(result=_result(known, refusal))
        world.reporter.say(f"red: exit code {red.execution.exit_code} after {red.execution.seconds:.1f} s")
        case = _case(world, settings, request, log, known, recipe, red)
        return _climb(world, settings, request, case, bench)


def _read(settings: Settings, execution: Execution) -> Diagnosis:
    catalogue = catalogue_of(settings.patterns)
    return diagnose_output(execution.output, execution.exit_code, timed_out=execution.timed_out, catalogue=catalogue)


def _telling_files(world: World, commit: str) -> Mapping[str, str]:
    paths = world.repo.files(commit)
    wanted = {*candidate_files(paths), *(path for path in paths if WORKFLOWS.fullmatch(path) or is_interesting(path))}
    return {path: text for path in sorted(wanted) if (text := world.repo.read(commit, path)) is not None}


def _not_seen(red: Reproduction) -> Decision | None:
    """Why nothing is tried: the command was green, never ended, or failed in another way."""
    if not red.execution.exit_code:
        return Decision(
            action=Action.RETRY,
            reason_code="not_reproduced",
            reason="The failing command is green in a clean environment like the failing one: run the job again.",
            delay_seconds=60,
        )
    if red.execution.timed_out:
        return _human("timeout", "The command does not end within the time limit (command-timeout).")
    if not red.same_failure:
        return _human(
            "reproduced_differently",
            "The command fails here, but not as in the log: the environment differs. Give its preparation as `setup`.",
        )
    return None


def _human(code: str, reason: str) -> Decision:
    return Decision(action=Action.HUMAN, reason_code=code, reason=reason)


def _case(
    world: World, settings: Settings, request: Request, log: Log, diagnosis: Diagnosis, recipe: Recipe, red: Reproduction
) -> Case:
    return Case(
        log=log,
        diagnosis=diagnosis,
        recipe=recipe,
        reproduction=red,
        commit=request.commit,
        committed_at=world.repo.committed_at(request.commit),
        deadline=float(settings.time_limit),
    )


def _climb(world: World, settings: Settings, request: Request, case: Case, bench: Bench) -> Turn:
    """Up the ladder: the first candidate that is proven wins."""
    limits = Limits(max_files=settings.max_patch_files, max_bytes=settings.max_patch_size, protected_files=settings.protected_files)
    ladder = tuple(rung for rung in LADDER if not settings.remedies or rung.name in settings.remedies)
    refused: list[str] = []
    with world.reporter.step("Remedy"):
        for remedy in climb(case, bench, world, ladder):
            world.reporter.say(f"{remedy.strategy}: {remedy.title}")
            verdict = prove(world, request.commit, case.recipe, case.reproduction, remedy, limits)
            for gate in verdict.gates:
                world.reporter.say(f"gate {gate.name}: {gate.status}{': ' if gate.reasons else ''}{'; '.join(gate.reasons)}")
            if verdict.status is not Status.FAIL:
                return _healed(world, settings, request, case, remedy, verdict)
            refused += [
                reason for gate in verdict.gates if gate.name == "scope" and gate.status is Status.FAIL for reason in gate.reasons
            ]
    if refused:
        return Turn(
            result=_result(case.diagnosis, Decision(action=Action.SKIP, reason_code="refused_by_policy", reason="; ".join(refused)))
        )
    over = world.clock.elapsed() > case.deadline
    code, reason = (
        ("time_limit", "The time limit of the run is over.")
        if over
        else ("no_remedy", "No deterministic remedy cures this; a person has to look.")
    )
    return Turn(result=_result(case.diagnosis, _human(code, reason)))


def _healed(world: World, settings: Settings, request: Request, case: Case, remedy: Remedy, verdict: Verdict) -> Turn:
    if verdict.status is Status.INCONCLUSIVE:
        remedy = dataclasses.replace(remedy, needs_review=True)
    tools = {"python": case.recipe.python, **case.reproduction.resolved}
    evidence = evidence_of(verdict, remedy, case.diagnosis, request.commit, case.recipe, tools, world.clock.now())
    proposal = propose(
        remedy,
        case.diagnosis,
        evidence,
        dataclasses.replace(request.run, job=request.run.job or case.recipe.job),
        branch_prefix=settings.branch_prefix,
        base_branch=settings.base_branch or request.run.branch,
        labels=settings.labels,
        draft=settings.draft,
        reviewers=settings.reviewers,
    )
    decision = Decision(action=Action.FIX, reason_code="healed", reason=f"{remedy.title}: red before, green after.")
    result = dataclasses.replace(_result(case.diagnosis, decision), remedy=remedy.strategy, branch=proposal.branch)
    return Turn(result=result, evidence=evidence, proposal=proposal, message=commit_message(remedy, case.diagnosis))


def _result(diagnosis: Diagnosis, decision: Decision) -> Result:
    return Result(
        decision=decision.action,
        reason_code=decision.reason_code,
        reason=decision.reason,
        category=diagnosis.category,
        severity=diagnosis.severity,
        fingerprint=diagnosis.fingerprint,
        headline=diagnosis.headline,
        retry_recommended=decision.action is Action.RETRY,
        delay_seconds=decision.delay_seconds,
    )


def _timed(world: World, turn: Turn) -> Turn:
    return dataclasses.replace(turn, result=dataclasses.replace(turn.result, seconds=round(world.clock.elapsed(), 1)))


def publish(world: World, turn: Turn, *, push: bool) -> Turn:
    """Make the commit and the branch, push it and open the pull request where there is a forge (`push`)."""
    if turn.proposal is None or turn.evidence is None:
        return turn
    with world.reporter.step("Propose"):
        commit = world.repo.commit_on(turn.evidence.base, turn.evidence.patch, turn.message)
        proposal = dataclasses.replace(turn.proposal, commit=commit)
        request: PullRequest | None = None
        if push:
            world.repo.push(proposal.branch, commit)
            request = world.forge.propose(proposal)
        else:
            world.repo.set_branch(proposal.branch, commit)
        world.reporter.say(f"{proposal.branch} at {commit[:12]}{f', {request.url}' if request else ''}")
    result = dataclasses.replace(turn.result, commit=commit, pull_request=request)
    return _timed(world, dataclasses.replace(turn, proposal=proposal, result=result))


def learn(world: World, turn: Turn) -> None:
    """Keep what the turn came to, and that its failure was met."""
    result, now = turn.result, world.clock.now()
    if result.fingerprint:
        world.ledger.append(outcome(result, now, turn.run, turn.rule))
        world.ledger.sighted(result.fingerprint, turn.occurrence, met_at(turn.ended_at, now))
