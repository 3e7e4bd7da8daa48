"""A made-up log of a GitHub Actions job, any number of lines long: mostly what installers, compilers and test runners print.

    python benchmarks/actions_log.py 1000000 big.log        104 MB; the same lines every time

One line in two thousand fails. It is for measuring speed, not for what is found.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from pathlib import Path

NAMES = (
    "parser token stream cache query model table graph worker queue schema metric client server buffer index view driver".split()
)
Line = Callable[[random.Random], str]


def word(r: random.Random) -> str:
    """A name."""
    return r.choice(NAMES)


def version(r: random.Random) -> str:
    """A release."""
    return f"{r.randint(0, 9)}.{r.randint(0, 30)}.{r.randint(0, 9)}"


def path(r: random.Random, ending: str) -> str:
    """A file of a project."""
    return f"{word(r)}/{word(r)}/{word(r)}_{r.randint(0, 999)}{ending}"


def digest(r: random.Random, digits: int) -> str:
    """Hexadecimal digits."""
    return f"{r.getrandbits(4 * digits):0{digits}x}"


USUAL: tuple[tuple[int, Line], ...] = (
    (5, lambda r: f"Collecting {word(r)}-{word(r)}=={version(r)}"),
    (4, lambda r: f"  Downloading {word(r)}_{word(r)}-{version(r)}-cp311-cp311-manylinux_2_17_x86_64.whl ({r.randint(1, 999)} kB)"),
    (3, lambda r: f"     ━━━━━━━━━━━━━━━━━━━━━━━━ {r.randint(1, 99)}.0/99.0 MB {r.randint(1, 99)}.4 MB/s eta 0:00:0{r.randint(0, 9)}"),
    (6, lambda r: f"Requirement already satisfied: {word(r)}>={version(r)} in ./.venv/lib/python3.11/site-packages (from {word(r)})"),
    (9, lambda r: f"tests/{path(r, '.py')}::test_{word(r)}_{word(r)}[{word(r)}-{r.randint(0, 99)}] PASSED [ {r.randint(1, 99)}%]"),
    (2, lambda r: f"npm warn deprecated {word(r)}-{word(r)}@{version(r)}: this package is no longer supported"),
    (4, lambda r: f"   Compiling {word(r)}-{word(r)} v{version(r)}"),
    (5, lambda r: f"test {word(r)}::{word(r)}::tests::{word(r)}_{word(r)} ... ok"),
    (7, lambda r: f"[{r.randint(1, 3000)}/3000] Building CXX object src/CMakeFiles/{word(r)}.dir/{path(r, '.cpp')}.o"),
    (6, lambda r: f"[{r.randint(1, 3000)}/3000] /usr/bin/c++ -DNDEBUG -I../include -O2 -g -std=gnu++17 -fPIC -o {path(r, '.o')} -c ../src/{path(r, '.cpp')}"),
    (3, lambda r: f"../src/{path(r, '.cpp')}:{r.randint(1, 3000)}:{r.randint(1, 80)}: warning: unused variable '{word(r)}' [-Wunused-variable]"),
    (4, lambda r: f"[INFO] Tests run: {r.randint(1, 99)}, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.{r.randint(1, 999)} s -- in com.{word(r)}.{word(r)}Test"),
    (3, lambda r: f"> Task :{word(r)}:{word(r)}:compileJava UP-TO-DATE"),
    (3, lambda r: f"ok  \texample.org/{word(r)}/{word(r)}\t{r.randint(0, 99)}.{r.randint(0, 999):03d}s"),
    (6, lambda r: f"=== RUN   Test{word(r).title()}{word(r).title()}/{word(r)}_{r.randint(0, 99)}"),
    (6, lambda r: f"    --- PASS: Test{word(r).title()}/{word(r)}_{r.randint(0, 99)} (0.{r.randint(0, 99):02d}s)"),
    (3, lambda r: f"#{r.randint(1, 40)} sha256:{digest(r, 64)} {r.randint(1, 99)}.12MB / 99.12MB 3.1s done"),
    (4, lambda r: f"Get:{r.randint(1, 99)} http://mirror.example.test/ubuntu jammy/main amd64 lib{word(r)} amd64 {version(r)} [{r.randint(1, 999)} kB]"),
    (3, lambda r: f"Unpacking lib{word(r)}-dev:amd64 ({version(r)}-1ubuntu{r.randint(0, 9)}) ..."),
    (2, lambda r: f"remote: Compressing objects: {r.randint(1, 100)}% ({r.randint(1, 999)}/999)"),
    (5, lambda r: f"INFO:{word(r)}.{word(r)}:request_id={digest(r, 32)} user={r.randint(1, 99999)} latency_ms={r.randint(1, 999)} status=200 path=/{word(r)}/{r.randint(1, 99999)}"),
    (4, lambda r: f"DEBUG {word(r)}:{r.randint(1, 999)} connected to 10.0.{r.randint(0, 255)}.{r.randint(0, 255)}:{r.randint(1024, 65535)} in {r.randint(1, 99)}ms"),
    (2, lambda r: f"✓ src/{path(r, '.test.ts')} ({r.randint(1, 40)} tests) {r.randint(1, 999)}ms"),
    (2, lambda r: f"  ✓ renders {word(r)} {word(r)} when {word(r)} is empty ({r.randint(1, 99)} ms)"),
)  # fmt: skip
FAILING: tuple[Line, ...] = (
    lambda r: f"FAILED tests/{path(r, '.py')}::test_{word(r)} - AssertionError: assert {r.randint(0, 9)} == {r.randint(10, 19)}",
    lambda r: f"E       AssertionError: assert {r.randint(0, 9)} == {r.randint(10, 19)}",
    lambda _: "Traceback (most recent call last):",
    lambda r: f"ModuleNotFoundError: No module named '{word(r)}'",
    lambda r: f"src/{path(r, '.ts')}({r.randint(1, 999)},{r.randint(1, 80)}): error TS2322: Type 'string' is not assignable to type 'number'.",
    lambda _: "error[E0308]: mismatched types",
    lambda _: "npm error code ERESOLVE",
    lambda r: f"--- FAIL: Test{word(r).title()} (0.{r.randint(0, 99):02d}s)",
    lambda r: f"../src/{path(r, '.cpp')}:{r.randint(1, 999)}:{r.randint(1, 80)}: error: '{word(r)}' was not declared in this scope",
    lambda r: f"src/{path(r, '.py')}:{r.randint(1, 999)}: error: Incompatible return value type  [return-value]",
)  # fmt: skip


def log_lines(count: int, seed: int = 7) -> Iterator[str]:
    """So many lines with their time stamps, of a job with one step, which fails."""
    r = random.Random(seed)
    kinds = [line for weight, line in USUAL for _ in range(weight)]
    head = ["##[group]Run make all", "make all", "shell: /usr/bin/bash -e {0}", "##[endgroup]"]
    for number in range(count):
        clock = number // 200
        stamp = f"2026-11-02T{clock // 3600 % 24:02d}:{clock // 60 % 60:02d}:{clock % 60:02d}.{r.randint(0, 9_999_999):07d}Z "
        if number < len(head):
            text = head[number]
        elif number == count - 1:
            text = "##[error]Process completed with exit code 2."
        else:
            text = (r.choice(FAILING) if r.random() < 0.0005 else r.choice(kinds))(r)
        yield stamp + text + "\n"


def main() -> None:
    """Write the log."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=int)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    with options.file.open("w", encoding="utf-8") as file:
        file.writelines(log_lines(options.lines))


if __name__ == "__main__":
    main()
