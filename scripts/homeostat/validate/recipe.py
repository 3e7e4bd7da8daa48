"""How to see a failure again: the failing command, and what prepares an environment like the failing one. Pure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping

from homeostat.errors import NoCommand
from homeostat.records import Log, LogStep, Recipe, Script
from homeostat.validate.declared import declared_setup
from homeostat.validate.workflow import EXPRESSION, Match, find_job, parse_jobs, shell_name

WORKFLOWS = re.compile(r"\.github/workflows/[^/]+\.ya?ml")
# What changes the machine instead of the job's own environment is left out: it would reach the user.
SYSTEM = frozenset("sudo apt apt-get aptitude dpkg brew choco snap yum dnf apk pacman systemctl service docker podman su".split())


def recipe_for(
    log: Log, files: Mapping[str, str], *, test_command: str = "", setup: tuple[str, ...] = (), python: str = ""
) -> Recipe:
    """The recipe from what is known: settings first, then workflow and log, then what the repository declares.

    `files` maps path → text of the failing commit (workflows, declarations). Raises NoCommand if nothing says what failed.
    """
    jobs = tuple(job for path, text in sorted(files.items()) if WORKFLOWS.fullmatch(path) for job in parse_jobs(path, text))
    failed = log.failed_step
    if not test_command and failed is None:
        raise NoCommand("the log shows no step that ended with an exit code")
    match = find_job(jobs, log, test_command)
    command = _command(test_command, failed, match)
    prepared, origin, notes = _setup(setup, match, files, command)
    own = own_names(files)
    return Recipe(
        command=command,
        setup=prepared,
        python=python or log.python or (match.job.python if match else "") or _pinned_python(files),
        versions={name: version for name, version in log.installed.items() if name not in own},
        before=log.ended_at,
        origin=origin,
        job=match.job.name if match and match.failed is not None else "",
        notes=notes,
    )


def _command(test_command: str, failed: LogStep | None, match: Match | None) -> Script:
    known = match.job.scripts[match.failed] if match and match.failed is not None else None
    if test_command:
        context = known or Script(run="")
        return Script(run=test_command, env=context.env, directory=context.directory, shell="bash")
    if failed is None:
        raise NoCommand("the log shows no step that ended with an exit code")
    if known is None:
        return Script(run=failed.script, name=failed.name, env=_own_variables(failed), shell=shell_name(failed.shell))
    return _as_run(known, failed)


def _as_run(script: Script, shown: LogStep | None) -> Script:
    """The script as it ran: the log has the expressions filled in."""
    filled = shown.script if shown and EXPRESSION.search(script.run) and not EXPRESSION.search(shown.script) else script.run
    env = {**script.env, **(_own_variables(shown) if shown else {})}
    directory = "." if EXPRESSION.search(script.directory) else script.directory
    return dataclasses.replace(script, run=filled.strip("\n"), env=env, directory=directory)


def _own_variables(step: LogStep) -> dict[str, str]:
    """The variables that the log shows for a step, without those that are the runner's and without what is masked."""
    return {
        name: value
        for name, value in step.env.items()
        if "***" not in value
        and not re.match(r"(GITHUB|RUNNER|ACTIONS|pythonLocation|PKG_CONFIG_PATH|Python\d*_ROOT|LD_LIBRARY)", name)
    }


def _setup(
    given: tuple[str, ...], match: Match | None, files: Mapping[str, str], command: Script
) -> tuple[tuple[Script, ...], str, tuple[str, ...]]:
    if given:
        return tuple(Script(run=text) for text in given), "settings", ()
    if match and match.failed is not None:
        scripts, notes = _earlier_steps(match, match.failed)
        return scripts, f"workflow {match.job.workflow}, job {match.job.name}", notes
    return declared_setup(files, command.run), "declared", ()


def _earlier_steps(match: Match, failed: int) -> tuple[tuple[Script, ...], tuple[str, ...]]:
    """The job's own `run` steps before the failing one. Where the log shows steps, one that it lacks was skipped there too."""
    kept, notes = [], []
    for at, script in enumerate(match.job.scripts[:failed]):
        shown = match.shown.get(at)
        if match.shown and shown is None:
            continue
        ready = _as_run(script, shown)
        if EXPRESSION.search(ready.run):
            notes.append(f"left out, its expressions are not known: {_title(ready)}")
            continue
        text, dropped = without_system(ready.run)
        notes += [f"left out, it changes the machine: {line}" for line in dropped]
        if text.strip():
            kept.append(dataclasses.replace(ready, run=text))
    return tuple(kept), tuple(notes)


def _title(script: Script) -> str:
    return (script.name or script.run.strip().splitlines()[0])[:80]


def without_system(script: str) -> tuple[str, tuple[str, ...]]:
    """A shell script without the lines that change the machine (`sudo …`, `apt-get …`), and these lines."""
    kept: list[str] = []
    dropped: list[str] = []
    going_on = False
    for line in script.splitlines():
        words = line.split()
        away = going_on or bool(words and words[0] in SYSTEM)
        going_on = away and line.rstrip().endswith(("\\", "&&"))
        (dropped if away else kept).append(line)
    return "\n".join(kept), tuple(line.strip()[:120] for line in dropped)


def canonical(name: str) -> str:
    """A distribution's name as PEP 503 normalises it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def own_names(files: Mapping[str, str]) -> frozenset[str]:
    """The names under which this repository itself is a distribution (canonical)."""
    patterns = (
        ("pyproject.toml", r'^\s*name\s*=\s*["\']([\w.-]+)["\']'),
        ("setup.cfg", r"^\s*name\s*=\s*([\w.-]+)\s*$"),
        ("setup.py", r'\bname\s*=\s*["\']([\w.-]+)["\']'),
    )
    found: Iterable[str] = (
        name
        for path, text in files.items()
        for base, pattern in patterns
        if path.rsplit("/", 1)[-1] == base
        for name in re.findall(pattern, text, re.MULTILINE)
    )
    return frozenset(canonical(name) for name in found)


def _pinned_python(files: Mapping[str, str]) -> str:
    found = re.match(r"\s*(\d+\.\d+)", files.get(".python-version", ""))
    return found[1] if found else ""
