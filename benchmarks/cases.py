#!/usr/bin/env python3
"""Heals real broken builds and lets their own judge decide.

    .venv/bin/python benchmarks/cases.py --cases ../shared/cases [--kinds lint,missing,drift] [--only ID …] [--built DIR] [--table FILE]

`--cases` is a folder with `cases.py` (builds a case and judges a cure) and `dev.json`. For every case Homeostat gets the
repository and the log, nothing else; then the judge looks at what its branch changes, and `homeostat verify` runs the
proof again. `--built DIR` keeps the built cases for the next run. Prints a table; exit code 1 if a cure was none.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[1]
HOMEOSTAT = (sys.executable, "-I", str(ROOT / "scripts" / "homeostat" / "__main__.py"))
HEALABLE = ("lint", "missing", "drift")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case: what Homeostat said, and what the judge and the second proof said of it."""

    ident: str
    kind: str
    decision: str
    reason_code: str
    remedy: str
    seconds: float
    judged: bool | None
    confirmed: bool | None
    outside: tuple[str, ...] = ()

    @property
    def healed(self) -> bool:
        return self.decision == "fix" and bool(self.judged) and bool(self.confirmed) and not self.outside


def run(*command: str, cwd: pathlib.Path | None = None) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PATH": f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def built(cases: pathlib.Path, ident: str, folder: pathlib.Path) -> pathlib.Path:
    """The built case, from the folder of built ones if it is there."""
    place = folder / ident
    if not (place / "case.json").is_file():
        shutil.rmtree(place, ignore_errors=True)
        done = run(sys.executable, str(cases / "cases.py"), "build", ident, str(place / "repo"))
        if done.returncode:
            raise SystemExit(f"{ident} cannot be built: {done.stderr.strip()}")
    return place


def heal(cases: pathlib.Path, case: dict[str, Any], folder: pathlib.Path) -> Row:
    """One case in a copy of its repository."""
    source = built(cases, case["id"], folder)
    with tempfile.TemporaryDirectory(prefix="case-", ignore_cleanup_errors=True) as scratch:
        place = pathlib.Path(scratch)
        shutil.copytree(source / "repo", place / "repo", symlinks=True)
        begin = time.monotonic()
        done = run(*HOMEOSTAT, "heal", "--project-root", str(place / "repo"), "--log", str(source / "fail.gha.log"), "--json",
                   "--output", str(place / "out"))  # fmt: skip
        seconds = time.monotonic() - begin
        if not done.stdout.strip():
            return Row(ident=case["id"], kind=case["kind"], decision="error", reason_code=str(done.returncode), remedy="",
                       seconds=seconds, judged=None, confirmed=None, outside=(done.stderr.strip()[-200:],))  # fmt: skip
        result = json.loads(done.stdout)
        verdicts = judge(cases, case["id"], place, result) if result["decision"] == "fix" else (None, None, ())
    return Row(ident=case["id"], kind=case["kind"], decision=result["decision"], reason_code=result["reason_code"],
               remedy=result["remedy"], seconds=seconds, judged=verdicts[0], confirmed=verdicts[1], outside=verdicts[2])  # fmt: skip


def judge(cases: pathlib.Path, ident: str, place: pathlib.Path, result: dict[str, Any]) -> tuple[bool, bool, tuple[str, ...]]:
    """The judge's word, that of `homeostat verify`, and files changed that the evidence does not name."""
    repo = place / "repo"
    confirmed = run(*HOMEOSTAT, "verify", result["evidence"], "--project-root", str(repo)).returncode == 0
    changed = set(run("git", "diff", "--name-only", f"HEAD..{result['branch']}", cwd=repo).stdout.split())
    patch = json.loads(pathlib.Path(result["evidence"]).read_text())["patch"]
    outside = tuple(sorted(path for path in changed if f"+++ b/{path}" not in patch))
    run("git", "checkout", result["branch"], "--", ".", cwd=repo)
    return run(sys.executable, str(cases / "cases.py"), "check", ident, str(repo)).returncode == 0, confirmed, outside


def table(rows: list[Row]) -> str:
    """Markdown: one row a case, then the shares."""

    def mark(value: bool | None) -> str:  # noqa: FBT001 - one value, shown
        return "" if value is None else "yes" if value else "**no**"

    lines = ["| case | decision | reason | remedy | judge | verify | seconds |", "|---|---|---|---|---|---|---:|"]
    lines += [
        f"| {row.ident} | {row.decision} | {row.reason_code} | {row.remedy} | {mark(row.judged)} | {mark(row.confirmed)} | {row.seconds:.0f} |"
        for row in rows
    ]
    lines.append("")
    for kind in dict.fromkeys(row.kind for row in rows):
        of_kind = [row for row in rows if row.kind == kind]
        lines.append(f"- {kind}: {sum(row.healed for row in of_kind)} of {len(of_kind)} healed")
    able = [row for row in rows if row.kind in HEALABLE]
    if able:
        lines.append(
            f"- {', '.join(HEALABLE)} together: {sum(r.healed for r in able)} of {len(able)} ({sum(r.healed for r in able) / len(able):.0%})"
        )
    return "\n".join(lines)


def main() -> int:
    """0 if no claimed cure was refuted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=pathlib.Path, default=ROOT.parent / "shared" / "cases")
    parser.add_argument("--kinds", default="lint,missing,drift,release,python")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--built", type=pathlib.Path)
    parser.add_argument("--table", type=pathlib.Path)
    options = parser.parse_args()
    if not (options.cases / "cases.py").is_file():
        print(f"there are no cases at {options.cases}: nothing measured")
        return 0
    cases = [c for c in json.loads((options.cases / "dev.json").read_text())["cases"] if c["kind"] in options.kinds.split(",")]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        for case in sorted(cases, key=lambda case: (case["kind"] not in HEALABLE, case["kind"], case["id"])):
            if not options.only or case["id"] in options.only:
                rows.append(heal(options.cases, case, options.built or pathlib.Path(scratch)))
                print(table(rows[-1:]).splitlines()[2], rows[-1].outside or "", flush=True)
    print("\n" + table(rows))
    if options.table:
        options.table.write_text(table(rows) + "\n")
    return 1 if any(row.decision == "fix" and not row.healed for row in rows) else 0


if __name__ == "__main__":
    raise SystemExit(main())
