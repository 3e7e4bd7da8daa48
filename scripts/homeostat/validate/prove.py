"""Red before, green after, in a fresh worktree of the proposed commit."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Mapping

from homeostat.errors import PreparationFailed, RefusedByPolicy
from homeostat.records import Diagnosis, Evidence, Execution, Gate, Recipe, Remedy, Reproduction, Status, Verdict, worst
from homeostat.validate.gates.scope import Limits, scope
from homeostat.validate.gates.suite import suite
from homeostat.validate.gates.tests_intact import intact_tests
from homeostat.validate.reproduce import prepare
from homeostat.world import Bench, World

OUTPUT_KEPT = 20_000  # characters of each output in the evidence: its end says how it ended


def touched_files(patch: str) -> tuple[str, ...]:
    """Paths that a patch in git's format changes, old and new names both. Quoted names are left as git quotes them."""
    found: set[str] = set()
    for line in re.findall(r"^(?:---|\+\+\+|rename from|rename to) (.+)$", patch, re.MULTILINE):
        found.add(re.sub(r"^[ab]/", "", line.rstrip("\t")))
    found |= {b for _, b in re.findall(r"^diff --git a/(.+) b/(.+)$", patch, re.MULTILINE)}
    return tuple(sorted(found - {"/dev/null"}))


def prove(world: World, base: str, recipe: Recipe, red: Reproduction, remedy: Remedy, limits: Limits) -> Verdict:
    """Judge a candidate on a fresh worktree of `base` with nothing but its patch applied."""
    touched = touched_files(remedy.patch)
    gates: list[Gate] = [scope(remedy.patch, touched, remedy.files, limits)]
    after = Execution(command=recipe.command.run, exit_code=-1, seconds=0.0, output="not run")
    if gates[0].status is not Status.FAIL:
        with world.workshop.bench(base) as bench:
            try:
                bench.apply(remedy.patch)
                gates.append(intact_tests({path: (world.repo.read(base, path), bench.read(path)) for path in touched}))
                after = green_run(bench, remedy.recipe or recipe)
            except (RefusedByPolicy, PreparationFailed) as error:
                gates.append(Gate(name="environment", status=Status.FAIL, reasons=(str(error),)))
    gates.append(_red_to_green(red.execution, after))
    more = suite(red.execution, after)
    verdicts = (*gates, more) if more else tuple(gates)
    return Verdict(status=worst(*(gate.status for gate in verdicts)), before=red.execution, after=after, gates=verdicts)


def green_run(bench: Bench, recipe: Recipe) -> Execution:
    """Prepare as the recipe says and run its command."""
    used, _ = prepare(bench, recipe)
    return bench.run(used.command)


def _red_to_green(before: Execution, after: Execution) -> Gate:
    reasons = [] if before.exit_code else ["the command was not red before"]
    reasons += [f"the command still ends with {after.exit_code}"] if after.exit_code else []
    return Gate(name="red-to-green", status=Status.FAIL if reasons else Status.PASS, reasons=tuple(reasons))


def evidence_of(
    verdict: Verdict, remedy: Remedy, diagnosis: Diagnosis, base: str, recipe: Recipe, tools: Mapping[str, str], created_at: str
) -> Evidence:
    """The proof as a record: everything that is needed to run it again."""
    return Evidence(
        fingerprint=diagnosis.fingerprint,
        category=diagnosis.category,
        strategy=remedy.strategy,
        base=base,
        patch=remedy.patch,
        patch_sha256=digest(remedy.patch),
        recipe=recipe,
        recipe_after=remedy.recipe or recipe,
        before=_shortened(verdict.before),
        after=_shortened(verdict.after),
        gates=verdict.gates,
        facts=remedy.facts,
        tools=tools,
        created_at=created_at,
    )


def digest(patch: str) -> str:
    """SHA-256 of a patch, in hex."""
    return hashlib.sha256(patch.encode("utf-8", "surrogateescape")).hexdigest()


def _shortened(execution: Execution) -> Execution:
    return dataclasses.replace(execution, output=execution.output[-OUTPUT_KEPT:])


def confirm(world: World, evidence: Evidence) -> tuple[str, ...]:
    """Run the proof again: the reasons why it does not hold, none if it does."""
    if digest(evidence.patch) != evidence.patch_sha256:
        return ("the patch is not the one that was proven: its digest differs",)
    with world.workshop.bench(evidence.base) as bench:
        red = green_run(bench, evidence.recipe)
    if not red.exit_code:
        return (f"the command is green without the patch: {evidence.recipe.command.run}",)
    with world.workshop.bench(evidence.base) as bench:
        bench.apply(evidence.patch)
        green = green_run(bench, evidence.recipe_after)
    return (f"the command still ends with {green.exit_code} with the patch",) if green.exit_code else ()
