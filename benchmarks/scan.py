"""How fast a log is searched: our gate with both engines, every pattern on every line, ripgrep, and unzipping as the yardstick.

    python benchmarks/scan.py [--lines 1020000] [--rounds 5] [--whole]

All in one run, in turn, on the same made-up log (`actions_log.py`; a million lines are 104 MB) with the same patterns: 160 of the
catalogue that ripgrep can read too. Every row must find the same (line, pattern) pairs. What takes minutes on the whole log is timed on
a part of it; with `--whole` it is run once on all of it too, and its pairs compared. ripgrep gets a log that was cleaned for it and is
run once for each pattern: with all at once it says lines without their patterns, and takes longer (its automaton outgrows its cache).
Then the whole process: time and memory of `error_parser.py` on the log, and of a log of 1 MB.
"""

from __future__ import annotations

import argparse
import itertools
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "benchmarks")]

from actions_log import log_lines

from homeostat.lines import lines_of
from homeostat.understand.catalogue import DEFAULT
from homeostat.understand.pattern import Pattern
from homeostat.understand.scan import Gate

PATTERNS = 160
PART = 3_000_000  # bytes that slow rows read
DOOR = ROOT / "scripts" / "error_parser.py"
Hits = set[tuple[int, int]]


def catalogue() -> list[tuple[Pattern, frozenset[str]]]:
    """Patterns that any engine can read, with their words as the product gates them: of the rules, then evenly of the formats."""
    rules = [(rule.pattern, frozenset(rule.words)) for rule in DEFAULT.rules if rule.words and _plain(rule.pattern)]
    formats = [
        (Pattern(f"^(?:{pattern.source})", pattern.flags), frozenset(form.words))
        for form in DEFAULT.formats
        for pattern in form.patterns
        if _plain(pattern)
    ]
    step = len(formats) / (PATTERNS - len(rules))
    return rules + [formats[int(n * step)] for n in range(PATTERNS - len(rules))]


def _plain(pattern: Pattern) -> bool:
    """Without what ripgrep's engine does not know."""
    return not re.search(r"\(\?<?[=!]|\(\?P=|\(\?\(|\\[1-9]", pattern.source)


def _for_ripgrep(pattern: Pattern) -> str:
    """The same expression in its words: no escapes of what needs none, no names twice, classes of ASCII where they are enough."""
    bare = re.sub(r"\(\?P<\w+>", "(?:", re.sub(r"\\(?=[\"'! ])", "", pattern.source))
    return f"(?{'i' if pattern.flags & re.IGNORECASE else ''}{'-u' if bare.isascii() else 'u'}:{bare})"


def ours(gate: Gate, patterns: Sequence[Pattern], data: bytes) -> Hits:
    """From the bytes as they come to the pairs."""
    lines = lines_of(data)
    found = zip(patterns, gate.candidates(lines), strict=True)
    return {(index, n) for n, (pattern, at) in enumerate(found) for index in at if pattern.search(lines[index])}


def naive(patterns: Sequence[Pattern], texts: list[str]) -> Hits:
    """Every pattern on every line, compiled."""
    searches = [pattern.compiled.search for pattern in patterns]
    return {(index, n) for index, text in enumerate(texts) for n, search in enumerate(searches) if search(text)}


def ripgrep(patterns: Sequence[Pattern], log: Path) -> Hits:
    """One run a pattern."""
    limits = ("--regex-size-limit", "2G", "--dfa-size-limit", "2G")
    command = ("rg", "--no-config", *limits, "--text", "--line-number", "--no-filename", "--regexp")
    found: Hits = set()
    for n, pattern in enumerate(patterns):
        out = subprocess.run((*command, _for_ripgrep(pattern), str(log)), capture_output=True, check=False).stdout
        found.update((int(line.partition(b":")[0]) - 1, n) for line in out.split(b"\n") if line)
    return found


def seconds(action: Callable[[], object]) -> float:
    """Of one call."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


LAUNCHER = """
import os, subprocess, sys, time
begin = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
usage = os.wait4(child.pid, 0)[2]
print(time.perf_counter() - begin, usage.ru_maxrss / 1024)
sys.stdout.flush()
os._exit(0)
"""


def process(log: Path) -> tuple[float, float]:
    """Wall seconds and peak megabytes of the door on a log. A small process starts it: a child's peak begins with its parent's."""
    door = [sys.executable, "-I", str(DOOR), "--no-cache", "--format", "jsonl", str(log)]
    out = subprocess.run([sys.executable, "-I", "-c", LAUNCHER, *door], capture_output=True, check=True).stdout
    wall, peak = map(float, out.split())
    return wall, peak


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_020_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--whole", action="store_true", help="run the slowest row once on all of the log, to compare what it finds")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(options.lines, options.rounds, Path(folder), whole=options.whole)


def measure(count: int, rounds: int, folder: Path, *, whole: bool) -> None:
    """Make the log, time every row in turn, compare what they find."""
    data = "".join(log_lines(count)).encode()
    part = data[: data.find(b"\n", min(PART, len(data) - 1)) + 1]
    zipped = zlib.compress(data)
    texts, part_texts = list(lines_of(data)), list(lines_of(part))
    patterns, words = zip(*catalogue(), strict=True)
    (folder / "clean.log").write_text("\n".join(texts) + "\n", encoding="utf-8")
    fast, bare = Gate(words), Gate(words, portable=True)
    rows: dict[str, tuple[int, Callable[[], object]]] = {
        "ours": (len(data), lambda: ours(fast, patterns, data)),
        "ours, nothing installed, on the part": (len(part), lambda: ours(bare, patterns, part)),
        "ours, on the part": (len(part), lambda: ours(fast, patterns, part)),
        "every pattern on every line (re), on the part": (len(part), lambda: naive(patterns, part_texts)),
        "inflate": (len(data), lambda: zlib.decompress(zipped)),
    }
    took: dict[str, list[float]] = {name: [] for name in rows}
    hits = ours(fast, patterns, data)
    agree = {
        "ours, nothing installed, on the part": ours(bare, patterns, part) == ours(fast, patterns, part),
        "every pattern on every line (re), on the part": naive(patterns, part_texts) == ours(fast, patterns, part),
    }
    once: dict[str, Callable[[], Hits]] = {}
    if shutil.which("rg"):
        once["ripgrep, a run for each pattern, once"] = lambda: ripgrep(patterns, folder / "clean.log")
    if whole:
        once["every pattern on every line (re), once"] = lambda: naive(patterns, texts)
    for name, find in once.items():
        begin = time.perf_counter()
        agree[name] = find() == hits
        took[name], rows[name] = [time.perf_counter() - begin], (len(data), find)
    for _, name in itertools.product(range(rounds), [name for name in rows if name not in once]):
        took[name].append(seconds(rows[name][1]))
    print(f"{len(data) / 1e6:.0f} MB, {len(texts)} lines, {len(patterns)} patterns, {len(hits)} hits; medians of {rounds} rounds\n")
    speed = {name: size / statistics.median(took[name]) / 1e6 for name, (size, _) in rows.items()}
    base, unzip = speed["every pattern on every line (re), on the part"], speed["inflate"]
    print("| | MB/s | × every pattern on every line | × inflate | same hits |\n|---|---:|---:|---:|---|")
    for name, value in speed.items():
        print(f"| {name} | {value:.1f} | {value / base:.1f} | {value / unzip:.2f} | {agree.get(name, '')} |")
    (folder / "big.log").write_bytes(data)
    (folder / "small.log").write_bytes(data[: data.find(b"\n", min(1_000_000, len(data) - 1)) + 1])
    print("\n| whole process | seconds | peak memory, MB | × size of the log |\n|---|---:|---:|---:|")
    for name in ("big.log", "small.log"):
        size = (folder / name).stat().st_size / 1e6
        runs = [process(folder / name) for _ in range(rounds)]
        wall, peak = statistics.median(run[0] for run in runs), max(run[1] for run in runs)
        print(f"| {size:.0f} MB | {wall:.2f} | {peak:.0f} | {peak / size:.1f} |")


if __name__ == "__main__":
    main()
