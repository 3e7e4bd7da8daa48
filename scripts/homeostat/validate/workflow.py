"""Workflows as text in, the job that a log comes from out. Pure; a workflow that cannot be read is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from homeostat.records import Log, LogStep, Script

EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
LONGEST = 200_000  # characters of a workflow; GitHub's own limit is 512 KiB


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job of a workflow: its `run` steps in order, and what `setup-python` was asked for."""

    workflow: str
    name: str
    scripts: tuple[Script, ...]
    python: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The job that a log comes from: which of its scripts failed (None if unknown), and those that the log shows."""

    job: Job
    failed: int | None
    shown: Mapping[int, LogStep] = field(default_factory=dict)


def parse_jobs(path: str, text: str) -> tuple[Job, ...]:
    """All jobs of a workflow file; none if it is no readable workflow."""
    import yaml

    try:
        document = yaml.safe_load(text[:LONGEST])
    except (yaml.YAMLError, RecursionError, ValueError):
        return ()
    if not isinstance(document, dict) or not isinstance(document.get("jobs"), dict):
        return ()
    return tuple(_job(path, str(name), body, document) for name, body in document["jobs"].items() if isinstance(body, dict))


def _job(path: str, name: str, body: dict[str, Any], document: dict[str, Any]) -> Job:
    listed = body.get("steps")
    steps = [step for step in listed if isinstance(step, dict)] if isinstance(listed, list) else []
    inherited = {**_variables(document), **_variables(body)}
    defaults = {**_defaults(document), **_defaults(body)}
    scripts = tuple(_script(step, inherited, defaults) for step in steps if isinstance(step.get("run"), str))
    return Job(workflow=path, name=name, scripts=scripts, python=next(_pythons(steps), ""))


def _script(step: dict[str, Any], inherited: Mapping[str, str], defaults: Mapping[str, Any]) -> Script:
    shell = str(step.get("shell") or defaults.get("shell") or "")
    return Script(
        run=step["run"],
        name=str(step.get("name") or ""),
        env={**inherited, **_variables(step)},
        directory=str(step.get("working-directory") or defaults.get("working-directory") or "."),
        shell=shell_name(shell),
    )


def shell_name(shell: str) -> str:
    """The shell of a step from its `shell:` key or the log's line (`/usr/bin/bash -e {0}`): "", bash, sh or python."""
    words = shell.split()
    program = words[0].rsplit("/", 1)[-1] if words else ""
    if program == "bash":
        return "" if len(words) > 1 and "pipefail" not in shell else "bash"
    return program if program in ("sh", "python") else ""


def _variables(node: Mapping[str, Any]) -> dict[str, str]:
    """The literal variables of an `env:`; those with expressions are not known here."""
    env = node.get("env")
    rows = env.items() if isinstance(env, dict) else ()
    return {str(k): _text(v) for k, v in rows if not isinstance(v, dict | list) and not EXPRESSION.search(str(v))}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _defaults(node: Mapping[str, Any]) -> dict[str, Any]:
    defaults = node.get("defaults")
    run = defaults.get("run") if isinstance(defaults, dict) else None
    return run if isinstance(run, dict) else {}


def _pythons(steps: list[dict[str, Any]]) -> Iterator[str]:
    for step in steps:
        wanted = step.get("with")
        if "setup-python" in str(step.get("uses", "")) and isinstance(wanted, dict):
            version = re.match(r"\d+\.\d+", str(wanted.get("python-version", "")))
            if version:
                yield version[0]


# -- which job the log comes from


def matches(script: str, shown: str) -> bool:
    """Whether a step of the log is this script of a workflow: expressions may stand for anything, a log may show the first line only."""
    ours, theirs = _lines(script), _lines(shown)
    if not ours or not theirs or len(theirs) > len(ours):
        return False
    return all(_same(a, b) for a, b in zip(ours, theirs, strict=False)) and (len(theirs) == len(ours) or len(theirs) == 1)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines() if line.strip()]


def _same(ours: str, theirs: str) -> bool:
    parts = [re.escape(part) for part in EXPRESSION.split(ours)]
    return re.fullmatch(".*?".join(parts), theirs) is not None if len(parts) > 1 else ours == theirs


def find_job(jobs: tuple[Job, ...], log: Log, command: str) -> Match | None:
    """The job with most of the log's steps, the failed one among them; else the one that has `command`; None if there is none."""
    found = [match for match in (_match(job, log) for job in jobs) if match.failed is not None]
    if found:
        return max(found, key=lambda match: len(match.shown))
    wanted = _lines(command)
    for job in jobs:
        for at, script in enumerate(job.scripts):
            if wanted and wanted[0] in _lines(script.run):
                return Match(job=job, failed=at)
    return None


def _match(job: Job, log: Log) -> Match:
    shown: dict[int, LogStep] = {}
    failed, at = None, 0
    for step in log.steps:
        hit = next((i for i in range(at, len(job.scripts)) if matches(job.scripts[i].run, step.script)), None)
        if hit is None:
            continue
        shown[hit], at = step, hit + 1
        if step == log.failed_step:
            failed = hit
    return Match(job=job, failed=failed, shown=shown)
