#!/usr/bin/env python3
"""Records the log of an example: runs the job of its workflow and writes what a runner would have shown.

    .venv/bin/python examples/record.py examples/dependency-drift --date 2023-10-02T05:00:00Z

The index is read as of `--date`. Steps run in a private environment; `--variable NAME=VALUE` adds variables to them (an
index that cannot be reached, say).
"""

from __future__ import annotations

import argparse
import dataclasses
import pathlib
import shutil
import sys
import tempfile
from datetime import datetime, timedelta

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scripts"))

from homeostat.adapters.git import IDENTITY, git
from homeostat.adapters.workbench import GitWorkshop
from homeostat.records import Recipe, Script
from homeostat.validate.workflow import parse_jobs


def shown(script: Script, output: str, exit_code: int) -> list[str]:
    """The lines of a step as the runner shows them."""
    lines = script.run.strip().splitlines()
    head = [
        f"##[group]Run {lines[0]}",
        *(f"\x1b[36;1m{line}\x1b[0m" for line in lines),
        "shell: /usr/bin/bash -e {0}",
        "##[endgroup]",
    ]
    return [*head, *output.splitlines(), *([f"##[error]Process completed with exit code {exit_code}."] if exit_code else [])]


def record(example: pathlib.Path, begin: datetime, variables: dict[str, str]) -> list[str]:
    """The lines of the log, with time stamps."""
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch) / "project"
        shutil.copytree(example / "project", root)
        for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "as it was")):
            git(str(root), *arguments, env=IDENTITY)
        job = parse_jobs("ci.yml", (root / ".github/workflows/ci.yml").read_text())[0]
        rows, now = [], begin
        with GitWorkshop(str(root), cache=str(pathlib.Path(scratch) / "uv"), limit=300).bench("HEAD") as bench:
            bench.prepare(Recipe(command=Script(run="true"), python=job.python, before=begin.strftime("%Y-%m-%dT%H:%M:%SZ")))
            for script in job.scripts:
                done = bench.run(dataclasses.replace(script, env={**script.env, **variables}))
                lines = shown(script, done.output, done.exit_code)
                step = timedelta(seconds=done.seconds / max(1, len(lines)))
                rows += [f"{(now + step * at).isoformat(timespec='microseconds')[:26]}0Z {line}" for at, line in enumerate(lines)]
                now += timedelta(seconds=done.seconds)
                if done.exit_code:
                    return rows
    return rows


def main() -> None:
    """Writes `ci.log` into the example's folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("example", type=pathlib.Path)
    parser.add_argument("--date", default="2026-11-20T05:00:00Z")
    parser.add_argument("--variable", action="append", default=[], metavar="NAME=VALUE")
    options = parser.parse_args()
    begin = datetime.fromisoformat(options.date.removesuffix("Z"))
    rows = record(options.example, begin, dict(pair.split("=", 1) for pair in options.variable))
    (options.example / "ci.log").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
