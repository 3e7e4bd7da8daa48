"""The words of the pull request: what failed, what changes and why, and the proof, so that a person can decide in a minute.

Every part has its own limit, so that the whole stays under what GitHub takes and is never cut in the middle of a fence.
"""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Iterable, Mapping, Sequence
from string import Template
from typing import Final

from homeostat.propose.words import cell, code, cut, fenced, inert, one_line, printable, tail
from homeostat.records import Diagnosis, Evidence, Execution, Gate, Remedy, Run

MOST_CHARACTERS: Final = 60_000
"""GitHub takes 65,536 characters; the rest is for what people add."""

MOST_FILES: Final = 30
MOST_FACTS: Final = 20
MOST_GATES: Final = 20
MOST_VERSIONS: Final = 12
OUTPUT_CHARACTERS: Final = 3000

_LINK: Final = re.compile(r"https?://[\w.:/~%+=&?-]{1,300}", re.ASCII)
_COMMIT: Final = re.compile(r"[0-9a-f]{7,64}")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,100}")
_NEEDS_A_PERSON: Final = "> **This needs a person's review**: what was run shows that it cures, not that it is wanted.\n\n"


def render_body(remedy: Remedy, diagnosis: Diagnosis, evidence: Evidence, run: Run) -> str:
    """The body of the pull request in Markdown, at most `MOST_CHARACTERS`."""
    return _template().substitute(
        fingerprint=_word(diagnosis.fingerprint),
        strategy=_word(remedy.strategy),
        review=_NEEDS_A_PERSON if remedy.needs_review else "",
        headline=fenced(cut(diagnosis.headline, 500) or "(the log names no cause)"),
        where=_where(diagnosis, run),
        explanation=cut(inert(cut(remedy.explanation, 3000)), 4000) or one_line(remedy.title),
        files=_files(remedy),
        base=_word(evidence.base)[:12],
        command=fenced(cut(evidence.recipe.command.run.strip(), 1000), "sh"),
        environment=_environment(remedy, evidence),
        outputs=_output("before", evidence.before) + _output("after", evidence.after),
        gates=_gates(evidence.gates),
        facts=_facts(evidence.facts or remedy.facts),
        digest=_word(evidence.patch_sha256),
        **_numbers("before", evidence.before),
        **_numbers("after", evidence.after),
    )


def _template() -> Template:
    return Template(importlib.resources.files("homeostat").joinpath("resources", "pull_request.md").read_text(encoding="utf-8"))


def _word(text: str) -> str:
    """An identifier and nothing else: it stands where nothing is escaped."""
    return re.sub(r"[^\w.-]", "", text, flags=re.ASCII)[:64]


def _where(diagnosis: Diagnosis, run: Run) -> str:
    parts = [f"Category **{diagnosis.category}**, severity {diagnosis.severity}"]
    parts += [f"workflow {code(run.workflow, 80)}"] if run.workflow else []
    parts += [f"job {code(run.job, 80)}"] if run.job else []
    parts += [f"commit {run.sha}"] if _COMMIT.fullmatch(run.sha) else []
    parts += [f"[the failed run]({run.url})"] if _LINK.fullmatch(run.url) else []
    return ", ".join(parts) + "."


def _files(remedy: Remedy) -> str:
    lines = [f"- {code(path, 120)}" for path in remedy.files[:MOST_FILES]]
    more = len(remedy.files) - MOST_FILES
    lines += [f"- and {more} more"] if more > 0 else []
    added, removed = changed_lines(remedy.patch)
    return "\n".join([f"Files changed (lines: +{added} -{removed}):", "", *lines])


def changed_lines(patch: str) -> tuple[int, int]:
    """How many lines a unified diff adds and removes."""
    lines = patch.split("\n")
    added = sum(line.startswith("+") and not line.startswith("+++ ") for line in lines)
    removed = sum(line.startswith("-") and not line.startswith("--- ") for line in lines)
    return added, removed


def _numbers(name: str, execution: Execution) -> dict[str, str]:
    ended = " (time limit)" if execution.timed_out else ""
    return {f"{name}_exit": f"{execution.exit_code}{ended}", f"{name}_seconds": f"{execution.seconds:.1f}"}


def _environment(remedy: Remedy, evidence: Evidence) -> str:
    python = evidence.recipe.python or evidence.tools.get("python", "")
    parts = [f"Python {one_line(python, 20)}"] if python else []
    parts += [code(f"{name}=={version}", 60) for name, version in _versions_that_matter(remedy, evidence)]
    parts += [f"package index as of {one_line(evidence.recipe.before, 30)}"] if evidence.recipe.before else []
    sentences = [f"Environment: {', '.join(parts)}."] if parts else []
    sentences += (
        ["With the change it was prepared anew, from the files as changed."] if evidence.recipe_after != evidence.recipe else []
    )
    return f"{' '.join(sentences)}\n\n" if sentences else ""


def _versions_that_matter(remedy: Remedy, evidence: Evidence) -> list[tuple[str, str]]:
    """What the change or the command speaks of; hundreds of other packages would hide it."""
    text = f"{remedy.patch[:100_000]}\n{remedy.title}\n{evidence.recipe.command.run}"
    spoken = set(_NAME.findall(text.lower().replace("_", "-")))
    known = {**evidence.recipe.versions, **{name: version for name, version in evidence.tools.items() if name != "python"}}
    names = sorted(name for name in known if name.lower().replace("_", "-") in spoken)
    return [(name, known[name]) for name in names[:MOST_VERSIONS]]


def _output(name: str, execution: Execution) -> str:
    text = tail(printable(execution.output[-4 * OUTPUT_CHARACTERS :]), OUTPUT_CHARACTERS)
    if not text:
        return ""
    return f"<details><summary>The end of its output {name}</summary>\n\n{fenced(text)}\n\n</details>\n\n"


def _gates(gates: Iterable[Gate]) -> str:
    rows = [(f"{one_line(gate.name, 40)}", str(gate.status), one_line("; ".join(gate.reasons[:5]), 240)) for gate in gates]
    return _table("Gates", ("gate", "result", "why"), rows[:MOST_GATES])


def _facts(facts: Mapping[str, str]) -> str:
    rows = [(one_line(name, 40), code(value, 160)) for name, value in facts.items()]
    return _table("Facts", ("what", "value"), rows[:MOST_FACTS])


def _table(title: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    lines = [_row(header), "|---" * len(header) + "|", *map(_row, rows)]
    return f"### {title}\n\n" + "\n".join(lines) + "\n\n"


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(cell, cells))} |"
