"""What green runs of the same job are worth: red and green logs of real builds, read without and with `--baseline`.

    python benchmarks/baselines.py CASES [--only drift-flask,release-]

CASES is a folder of real broken builds with its builder (`cases.py`, `kinds.py`). Each is built twice, run red, cured by what is known
to cure it, run green; pytest is asked for every name, outcome and duration, as CI often does, so that the logs are long. Gold are the
lines of the red log that nobody printed but the failing tests: those marked E in the report, and the names in the short summary.

- tokens left: those of the lines that no green run says (bytes / 3.5), as a share of the whole log
- kept: share of the gold among the lines left
- cov: share of the gold in the first 50 and 200 lines of the excerpt
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from homeostat.observe.step import read
from homeostat.records import Log
from homeostat.understand.excerpt import core, usual_texts
from homeostat.understand.step import understand

BYTES_A_TOKEN = 3.5
LONG = 50_000  # tokens
BUDGETS = (50, 200)


def pair(kinds: Any, case: dict[str, Any], folder: Path) -> tuple[Log, Log]:
    """The red and the green log of a case, in the words of a job."""
    case = {**case, "command": re.sub(r"-m pytest\b", "-m pytest -vv -rA --durations=0", case["command"])}
    place, red, _ = kinds.build(case, folder / "repo")
    before = place.installed
    green, _ = kinds.cure(case, place)
    logs = (kinds.job_log(case, before, red), kinds.job_log({**case, "before": "2026-01-02"}, place.installed, green))
    return read(logs[0].encode(), "red"), read(logs[1].encode(), "green")


def tokens(lines: Iterable[str]) -> float:
    """Roughly."""
    return sum(len(line.encode()) + 1 for line in lines) / BYTES_A_TOKEN


def gold_of(log: Log) -> set[int]:
    """Lines that the failing tests printed."""
    marks = ("E  ", "FAILED ", "ERROR ", "would reformat ", "error: cannot format ")
    return {number for number, line in enumerate(log.lines) if line.startswith(marks)}


def covered(excerpt: Sequence[Sequence[int]], gold: set[int], budget: int) -> float:
    """Share of the gold in the first lines of an excerpt."""
    shown = [number - 1 for first, last in excerpt for number in range(first, last + 1)][:budget]
    return len(gold.intersection(shown)) / min(len(gold), budget)


def measure(red: Log, green: Log) -> dict[str, float]:
    """Everything that the table says of a pair."""
    usual = usual_texts([green.lines]) or frozenset()
    left = [number for number, line in enumerate(red.lines) if line.strip() and core(line) not in usual]
    gold, all_tokens = gold_of(red), tokens(red.lines)
    said = {
        "tokens": all_tokens,
        "left": tokens(red.lines[n] for n in left) / all_tokens,
        "kept": len(gold & set(left)) / len(gold),
    }
    for name, greens in (("alone", ()), ("with", (green,))):
        excerpt = understand(red, greens=greens).excerpt
        said |= {f"cov{budget} {name}": covered(excerpt, gold, budget) for budget in BUDGETS}
    return said


def main() -> None:
    """Print a row a case, and the means."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--only", default="", help="beginnings of case names, with commas")
    options = parser.parse_args()
    sys.path.insert(0, str(options.cases))
    kinds = importlib.import_module("kinds")
    wanted = tuple(filter(None, options.only.split(",")))
    cases = [case for case in json.loads((options.cases / "dev.json").read_text())["cases"] if case["id"].startswith(wanted or "")]
    names = ["tokens", "left", "kept", *(f"cov{budget} {kind}" for budget in BUDGETS for kind in ("alone", "with"))]
    print("| case | " + " | ".join(names) + " |\n|---|" + "---:|" * len(names))
    rows: list[dict[str, float]] = []
    for case in cases:
        folder = Path(tempfile.mkdtemp(prefix="baseline-"))
        try:
            row = measure(*pair(kinds, case, folder))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        rows.append(row)
        print(
            f"| {case['id']} | " + " | ".join(f"{row[n]:.0f}" if n == "tokens" else f"{row[n]:.3f}" for n in names) + " |",
            flush=True,
        )
    for title, some in (("all", rows), (f"over {LONG} tokens", [row for row in rows if row["tokens"] > LONG])):
        if some:
            means = [statistics.mean(row[name] for row in some) for name in names]
            print(f"| **{title}** ({len(some)}) | {means[0]:.0f} | " + " | ".join(f"{value:.3f}" for value in means[1:]) + " |")


if __name__ == "__main__":
    main()
