"""What `make bench` runs: how fast the doors open and a log is searched, how failures are grouped, and the real broken builds where
they are at hand.

Times are ratios to a bare interpreter measured in turn in the same run, as these differ less between machines.
"""

from __future__ import annotations

import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
ROUNDS = 15


def seconds(*command: str) -> float:
    """Wall clock of one process."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def doors() -> None:
    """Start-up of each door beside `python -I -c pass`, interleaved; medians."""
    bare = (sys.executable, "-I", "-c", "pass")
    for name in ("scripts/error_parser.py", "scripts/context_manager.py", "scripts/homeostat/__main__.py"):
        door = (sys.executable, "-I", str(ROOT / name), "--help")
        pairs = [(seconds(*door), seconds(*bare)) for _ in range(ROUNDS)]
        ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"{name} --help: {ours * 1000:.0f} ms, {ours / theirs:.1f} × a bare interpreter ({theirs * 1000:.0f} ms)")


def main() -> int:
    """0 if nothing that was claimed was refuted."""
    doors()
    for name in ("scan.py", "fingerprints.py"):
        subprocess.run((sys.executable, str(ROOT / "benchmarks" / name)), check=True)
    cases = os.environ.get("CASES", str(ROOT.parent / "shared" / "cases"))
    return subprocess.run((sys.executable, str(ROOT / "benchmarks" / "cases.py"), "--cases", cases), check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
