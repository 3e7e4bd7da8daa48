"""Autofix: a formatter or linter complains of what it can repair itself, so it is run again with its fix flags.

It runs in the prepared environment, at the version that complained. Formatters do not change what code does, and of a
linter's fixes only those are taken that it calls safe.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from homeostat.records import Remedy, Script
from homeostat.remedy.commands import Fix, find_echoed_fixes, find_fixes
from homeostat.remedy.contract import Case
from homeostat.world import Bench, World

_RELEASE = re.compile(r"\d{1,9}(?:\.\d{1,9}){1,3}(?:[a-z]{1,4}\d{1,9})?")
_CHANGED = re.compile(r"^diff --git a/.* b/(.*)$", re.MULTILINE)
# Where npm, tox and nox keep the tools that their scripts call by name alone.
_NPM_HOME = "node_modules/.bin"
_RUNNER_HOMES = (".tox/", ".nox/")


class Autofix:
    """See the module."""

    @property
    def name(self) -> str:
        return "tool-autofix"

    def applies(self, case: Case) -> bool:
        return bool(fixes_for(case))

    def propose(self, case: Case, bench: Bench, world: World) -> Remedy | None:
        fixes = fixes_for(case)
        if any(fix.home.startswith(_RUNNER_HOMES) for fix in fixes):
            bench.run(case.recipe.command)  # tox and nox make the environments of their tools only as they run
        for fix in fixes:
            world.reporter.say(f"running {fix.tool} with its fix flags")
            bench.run(_script(case, fix))  # what it answers does not matter: some fixers fail whenever they changed something
        patch = bench.diff()
        if not patch or bench.run(case.recipe.command).exit_code:
            return None
        return _remedy(case, fixes, patch, dict(_versions(case, bench, fixes)))


def fixes_for(case: Case) -> tuple[Fix, ...]:
    """The fixing commands for what failed: from the failing script, else from what a wrapper echoed."""
    script = case.recipe.command.run
    return find_fixes(script) or find_echoed_fixes(script, _echoes(case))


def _echoes(case: Case) -> Iterator[str]:
    """The lines of the failing step: as seen again here, then as the log has them."""
    yield from case.reproduction.execution.output.splitlines()
    step = case.log.failed_step
    yield from case.log.lines[step.start - 1 : step.stop] if step else case.log.lines


def _script(case: Case, fix: Fix, command: str = "") -> Script:
    """A script for a fix where the failing one ran. Its text holds quoted words and folders of our own naming only."""
    base = case.recipe.command
    homes = [f'"$PWD/{home}"' for home in (fix.home, _NPM_HOME) if home]
    homes = [f'"$PWD/{fix.home}/bin"', *homes[1:]] if fix.home else homes
    directory = base.directory if fix.directory == "." else f"{base.directory.rstrip('/') or '.'}/{fix.directory}"
    run = f'PATH={":".join(homes)}:"$PATH"\nexport PATH\n{command or fix.run}'
    return dataclasses.replace(base, run=run, name=f"fix with {fix.tool}", directory=directory, shell="bash")


def _versions(case: Case, bench: Bench, fixes: Sequence[Fix]) -> Iterator[tuple[str, str]]:
    """Each tool with its version: as installed, else as it says itself; without one if it does not say."""
    for fix in fixes:
        known = case.reproduction.resolved.get(fix.tool, "")
        if not known:
            said = _RELEASE.search(bench.run(_script(case, fix, fix.probe), limit=60).output)
            known = said[0] if said else ""
        yield fix.tool, known


def _remedy(case: Case, fixes: Sequence[Fix], patch: str, versions: dict[str, str]) -> Remedy:
    files = tuple(dict.fromkeys(_CHANGED.findall(patch)))
    tools = " and ".join(f"{tool} {version}".strip() for tool, version in versions.items())
    commands = "; ".join(fix.run for fix in fixes)
    return Remedy(
        strategy=Autofix().name,
        title=f"style: apply {tools}",
        explanation=f"The check fails on what {tools} can repair itself. This is what it writes with its fix flags: `{commands}`. "
        f"`{case.recipe.command.run.strip().splitlines()[0]}` is green afterwards.",
        patch=patch,
        files=files,
        facts={"tool": ", ".join(versions), "version": ", ".join(v for v in versions.values() if v), "command": commands},
    )
